"""What the article page of the desk shows: the working copy laid out, findings and comments at their place."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import prefetch_related_objects

from articles import checks, workflow
from articles.checks import Finding
from articles.document import Document, Reference
from articles.exporting.wording import Wording, worded
from articles.models import Article, Notice
from editorial.desk.progress import Progress, latest_revisions, progress_of
from editorial.typesetting.findings import Group, grouped
from editorial.typesetting.layout import Layout, SectionView, StatementView
from editorial.typesetting.references import ReferenceEntry, reference_entry
from reviewers.models import Thread


class Source(NamedTuple):
    reference: Reference
    entry: ReferenceEntry


@dataclass(frozen=True)
class Workbench:
    """The working copy of one article in one wording. Values only; `workbench` reads the database."""

    article: Article
    document: Document
    wording: Wording
    progress: Progress
    findings: tuple[Finding, ...]
    threads: tuple[Thread, ...]
    obstacle: str
    retraction: Notice | None

    @cached_property
    def shown(self) -> Document:
        """The document as people are shown it."""
        return self.document.shown()

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.shown, self.wording)

    @property
    def heading(self) -> str:
        return worded(self.shown.heading, self.shown.plain_heading, self.wording)

    @cached_property
    def answer(self) -> tuple[StatementView, ...]:
        return tuple(self.layout.statement(statement) for statement in self.shown.answer)

    @cached_property
    def sections(self) -> tuple[SectionView, ...]:
        return tuple(self.layout.section(section) for section in self.shown.sections)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return tuple(
            Source(reference, reference_entry(reference, number))
            for number, reference in enumerate(self.shown.references, start=1)
        )

    @cached_property
    def places(self) -> frozenset[UUID]:
        return frozenset(node.id for node in self.document.nodes())

    @property
    def groups(self) -> tuple[Group, ...]:
        return grouped(self.findings)

    @cached_property
    def findings_at(self) -> dict[UUID, list[Finding]]:
        found = defaultdict(list)
        for finding in self.findings:
            if finding.where:
                found[finding.where].append(finding)
        return dict(found)

    @cached_property
    def threads_at(self) -> dict[UUID, list[Thread]]:
        hanging = defaultdict(list)
        for thread in self.threads:
            if thread.node:
                hanging[thread.node].append(thread)
        return dict(hanging)

    @cached_property
    def threads_elsewhere(self) -> tuple[Thread, ...]:
        """About the whole article, or about a part that is no longer in it."""
        return tuple(thread for thread in self.threads if thread.node not in self.places)

    @property
    def is_plain(self) -> bool:
        return self.wording == "plain"

    @property
    def is_changed(self) -> bool:
        """Whether the working copy differs from what readers see."""
        published = self.article.published_revision
        return published is not None and published.digest != self.document.digest

    def statement(self, pk: UUID) -> StatementView:
        """One statement as it is laid out. Raises KeyError when it is not in the document."""
        statements = {each.id: each for each in self.shown.statements()}
        return self.layout.statement(statements[pk])


def workbench(article: Article, wording: Wording = "professional") -> Workbench:
    """Lay out the working copy. Raises Refused when its rows do not make a document."""
    document = workflow.composed(article)
    prefetch_related_objects([article], "authors")
    findings = checks.check(document)
    latest = {} if article.revision_in_review else latest_revisions([article])
    threads = Thread.objects.filter(revision__article=article, resolved_at__isnull=True)
    return Workbench(
        article=article,
        document=document,
        wording=wording,
        progress=progress_of(article, latest.get(article.pk)),
        findings=findings,
        threads=tuple(threads.prefetch_related("comments")),
        obstacle=workflow.obstacle_to_submission(article, document, findings),
        retraction=workflow.retraction_of(article),
    )
