"""What an importer guessed about a working copy. Written by working_copy/doubting.py only."""

from django.conf import settings
from django.db import models

from articles.models.acts import Act
from articles.models.working_copy import Article


class Doubt(models.Model):
    """One guess: what it is about, what was put down for it, and whether a person said that it is right.

    No part of the document and of no digest. Whether it is open is not kept but follows (doubting.state_of): it came
    with its act and is gone with it; it is about a part, and is not shown while that is removed; it is settled when a
    person says so, or when the part no longer says what was guessed.
    sentence: as articles.sayings keeps it. guess: the fields that were guessed, as the act left them. before: those
    that the guess changed, as they were. looked_at, looked_by: the last time that somebody said that it is right, or
    took that back.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="doubts")
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="doubts")
    node = models.UUIDField(null=True)
    sentence = models.JSONField()
    guess = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    is_right = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.sentence)
