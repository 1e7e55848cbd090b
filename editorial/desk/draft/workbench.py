"""What the article page of the desk shows: the working copy laid out, findings and comments at their place.

A long article opens in parts: what fits is laid out at once, each further part when it is looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import prefetch_related_objects

from articles import checks, workflow
from articles.checks import Finding
from articles.comparison import Comparison, compare
from articles.document import Document, Reference, Section, Statement
from articles.exporting.wording import Wording, worded
from articles.models import Article, NodeRow, Notice
from articles.working_copy.acts import latest
from articles.working_copy.composing import composed, excerpt, rows_of_article
from articles.working_copy.doubting import Stood, current, rows_by_id, stood
from editorial.desk.draft import doubted
from editorial.desk.draft.citing import offer
from editorial.desk.draft.page_parts import AT_ONCE, section_around, sources_at_once, statements_of
from editorial.desk.draft.points import entries_of, open_threads_of
from editorial.desk.draft.remedies import Remedies, Remedy
from editorial.desk.draft.spots import Adding
from editorial.desk.draft.suggested import Suggested, suggested
from editorial.desk.progress import Progress, latest_revisions, progress_of
from editorial.typesetting.findings import Group, grouped
from editorial.typesetting.layout import Layout, SectionView, StatementView
from editorial.typesetting.references import ReferenceEntry, reference_entry
from reviewers.letter import LetterEntry
from reviewers.models import PointState, Thread

LONG = 300  # rows of an article whose checks wait until the page is there


class Source(NamedTuple):
    reference: Reference
    entry: ReferenceEntry


class DrawnSection(NamedTuple):
    """A section of the page. view: None while it is closed."""

    section: Section
    view: SectionView | None


@dataclass(frozen=True)
class Bench:
    """Some of a working copy in one wording: the whole, or the parts that are looked at. Values only.

    versions: of the rows, by id, as forms send them back. shown: the last act that it shows (acts.latest).
    adding: where a new statement is being written, if that is so. entries: what became of the places that points are
    about, by point.
    """

    article: Article
    document: Document
    wording: Wording
    threads: tuple[Thread, ...]
    versions: dict[UUID, int]
    shown_act: int
    adding: Adding | None = None
    opened: UUID | None = None
    findings_at: dict[UUID, list[Finding]] = field(default_factory=dict)
    remedies: Mapping[Finding, Remedy] = field(default_factory=dict)
    entries: dict[UUID, LetterEntry] = field(default_factory=dict)

    @cached_property
    def shown(self) -> Document:
        """The document as people are shown it."""
        return self.document.shown()

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.shown, self.wording)

    @property
    def is_plain(self) -> bool:
        return self.wording == "plain"

    @property
    def query(self) -> str:
        """How an address keeps the wording that is looked at, as the whole of its query."""
        return "?wording=plain" if self.is_plain else ""

    @property
    def more_query(self) -> str:
        """The same where the address has a query already."""
        return "&wording=plain" if self.is_plain else ""

    @cached_property
    def answer(self) -> tuple[StatementView, ...]:
        return tuple(self.layout.statement(statement) for statement in self.shown.answer)

    @cached_property
    def parts(self) -> tuple[DrawnSection, ...]:
        """The sections in order, laid out as far as fits on the page at once, and the one that was asked for."""
        parts: list[DrawnSection] = []
        room, opened = AT_ONCE, section_around(self.document, self.opened)
        for section in self.shown.sections:
            room -= sum(1 for _each in statements_of(section))
            is_open = room > 0 or not parts or section.id == opened
            parts.append(DrawnSection(section, self.layout.section(section) if is_open else None))
        return tuple(parts)

    @property
    def sources_at_once(self) -> int:
        """How many references the page lists, as far as an answer with a part of it knows."""
        return AT_ONCE

    @cached_property
    def threads_at(self) -> dict[UUID, list[Thread]]:
        hanging = defaultdict(list)
        for thread in self.threads:
            if thread.node:
                hanging[thread.node].append(thread)
        return dict(hanging)

    @cached_property
    def suggested(self) -> dict[UUID, Suggested]:
        """What points suggest for the statements that are laid out, by point."""
        return {thread.pk: found for thread in self.threads if (found := suggested(thread, self.shown))}

    def statement(self, pk: UUID) -> StatementView:
        """One statement as it is laid out. Raises KeyError when it is not in the document."""
        return self.layout.statement(self._statements[pk])

    @cached_property
    def _statements(self) -> dict[UUID, Statement]:
        return {each.id: each for each in self.shown.statements()}


@dataclass(frozen=True, kw_only=True)
class Workbench(Bench):
    """The whole working copy with what is to be said of it; `workbench` reads the database."""

    progress: Progress
    findings: tuple[Finding, ...]
    doubts: tuple[Stood, ...]
    obstacle: str
    retraction: Notice | None
    has_all_sources: bool = False
    is_checked: bool = True

    @property
    def heading(self) -> str:
        return worded(self.shown.heading, self.shown.plain_heading, self.wording)

    @cached_property
    def places(self) -> frozenset[UUID]:
        return frozenset(node.id for node in self.document.nodes())

    @property
    def sources_at_once(self) -> int:
        return len(self.document.references) if self.has_all_sources else sources_at_once(self.document, self.opened)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The references as they are listed, as many as are laid out at once."""
        listed = enumerate(self.shown.references[: self.sources_at_once], start=1)
        return tuple(Source(reference, reference_entry(reference, number)) for number, reference in listed)

    @property
    def sources_left(self) -> int:
        return len(self.document.references) - len(self.sources)

    @property
    def offered(self) -> list[tuple[UUID, str]]:
        """Every reference as “@” offers it."""
        return [
            (each.id, offer(number, each.key, each.csl.title))
            for number, each in enumerate(self.shown.references, start=1)
        ]

    @property
    def groups(self) -> tuple[Group, ...]:
        return grouped(self.findings)

    @cached_property
    def open_doubts(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if isinstance(each, doubted.DoubtFinding))

    @cached_property
    def settled_doubts(self) -> list[doubted.SettledDoubt]:
        return doubted.settled(self.doubts)

    @property
    def errors_left(self) -> int:
        """How many of the findings keep it from being submitted; 0 when something else is in the way first."""
        return 0 if self.article.set_aside else len(checks.errors(self.findings))

    @cached_property
    def threads_elsewhere(self) -> tuple[Thread, ...]:
        """About the whole article, or about a part that is no longer in it."""
        return tuple(thread for thread in self.threads if thread.node not in self.places)

    @property
    def unanswered(self) -> tuple[Thread, ...]:
        """The points that would go into the letter to the board without an answer."""
        return tuple(each for each in self.threads if each.in_letter and each.state == PointState.OPEN)  # type: ignore[attr-defined]

    @cached_property
    def changes(self) -> Comparison | None:
        """What differs from the revision that was submitted last, figures first; None before the first, in review, and
        while the checks wait.
        """
        last = self.progress.revision
        if last is None or self.article.revision_in_review_id or not self.is_checked:
            return None
        return compare(last.shown, self.shown)

    @property
    def is_changed(self) -> bool:
        """Whether the working copy differs from what readers see."""
        published = self.article.published_revision
        return published is not None and self.is_checked and published.digest != self.document.digest


def workbench(
    article: Article,
    wording: Wording = "professional",
    opened: UUID | None = None,
    *,
    has_all_sources: bool = False,
    is_checked: bool = True,
) -> Workbench:
    """Lay out the working copy. opened: a section that is laid out wherever it stands; has_all_sources: the same for
    the list of references. is_checked: False lets the checks of a long article wait until the page asks for them.
    Raises Refused when its rows do not make a document.
    """
    rows = rows_of_article(article)
    document = composed(article, rows)
    prefetch_related_objects([article], "authors")
    is_checked = is_checked or len(rows) <= LONG
    doubts = tuple(stood(current(article), rows_by_id(article, rows)))
    findings = doubted.among(checks.check(document), doubts, document) if is_checked else ()
    remedies = Remedies(article, document)
    revisions = {} if article.revision_in_review else latest_revisions([article])
    threads = open_threads_of(article)
    return Workbench(
        article=article,
        document=document,
        wording=wording,
        threads=threads,
        entries=entries_of(threads, document),
        versions={row.pk: row.version for row in rows},
        shown_act=latest(article),
        opened=opened,
        findings_at=by_place(findings),
        remedies={each: remedies.of(each) for each in findings},
        progress=progress_of(article, revisions.get(article.pk)),
        findings=findings,
        doubts=doubts,
        obstacle=workflow.obstacle_to_submission(article, document, findings),
        retraction=workflow.retraction_of(article),
        has_all_sources=has_all_sources,
        is_checked=is_checked,
    )


def bench_of(
    article: Article,
    rows: Iterable[NodeRow],
    wording: Wording = "professional",
    adding: Adding | None = None,
    *,
    threads: tuple[Thread, ...] | None = None,
) -> Bench:
    """Lay out some rows of the working copy (a part of it), without asking the checks about them.

    threads: the open points about the article, where the caller has read them (open_threads_of).
    """
    listed = list(rows)
    document, threads = excerpt(article, listed), open_threads_of(article) if threads is None else threads
    return Bench(
        article=article,
        document=document,
        wording=wording,
        threads=threads,
        entries=entries_of(threads, document),
        versions={row.pk: row.version for row in listed},
        shown_act=latest(article),
        adding=adding,
    )


def by_place(findings: Iterable[Finding]) -> dict[UUID, list[Finding]]:
    """Findings by the id of the part that they are about."""
    found = defaultdict(list)
    for finding in findings:
        if finding.where:
            found[finding.where].append(finding)
    return dict(found)
