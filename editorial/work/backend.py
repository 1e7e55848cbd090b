"""The queue as a backend of django-tasks: the interface of Django 6, kept in our own table.

`enqueue` writes one row on the caller's connection, so a task stands or falls with the decision it belongs to.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import TaskResultDoesNotExist

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


class QueueBackend(BaseTaskBackend):
    """settings.TASKS: keeps tasks in `QueuedTask`."""

    task_class: Any = PatientTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any]:
        # Imported here, since modules that declare tasks are loaded before the models are.
        from editorial.work import queue

        self.validate_task(task)
        (row,) = queue.add(task, [{"args": list(args), "kwargs": dict(kwargs)}])
        return result_of(row, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        from editorial.work import queue

        row = queue.QueuedTask.objects.filter(pk=result_id).first()
        if row is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(row, queue.task_of(row))


def result_of(row: Any, task: Any) -> TaskResult[Any]:
    """The row as django-tasks shows it to a task (`TaskContext.task_result`) and to its signals."""
    status = {
        "waiting": TaskResultStatus.READY,
        "running": TaskResultStatus.RUNNING,
        "done": TaskResultStatus.SUCCESSFUL,
    }.get(row.status, TaskResultStatus.FAILED)
    return TaskResult(
        task=task,
        id=str(row.pk),
        status=status,
        enqueued_at=row.enqueued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        last_attempted_at=row.started_at,
        args=row.arguments.get("args", []),
        kwargs=row.arguments.get("kwargs", {}),
        backend=task.backend,
        errors=[TaskError(exception_class_path=row.error.partition(":")[0], traceback=row.error)] if row.error else [],
        worker_ids=[row.worker] * row.attempts,
    )
