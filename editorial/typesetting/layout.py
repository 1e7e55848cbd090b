"""How a document is laid out for one wording: what templates draw, with every choice already made.

Values and pure functions of values: no request, no database.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.document import Document, Intervention, Rate, Section, Statement, TreatmentLine
from articles.exporting.wording import Wording, statement_in, worded
from articles.rates import after, kind_of_rate, patients, percent
from editorial.typesetting.prose import prose

KIND_ICONS = {
    "medication": "pill",
    "therapy": "activity",
    "lifestyle": "footprints",
    "injection": "syringe",
    "surgery": "scissors",
    "combined": "layers",
    "other": "stethoscope",
}
KIND_NAMES: dict[str, Promise] = {
    "medication": _("Medication"),
    "therapy": _("Therapy"),
    "lifestyle": _("Lifestyle"),
    "injection": _("Injection"),
    "surgery": _("Surgery"),
    "combined": _("Combined treatment"),
    "other": _("Treatment"),
}
SECTION_NAMES: dict[str, Promise] = {
    "overview": _("Overview"),
    "algorithm": _("Treatment algorithm"),
    "considerations": _("Special considerations"),
    "pitfalls": _("Common pitfalls"),
    "text": _("More"),
    "conclusion": _("Conclusion"),
}


@dataclass(frozen=True)
class StatementView:
    id: UUID
    label: str
    html: SafeString
    is_fallback: bool
    citations: tuple[int, ...]
    groups: tuple["StatementGroup", ...]


@dataclass(frozen=True)
class StatementGroup:
    """Neighbours of one style: paragraphs, or the items of one bulleted or numbered list."""

    style: str
    statements: tuple[StatementView, ...]


@dataclass(frozen=True)
class RateView:
    """A rate in words. `percentage` is the bare number; `is_counted`: it is said of how many patients."""

    statement: StatementView
    kind: str
    kind_name: str
    percentage: str
    rate: str
    patients: str
    is_counted: bool


@dataclass(frozen=True)
class InterventionView:
    id: UUID
    name: str
    kind: str
    kind_name: str
    icon: str
    details: tuple[StatementGroup, ...]
    rates: tuple[RateView, ...]


@dataclass(frozen=True)
class LineView:
    id: UUID
    rank: int
    title: str
    criterion: StatementView | None
    waiting: str
    interventions: tuple[InterventionView, ...]


@dataclass(frozen=True)
class SectionView:
    id: UUID
    kind: str
    title: str
    groups: tuple[StatementGroup, ...]
    lines: tuple[LineView, ...]


@dataclass(frozen=True)
class Layout:
    """Lays out the parts of one document in one wording."""

    document: Document
    wording: Wording

    def statement(self, statement: Statement) -> StatementView:
        label, text, is_fallback = statement_in(statement, self.wording)
        numbers = sorted(self.numbers[reference] for reference in statement.citations)
        return StatementView(
            statement.id, label, prose(text), is_fallback, tuple(numbers), self.groups(statement.children)
        )

    @cached_property
    def numbers(self) -> dict[UUID, int]:
        return self.document.numbers()

    def groups(self, statements: tuple[Statement, ...]) -> tuple[StatementGroup, ...]:
        """Consecutive statements of one style together, so that a template writes one list for them."""
        return tuple(
            StatementGroup(style, tuple(self.statement(statement) for statement in run))
            for style, run in groupby(statements, key=lambda statement: statement.style)
        )

    def section(self, section: Section) -> SectionView:
        title = worded(section.title, section.plain_title, self.wording) or self.name_of(section)
        lines = tuple(self.line(line) for line in section.lines)
        return SectionView(section.id, section.kind, title, self.groups(section.statements), lines)

    def name_of(self, section: Section) -> str:
        """What stands for a missing title: a word of the article, so in its language."""
        with translation.override(self.document.language):
            return str(SECTION_NAMES[section.kind])

    def line(self, line: TreatmentLine) -> LineView:
        return LineView(
            id=line.id,
            rank=line.rank,
            title=worded(line.title, line.plain_title, self.wording),
            criterion=self.statement(line.criterion) if line.criterion else None,
            waiting=after(line.wait),
            interventions=tuple(self.intervention(intervention) for intervention in line.interventions),
        )

    def intervention(self, intervention: Intervention) -> InterventionView:
        return InterventionView(
            id=intervention.id,
            name=worded(intervention.name, intervention.plain_name, self.wording),
            kind=intervention.kind,
            kind_name=str(KIND_NAMES[intervention.kind]),
            icon=KIND_ICONS[intervention.kind],
            details=self.groups(intervention.details),
            rates=tuple(self.rate(rate) for rate in intervention.rates),
        )

    def rate(self, reported: Rate) -> RateView:
        return RateView(
            statement=self.statement(reported.statement),
            kind=reported.kind,
            kind_name=capfirst(kind_of_rate(reported.kind)),
            percentage=reported.percentage,
            rate=percent(reported.percentage),
            patients=patients(reported),
            is_counted=reported.denominator is not None,
        )
