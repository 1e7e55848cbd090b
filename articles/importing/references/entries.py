"""The reference list of an imported text, and the look-up from a citation mark to the publication it names."""

import re
from collections.abc import Collection
from uuid import UUID

from pydantic import ValidationError

from articles.csl import Csl
from articles.document import Reference
from articles.importing.field_lines import literal
from articles.importing.references.bibliography import LineRead, read_fields, read_line
from articles.importing.references.keys import LONGEST_KEY, derived_key
from articles.importing.result import Unsure
from articles.importing.source.blocks import Block
from articles.sayings import gettext as _
from articles.sayings import ngettext

_KEY = re.compile(rf"\[([^\[\]\s]{{1,{LONGEST_KEY}}})\]\s*(.*)", re.DOTALL)


class References:
    """The publications of one text. Marks without an entry become references without a publication."""

    def __init__(self) -> None:
        self.unsure: list[Unsure] = []
        self._listed: list[Reference] = []
        self._by_number: dict[int, Reference] = {}
        self._by_key: dict[str, Reference] = {}
        self._unlisted: dict[str, Reference] = {}
        self._taken: dict[str, int] = {}  # each key, and the highest number behind it

    def add(self, entry: Block) -> bool:
        """Add an entry of the list. False when it cannot be kept in a reference (it is far too long)."""
        match = None if entry.literal else _KEY.fullmatch(entry.text)
        key, text = (match[1], match[2]) if match else ("", entry.text)
        number = int(key) if key.isdecimal() else entry.number or len(self._listed) + 1
        key = "" if key.isdecimal() else key
        fields = {name: literal(value)[0] for name, value in entry.fields.items()}
        note = fields.get("note", "")
        try:
            line = read_line(text) if text else LineRead(read_fields(fields), style="fields")
            note = f"{line.note} {note}".strip()
            key = self._free(fields.get("key") or key or (line.style and derived_key(line.csl)) or str(number))
            reference = Reference(key=key, csl=line.csl, note=note)
        except ValidationError:
            return False
        self._listed.append(reference)
        self._by_number.setdefault(number, reference)
        self._by_key[reference.key] = reference
        if not line.style:
            self._warn(_("The entry “%(entry)s” was kept as a note: its parts were not recognised."), text, reference)
        return True

    def knows(self, mark: str) -> bool:
        """Whether the mark is the key of an entry."""
        return mark in self._by_key

    @property
    def numbers(self) -> Collection[int]:
        """The numbers in the list; none without a list."""
        return self._by_number.keys()

    def cite(self, marks: tuple[str, ...]) -> tuple[UUID, ...]:
        """The identities of the publications behind these marks, each once."""
        return tuple(dict.fromkeys(self._find(mark).id for mark in marks))

    def all(self) -> tuple[Reference, ...]:
        """The list, then what was cited without an entry, in the order of its numbers."""
        unlisted = sorted(
            self._unlisted.items(),
            key=lambda item: (not item[0].isdecimal(), int(item[0]) if item[0].isdecimal() else 0),
        )
        return (*self._listed, *(reference for _mark, reference in unlisted))

    def findings(self) -> tuple[Unsure, ...]:
        """What a person should look at: references without a publication, and what the others lack."""
        found = list(self.unsure)
        empty = [reference for reference in self.all() if reference.csl == Csl() and not reference.note]
        if empty:
            found.append(
                Unsure(
                    ngettext(
                        "%(count)s reference without a publication: %(keys)s. Add what it stands for.",
                        "%(count)s references without a publication: %(keys)s. Add what they stand for.",
                        len(empty),
                    )
                    % {"count": len(empty), "keys": ", ".join(reference.key for reference in empty)},
                    empty[0].id if len(empty) == 1 else None,
                    is_found=True,
                )
            )
        for reference in self.all():
            if reference.missing and (reference.csl != Csl() or reference.note):
                missing = ", ".join(reference.missing)
                message = _("The reference %(key)s lacks: %(missing)s.") % {"key": reference.key, "missing": missing}
                found.append(Unsure(message, reference.id, is_found=True))
        return tuple(found)

    def _find(self, mark: str) -> Reference:
        if mark.isdecimal() and int(mark) in self._by_number:
            return self._by_number[int(mark)]
        if mark in self._by_key:
            return self._by_key[mark]
        if mark not in self._unlisted:
            self._unlisted[mark] = Reference(key=self._free(mark))
        return self._unlisted[mark]

    def _free(self, key: str) -> str:
        """The key, or the key with the first number that no other reference has."""
        free = key
        while free in self._taken:
            self._taken[key] += 1
            free = f"{key} ({self._taken[key]})"
        self._taken[free] = 1
        return free

    def _warn(self, message: str, text: str, reference: Reference) -> None:
        self.unsure.append(Unsure(message % {"entry": shorten(text)}, reference.id, ("csl", "note")))


def is_plain_key(key: str) -> bool:
    """Whether a key can stand in brackets in front of its entry and come back the same."""
    match = _KEY.fullmatch(f"[{key}]")
    return bool(match) and not key.isdecimal()


def shorten(text: str) -> str:
    """The beginning of a text, for messages."""
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
