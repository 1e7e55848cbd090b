"""What readers ask and report. Written by questions.py."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Article


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
        app_label = "reading"
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
