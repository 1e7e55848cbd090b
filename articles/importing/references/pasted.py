"""What somebody pasted into a list of references: identifiers, lines, records of other programs, mixed in any order.

Nothing is lost: what was not understood stays whole as the note of an entry, and what is more than one page can show
is handed back.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import takewhile

from articles import characters
from articles.csl import Csl
from articles.importing.references.bibtex import read_bibtex
from articles.importing.references.identifiers import Identifiers, identifiers_in
from articles.importing.references.items import read_item
from articles.importing.references.keys import free_key, suggested_key
from articles.importing.references.names import is_cut
from articles.importing.references.record import Record
from articles.importing.references.splitting import PastedPiece, split
from articles.importing.references.tagged import read_medline, read_ris
from articles.sayings import Saying
from articles.sayings import gettext as _

MOST = 50  # entries that one page shows
NAMES = {"ris": "RIS", "medline": "PubMed (nbib)", "bibtex": "BibTeX", "csl": "CSL-JSON"}
_NO_ENTRY = re.compile(r"\s*@(?:string|preamble|comment)\b", re.IGNORECASE)
_STRING = re.compile(r"\s*@string\b", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One publication that was pasted.

    source: its text as it was pasted. kind: what it was recognised as, in words; empty when it was not understood: the
    note is then the text. set_aside: names of parts that a list of references does not hold.
    """

    source: str
    csl: Csl = field(default_factory=Csl)
    note: str = ""
    key: str = ""
    kind: str = ""
    set_aside: tuple[str, ...] = ()

    @property
    def doubts(self) -> tuple[Saying, ...]:
        """What a person should look at in it."""
        found = []
        if not self.kind:
            found.append(_("It was not recognised, so it stays whole as a note."))
        if is_cut(self.csl.author):
            found.append(_("The authors end in “et al.”: not all are named."))
        return tuple(found)

    @property
    def remarks(self) -> tuple[Saying, ...]:
        """What a person should know of how it was read, and need not look at again."""
        if not self.set_aside:
            return ()
        return (_("Not taken over: %(names)s.") % {"names": ", ".join(self.set_aside)},)


@dataclass(frozen=True)
class Pasted:
    """The entries, at most MOST; rest: the text after them, as it was pasted."""

    entries: tuple[Entry, ...]
    rest: str = ""


def read_pasted(text: str) -> Pasted:
    """What the text names; keys are those that came with it. Raises characters.Unfit for what no text may hold."""
    text = characters.prose(text)
    entries: list[Entry] = []
    strings: list[str] = []
    rest_at, items_left = len(text), 0
    pieces = split(text)
    for piece, after in pieces:
        if len(entries) >= MOST:
            items_left = 1
            break
        rest_at = after if after >= 0 else rest_at
        if piece.form == "bibtex" and _NO_ENTRY.match(piece.text):
            strings += [piece.text] if _STRING.match(piece.text) else []
            continue
        entries += _entries(piece, strings)
        if after < 0 and len(entries) >= MOST:  # in the middle of a list in JSON
            return Pasted(tuple(entries), _json_left(pieces))
    return Pasted(tuple(entries), text[rest_at:].strip("\n") if items_left else "")


def keyed(entries: Iterable[Entry], taken: Iterable[str]) -> list[Entry]:
    """The entries, each with a key that neither the list (taken) nor another of them has."""
    keys = {key.casefold() for key in taken}
    return [replace(entry, key=free_key(suggested_key(entry.csl, entry.key), keys)) for entry in entries]


def _json_left(pieces: Iterable[tuple[PastedPiece, int]]) -> str:
    """The items and lines that are left of a text, as a text."""
    return "\n".join(piece.text.rstrip("\n") for piece in takewhile(bool, (piece for piece, _after in pieces)))


def _entries(piece: PastedPiece, strings: list[str]) -> list[Entry]:
    if piece.form == "line":
        return _of_line(piece)
    record: Record | None
    match piece.form:
        case "ris":
            record = read_ris(piece.text)
        case "medline":
            record = read_medline(piece.text)
        case "bibtex":
            record = read_bibtex("".join(strings) + piece.text)
        case _:
            record = read_item(piece.item)
    if record is None:
        return [Entry(piece.text.strip(), note=piece.text.strip())]
    aside = tuple(dict.fromkeys(record.set_aside))
    return [Entry(piece.text.strip(), record.csl(), record.note, record.key, NAMES[piece.form], aside)]


def _of_line(piece: PastedPiece) -> list[Entry]:
    """One entry, or several where the line holds nothing but identifiers of several publications."""
    source = piece.text.strip()
    if found := identifiers_in(source):
        return [_identified(each, source) for each in found]
    line = piece.line
    if line is None:
        return [Entry(source, note=source)]
    if line.style and (line.csl.author or line.csl.issued or line.csl.DOI or line.csl.PMID or line.csl.PMCID):
        return [Entry(source, line.csl, line.note, kind=line.style)]
    return [Entry(source, line.csl.model_copy(update={"title": ""}) if line.style else line.csl, source)]


def _identified(found: Identifiers, source: str) -> Entry:
    kind = "book" if found.isbn else "webpage" if found.names == ("URL",) else "article-journal"
    csl = Csl(type=kind, DOI=found.doi, PMID=found.pmid, PMCID=found.pmcid, URL=found.url)
    return Entry(source, csl, f"ISBN: {found.isbn}" if found.isbn else "", kind=", ".join(found.names))
