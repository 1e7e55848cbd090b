"""Bibliographic entries -> CSL and back: one line of a list of references (styles.py reads them), or named fields.

No word is lost: a style that would drop one, but for its labels, has not understood the line.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from articles.csl import Csl, PersonName
from articles.importing.dates import month_number
from articles.importing.references.styles import LABELS, STYLES, date_of

_DOI = re.compile(r"(?:\bdoi:?\s?|https?://(?:dx\.)?doi\.org/){1,3}(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:?\s*([0-9]{1,9})\b", re.IGNORECASE)
_PMCID = re.compile(r"(?:\bPMCID:?\s*)?\b(PMC[0-9]{1,9})\b", re.IGNORECASE)
_URL = re.compile(r"(?:\bAvailable (?:from|at):?\s*)?(https?://\S+)", re.IGNORECASE)
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


@dataclass(frozen=True)
class LineRead:
    """What a line of a reference list says. style: what it was recognised as; empty when it was not understood.

    note: words of the line that have no field; the whole line when it was not understood, csl then holds identifiers.
    """

    csl: Csl
    note: str = ""
    style: str = ""


def parse_entry(entry: str) -> Csl | None:
    """The publication in an entry such as

    "Kerroum A, Suter MR. The steps until surgery. J Surg Case Rep. 2019;2019(6):rjz194. doi:10.1093/jscr/rjz194"

    What is not there stays empty. None when some of the entry's words found no field: it should then be kept whole.
    """
    line = read_line(entry)
    return line.csl if line.style and not line.note else None


def read_line(entry: str) -> LineRead:
    """The publication in one line of any style: Vancouver as PubMed and AMA have it, APA, MLA, initials with stops."""
    entry = " ".join(entry.split())
    found: dict[str, Any] = {}
    rest = entry
    for name, pattern in (("DOI", _DOI), ("PMCID", _PMCID), ("PMID", _PMID), ("URL", _URL)):
        if match := pattern.search(rest):
            found[name] = _identifier(match[1])
            rest = f"{rest[: match.start()].rstrip(' ,;')} {rest[match.end() :].lstrip(' .,;')}".strip()
    for style, read in STYLES.items():
        parts = read(rest)
        if parts is None:
            continue
        note = parts.pop("note", "")
        try:
            csl = Csl.model_validate(found | parts)
        except ValidationError:
            continue
        ignored = Counter(LABELS[style])
        there, kept = Counter(_words(entry)), Counter(_words(f"{format_entry(csl)} {note}"))
        if not kept - there and not (there - kept) - ignored:
            return LineRead(csl, note, style)
    try:
        return LineRead(Csl.model_validate(found), entry)
    except ValidationError:
        return LineRead(Csl(), entry)


def format_entry(csl: Csl) -> str:
    """The publication as one line, in the order that parse_entry reads."""
    return " ".join(part for part in format_parts(csl) if part)


def format_parts(csl: Csl) -> tuple[str, str, str, str, str]:
    """The parts of that line: authors, title, journal, date and place, identifiers; each may be empty."""
    issued = csl.issued.date_parts[0] if csl.issued and csl.issued.date_parts else ()
    when = " ".join(
        str(part) if place != 1 else (_MONTHS[part - 1] if 1 <= part <= 12 else str(part))
        for place, part in enumerate(issued)
    )
    where = csl.volume + (f"({csl.issue})" if csl.issue else "") + (f":{csl.page}" if csl.page else "")
    when_and_where = f"{when};{where}" if where else when
    authors = ", ".join(f"{author.family} {author.given}".strip() for author in csl.author)
    authors, title, journal, place = (
        part if not part or part.endswith((".", "?", "!")) else f"{part}."
        for part in (authors, csl.title, csl.container_title, when_and_where)
    )
    identifiers = [
        csl.DOI and f"doi:{csl.DOI}",
        csl.PMID and f"PMID {csl.PMID}",
        csl.PMCID and f"PMCID {csl.PMCID}",
        csl.URL,
    ]
    return authors, title, journal, place, " ".join(filter(None, identifiers))


def read_fields(fields: dict[str, str]) -> Csl:
    """The publication in named fields ("title", "authors", "date", ...), as the text format writes them.

    Raises pydantic.ValidationError when a value is too long.
    """
    found: dict[str, Any] = {name: fields[field] for field, name in _TEXT_FIELDS.items() if field in fields}
    if "authors" in fields:
        names = [name.partition(",") for name in fields["authors"].split(";") if name.strip()]
        found["author"] = [PersonName(family=family, given=given) for family, _comma, given in names]
    if re.fullmatch(r"[0-9]{1,4}(-[0-9]{1,2}){0,2}", fields.get("date", "")):
        found["issued"] = date_of(fields["date"].split("-"))
    return Csl.model_validate(found)


def write_fields(csl: Csl) -> dict[str, str]:
    """The named fields that read_fields reads."""
    fields = {field: value for field, name in _TEXT_FIELDS.items() if (value := getattr(csl, name))}
    if csl.author:
        fields["authors"] = "; ".join(f"{name.family}, {name.given}" for name in csl.author)
    if csl.issued and csl.issued.date_parts:
        fields["date"] = "-".join(str(part) for part in csl.issued.date_parts[0])
    return fields


def _identifier(text: str) -> str:
    """An identifier without the punctuation of the sentence that it ended."""
    text = text.rstrip(".,;\"'”’>")
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1].rstrip(".,;")
    return text


def _words(text: str) -> list[str]:
    """The words of an entry, in any order: without the names of identifiers and the wording around addresses."""
    plain = re.sub(r"https?://(dx\.)?doi\.org/|\bavailable (from|at)\b", " ", text, flags=re.IGNORECASE)
    plain = re.sub(r"\b(doi|PMID|PMCID)\b", " ", plain, flags=re.IGNORECASE)
    months = {word: word[:3] for word in re.findall(r"\w+", plain) if month_number(word) and not word.isdecimal()}
    return sorted(months.get(word, word).casefold() for word in re.findall(r"\w+", plain))
