"""What comes with time: tasks that are queued once a period, by whichever worker looks first, and once after a stop."""

from datetime import datetime, timedelta

from django_tasks.base import Task

from editorial.work.models import QueuedTask

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

_timers: dict[str, tuple[timedelta, Task[[], None]]] = {}


def every(period: timedelta, wanted: Task[[], None]) -> None:
    """Have this task, which takes no arguments and is wanted once, done once a period (called when apps are ready)."""
    _timers[wanted.module_path] = (period, wanted)


def wind(now: datetime) -> int:
    """Queue what has not been queued for its period. Returns how many."""
    count = 0
    for name, (period, wanted) in _timers.items():
        if not QueuedTask.objects.filter(name=name, enqueued_at__gt=now - period).exists():
            wanted.enqueue()
            count += 1
    return count
