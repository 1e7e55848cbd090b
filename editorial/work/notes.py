"""Notes on this machine's disk: this task has had its effect outside; the database is told next.

Between a mail server's yes and the commit that says so a worker may be killed. A file is there in microseconds and
outlives the process, so its successor on this machine knows. (It does not outlive the machine: it is not forced to
the disk. And a worker that is killed while it waits for that yes cannot know.)
"""

from contextlib import suppress
from pathlib import Path

from django.conf import settings


def _path(task_id: str) -> Path:
    return Path(settings.VAR_DIR) / "sent" / task_id


def leave(task_id: str) -> None:
    with suppress(OSError):  # without it everything works as well, but for that moment
        _path(task_id).parent.mkdir(parents=True, exist_ok=True)
        _path(task_id).touch()


def left(task_id: str) -> bool:
    return _path(task_id).exists()


def tear_up(task_id: str) -> None:
    with suppress(OSError):
        _path(task_id).unlink(missing_ok=True)
