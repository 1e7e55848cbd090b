"""Counts of what the checks find in a working copy and of its open doubts. Written by working_copy/tallies.py only."""

from django.db import models

from articles.models.working_copy import Article


class Tally(models.Model):
    """Counts of one article, true of what stood there after its act number `upto`, by the checks of one release.

    looked_at: when somebody last looked at one of its doubts. errors is None where the rows made no document. It can be
    deleted at any time: what is missing is counted anew.
    """

    article = models.OneToOneField(Article, on_delete=models.PROTECT, primary_key=True, related_name="tally")
    upto = models.BigIntegerField()
    looked_at = models.DateTimeField(null=True)
    release = models.CharField(max_length=16)
    errors = models.PositiveIntegerField(null=True)
    warnings = models.PositiveIntegerField(default=0)
    doubts = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.errors} errors, {self.warnings} warnings after act {self.upto}"
