"""BibTeX and BibLaTeX entries, read by bibtexparser; accents and commands of LaTeX by pylatexenc."""

import logging
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import bibtexparser
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from pylatexenc.latex2text import LatexNodes2Text

from articles.importing.references.record import Record
from articles.importing.references.tagged import put_note

TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "techreport": "report",
    "report": "report",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "online": "webpage",
    "electronic": "webpage",
}
_ASIDE = {"abstract", "keywords", "file", "issn", "language", "langid", "timestamp", "urldate", "owner", "groups"}
_ASIDE |= {"date-added", "date-modified", "bdsk-url-1", "shorttitle", "journalabbr", "copyright", "eissn", "day"}
_LATEX = re.compile(r"[\\{}$~^%]")
# Commands that pylatexenc prints as nothing or as another sign; meanwhile they are characters that no text may hold.
_PRINTED = {r"\textasciicircum": "^", r"\textbraceleft": "{", r"\textbraceright": "}"}
_SIGNS = {command: chr(0xFDD0 + number) for number, command in enumerate(_PRINTED)}
_LOG = logging.getLogger("bibtexparser")
_LOG.setLevel(logging.CRITICAL)  # what it does not understand is told to the person, not to the log


def read_bibtex(text: str) -> Record | None:
    """The publication in one entry (with the @string definitions that it uses); None when it is not understood."""
    try:
        library = bibtexparser.parse_string(text)
    except (RecursionError, ValueError, IndexError, KeyError):
        return None
    if library.failed_blocks or len(library.entries) != 1:
        return None
    entry = library.entries[0]
    given = {field.key.casefold(): str(field.value) for field in entry.fields}
    if len(given) != len(entry.fields):
        return None
    record = Record(key=entry.key)
    kind = TYPES.get(entry.entry_type.casefold())
    record.values["type"] = kind or ("webpage" if "url" in given and not _is_article(given) else "article-journal")
    for name in sorted(given, key=lambda name: name != "doi"):
        _field(record, name, given[name], given)
    return record


def _is_article(given: dict[str, str]) -> bool:
    return any(name in given for name in ("journal", "journaltitle", "volume", "doi", "pmid", "author"))


def _field(record: Record, name: str, raw: str, given: dict[str, str]) -> None:
    text = plain(raw)
    match name:
        case "title":
            record.put("title", f"{text}: {plain(given['subtitle'])}" if "subtitle" in given else text, "Title")
        case "author":
            for person in people(raw):
                record.put_person(*person)
        case "journal" | "journaltitle" | "booktitle":
            record.put("container_title", text, "Journal")
        case "year" | "date":
            month = plain(given.get("month", ""))
            record.put_date(f"{text} {month}".strip() if name == "year" and "date" not in given else text)
        case "volume" | "issue" | "pmid" | "pmcid" | "number" | "pages" | "eid":
            _place(record, name, text)
        case "doi":
            record.put_doi(verbatim(raw))
        case "url":
            record.put_address(verbatim(raw))
        case "eprint" if given.get("eprinttype", "").casefold() in ("pubmed", "pmid"):
            record.put("PMID", text, "PMID")
        case "note" | "annote" | "annotation":
            put_note(record, text)
        case "month" if "year" in given and "date" not in given:
            pass
        case "subtitle" if "title" in given:
            pass
        case "eprinttype":
            pass
        case _ if name in _ASIDE:
            record.set_aside.append(name)
        case _:
            record.say(name.capitalize() if len(name) > 4 else name.upper(), text)


def _place(record: Record, name: str, text: str) -> None:
    if name == "pages":
        record.put("page", re.sub(r"\s*[-\u2013\u2014]{1,3}\s*", "-", text), "Pages")
    elif name == "eid":
        record.put("page", text, "Article number")
    else:
        named = {"number": "issue", "pmid": "PMID", "pmcid": "PMCID"}.get(name, name)
        record.put(named, text, name)


def people(raw: str) -> list[tuple[str, str]]:
    """Family and given names of the people in a field; a name in braces is a group and stays whole."""
    found = []
    for name in split_multiple_persons_names(" ".join(raw.split())):
        if name.startswith("{") and name.endswith("}") and name.count("{") == 1:
            found.append((plain(name), ""))
            continue
        try:
            parts = parse_single_name_into_parts(name, strict=False)
        except (ValueError, IndexError):
            found.append((plain(name), ""))
            continue
        family = " ".join((*parts.von, *parts.last))
        given = " ".join((*parts.first, *parts.jr))
        found.append((plain(family), plain(given)))
    return found


def plain(text: str) -> str:
    """A text without LaTeX: accents as letters, commands as what they print, braces gone."""
    if not _LATEX.search(text):
        return " ".join(text.split())
    for command, sign in _SIGNS.items():
        text = text.replace(command + "{}", sign).replace(command + " ", sign)
    with suppress(RecursionError, ValueError, IndexError):
        text = _to_text()(text)
    for command, sign in _SIGNS.items():
        text = text.replace(sign, _PRINTED[command])
    return " ".join(text.split())


def verbatim(text: str) -> str:
    """An identifier: only what had to be escaped in it is not any more."""
    return re.sub(r"\\([_%&#$])", r"\1", text.strip())


@cache
def _to_text() -> Callable[[str], str]:
    reader = LatexNodes2Text(strict_latex_spaces=True, keep_comments=True, math_mode="verbatim")
    convert: Callable[[str], str] = reader.latex_to_text
    return convert
