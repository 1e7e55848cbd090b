"""What a task may say of itself beside its name: how long it may take, how long it is tried again, how it counts."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django_tasks.base import Task

LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientTask(Task[..., Any]):
    """A task with what django-tasks leaves open. `@task(timeout=..., once=True)` makes one.

    timeout: seconds after which an attempt is broken off. keep_trying: how long after it was queued one that fails
    is tried again. once: one that waits already, with the same arguments, is enough. atomic: it and the word that it is
    done are one transaction, so that its effect comes exactly once (for what changes our database alone, and soon).
    """

    timeout: float = 60.0
    keep_trying: timedelta = timedelta(days=2)
    once: bool = False
    atomic: bool = False

    def key(self, arguments: dict[str, Any]) -> str | None:
        """What makes a second waiting task of this kind superfluous; None where each one counts."""
        return f"{self.module_path} {json.dumps(arguments, sort_keys=True)}" if self.once else None

    @staticmethod
    def pause(attempts: int) -> timedelta:
        """How long to wait after so many attempts: 2 s, 4 s, 8 s ... and at most a quarter of an hour."""
        return min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_PAUSE)
