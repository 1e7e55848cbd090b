"""Bibliographic entries -> CSL: one line in the style of PubMed and Vancouver, named fields, or CSL-JSON."""

import re
from typing import Any

from pydantic import ValidationError

from articles.document import Csl, DateParts, PersonName
from articles.importing.dates import month_number

_DOI = re.compile(r"(?:\bdoi:?\s?|https?://(?:dx\.)?doi\.org/){1,3}(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:?\s*([0-9]{1,9})\b", re.IGNORECASE)
_PMCID = re.compile(r"(?:\bPMCID:?\s*)?\b(PMC[0-9]{1,9})\b", re.IGNORECASE)
_URL = re.compile(r"(?:\bAvailable (?:from|at):?\s*)?(https?://\S+)", re.IGNORECASE)
_AUTHOR = re.compile(r"(?P<family>[^\W\d_][^\d,.;:()]{0,60}?)\s+(?P<given>[A-Z](?:[-.]{0,2}[A-Z]){0,3})")
_ISSUED = re.compile(
    r"(?P<year>[12][0-9]{3})(?:\s+(?P<month>[A-Z][a-z]{2,8})\.?(?:\s+(?P<day>[0-9]{1,2}))?)?"
    r"(?:\s*;\s*(?P<volume>[\w.-]{1,20})?\s*(?:\((?P<issue>[^()]{1,40})\))?(?:\s*:\s*(?P<page>\w(?:[\w.\u2010-\u2014-]*\w)?))?)?"
    r"\s*\.?$"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TEXT_FIELDS = {
    "type": "type",
    "title": "title",
    "journal": "container_title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "url": "URL",
}


def parse_entry(entry: str) -> Csl | None:
    """The publication in an entry such as

    "Kerroum A, Suter MR. The steps until surgery. J Surg Case Rep. 2019;2019(6):rjz194. doi:10.1093/jscr/rjz194"

    What is not there stays empty. None when some of the entry's words found no field: it should then be kept whole.
    """
    fields: dict[str, Any] = {}
    rest = entry = " ".join(entry.split())
    for name, pattern in (("DOI", _DOI), ("PMCID", _PMCID), ("PMID", _PMID), ("URL", _URL)):
        if match := pattern.search(rest):
            fields[name] = match[1].rstrip(".,;")
            rest = f"{rest[: match.start()].rstrip(' ,;')} {rest[match.end() :].lstrip(' .,;')}".strip()
    head, dot, tail = rest.partition(". ")
    authors = _authors(head)
    if authors:
        fields["author"] = authors
        rest = tail if dot else ""
    segments = re.split(r"(?<=[.?!])\s+", rest.strip())
    if match := _ISSUED.fullmatch(segments[-1]):
        fields |= {name: match[name] for name in ("volume", "issue", "page") if match[name]}
        month = month_number(match["month"]) if match["month"] else None
        fields["issued"] = _date([match["year"], month, match["day"]])
        segments = segments[:-1]
        if len(segments) > 1:
            fields["container_title"] = segments.pop().rstrip(".")
    title = " ".join(segments).strip()
    fields["title"] = title[:-1] if title.endswith(".") and not title.endswith("..") else title
    try:
        csl = Csl.model_validate(fields)
    except ValidationError:
        return None
    return csl if _words(entry) == _words(format_entry(csl)) else None


def format_entry(csl: Csl) -> str:
    """The publication as one line, in the order that parse_entry reads."""
    issued = csl.issued.date_parts[0] if csl.issued and csl.issued.date_parts else ()
    when = " ".join(
        str(part) if place != 1 else (_MONTHS[part - 1] if 1 <= part <= 12 else str(part))
        for place, part in enumerate(issued)
    )
    where = csl.volume + (f"({csl.issue})" if csl.issue else "") + (f":{csl.page}" if csl.page else "")
    when_and_where = f"{when};{where}" if where else when
    authors = ", ".join(f"{author.family} {author.given}".strip() for author in csl.author)
    parts = [authors, csl.title, csl.container_title, when_and_where]
    line = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
    identifiers = [
        csl.DOI and f"doi:{csl.DOI}",
        csl.PMID and f"PMID {csl.PMID}",
        csl.PMCID and f"PMCID {csl.PMCID}",
        csl.URL,
    ]
    return " ".join([line, *filter(None, identifiers)]).strip()


def read_fields(fields: dict[str, str]) -> Csl:
    """The publication in named fields ("title", "authors", "date", ...), as the text format writes them.

    Raises pydantic.ValidationError when a value is too long.
    """
    found: dict[str, Any] = {name: fields[field] for field, name in _TEXT_FIELDS.items() if field in fields}
    if "authors" in fields:
        names = [name.partition(",") for name in fields["authors"].split(";") if name.strip()]
        found["author"] = [PersonName(family=family, given=given) for family, _comma, given in names]
    if re.fullmatch(r"[0-9]{1,4}(-[0-9]{1,2}){0,2}", fields.get("date", "")):
        found["issued"] = _date(fields["date"].split("-"))
    return Csl.model_validate(found)


def write_fields(csl: Csl) -> dict[str, str]:
    """The named fields that read_fields reads."""
    fields = {field: value for field, name in _TEXT_FIELDS.items() if (value := getattr(csl, name))}
    if csl.author:
        fields["authors"] = "; ".join(f"{name.family}, {name.given}" for name in csl.author)
    if csl.issued and csl.issued.date_parts:
        fields["date"] = "-".join(str(part) for part in csl.issued.date_parts[0])
    return fields


def _authors(text: str) -> list[PersonName]:
    """The authors in "Smith AB, van der Berg J", or none when this is not a list of authors."""
    found = [_AUTHOR.fullmatch(name.strip()) for name in text.split(",")]
    return [PersonName(family=name["family"], given=name["given"]) for name in found if name] if all(found) else []


def _date(parts: list[Any]) -> DateParts:
    numbers: list[int] = []
    for part in parts:
        if part in (None, ""):
            break
        numbers.append(int(part))
    return DateParts(date_parts=(tuple(numbers),))


def _words(text: str) -> list[str]:
    """The words of an entry, in any order: without the names of identifiers and the wording around addresses."""
    plain = re.sub(r"https?://(dx\.)?doi\.org/|\bavailable (from|at)\b", " ", text, flags=re.IGNORECASE)
    plain = re.sub(r"\b(doi|PMID|PMCID)\b", " ", plain, flags=re.IGNORECASE)
    months = {word: word[:3] for word in re.findall(r"\w+", plain) if month_number(word) and not word.isdecimal()}
    return sorted(months.get(word, word).casefold() for word in re.findall(r"\w+", plain))
