"""Frozen revisions, their documents and the notices about them. Written by workflow.py only."""

import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from articles import limits
from articles.document import Document
from articles.models.working_copy import Article
from articles.notices import NoticeKind
from articles.states import IN_REVIEW, State, Verdict


def policy_verdict(revision: "Revision") -> Verdict:
    """What settings.REVIEW_POLICY says about approving this revision now."""
    verdict: Verdict = import_string(settings.REVIEW_POLICY)(revision)
    return verdict


def quorum_in_force(article: Article) -> int:
    """How many sign-offs settings.REVIEW_QUORUM asks for when a revision of this article is submitted now."""
    quorum: int = import_string(settings.REVIEW_QUORUM)(article)
    return quorum


def policy_is_satisfied(revision: models.Model) -> bool:
    """The guard of `approve` (django-fsm hands any model to a condition): asks the policy where nobody has yet."""
    if not isinstance(revision, Revision):
        return False
    if revision.verdict is None:
        revision.verdict = policy_verdict(revision)
    return revision.verdict.satisfied


class Revision(models.Model):
    """A submitted document with its state. A narrow row: the document lies in FrozenDocument."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    signoffs_required = models.PositiveSmallIntegerField()  # by the rule in force when it was submitted
    state = FSMField(default=State.SUBMITTED, choices=State.choices, protected=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_by_name = models.CharField(max_length=limits.NAME)
    # Both as they were when it was submitted, and in its `submitted` event; empty where none were frozen yet.
    authors = models.JSONField(default=list, blank=True)  # [{"name", "credentials"}] in order
    contributors = models.JSONField(default=list, blank=True)  # names of everybody else whose hand is in it
    message = models.TextField(_("message to the board"), blank=True)
    submitted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    next_review = models.DateField(_("next review due"), null=True, blank=True)

    # No column: what the policy says of this very instance, which was fetched under the lock of its article.
    verdict: Verdict | None = None
    # No column either: whose hands are in it, once contributors.py was asked. All of it is sealed, so it stays true.
    hands: object = None

    history = HistoricalRecords()

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state__in=IN_REVIEW), name="one_revision_in_review"
            ),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state=State.APPROVED), name="one_approved_revision"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="revision_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | Q(approved_at__isnull=False, next_review__isnull=False),
                name="approval_is_dated",
            ),
            models.CheckConstraint(condition=Q(signoffs_required__gte=1), name="revision_asks_for_somebody"),
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at", "id"]),
            models.Index(fields=["state", "approved_at", "id"]),
            models.Index(fields=["state", "next_review"]),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} r{self.number} ({self.state})"

    @cached_property
    def document(self) -> Document:
        """The frozen document of this revision."""
        return Document.from_canonical(self.frozen.content)

    @cached_property
    def shown(self) -> Document:
        """The document as people and formats are given it (Document.shown)."""
        return self.document.shown()

    @property
    def named_authors(self) -> list[dict[str, str]]:
        """Who is said to have written it, in order: name and credentials.

        Before authors were frozen it was said of whoever submitted the revision; of those it stays said.
        """
        return self.authors or [{"name": self.submitted_by_name, "credentials": ""}]

    @property
    def moment_of_approval(self) -> datetime:
        """When the board approved it, if it did: the database refuses an approval without a date. Else ValueError."""
        if self.approved_at is None:
            raise ValueError(f"{self} was never approved.")
        return self.approved_at

    @property
    def day_of_review(self) -> date:
        """By when the board looks at it again, where it approved it, as `moment_of_approval`."""
        if self.next_review is None:
            raise ValueError(f"{self} was never approved.")
        return self.next_review

    @property
    def credits(self) -> dict[str, list[Any]]:
        """What its events seal of who wrote it."""
        return {"authors": self.authors, "contributors": self.contributors}

    @transition(field=state, source=State.SUBMITTED, target=State.UNDER_REVIEW)
    def begin_review(self) -> None:
        """The first board member was assigned."""

    @transition(field=state, source=State.UNDER_REVIEW, target=State.APPROVED, conditions=[policy_is_satisfied])
    def approve(self) -> None:
        """The board's quorum signed this very document."""

    @transition(field=state, source=State.UNDER_REVIEW, target=State.CHANGES_REQUESTED)
    def request_changes(self) -> None:
        """A board member wants changes before it can be approved."""

    @transition(field=state, source=IN_REVIEW, target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """The author or an editor took it out of review."""

    @transition(field=state, source=State.APPROVED, target=State.SUPERSEDED)
    def supersede(self) -> None:
        """A newer revision was approved."""

    @transition(field=state, source=State.APPROVED, target=State.RETRACTED)
    def retract(self) -> None:
        """An editor retracted it, with a public notice."""


class FrozenDocument(models.Model):
    """The canonical bytes (RFC 8785, UTF-8) that a revision's digest names. Never changed, never deleted."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, primary_key=True, related_name="frozen")
    content = models.TextField()

    def __str__(self) -> str:
        return f"document of {self.revision_id}"


class Notice(models.Model):
    """A public notice on an approved article (articles/notices.py). Never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="notices")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30, choices=NoticeKind.choices)
    reason = models.TextField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_by_name = models.CharField(max_length=limits.NAME)

    class Meta:
        ordering = ["issued_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="notice_gives_its_reason"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.article_id}"
