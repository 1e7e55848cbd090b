"""A pasted text taken apart into the pieces that each name one publication. Every character belongs to one piece.

Records of other programs are found by how they begin; all else is lines: numbered, one below the other, or wrapped.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from articles.importing.references.bibliography import LineRead, read_line
from articles.importing.references.identifiers import MARKER, identifiers_in

Format = Literal["ris", "medline", "bibtex", "csl", "line", ""]
MOST_LINES = 12  # of one entry that was wrapped
LONGEST_ENTRY = 10_000  # characters of one line
_MOST_TRIES = 20  # to read something as JSON that is none
_RIS = re.compile(r"\s{0,4}TY\s{1,4}-")
_RIS_END = re.compile(r"\s{0,4}ER\s{1,4}-")
_MEDLINE = re.compile(r"(?:PMID|PMC |OWN |STAT) ?- ")
_TAGGED = re.compile(r"[A-Z]{2,4} {0,2}- |\s{4}")
_BIBTEX = re.compile(r"\s{0,20}@([A-Za-z]{2,20})\s{0,9}[{(]")
_BRACES = re.compile(r"\\.|[{}()\n]")
_JSON = re.compile(r"\s{0,20}(?:\[\s{0,20}(?:\{|$)|\{\s{0,20}(?:\"|$))")
_GOES_ON = re.compile(r"\s{0,20}(?:[a-z(]|doi\b|https?://|PMC?ID\b|Available\b)")


@dataclass(frozen=True)
class PastedPiece:
    """A part of the text; item: what it says, where that is JSON. line: what it says, where it is a line."""

    form: Format
    text: str
    item: Any = None
    line: LineRead | None = None


def split(text: str) -> Iterator[tuple[PastedPiece, int]]:
    """The pieces in order, each with where the text after it begins. Blank ones are left out."""
    at, tries = 0, 0
    while at < len(text):
        start = at
        line_end = _end_of_line(text, at)
        line = text[at:line_end]
        if not line.strip():
            at = line_end
            continue
        if tries < _MOST_TRIES and _JSON.match(line):
            tries += 1
            if (items := _json(text, at)) is not None:
                values, at = items
                for number, value in enumerate(values, start=1):
                    yield PastedPiece("csl", _shown(value), value), at if number == len(values) else -number
                continue
        if _RIS.match(line):
            at = _end_of_ris(text, line_end)
            yield PastedPiece("ris", text[start:at]), at
        elif _MEDLINE.match(line):
            at = _end_of_medline(text, line_end)
            yield PastedPiece("medline", text[start:at]), at
        elif _BIBTEX.match(line):
            at = _end_of_bibtex(text, at)
            yield PastedPiece("bibtex", text[start:at]), at
        else:
            for piece, after in _lines(text, at):
                at = after
                yield piece, after


def without_marker(line: str) -> str:
    """A line without the number or bullet before it."""
    match = MARKER.match(line)
    return line[match.end() :] if match else line


def _lines(text: str, at: int) -> Iterator[tuple[PastedPiece, int]]:
    """The entries of one block of lines, which a blank line or a record of another kind ends."""
    held: list[str] = []
    while at < len(text):
        end = _end_of_line(text, at)
        line = text[at:end]
        if not line.strip() or (held and _begins_record(line)):
            break
        alone = read_line(without_marker(line)) if len(line) <= LONGEST_ENTRY else None
        if held and (
            MARKER.match(line)
            or (alone and _is_whole(alone))
            or len(held) >= MOST_LINES
            or sum(map(len, held)) + len(line) > LONGEST_ENTRY
            or _is_complete(held, line)
            or (identifiers_in(line) and not (_GOES_ON.match(line) and _is_begun(_read(held))))
        ):
            yield from _entries(held, at)
            held = []
        held.append(line)
        at = end
    yield from _entries(held, at)


def _entries(lines: list[str], end: int) -> Iterator[tuple[PastedPiece, int]]:
    """Lines that belong together as one entry; those that are none together each by itself, where it begins anew."""
    whole = _entry(lines)
    is_numbered = bool(MARKER.match(lines[0]))
    if len(lines) == 1 or is_numbered or whole.line is None or _is_begun(whole.line) or identifiers_in(whole.text):
        yield whole, end
        return
    at = end - len(whole.text)
    held: list[str] = []
    for line in lines:
        if held and not _GOES_ON.match(line):
            yield _entry(held), at
            held = []
        held.append(line)
        at += len(line)
    yield _entry(held), end


def _entry(lines: list[str]) -> PastedPiece:
    whole = "".join(lines)
    return PastedPiece("line", whole, line=_read(lines) if len(whole) <= LONGEST_ENTRY else None)


def _read(lines: list[str]) -> LineRead:
    return read_line(without_marker(lines[0]) + " " + " ".join(lines[1:]))


def _is_whole(line: LineRead) -> bool:
    """Whether a line by itself is an entry: it names people and a year."""
    return bool(line.style and line.csl.author and line.csl.issued)


def _is_begun(line: LineRead) -> bool:
    """Whether this is at least the beginning of an entry: people, a year or a number, that more can follow."""
    csl = line.csl
    return bool(line.style and (csl.author or csl.issued or csl.DOI or csl.PMID or csl.PMCID or csl.URL))


def _is_complete(lines: list[str], following: str) -> bool:
    """Whether an entry ends here; following: the line after it."""
    if identifiers_in("".join(lines)):
        return True
    line = _read(lines)
    csl = line.csl
    is_identified = bool(csl.DOI or csl.PMID or csl.PMCID or csl.URL)
    return bool(line.style and (csl.issued or is_identified)) and not _GOES_ON.match(following)


def _begins_record(line: str) -> bool:
    return bool(_RIS.match(line) or _MEDLINE.match(line) or _BIBTEX.match(line) or _JSON.match(line))


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _end_of_ris(text: str, at: int) -> int:
    """After the ER line; where there is none before the next record, at the first blank line."""
    blank = -1
    while at < len(text):
        end = _end_of_line(text, at)
        line = text[at:end]
        if _RIS_END.match(line):
            return end
        if _begins_record(line):
            break
        if blank < 0 and not line.strip():
            blank = end
        at = end
    return at if blank < 0 else blank


def _end_of_medline(text: str, at: int) -> int:
    while at < len(text):
        end = _end_of_line(text, at)
        line = text[at:end]
        if not _TAGGED.match(line) or line.startswith("PMID- "):
            return at
        at = end
    return at


def _end_of_bibtex(text: str, at: int) -> int:
    """After the brace that closes the entry; where none does, before the next entry."""
    depth, closing = 0, ""
    for match in _BRACES.finditer(text, at):
        sign = match[0]
        if sign == "\n":
            if _BIBTEX.match(text, match.end()):
                return match.end()
        elif sign == "{" or (sign == "(" and not depth):
            depth += 1
            closing = closing or {"{": "}", "(": ")"}[sign]
        elif depth and (sign == "}" or (sign == closing and depth == 1)):
            depth -= 1
            if not depth:
                end = _end_of_line(text, match.end())
                return match.end() if text[match.end() : end].strip(" ,\n") else end
    return len(text)


def _json(text: str, at: int) -> tuple[list[Any], int] | None:
    """The items of the JSON that begins here, and where it ends; None when it is none, or holds no publications."""
    try:
        value, end = json.JSONDecoder().raw_decode(
            text, at + len(text[at : at + 20]) - len(text[at : at + 20].lstrip())
        )
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        nested = value.get("items")
        value = nested if isinstance(nested, list) else [value]
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        return None
    return value, end


def _shown(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, indent=1)
