"""A revision laid out for review: each part once, in both wordings, with its changes, findings and comments beside it.

Values and pure functions of values: no request, no database.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from articles.checks import Finding
from articles.comparison import Comparison
from articles.document import Document, Intervention, Reference, Section, Statement, TreatmentLine
from articles.rates import after, named_rate
from editorial.typesetting.layout import KIND_NAMES, Layout
from editorial.typesetting.references import ReferenceEntry, reference_entry
from editorial.typesetting.review_parts import Figure, Margin, ReviewBlock, Row, RowPart
from reviewers.models import Thread


@dataclass(frozen=True)
class ReviewLayout:
    """Lays out one document. `comparison` is None when there is nothing to compare with: then all is unfolded."""

    document: Document
    comparison: Comparison | None
    findings: tuple[Finding, ...]
    threads: tuple[Thread, ...]

    @cached_property
    def _margins(self) -> dict[UUID | None, Margin]:
        changes, findings, threads = defaultdict(list), defaultdict(list), defaultdict(list)
        for change in self.comparison.changes if self.comparison else ():
            changes[change.node].append(change)
        for finding in self.findings:
            findings[finding.where].append(finding)
        for thread in self.threads:
            threads[thread.node].append(thread)
        return {
            node: Margin(node, tuple(changes[node]), tuple(findings[node]), tuple(threads[node]))
            for node in changes.keys() | findings.keys() | threads.keys()
        }

    def margin(self, node: UUID | None) -> Margin:
        return self._margins.get(node) or Margin(node)

    @cached_property
    def wordings(self) -> tuple[Layout, Layout]:
        return Layout(self.document, "professional"), Layout(self.document, "plain")

    @cached_property
    def references(self) -> tuple[ReferenceEntry, ...]:
        numbered = enumerate(self.document.references, start=1)
        return tuple(reference_entry(reference, number) for number, reference in numbered)

    @cached_property
    def blocks(self) -> tuple[ReviewBlock, ...]:
        """The answer, the sections, the references; parts without anything are left out."""
        answer = self._block("answer", "", "", self._statements(self.document.answer), None)
        sections = [self._section(section) for section in self.document.sections]
        references = self._block("references", "", "", self._references(self.document.references), None)
        return tuple(block for block in (answer, *sections, references) if block.rows or block.margin)

    def _block(
        self, anchor: str, title: str, plain_title: str, rows: Iterable[Row], margin: Margin | None
    ) -> ReviewBlock:
        rows = tuple(rows)
        margins = [row.margin for row in rows] + ([margin] if margin else [])
        unfolded = self.comparison is None or any(each.busy for each in margins)
        return ReviewBlock(anchor, title, plain_title, rows, margin, unfolded, whole=self.comparison is None)

    def _section(self, section: Section) -> ReviewBlock:
        view = self.wordings[0].section(Section(id=section.id, kind=section.kind, title=section.title))
        rows = [*self._statements(section.statements)]
        for line in section.lines:
            rows += self._line(line)
        margin = self.margin(section.id)
        return self._block(f"s-{section.id}", view.title, section.plain_title, rows, margin)

    def _line(self, line: TreatmentLine) -> Iterator[Row]:
        yield Row(
            "line",
            0,
            self.margin(line.id),
            title=f"{line.rank}. {line.title}",
            plain_title=line.plain_title,
            remark=after(line.wait),
        )
        if line.criterion:
            yield from self._statement(line.criterion, 0, "criterion")
        for intervention in line.interventions:
            yield from self._intervention(intervention)

    def _intervention(self, intervention: Intervention) -> Iterator[Row]:
        yield Row(
            "intervention",
            1,
            self.margin(intervention.id),
            title=intervention.name,
            plain_title=intervention.plain_name,
            remark=str(KIND_NAMES[intervention.kind]),
        )
        for rate in intervention.rates:
            yield from self._statement(rate.statement, 1, "rate", named_rate(rate))
        yield from self._statements(intervention.details, depth=1)

    def _statements(self, statements: Iterable[Statement], depth: int = 0) -> Iterator[Row]:
        for statement in statements:
            yield from self._statement(statement, depth)

    def _statement(
        self, statement: Statement, depth: int, part: RowPart = "statement", remark: str = "", covered: bool = False
    ) -> Iterator[Row]:
        """The statement, then what is nested under it. `covered`: one above it cites a source for all of them."""
        alone = statement.model_copy(update={"children": ()})
        margin = self.margin(statement.id)
        covered = covered or bool(statement.citations)
        professional, plain = (layout.statement(alone) for layout in self.wordings)
        yield Row(
            part,
            depth,
            margin,
            professional,
            plain,
            remark=remark,
            style=statement.style,
            without_source=margin.uncited or not (covered or statement.children),
        )
        for child in statement.children:
            yield from self._statement(child, depth + 1, covered=covered or margin.uncited)

    def _references(self, references: Iterable[Reference]) -> Iterator[Row]:
        for reference, entry in zip(references, self.references, strict=True):
            yield Row("reference", 0, self.margin(reference.id), reference=entry)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every rate and waiting time of the algorithm, in reading order."""
        return tuple(figure for line in self.document.lines for figure in self._figures(line))

    def _figures(self, line: TreatmentLine) -> Iterator[Figure]:
        if waiting := after(line.wait):
            source = line.criterion
            node = source.id if source else line.id
            yield self._figure(node, line.title, waiting, "", source, what=_("Waiting time before this line"))
        for intervention in line.interventions:
            for rate in intervention.rates:
                view = self.wordings[0].rate(rate)
                yield self._figure(
                    view.statement.id,
                    intervention.name,
                    view.rate,
                    view.patients,
                    rate.statement,
                    what=view.kind_name,
                    is_counted=view.is_counted,
                )

    def _figure(
        self,
        node: UUID,
        name: str,
        value: str,
        patients: str,
        source: Statement | None,
        *,
        what: str,
        is_counted: bool = True,
    ) -> Figure:
        numbers = self.document.numbers()
        cited = sorted(numbers[each] for each in source.citations) if source else []
        return Figure(
            node=node,
            name=name,
            value=value,
            patients=patients,
            sources=tuple(self.references[number - 1] for number in cited),
            questions=self.margin(node).questions,
            what=what,
            is_counted=is_counted,
        )

    @property
    def figure_findings(self) -> tuple[Finding, ...]:
        """What is said about the rates together, which hangs on the algorithm's section."""
        return tuple(finding for finding in self.findings if finding.code == "rates-exceed-whole")
