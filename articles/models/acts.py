"""What was done to working copies, act by act. Written by working_copy/acts.py only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import limits
from articles.models.working_copy import Article


class ActKind(models.TextChoices):
    STARTED = "started", _("started the article")
    IMPORTED = "imported", _("imported a text")
    ADDED = "added", _("added")
    EDITED = "edited", _("changed")
    MOVED = "moved", _("moved")
    REMOVED = "removed", _("removed")
    MERGED = "merged", _("merged")
    RESTORED = "restored", _("went back to an earlier state")
    UNDONE = "undone", _("undid")
    REDONE = "redone", _("redid")


# Taken back by `undo`. What began an article has nothing before it; undone and redone are answered by each other.
UNDOABLE = (
    ActKind.IMPORTED,
    ActKind.ADDED,
    ActKind.EDITED,
    ActKind.MOVED,
    ActKind.REMOVED,
    ActKind.MERGED,
    ActKind.RESTORED,
)


class Act(models.Model):
    """What one person did to a working copy at once, and the stretch of row history that holds it.

    since, upto: the highest history id of each kind of row before and after (history.tips). No evidence, which is in
    the journal and the row history that it seals: only how they are grouped, shown to authors and taken back.
    part, node, label: what it was about, when that was one part: its table, identity and words as they were then.
    count: how many of that kind were added at once, of which it names the first.
    of: the act that was undone or redone. is_undone: an undo of it stands.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="acts")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=10, choices=ActKind.choices)
    part = models.CharField(max_length=20, blank=True)
    node = models.UUIDField(null=True, blank=True)
    label = models.CharField(max_length=limits.LINE, blank=True)
    count = models.PositiveIntegerField(default=1)
    since = models.JSONField(default=dict)
    upto = models.JSONField(default=dict)
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversals")
    is_undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["article", "-id"], name="acts_of_an_article")]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}".strip()
