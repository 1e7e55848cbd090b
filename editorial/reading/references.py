"""A reference as a reader sees it: Vancouver style (ICMJE, Citing Medicine), and ways to the publication."""

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from articles.document import Csl, PersonName, Reference
from editorial.reading.prose import is_https

MOST_AUTHORS = 6  # ICMJE: the first six, then "et al."
MISSING_NAMES: dict[str, Promise] = {
    "title": gettext_lazy("title"),
    "authors": gettext_lazy("authors"),
    "journal": gettext_lazy("journal"),
    "year": gettext_lazy("year"),
    "DOI or PMID": gettext_lazy("DOI or PMID"),
}


@dataclass(frozen=True)
class ReferenceEntry:
    """One line of the reference list. Addresses are empty where the reference does not have them."""

    number: int
    id: UUID
    authors: str
    title: str
    source: str
    doi: str = ""
    doi_address: str = ""
    pubmed_address: str = ""
    address: str = ""
    missing: str = ""
    note: str = ""


def reference_entry(reference: Reference, number: int) -> ReferenceEntry:
    """The reference with its printed number; `missing` names in words what is not established."""
    csl = reference.csl
    return ReferenceEntry(
        number=number,
        id=reference.id,
        authors=authors(csl.author),
        title=csl.title or reference.key,
        source=source(csl),
        doi=csl.DOI,
        doi_address=f"https://doi.org/{quote(csl.DOI, safe='/:;()._-')}" if csl.DOI else "",
        pubmed_address=f"https://pubmed.ncbi.nlm.nih.gov/{csl.PMID}/" if csl.PMID.isdigit() else "",
        address=csl.URL if is_https(csl.URL) else "",
        missing=", ".join(str(MISSING_NAMES[name]) for name in reference.missing),
        note=reference.note,
    )


def vancouver(reference: Reference) -> str:
    """The reference as one line of text: Authors. Title. Journal. Year;Volume(Issue):Pages. doi."""
    csl = reference.csl
    parts = [
        authors(csl.author),
        csl.title or reference.key,
        source(csl),
        f"doi:{csl.DOI}" if csl.DOI else "",
    ]
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def authors(people: tuple[PersonName, ...]) -> str:
    """Family name and initials, the first six, then "et al"."""
    names = [f"{person.family} {initials(person.given)}".strip() for person in people[:MOST_AUTHORS]]
    return ", ".join(names + (["et al"] if len(people) > MOST_AUTHORS else []))


def initials(given: str) -> str:
    """Initials of given names: both "Dimitrios K." and "DK" are DK."""
    parts = given.replace(".", " ").replace("-", " ").split()
    return "".join(part if part.isupper() and len(part) <= 3 else part[0].upper() for part in parts)


def source(csl: Csl) -> str:
    """Journal. Year;Volume(Issue):Pages, as far as it is known."""
    parts = csl.issued.date_parts if csl.issued else ()
    year = str(parts[0][0]) if parts and parts[0] else ""
    issue = f"{csl.volume}({csl.issue})" if csl.issue else csl.volume
    where = ":".join(part for part in (issue, csl.page) if part)
    dated = ";".join(part for part in (year, where) if part)
    return ". ".join(part for part in (csl.container_title, dated) if part)
