"""The working copy of an article as rows. Written by articles/working_copy/ only, but for the pointers (workflow.py).

Node rows carry the UUID of the document node they hold, so that history, comments and comparisons stay on it.
"""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles import limits
from articles.document import INTERVENTION_KINDS, RATE_KINDS, SECTION_KINDS, STATEMENT_STYLES, WAIT_UNITS
from articles.models.before import RateBefore, WaitBefore


def choices(values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, value.replace("_", " ")) for value in values]


class SetAside(models.TextChoices):
    """What an article is that stands in no list of the desk."""

    ARCHIVED = "archived", _("Archived")
    DELETED = "deleted", _("Deleted")


class ArticleQuerySet(models.QuerySet["Article"]):
    def locked(self, pk: uuid.UUID) -> "Article":
        """The article with its row locked until the transaction ends. Every action starts here.

        On SQLite the lock is the IMMEDIATE transaction itself.
        """
        return self.select_for_update(of=("self",)).get(pk=pk)

    def of_author(self, account: int) -> "ArticleQuerySet":
        """Those that are this account's text: the draft is theirs, or they are named as author with it."""
        named = Author.objects.filter(account=account).order_by().values("article")
        return self.filter(Q(author=account) | Q(pk__in=named))

    def at_hand(self) -> "ArticleQuerySet":
        """What is neither archived nor deleted."""
        return self.filter(set_aside="")

    def published(self) -> "ArticleQuerySet":
        """Articles that readers may see now."""
        return self.filter(published_revision__isnull=False)


class Article(models.Model):
    """One article: its metadata as drafted, and pointers to the revisions that matter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    # Whose draft it is: who keeps it. Who wrote it are its `authors`; what they may do is in permissions.py.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="articles")
    language = models.CharField(max_length=5, default="en")
    title = models.CharField(_("question"), max_length=limits.LINE)
    heading = models.CharField(_("heading"), max_length=limits.LINE, blank=True)
    plain_heading = models.CharField(_("plain heading"), max_length=limits.LINE, blank=True)
    condition = models.CharField(_("condition"), max_length=limits.LINE, blank=True)
    synonyms = models.JSONField(_("also known as"), default=list, blank=True)
    icd10 = models.CharField("ICD-10", max_length=limits.LINE, blank=True)
    specialty = models.CharField(_("specialty"), max_length=limits.LINE, blank=True)
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
    # Follows from the journal too, and is written by working_copy/archiving.py.
    set_aside = models.CharField(max_length=10, choices=SetAside.choices, blank=True, default="")

    objects = ArticleQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["published_revision", "revision_in_review", "latest_number", "set_aside"]
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["specialty"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_deleted(self) -> bool:
        return self.set_aside == SetAside.DELETED

    @cached_property
    def named_accounts(self) -> frozenset[int]:
        """The accounts of those who are named as its authors, as they were when this was first asked."""
        return frozenset(account for account in self.authors.values_list("account", flat=True) if account)


class NodeRow(models.Model):
    """A part of the working copy: identity, order, and a version that says who saved last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    history: Any  # every kind has its own

    class Meta:
        abstract = True
        ordering = ["position"]


class Author(NodeRow):
    """Somebody who is named as having written the article, in the order of `position`. No node of the document.

    account: theirs here, when they have one: it is their text too (permissions.writes), so they do not review it.
    """

    name = models.CharField(_("name"), max_length=limits.NAME)
    credentials = models.CharField(_("credentials"), max_length=limits.NAME, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    history = HistoricalRecords()

    class Meta(NodeRow.Meta):
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="author_has_a_name")]

    def __str__(self) -> str:
        return self.name


class Section(NodeRow):
    kind = models.CharField(max_length=20, choices=choices(SECTION_KINDS), default="text")
    title = models.CharField(max_length=limits.LINE, blank=True)
    plain_title = models.CharField(max_length=limits.LINE, blank=True)
    history = HistoricalRecords()

    class Meta(NodeRow.Meta):
        constraints = [models.CheckConstraint(condition=Q(kind__in=SECTION_KINDS), name="section_kind_known")]

    def __str__(self) -> str:
        return self.title or self.kind


class TreatmentLine(NodeRow):
    """Its rank is its place among the lines of its section; the waiting time before it has one unit for both ends."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="lines")
    title = models.CharField(max_length=limits.LINE)
    plain_title = models.CharField(max_length=limits.LINE, blank=True)
    wait_min = models.PositiveSmallIntegerField(null=True, blank=True)
    wait_max = models.PositiveSmallIntegerField(null=True, blank=True)
    wait_unit = models.CharField(max_length=10, choices=choices(WAIT_UNITS), blank=True)
    history = HistoricalRecords(bases=[WaitBefore])

    class Meta(NodeRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(wait_unit="", wait_min__isnull=True, wait_max__isnull=True)
                | Q(wait_unit__in=WAIT_UNITS, wait_min__isnull=True, wait_max__isnull=False)
                | Q(wait_unit__in=WAIT_UNITS, wait_min__isnull=False, wait_max__isnull=True)
                | Q(wait_unit__in=WAIT_UNITS, wait_min__lte=F("wait_max")),
                name="waiting_time_has_its_unit",
                violation_error_message=_("A waiting time has a unit, and its minimum is no more than its maximum."),
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="rank_from_one"),
        ]

    def __str__(self) -> str:
        return self.title


class Intervention(NodeRow):
    line = models.ForeignKey(TreatmentLine, on_delete=models.PROTECT, related_name="interventions")
    name = models.CharField(max_length=limits.LINE)
    plain_name = models.CharField(max_length=limits.LINE, blank=True)
    kind = models.CharField(max_length=20, choices=choices(INTERVENTION_KINDS), default="other")
    history = HistoricalRecords(bases=[RateBefore])

    class Meta(NodeRow.Meta):
        constraints = [models.CheckConstraint(condition=Q(kind__in=INTERVENTION_KINDS), name="intervention_kind_known")]

    def __str__(self) -> str:
        return self.name


class Place(models.TextChoices):
    """Where a statement stands; the foreign key that goes with it is set, all others are empty."""

    ANSWER = "answer", _("answer")
    BODY = "body", _("section")
    CRITERION = "criterion", _("criterion of a treatment line")
    DETAIL = "detail", _("detail of an intervention")
    RATE = "use", _("rate of an intervention")  # in the database by its first name: history seals it
    NESTED = "nested", _("under another statement")


OWNER_OF_PLACE = {
    Place.ANSWER: None,
    Place.BODY: "section",
    Place.CRITERION: "line",
    Place.DETAIL: "intervention",
    Place.RATE: "intervention",
    Place.NESTED: "parent",
}


def stands_in_its_place() -> Q:
    """Exactly the owner that the place names is set."""
    rule = Q()
    for place, owner in OWNER_OF_PLACE.items():
        owners = {f"{name}__isnull": name != owner for name in ("section", "line", "intervention", "parent")}
        rule |= Q(place=place, **owners)
    return rule


def rate_in_its_place() -> Q:
    """A rate and its kind stand at the place for rates, where there is always one, and at no other."""
    none = Q(rate_kind="", percentage="", numerator__isnull=True, denominator__isnull=True)
    return Q(Q(place=Place.RATE, rate_kind__in=RATE_KINDS) & ~Q(percentage="")) | Q(~Q(place=Place.RATE) & none)


class Statement(NodeRow):
    """One assertion in both wordings. `citations` lists ids of references of the same article, in order.

    rate_kind, percentage, numerator, denominator: the rate that it reports, at the place for rates and nowhere else.
    """

    place = models.CharField(max_length=10, choices=Place.choices)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    line = models.ForeignKey(TreatmentLine, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, null=True, blank=True, related_name="statements"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    style = models.CharField(max_length=10, choices=choices(STATEMENT_STYLES), default="paragraph")
    label = models.CharField(max_length=limits.LINE, blank=True)
    plain_label = models.CharField(max_length=limits.LINE, blank=True)
    professional = models.TextField(_("professional wording"))
    plain = models.TextField(_("plain wording"), blank=True)
    citations = models.JSONField(default=list, blank=True)
    rate_kind = models.CharField(max_length=10, choices=choices(RATE_KINDS), blank=True)
    # A decimal string as the source prints it ("70.7"): no float ever stands between source and signature.
    percentage = models.CharField(max_length=limits.PERCENTAGE, blank=True)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    history = HistoricalRecords()

    class Meta(NodeRow.Meta):
        constraints = [
            models.CheckConstraint(condition=stands_in_its_place(), name="statement_in_its_place"),
            models.CheckConstraint(condition=~Q(professional=""), name="statement_says_something"),
            models.UniqueConstraint(fields=["line"], condition=Q(place=Place.CRITERION), name="one_criterion_a_line"),
            models.CheckConstraint(condition=rate_in_its_place(), name="rate_in_its_place"),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | Q(numerator__lte=F("denominator"), denominator__gte=1),
                name="rate_numerator_within_denominator",
            ),
        ]

    def __str__(self) -> str:
        return self.professional[:80]


class Reference(NodeRow):
    """A publication as CSL-JSON (the fields of csl.Csl)."""

    key = models.CharField(max_length=limits.LINE)
    csl = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta(NodeRow.Meta):
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="one_key_a_reference")]

    def __str__(self) -> str:
        return self.key
