"""The pages of the house. Written by pages.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

# In characters.
LONGEST_TITLE = 200
LONGEST_BODY = 100_000


class HousePage(models.Model):
    """A page of the house (editorial policy, the board, the disclaimer), kept as a record with history."""

    slug = models.SlugField(primary_key=True, max_length=60)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    body = models.TextField(_("text"), help_text=_("Paragraphs, lists and emphasis in Markdown."))
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords()

    class Meta:
        app_label = "reading"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title
