"""The parts of a revision as the review page draws them, and which of them want to be seen.

Values and pure functions of values: no request, no database. Drawn by templates/boardroom/_block.html.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal
from uuid import UUID

from articles.checks import Finding
from articles.comparison import Change
from editorial.typesetting.findings import UNCITED
from editorial.typesetting.layout import StatementView
from editorial.typesetting.references import ReferenceEntry
from reviewers.models import Thread

RowPart = Literal["statement", "criterion", "rate", "line", "intervention", "reference"]

# What the checks say about a missing source is a short flag here, and some of it has a place of its own on the page.
SAID_ELSEWHERE = UNCITED | {"plain-missing", "rates-exceed-whole", "reference-incomplete"}
LEAST_FOLDED = 2  # parts; one alone is shorter than the line that folds it


@dataclass(frozen=True)
class Margin:
    """What hangs on one node (None: the revision as a whole)."""

    node: UUID | None
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    threads: tuple[Thread, ...] = ()

    @property
    def open_threads(self) -> int:
        return sum(thread.resolved_at is None for thread in self.threads)

    @property
    def uncited(self) -> bool:
        return any(finding.code in UNCITED for finding in self.findings)

    @property
    def questions(self) -> tuple[Finding, ...]:
        """What the checks find at this very place, and no flag says."""
        return tuple(
            finding for finding in self.findings if finding.severity != "advice" and finding.code not in SAID_ELSEWHERE
        )

    @property
    def busy(self) -> bool:
        """Whether the reviewer should see this part without unfolding anything."""
        return bool(self.changes or self.open_threads)


@dataclass(frozen=True)
class Figure:
    """A rate or a waiting time with what makes it checkable. `is_counted`: it is said of how many patients."""

    node: UUID
    name: str
    value: str
    patients: str
    sources: tuple[ReferenceEntry, ...]
    questions: tuple[Finding, ...]
    what: str
    is_counted: bool = True


@dataclass(frozen=True)
class Row:
    """One part. `depth` counts from 0; titles stand where there is no statement; `remark` is a figure or a kind."""

    part: RowPart
    depth: int
    margin: Margin
    professional: StatementView | None = None
    plain: StatementView | None = None
    title: str = ""
    plain_title: str = ""
    remark: str = ""
    style: str = "paragraph"
    without_source: bool = False
    reference: ReferenceEntry | None = None

    @property
    def node(self) -> UUID | None:
        return self.margin.node

    @property
    def level(self) -> int:
        """How deep it stands: a line, its interventions, then statements and what is nested under them."""
        return {"line": 0, "intervention": 1}.get(self.part, 2 + self.depth)


@dataclass(frozen=True)
class RowRun:
    """Neighbouring rows that are shown, or folded together."""

    folded: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ReviewBlock:
    """A section, the answer, or the references: folded unless something in it wants to be seen."""

    anchor: str
    title: str
    plain_title: str
    rows: tuple[Row, ...]
    margin: Margin | None
    unfolded: bool
    whole: bool

    @cached_property
    def runs(self) -> tuple[RowRun, ...]:
        """The rows; in a section that changed, those that did not are folded. All stay when `whole`."""
        if self.whole or not self.unfolded:
            return (RowRun(False, self.rows),)
        shown = wanted(self.rows)
        runs = []
        for is_shown, group in groupby(self.rows, key=lambda row: row in shown):
            rows = tuple(group)
            runs.append(RowRun(not is_shown and len(rows) >= LEAST_FOLDED, rows))
        return tuple(runs)

    @property
    def margins(self) -> list[Margin]:
        return [row.margin for row in self.rows] + ([self.margin] if self.margin else [])

    @property
    def changes(self) -> int:
        return sum(len(margin.changes) for margin in self.margins)

    @property
    def findings(self) -> int:
        return sum(finding.severity != "advice" for margin in self.margins for finding in margin.findings)

    @property
    def open_threads(self) -> int:
        return sum(margin.open_threads for margin in self.margins)


def wanted(rows: Iterable[Row]) -> list[Row]:
    """The rows that want to be seen, each with what it stands under: line, intervention, the statements above it."""
    above: list[Row] = []
    shown: list[Row] = []
    for row in rows:
        above = [each for each in above if each.level < row.level]
        if row.margin.busy:
            shown += [each for each in (*above, row) if each not in shown]
        above.append(row)
    return shown
