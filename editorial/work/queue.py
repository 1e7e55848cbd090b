"""The queue: the only writer of tasks and workers. What workers and operators ask takes the time, so tests give it.

A task is WAITING until a worker claims it, RUNNING while that worker lives, then DONE; a failure makes it wait again, a
little longer each time, until it is FAILED and an operator decides. A row is locked before it is judged; on PostgreSQL
claims skip what others hold, on SQLite every transaction that writes is alone.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import default_task_backend, task
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from editorial.work.models import QueuedTask, Worker
from editorial.work.patience import PatientTask

Status = QueuedTask.Status
BEAT = 5.0  # seconds between two heartbeats
DEAD_AFTER = timedelta(seconds=30)  # of silence; longer than any transaction that a heartbeat may have to wait for
KEEP_DONE, KEEP_GIVEN_UP = timedelta(days=7), timedelta(days=90)

logger = logging.getLogger(__name__)


def add(wanted: Task[..., Any], arguments: Iterable[dict[str, Any]]) -> list[QueuedTask]:
    """Queue the task once for each of these arguments ({"args": [...], "kwargs": {...}}), in the caller's transaction.

    Of a task that is wanted once, one that waits already becomes due now. That touches its row, so that a worker who
    is about to claim it waits for the caller's commit and sees what it decided.
    """
    wanted, now = cast(PatientTask, wanted), timezone.now()
    rows = [
        QueuedTask(
            name=wanted.module_path,
            lane=wanted.queue_name,
            arguments=each,
            key=wanted.key(each),
            priority=wanted.priority,
            enqueued_at=now,
            due_at=wanted.run_after or now,
        )
        for each in map(normalize_json, arguments)
    ]
    if not wanted.once:
        return QueuedTask.objects.bulk_create(rows)
    return QueuedTask.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["enqueued_at", "due_at"]
    )


def lanes() -> list[str]:
    """The names of all lanes."""
    return sorted(default_task_backend.queues)


def task_of(row: QueuedTask) -> PatientTask:
    """The task that the row names. Raises ImportError when this release has no such task."""
    found = import_string(row.name)
    if not isinstance(found, PatientTask):
        raise ImportError(f"{row.name} is no task.")
    return found


def due(now: datetime, lane: str = "", names: Iterable[str] = ()) -> QuerySet[QueuedTask]:
    """What may be claimed now, most urgent first. names: of these tasks only."""
    rows = QueuedTask.objects.filter(status=Status.WAITING, due_at__lte=now)
    if lane:
        rows = rows.filter(lane=lane)
    return rows.filter(name__in=names) if names else rows


def claim(worker: str, now: datetime, lane: str = "", names: Iterable[str] = ()) -> QueuedTask | None:
    """Take the next task for this worker; None when nothing is due. No other worker gets it while this one lives."""
    if not due(now, lane, names).exists():
        return None  # asked without a lock: on SQLite the transaction below is the whole database's
    with transaction.atomic():
        row = due(now, lane, names).select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.status, row.worker, row.key = Status.RUNNING, worker, None
        row.started_at, row.attempts = now, row.attempts + 1
        row.save(force_update=True)
        return row


@transaction.atomic
def succeeded(row: QueuedTask, now: datetime) -> bool:
    """Done: its arguments go. Returns False when it was taken from this worker meanwhile."""
    held = _held(row)
    if held is None:
        return False
    held.status, held.finished_at, held.arguments, held.error = Status.DONE, now, {}, ""
    held.save(force_update=True)
    row.status = held.status
    return True


@transaction.atomic
def failed(row: QueuedTask, why: str, now: datetime, wanted: PatientTask | None) -> bool:
    """It waits and is tried again after a pause, or is FAILED when it has been tried for as long as it may be.

    wanted: its task; None when this release has none of that name. Returns False when it was taken meanwhile.
    """
    held = _held(row)
    if held is None:
        return False
    _put_off(held, why, now, wanted)
    row.status, row.error = held.status, held.error
    return True


def beat(worker: str, lane: str, host: str, pid: int, now: datetime) -> None:
    """Say that this worker is alive."""
    if not Worker.objects.filter(pk=worker).update(seen_at=now):
        Worker.objects.create(name=worker, lane=lane, host=host, pid=pid, started_at=now, seen_at=now)


def held_by(worker: str) -> list[QueuedTask]:
    """What this worker does now, or did when it was killed."""
    return list(QueuedTask.objects.filter(status=Status.RUNNING, worker=worker))


@transaction.atomic
def release(worker: str, now: datetime) -> int:
    """What this worker held is tried again, since it does none of it any more. Returns how many tasks."""
    held = QueuedTask.objects.select_for_update().filter(status=Status.RUNNING, worker=worker)
    for row in held:
        why, wanted = "The worker that did it came to an end.", _task_or_none(row)
        if row.attempts == 1:  # most likely not its fault
            row.error = why
            _wait(row, now, wanted)
        else:  # it may be what kills whoever does it
            _put_off(row, why, now, wanted)
    return len(held)


@transaction.atomic
def bury(worker: str, now: datetime) -> int:
    """This worker lives no more. Returns how many tasks it held."""
    Worker.objects.filter(pk=worker).delete()
    return release(worker, now)


def bury_the_dead(now: datetime) -> int:
    """Try again what is held by workers that have not been heard of for DEAD_AFTER. Returns how many tasks."""
    living = set(Worker.objects.filter(seen_at__gt=now - DEAD_AFTER).values_list("name", flat=True))
    silent = set(Worker.objects.values_list("name", flat=True))
    silent |= set(QueuedTask.objects.filter(status=Status.RUNNING).values_list("worker", flat=True))
    count = 0
    for worker in silent - living:
        held = bury(worker, now)
        logger.warning("Worker %s has not been heard of; %d tasks that it held are tried again.", worker, held)
        count += held
    return count


def unattended(now: datetime) -> list[str]:
    """The lanes in which tasks are not done and no worker lives. A worker without a lane does the tasks of all."""
    living = set(Worker.objects.filter(seen_at__gt=now - DEAD_AFTER).values_list("lane", flat=True))
    if "" in living:
        return []
    open_tasks = QueuedTask.objects.filter(status__in=(Status.WAITING, Status.RUNNING))
    return sorted(set(open_tasks.order_by().values_list("lane", flat=True).distinct()) - living)


@transaction.atomic
def try_again(rows: QuerySet[QueuedTask], now: datetime) -> int:
    """Let what failed begin anew (an operator's decision). Returns how many."""
    failures = rows.filter(status=Status.FAILED).select_for_update()
    for row in failures:
        row.attempts, row.enqueued_at, row.finished_at = 0, now, None
        _wait(row, now, _task_or_none(row))
    return len(failures)


def give_up(rows: QuerySet[QueuedTask], now: datetime) -> int:
    """Never try again what failed (an operator's decision); its arguments go. Returns how many."""
    failures = rows.filter(status=Status.FAILED).order_by()
    return failures.update(status=Status.GIVEN_UP, arguments={}, finished_at=now)


def prune(now: datetime) -> int:
    """Delete what was done or given up long ago. What failed stays until somebody decides."""
    old = QueuedTask.objects.filter(status=Status.DONE, finished_at__lt=now - KEEP_DONE)
    older = QueuedTask.objects.filter(status=Status.GIVEN_UP, finished_at__lt=now - KEEP_GIVEN_UP)
    return old.delete()[0] + older.delete()[0]


@task(once=True, atomic=True)
def prune_finished() -> None:
    prune(timezone.now())


def _held(row: QueuedTask) -> QueuedTask | None:
    """The row, locked, if it is still in the hands of the worker that claimed it then."""
    mine = QueuedTask.objects.select_for_update().filter(pk=row.pk, status=Status.RUNNING)
    return mine.filter(worker=row.worker, attempts=row.attempts).first()


def _put_off(row: QueuedTask, why: str, now: datetime, wanted: PatientTask | None) -> None:
    """Let it wait for a pause, or be FAILED when it has been tried for as long as it may be."""
    row.error = why
    again = now + PatientTask.pause(row.attempts)
    keep_trying = wanted.keep_trying if wanted else timedelta()
    if again <= row.enqueued_at + keep_trying:
        _wait(row, again, wanted)
        return
    row.status, row.finished_at = Status.FAILED, now
    row.save(force_update=True)
    logger.error("Task %s failed %d times and is given to the operators: %s", row, row.attempts, why)


def _wait(row: QueuedTask, until: datetime, wanted: PatientTask | None) -> None:
    """Put it back into the queue; where another of its kind waits by now, that one is enough."""
    row.status, row.due_at, row.worker = Status.WAITING, until, ""
    row.key = wanted.key(row.arguments) if wanted else None
    try:
        with transaction.atomic():
            row.save(force_update=True)
    except IntegrityError:
        row.status, row.key, row.finished_at, row.arguments = Status.DONE, None, row.started_at, {}
        row.save(force_update=True)


def _task_or_none(row: QueuedTask) -> PatientTask | None:
    try:
        return task_of(row)
    except ImportError:
        return None
