"""The medical advisory board: members, what they were asked to review, what they said and signed.

board.py is the only writer of these rows, except for members and the policy, which operators keep.
"""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles import limits
from articles.models import Article, Revision


class Member(models.Model):
    """A member of the medical advisory board."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="board_member")
    name = models.CharField(_("name as published"), max_length=limits.NAME)
    credentials = models.CharField(_("credentials"), max_length=limits.NAME)
    specialty = models.CharField(_("specialty"), max_length=limits.NAME)
    disclosure = models.TextField(
        _("disclosure statement"),
        blank=True,
        help_text=_("Shown to readers beside every approval. Say “None declared” when there is nothing to disclose."),
    )
    active = models.BooleanField(_("active"), default=True)
    since = models.DateField(_("member since"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("board member")

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}"

    def clean(self) -> None:
        """What they were asked and have said is theirs through their account; so the database too (evidence.py)."""
        super().clean()
        moved = Member.objects.filter(pk=self.pk).exclude(user=self.user_id)
        parts = (SignOff, Assignment, Interest, ChangeRequest)
        if moved.exists() and any(part._default_manager.filter(member=self.pk).exists() for part in parts):
            message = _(
                "This member was asked to review, or has decided, with their account and keeps it. "
                "Set them inactive and add a new member."
            )
            raise ValidationError({"user": message})

    @property
    def is_active(self) -> bool:
        """Whether they may act for the board: the membership and the account both stand."""
        return self.active and self.user.is_active


class ReviewPolicy(models.Model):
    """How this board decides. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    signoffs_required = models.PositiveSmallIntegerField(
        _("sign-offs required"), default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    review_interval_months = models.PositiveSmallIntegerField(
        _("months until the next review"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    review_days = models.PositiveSmallIntegerField(
        _("days a member has for a review"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(180)],
    )
    show_pending = models.BooleanField(
        _("tell readers when a newer revision is in review"),
        default=False,
        help_text=_("Readers see that it is pending and since when, never its text."),
    )
    question_retention_days = models.PositiveSmallIntegerField(
        _("days a reader's question is kept"),
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("review policy")
        verbose_name_plural = _("review policy")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_review_policy"),
            models.CheckConstraint(condition=Q(signoffs_required__gte=1), name="a_quorum_is_somebody"),
        ]

    def __str__(self) -> str:
        return str(_("Review policy"))


class Assignment(models.Model):
    """A member was asked to review a revision. Recusal ends it and is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="assignments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    due = models.DateField(_("due"))
    reason = models.CharField(_("why this member"), max_length=limits.LINE, blank=True)
    recused_at = models.DateTimeField(null=True, blank=True)
    recusal_reason = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["due", "assigned_at"]
        constraints = [models.UniqueConstraint(fields=["revision", "member"], name="one_assignment_a_member")]
        indexes = [models.Index(fields=["member", "due"])]

    def __str__(self) -> str:
        return f"{self.member_id} reviews {self.revision_id}"

    @property
    def standing(self) -> bool:
        return self.recused_at is None

    @property
    def is_own(self) -> bool:
        """Whether the member asked themselves, which nobody may."""
        return self.assigned_by_id == self.member.user_id


class Interest(models.Model):
    """A conflict of interest that a member declared about an article. It keeps them from reviewing it."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="interests")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    description = models.TextField(_("the interest"))
    declared_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["declared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "article"],
                condition=Q(lifted_at__isnull=True),
                name="one_standing_interest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.description[:60]}"


class Severity(models.TextChoices):
    SUGGESTION = "suggestion", _("Suggestion")
    MINOR = "minor", _("Minor")
    MAJOR = "major", _("Major")


class PointState(models.TextChoices):
    """How far a point has come. Only `closed` settles it: answered, it waits for whoever raised it."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class Thread(models.Model):
    """A point raised about one node of a revision (or about all of it, when `node` is empty).

    suggested_wording: of the professional wording, suggested_plain: of the plain one; empty where none is suggested.
    answer: the comment with which the other side marked it answered, while that stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="threads")
    node = models.UUIDField(null=True, blank=True)
    severity = models.CharField(max_length=12, choices=Severity.choices, default=Severity.MINOR)
    suggested_wording = models.TextField(_("suggested wording"), blank=True)
    suggested_plain = models.TextField(_("suggested plain wording"), blank=True)
    answer = models.ForeignKey("Comment", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by_name = models.CharField(max_length=limits.NAME, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["opened_at"]
        indexes = [models.Index(fields=["revision", "node"])]

    def __str__(self) -> str:
        return f"{self.severity} on {self.node or self.revision_id}"

    @property
    def state(self) -> PointState:
        if self.resolved_at:
            return PointState.CLOSED
        return PointState.ANSWERED if self.answer_id else PointState.OPEN

    @property
    def suggestions(self) -> dict[str, str]:
        """The suggested words by the name of the statement's field that they are for."""
        suggested = {"professional": self.suggested_wording, "plain": self.suggested_plain}
        return {name: text for name, text in suggested.items() if text}

    @property
    def opened_by_id(self) -> int | None:
        """The account of whoever raised the point: the author of its first comment."""
        return next((comment.author_id for comment in self.comments.all()), None)


class Comment(models.Model):
    """One contribution to a thread."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=limits.NAME)
    text = models.TextField()
    written_at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["written_at"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return self.text[:80]


class ChangeRequest(models.Model):
    """A member's decision that a revision cannot be approved as it is. It stands for that revision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="change_requests")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    made_at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.reason[:80]


class SignOff(models.Model):
    """A member's signature on the digest of one revision. Never changed, never deleted (evidence.py).

    Name, credentials, specialty and disclosure are copied at signing: they are part of what was signed.
    `jws` is the signed statement (proof/statements.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="signoffs")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="signoffs")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=limits.NAME)
    credentials = models.CharField(max_length=limits.NAME)
    specialty = models.CharField(max_length=limits.NAME)
    disclosure = models.TextField(blank=True)
    signed_at = models.DateTimeField()
    jws = models.TextField()

    class Meta:
        ordering = ["signed_at"]
        constraints = [models.UniqueConstraint(fields=["revision", "member"], name="one_signoff_a_member")]

    def __str__(self) -> str:
        return f"{self.name} on {self.digest[:12]}"
