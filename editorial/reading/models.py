"""What readers are served, what they can search, what they ask, and the pages of the house itself."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelsearch import index
from modelsearch.queryset import SearchableQuerySetMixin
from simple_history.models import HistoricalRecords

from articles.models import Article, Revision
from editorial.reading.words import words


class PressedPage(models.Model):
    """One finished public page: the bytes that readers get, with the revision they came from. Written by press.py."""

    path = models.CharField(max_length=300, primary_key=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="pressed_pages")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    wording = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)
    status = models.PositiveSmallIntegerField(default=200)
    etag = models.CharField(max_length=80)
    headers = models.JSONField(default=list)
    identity = models.BinaryField()
    gzip = models.BinaryField()
    brotli = models.BinaryField()
    brotli_quality = models.PositiveSmallIntegerField()
    # What the page was made with (templates, styles, code): start-up makes pages anew when that has changed.
    fingerprint = models.CharField(max_length=16, blank=True)
    pressed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["brotli_quality"]),
            models.Index(fields=["fingerprint"], name="pressed_fingerprint"),
        ]

    def __str__(self) -> str:
        return self.path


class PressGeneration(models.Model):
    """One number that moves whenever a pressed page changes or goes; every worker's shelf watches it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def move(cls) -> None:
        """Tell every shelf that something has changed."""
        cls.objects.filter(pk=1).update(number=models.F("number") + 1)


class SearchEntryQuerySet(SearchableQuerySetMixin, models.QuerySet["SearchEntry"]):
    """`search` and `autocomplete` ask the configured index (MODELSEARCH_BACKENDS)."""


class SearchEntry(index.Indexed, models.Model):
    """A published article as search knows it, from its approved document only. Written by indexing.py.

    The index answers which articles; the article's passages answer where in it. One entry an article keeps the index
    thirty times smaller than one a passage. Its key is a number, since modelsearch compares keys as text, which a UUID
    on SQLite is not.
    """

    article = models.OneToOneField(Article, on_delete=models.PROTECT, related_name="search_entry")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=500)
    names = models.JSONField(default=list)
    specialty = models.CharField(max_length=500, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    search_auto_update = False  # indexing.py does it, in the transaction of the approval
    search_fields = [
        index.SearchField("title", boost=4),
        index.SearchField("all_words", boost=1),
        index.AutocompleteField("outline_words"),
    ]

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def all_words(self) -> str:
        """Every word of the published text in both wordings, folded as queries are."""
        texts = [
            text for each in self.quotable for text in (each.where, each.plain_where, each.professional, each.plain)
        ]
        return " ".join(words(" ".join([*self.name_texts, *texts])))

    @cached_property
    def outline_words(self) -> str:
        """The words that are found while they are still being typed: names and headings."""
        headings = [text for each in self.quotable for text in (each.where, each.plain_where)]
        return " ".join(dict.fromkeys(words(" ".join([*self.name_texts, *headings]))))

    @property
    def name_texts(self) -> list[str]:
        return [self.title, *self.names, self.specialty]

    @cached_property
    def quotable(self) -> list["Passage"]:
        return list(self.article.passages.all())


class Passage(models.Model):
    """Something quotable in a published article: a statement, or a line or intervention of which there is none.

    Texts are free of markup. `where` is the heading above it in either wording; `line_rank` its treatment line,
    `section` the kind of its section ("answer" for the answer). `sources` are the cited references in words. Written by
    indexing.py.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="passages")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    node = models.UUIDField()
    position = models.PositiveIntegerField()
    section = models.CharField(max_length=20)
    line_rank = models.PositiveSmallIntegerField(null=True)
    where = models.CharField(max_length=1100, blank=True)
    plain_where = models.CharField(max_length=1100, blank=True)
    professional = models.TextField()
    plain = models.TextField(blank=True)
    sources = models.JSONField(default=list)

    class Meta:
        ordering = ["article", "position"]
        constraints = [models.UniqueConstraint(fields=["article", "node"], name="one_passage_a_node")]

    def __str__(self) -> str:
        return self.professional[:80]


class Word(models.Model):
    """A word that published articles use, folded: what a typing error may have meant. Written by spelling.py."""

    text = models.CharField(max_length=60, primary_key=True)
    length = models.PositiveSmallIntegerField(db_index=True)

    def __str__(self) -> str:
        return self.text


class HousePage(models.Model):
    """A page of the house (editorial policy, the board, the disclaimer), kept as a record with history."""

    slug = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), help_text=_("Paragraphs, lists and emphasis in Markdown."))
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """What a reader asked or reported. Personal data: kept no longer than `delete_after`, without row history."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        PROBLEM = "problem", _("Problem with the article")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        IN_WORK = "in_work", _("In work")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.QUESTION)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, blank=True, related_name="questions")
    text = models.TextField()
    email = models.EmailField(blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, default="en")
    asked_at = models.DateTimeField()
    delete_after = models.DateField()
    answer = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["status", "asked_at"]), models.Index(fields=["delete_after"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email="") | models.Q(consented_at__isnull=False),
                name="address_only_with_consent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"  # never the text: this is what logs and error reports show

    @property
    def untold(self) -> bool:
        """Answered, but the mail to the asker was not sent."""
        return self.status == self.Status.ANSWERED and bool(self.email) and self.told_at is None


class Listing(models.Model):
    """An approved article as lists show it, from its approved document: never the working copy. Written by press.py."""

    article = models.OneToOneField(Article, on_delete=models.PROTECT, primary_key=True, related_name="listing")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=500)
    answer = models.TextField(blank=True)
    specialty = models.CharField(max_length=500, blank=True)
    specialty_slug = models.SlugField(max_length=120, blank=True, db_index=False)
    approved_at = models.DateTimeField()
    next_review = models.DateField()
    standing = models.CharField(max_length=30, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-approved_at", "-article_id"]
        indexes = [
            models.Index(fields=["approved_at", "article"], name="listing_recent"),
            models.Index(fields=["specialty_slug", "approved_at", "article"], name="listing_specialty"),
            models.Index(fields=["changed_at", "article"], name="listing_changed"),
        ]

    def __str__(self) -> str:
        return self.title
