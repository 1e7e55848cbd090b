"""The rows of the queue. Written by queue.py alone."""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class QueuedTask(models.Model):
    """One thing to be done after the answer: which task, with what, when, and how it went.

    `key` stands while a task that is wanted only once waits, and makes a second one of its kind impossible; it is
    empty from the moment a worker takes it, so that what is wanted meanwhile is not lost. The arguments go when it is
    done or given up: mail holds personal data.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        GIVEN_UP = "given_up", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("task"), max_length=200)
    lane = models.CharField(_("lane"), max_length=20)
    arguments = models.JSONField(_("arguments"))
    key = models.CharField(max_length=300, unique=True, null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    priority = models.SmallIntegerField(_("priority"), default=0)
    enqueued_at = models.DateTimeField(_("queued"))
    due_at = models.DateTimeField(_("to be done from"))
    started_at = models.DateTimeField(_("last begun"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    worker = models.CharField(_("worker"), max_length=100, blank=True)
    error = models.TextField(_("why it failed last"), blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["-priority", "due_at", "enqueued_at"]
        indexes = [
            models.Index(fields=["status", "lane", "-priority", "due_at"], name="task_next"),
            models.Index(fields=["name", "enqueued_at"], name="task_recent"),
            models.Index(fields=["status", "finished_at"], name="task_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.short_name} {self.pk}"

    @property
    def short_name(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def about(self) -> str:
        """What an operator may read of the arguments: of a mail the recipient, never its words."""
        given = [*self.arguments.get("args", []), *self.arguments.get("kwargs", {}).values()]
        return " ".join(str(each) for each in given if isinstance(each, str | int))


class Worker(models.Model):
    """A process that works, with its heartbeat. One that has not been seen for a while is taken for dead."""

    name = models.CharField(_("name"), max_length=100, primary_key=True)
    lane = models.CharField(_("lane"), max_length=20)
    host = models.CharField(_("host"), max_length=200)
    pid = models.PositiveIntegerField(_("process"))
    started_at = models.DateTimeField(_("started"))
    seen_at = models.DateTimeField(_("last heartbeat"), db_index=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["lane", "name"]

    def __str__(self) -> str:
        return self.name

    def silence(self, now: datetime | None = None) -> float:
        """Seconds since its last heartbeat."""
        return ((now or timezone.now()) - self.seen_at).total_seconds()
