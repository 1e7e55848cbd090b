"""A reference as a reader sees it: Vancouver style (ICMJE, Citing Medicine), and ways to the publication."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from articles.document import Reference
from articles.exporting.references import authors, is_unknown, links, source
from articles.markup import is_https

MISSING_NAMES: dict[str, Promise] = {
    "title": gettext_lazy("title"),
    "authors": gettext_lazy("authors"),
    "journal": gettext_lazy("journal"),
    "year": gettext_lazy("year"),
    "DOI or PMID": gettext_lazy("DOI or PMID"),
}


@dataclass(frozen=True)
class ReferenceEntry:
    """One line of the reference list. Addresses are empty where the reference does not have them.

    `is_unknown`: nothing is known of the publication, so there is a number and perhaps a note, and no more to show.
    """

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
    is_unknown: bool = False


def reference_entry(reference: Reference, number: int) -> ReferenceEntry:
    """The reference with its printed number; `missing` names in words what is not established."""
    csl, places = reference.csl, dict(links(reference))
    return ReferenceEntry(
        number=number,
        id=reference.id,
        authors=authors(reference),
        title=csl.title or reference.key,
        source=source(reference),
        doi=csl.DOI,
        doi_address=places.get("DOI", ""),
        pubmed_address=places.get("PubMed", ""),
        address=csl.URL if is_https(csl.URL) else "",
        missing=", ".join(str(MISSING_NAMES[name]) for name in reference.missing),
        note=reference.note,
        is_unknown=is_unknown(reference),
    )
