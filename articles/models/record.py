"""The record of decisions. Written by journal.py only."""

from django.conf import settings
from django.db import models

from articles import limits
from articles.models.revision import Revision
from articles.models.working_copy import Article


class Event(models.Model):
    """One decision in the journal of an article; see journal.py for what the hash covers."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=limits.NAME)
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
