"""One change, and all changes between two documents."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from articles.comparison.parts import Part
from articles.comparison.segments import Segment, segments
from articles.comparison.telling import sentence

ChangeKind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, at one node (None: the article as a whole).

    `part` says what the node is, `path` names where it stands from the section inwards, in the later document
    unless it was removed. `line` is the rank of the treatment line it concerns, if any.

    "changed": `field` names what differs, `before` and `after` hold it as text (a wait as "4–6 weeks").
    "added" and "removed": `after` or `before` holds the text of the node and of all that came or went with
    it, which is not reported again. "moved": both hold a place.
    `quantity`: a number, dose, rate or waiting time differs, came or went.
    """

    kind: ChangeKind
    node: UUID | None
    part: Part
    path: tuple[str, ...]
    field: str = ""
    before: str = ""
    after: str = ""
    quantity: bool = False
    line: int | None = None

    @property
    def where(self) -> str:
        """The place for people: "Treatment Algorithm › Second line › steroid injections"."""
        return " › ".join(self.path)

    @property
    def segments(self) -> list[Segment]:
        """The two texts word by word: what stayed, what was removed, what was added, in reading order."""
        return segments(self.before, self.after)

    def __str__(self) -> str:
        return sentence(self)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes: quantities first, then the others, both in document order. Falsy when none."""

    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def quantities(self) -> tuple[Change, ...]:
        """The changes of numbers, doses, rates and waiting times."""
        return tuple(change for change in self.changes if change.quantity)

    def sentences(self) -> tuple[str, ...]:
        """One short sentence a change for a public version history; what would be said twice is said once."""
        return tuple(dict.fromkeys(str(change) for change in self.changes))
