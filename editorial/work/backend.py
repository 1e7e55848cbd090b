"""The queue as a backend of django-tasks: the interface of Django 6, kept in our own table.

`enqueue` writes one row on the caller's connection, so a task stands or falls with the decision it belongs to.
"""

from typing import Any

from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import TaskError
from django_tasks.exceptions import TaskResultDoesNotExist

from editorial.work.patience import PatientTask


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
