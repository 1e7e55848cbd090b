"""The reference list for people and for reference managers: a printed line, CSL-JSON, RIS and BibTeX.

Sources: CSL-JSON schema 1.0.2 (citation-style-language/schema); RIS format specification 2011 (Research
Information Systems); BibTeX, "Using BibTeX" by O. Patashnik, read as UTF-8 as biber and current BibTeX do.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import takewhile
from urllib.parse import quote

from django.utils.translation import gettext as _

from articles.csl import PersonName
from articles.document import Reference
from articles.exporting.wording import present

MOST_AUTHORS = 6
_SUFFIXES = ("Jr", "Sr", "2nd", "3rd", "4th", "II", "III", "IV")
_RIS_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}
_BIBTEX_TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {character: "\\" + character for character in "&%$#_"}


def year(reference: Reference) -> str:
    """The four-digit year of publication, or an empty string."""
    parts = _date(reference)
    return f"{parts[0]:04d}" if parts else ""


def issued(reference: Reference) -> str:
    """The date of publication as ISO 8601, as precise as it is known: 2015, 2015-02 or 2015-02-03."""
    return "-".join(f"{part:02d}" for part in _date(reference))


def links(reference: Reference) -> tuple[tuple[str, str], ...]:
    """(name, https address) of the places where a reader finds the publication, DOI first."""
    csl = reference.csl
    found = (
        ("DOI", csl.DOI and f"https://doi.org/{_doi_path(csl.DOI)}"),
        ("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{csl.PMID}/" if csl.PMID.isascii() and csl.PMID.isdigit() else ""),
        ("PubMed Central", csl.PMCID and f"https://pmc.ncbi.nlm.nih.gov/articles/{_doi_path(csl.PMCID)}/"),
        ("Web", _web(csl.URL) if csl.URL.startswith(("https://", "http://")) else ""),
    )
    return tuple((name, address) for name, address in found if address)


def is_unknown(reference: Reference) -> bool:
    """Whether nothing is known of the publication: no words and no number that would lead a reader to it."""
    csl = reference.csl
    return not any((csl.title, csl.author, csl.container_title, csl.DOI, csl.PMID, csl.PMCID, csl.URL))


def printed(reference: Reference) -> str:
    """One line in the style of ICMJE (Vancouver); of an incomplete reference what is known, or its key.

    Of one that nothing is known of it says so, in the active language.
    """
    if is_unknown(reference):
        return _("Publication not established.")
    csl = reference.csl
    identifiers = [
        f"doi:{csl.DOI}" if csl.DOI else "",
        f"PMID: {csl.PMID}" if csl.PMID else "",
        f"PMCID: {csl.PMCID}" if csl.PMCID else "",
    ]
    parts = [authors(reference), csl.title or f"[{reference.key}]", source(reference)]
    sentences = [part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part]
    return " ".join([*sentences, *(f"{identifier}." for identifier in identifiers if identifier)])


def authors(reference: Reference) -> str:
    """Family names and initials of the first six, then "et al" (ICMJE)."""
    people = reference.csl.author
    names = [" ".join(filter(None, (person.family, _initials(person)))) for person in people[:MOST_AUTHORS]]
    return ", ".join(names + (["et al"] if len(people) > MOST_AUTHORS else []))


def source(reference: Reference) -> str:
    """Journal. Year;Volume(Issue):Pages, as far as it is known."""
    csl = reference.csl
    volume = csl.volume + (f"({csl.issue})" if csl.issue else "")
    place = ":".join(filter(None, (volume, csl.page)))
    return ". ".join(filter(None, (csl.container_title, ";".join(filter(None, (year(reference), place))))))


def csl_json(references: Iterable[Reference]) -> str:
    """The references as a CSL-JSON array; `id` is a reference's UUID, its short name the citation key."""
    items = []
    for reference in references:
        extra = {"citation-key": reference.key, "note": reference.note}
        items.append(reference.csl_item() | present(**extra))
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def ris(references: Iterable[Reference]) -> str:
    """The references as RIS, lines ended by CR LF. A record has a type and an end, whatever is missing."""
    return "\r\n".join(line for reference in references for line in (*_ris_record(reference), "")) + "\r\n"


def bibtex(references: Iterable[Reference]) -> str:
    """The references as BibTeX. Keys are ASCII and unique; an article that lacks required fields is @misc."""
    taken: set[str] = set()
    return "\n".join(_bibtex_entry(reference, _bibtex_key(reference.key, taken)) for reference in references)


def _ris_record(reference: Reference) -> Iterator[str]:
    csl = reference.csl
    first, _dash, last = csl.page.partition("-")
    fields = [
        ("TY", _RIS_TYPES.get(csl.type, "GEN")),
        ("ID", reference.key),
        *(("AU", ", ".join(filter(None, (name.family, name.given)))) for name in csl.author),
        ("TI", csl.title),
        ("T2", csl.container_title),
        ("PY", year(reference)),
        ("DA", _ris_date(reference)),
        ("VL", csl.volume),
        ("IS", csl.issue),
        ("SP", first),
        ("EP", last),
        ("DO", csl.DOI),
        ("AN", csl.PMID),
        ("C2", csl.PMCID),
        ("UR", csl.URL),
        ("N1", reference.note),
    ]
    for tag, value in fields:
        if flat := _flat(value):
            yield f"{tag}  - {flat}"
    yield "ER  - "


def _ris_date(reference: Reference) -> str:
    """YYYY/MM/DD/ with unknown parts left empty between their slashes, as RIS wants it."""
    parts = [f"{part:02d}" for part in _date(reference)]
    return "/".join([*parts, "", "", "", ""][:4]) if parts else ""


def _bibtex_entry(reference: Reference, key: str) -> str:
    csl = reference.csl
    kind = _BIBTEX_TYPES.get(csl.type, "misc")
    if kind == "article" and not (csl.title and csl.author and csl.container_title and csl.issued):
        kind = "misc"
    where = "journal" if kind in ("article", "misc") else "booktitle"
    parts = _date(reference)
    fields = {
        "title": "{" + _latex(csl.title) + "}" if csl.title else "",
        "author": " and ".join(_bibtex_name(name) for name in csl.author),
        where: _latex(csl.container_title),
        "year": year(reference),
        "month": str(parts[1]) if len(parts) > 1 else "",
        "volume": _latex(csl.volume),
        "number": _latex(csl.issue),
        "pages": re.sub(r"[-–]+", "--", _latex(csl.page)),
        "doi": _verbatim(csl.DOI),
        "pmid": _latex(csl.PMID),
        "pmcid": _latex(csl.PMCID),
        "url": _verbatim(csl.URL),
        "note": _latex(reference.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _bibtex_key(key: str, taken: set[str]) -> str:
    """The author's short name in ASCII letters, digits and -_:. ; a second one of that name gets a number."""
    ascii_key = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    wanted = re.sub(r"[^A-Za-z0-9:._-]+", "-", ascii_key).strip("-") or "reference"
    unique, number = wanted, 2
    while unique.lower() in taken:
        unique, number = f"{wanted}-{number}", number + 1
    taken.add(unique.lower())
    return unique


def _latex(text: str) -> str:
    """Text that LaTeX prints as it stands. Braces become commands, since BibTeX counts even escaped ones."""
    return "".join(_LATEX.get(character, character) for character in _flat(text))


def _verbatim(text: str) -> str:
    """An identifier, which reference managers copy as it stands: only what would end the field is encoded."""
    return _flat(text).replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _bibtex_name(name: PersonName) -> str:
    """ "Family, Given"; in braces what BibTeX would take apart: a lone name, or one with a comma or "and"."""
    parts = [_latex(part) for part in (name.family, name.given) if part]
    if parts == ["et al"]:
        return "others"
    if len(parts) == 1:
        return "{" + parts[0] + "}"
    return ", ".join("{" + part + "}" if re.search(r",|\band\b", part) else part for part in parts)


def _doi_path(text: str) -> str:
    return quote(text, safe="/:;()")


def _web(text: str) -> str:
    return quote(text, safe="-._~:/?#[]@!$&'()*+,;=%")


def _initials(name: PersonName) -> str:
    """ "DK" for "Dimitrios K", "D. K." and "DK"; a suffix stays: "DK Jr"."""
    given, space, suffix = name.given.rpartition(" ")
    if suffix.rstrip(".") not in _SUFFIXES:
        given, space, suffix = name.given, "", ""
    if not (given.isalpha() and given.isupper() and len(given) <= 3):
        given = "".join(word[0] for word in re.split(r"[\s.\-]+", given) if word).upper()
    return given + space + suffix.rstrip(".")


def _date(reference: Reference) -> tuple[int, ...]:
    """Year, month and day as far as they are known and possible."""
    when = reference.csl.issued
    parts = when.date_parts[0][:3] if when and when.date_parts else ()
    ranges = (range(1000, 10_000), range(1, 13), range(1, 32))
    return tuple(takewhile(bool, (part if part in known else 0 for part, known in zip(parts, ranges, strict=False))))


def _flat(text: str) -> str:
    return " ".join(text.split())
