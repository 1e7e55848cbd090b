"""Finished pages, what is still to be made, and the lists of what readers may see. Written by this room only."""

from django.db import models

from articles import limits
from articles.models import Article, NoticeKind, Revision


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
        app_label = "reading"
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

    class Meta:
        app_label = "reading"

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number now; whoever moves it may not have committed yet."""
        return cls.objects.values_list("number", flat=True).get(pk=1)

    @classmethod
    def held(cls) -> int:
        """The number, which nobody moves until the caller's transaction ends."""
        return cls.objects.select_for_update().get(pk=1).number

    @classmethod
    def move(cls) -> None:
        """Tell every shelf that something has changed."""
        cls.objects.filter(pk=1).update(number=models.F("number") + 1)


class Listing(models.Model):
    """An approved article as lists show it, from its approved document: never the working copy. Written by press.py."""

    article = models.OneToOneField(Article, on_delete=models.PROTECT, primary_key=True, related_name="listing")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=limits.LINE)
    language = models.CharField(max_length=5)
    answer = models.TextField(blank=True)
    specialty = models.CharField(max_length=limits.LINE, blank=True)
    specialty_slug = models.SlugField(max_length=120, blank=True, db_index=False)
    approved_at = models.DateTimeField()
    next_review = models.DateField()
    standing = models.CharField(max_length=30, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "reading"
        ordering = ["-approved_at", "-article_id"]
        indexes = [
            models.Index(fields=["approved_at", "article"], name="listing_recent"),
            models.Index(fields=["specialty_slug", "approved_at", "article"], name="listing_specialty"),
            models.Index(fields=["changed_at", "article"], name="listing_changed"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def notice(self) -> NoticeKind | None:
        """The gravest kind of notice that stands on the revision."""
        return NoticeKind(self.standing) if self.standing else None
