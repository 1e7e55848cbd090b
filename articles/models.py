"""The working copy of an article as rows, its frozen revisions, and the record of decisions.

Rows are written by drafting.py (working copy), workflow.py (revisions, notices) and journal.py (events) only.
Node rows carry the UUID of the document node they hold, so that history, comments and comparisons stay on it.
"""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from articles.document import INTERVENTION_KINDS, SECTION_KINDS, STATEMENT_STYLES, Document
from articles.states import IN_REVIEW, State, Verdict


def choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value.replace("_", " ")) for value in values]


class ArticleQuerySet(models.QuerySet["Article"]):
    def locked(self, pk: uuid.UUID) -> "Article":
        """The article with its row locked until the transaction ends. Every action starts here.

        On SQLite the lock is the IMMEDIATE transaction itself.
        """
        return self.select_for_update(of=("self",)).get(pk=pk)

    def published(self) -> "ArticleQuerySet":
        """Articles that readers may see now."""
        return self.filter(published_revision__isnull=False)


class Article(models.Model):
    """One article: its metadata as drafted, and pointers to the revisions that matter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="articles")
    language = models.CharField(max_length=5, default="en")
    title = models.CharField(_("question"), max_length=500)
    heading = models.CharField(_("heading"), max_length=500, blank=True)
    plain_heading = models.CharField(_("plain heading"), max_length=500, blank=True)
    condition = models.CharField(_("condition"), max_length=500, blank=True)
    synonyms = models.JSONField(_("also known as"), default=list, blank=True)
    icd10 = models.CharField("ICD-10", max_length=500, blank=True)
    specialty = models.CharField(_("specialty"), max_length=500, blank=True)
    source_date = models.DateField(_("date of the original"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    # Pointers, never MAX-joins. They follow from journalled decisions, so row history leaves them out.
    published_revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision_in_review = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    latest_number = models.PositiveIntegerField(default=0)

    objects = ArticleQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["published_revision", "revision_in_review", "latest_number"])

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["specialty"])]

    def __str__(self) -> str:
        return self.title


class NodeRow(models.Model):
    """A part of the working copy: identity, order, and a version that says who saved last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
        ordering = ["position"]


class Section(NodeRow):
    kind = models.CharField(max_length=20, choices=choices(SECTION_KINDS), default="text")
    title = models.CharField(max_length=500, blank=True)
    plain_title = models.CharField(max_length=500, blank=True)

    class Meta(NodeRow.Meta):
        constraints = [models.CheckConstraint(condition=Q(kind__in=SECTION_KINDS), name="section_kind_known")]

    def __str__(self) -> str:
        return self.title or self.kind


class TreatmentLine(NodeRow):
    """`position` is its rank; waiting times are whole weeks before this line."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="lines")
    title = models.CharField(max_length=500)
    plain_title = models.CharField(max_length=500, blank=True)
    min_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    max_weeks = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(NodeRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(min_weeks__isnull=True, max_weeks__isnull=True) | Q(min_weeks__lte=F("max_weeks")),
                name="waiting_time_in_order",
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="rank_from_one"),
        ]

    def __str__(self) -> str:
        return self.title


class Intervention(NodeRow):
    line = models.ForeignKey(TreatmentLine, on_delete=models.PROTECT, related_name="interventions")
    name = models.CharField(max_length=500)
    plain_name = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20, choices=choices(INTERVENTION_KINDS), default="other")
    # A decimal string as the source prints it ("70.7"): no float ever stands between source and signature.
    percentage = models.CharField(max_length=12, blank=True)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])

    class Meta(NodeRow.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=INTERVENTION_KINDS), name="intervention_kind_known"),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | Q(numerator__lte=F("denominator"), denominator__gte=1),
                name="numerator_within_denominator",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.TextChoices):
    """Where a statement stands; the foreign key that goes with it is set, all others are empty."""

    ANSWER = "answer", _("answer")
    BODY = "body", _("section")
    CRITERION = "criterion", _("criterion of a treatment line")
    DETAIL = "detail", _("detail of an intervention")
    USE = "use", _("reported use of an intervention")
    NESTED = "nested", _("under another statement")


OWNER_OF_PLACE = {
    Place.ANSWER: None,
    Place.BODY: "section",
    Place.CRITERION: "line",
    Place.DETAIL: "intervention",
    Place.USE: "intervention",
    Place.NESTED: "parent",
}


def stands_in_its_place() -> Q:
    """Exactly the owner that the place names is set."""
    rule = Q()
    for place, owner in OWNER_OF_PLACE.items():
        owners = {f"{name}__isnull": name != owner for name in ("section", "line", "intervention", "parent")}
        rule |= Q(place=place, **owners)
    return rule


class Statement(NodeRow):
    """One assertion in both wordings. `citations` lists ids of references of the same article, in order."""

    place = models.CharField(max_length=10, choices=Place.choices)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    line = models.ForeignKey(TreatmentLine, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, null=True, blank=True, related_name="statements"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    style = models.CharField(max_length=10, choices=choices(STATEMENT_STYLES), default="paragraph")
    label = models.CharField(max_length=500, blank=True)
    plain_label = models.CharField(max_length=500, blank=True)
    professional = models.TextField(_("professional wording"))
    plain = models.TextField(_("plain wording"), blank=True)
    citations = models.JSONField(default=list, blank=True)

    class Meta(NodeRow.Meta):
        constraints = [
            models.CheckConstraint(condition=stands_in_its_place(), name="statement_in_its_place"),
            models.CheckConstraint(condition=~Q(professional=""), name="statement_says_something"),
            models.UniqueConstraint(fields=["line"], condition=Q(place=Place.CRITERION), name="one_criterion_a_line"),
            models.UniqueConstraint(
                fields=["intervention"], condition=Q(place=Place.USE), name="one_reported_use_an_intervention"
            ),
        ]

    def __str__(self) -> str:
        return self.professional[:80]


class Reference(NodeRow):
    """A publication as CSL-JSON (the fields of document.Csl)."""

    key = models.CharField(max_length=500)
    csl = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)

    class Meta(NodeRow.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="one_key_a_reference")]

    def __str__(self) -> str:
        return self.key


def policy_verdict(revision: "Revision") -> Verdict:
    """What settings.REVIEW_POLICY says about approving this revision now."""
    verdict: Verdict = import_string(settings.REVIEW_POLICY)(revision)
    return verdict


def quorum_in_force(article: Article) -> int:
    """How many sign-offs settings.REVIEW_QUORUM asks for when a revision of this article is submitted now."""
    quorum: int = import_string(settings.REVIEW_QUORUM)(article)
    return quorum


def policy_is_satisfied(revision: models.Model) -> bool:
    """The guard of `approve` (django-fsm hands any model to a condition)."""
    return isinstance(revision, Revision) and policy_verdict(revision).satisfied


class Revision(models.Model):
    """A submitted document with its state. A narrow row: the document lies in FrozenDocument."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    signoffs_required = models.PositiveSmallIntegerField()  # by the rule in force when it was submitted
    state = FSMField(default=State.SUBMITTED, choices=State.choices, protected=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    message = models.TextField(_("message to the board"), blank=True)
    submitted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    next_review = models.DateField(_("next review due"), null=True, blank=True)

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


class NoticeKind(models.TextChoices):
    CORRECTION = "correction", _("Correction")
    EXPRESSION_OF_CONCERN = "expression_of_concern", _("Expression of concern")
    RETRACTION = "retraction", _("Retraction")


class Notice(models.Model):
    """A public notice on an approved article (kinds after ICMJE and COPE). Never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="notices")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30, choices=NoticeKind.choices)
    reason = models.TextField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["issued_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="notice_gives_its_reason"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.article_id}"


class Event(models.Model):
    """One decision in the journal of an article; see journal.py for what the hash covers."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=200)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="events")
    digest = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    history_format = models.PositiveSmallIntegerField()  # history.FORMATS
    history_upto = models.JSONField(default=dict)
    history_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["article", "sequence"]
        constraints = [models.UniqueConstraint(fields=["article", "sequence"], name="event_sequence_once")]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class JournalHead(models.Model):
    """The last event of an article's journal: its number and hash. Locked last, moved with every append."""

    article = models.OneToOneField(Article, on_delete=models.PROTECT, primary_key=True, related_name="journal_head")
    sequence = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.article_id} at {self.sequence}"
