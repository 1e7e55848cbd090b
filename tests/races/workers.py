"""Worker processes that work on the test's database, to be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from editorial.work import queue
from editorial.work.models import QueuedTask

ROOT = Path(__file__).parent.parent.parent


def environment(port: int, var_dir: Path) -> dict[str, str]:
    """Of a host that works on the test's database and sends to this mail server."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{settings['NAME']}"
    else:
        place = f"{settings['HOST']}:{settings['PORT'] or 5432}"
        url = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{place}/{settings['NAME']}"
    mail = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    ours = {"DJANGO_SETTINGS_MODULE": "tests.settings", "IMPRIMATUR_MODE": "development", "DATABASE_URL": url}
    return os.environ | ours | mail | {"EMAIL_PORT": str(port), "VAR_DIR": str(var_dir), "LOG_LEVEL": "CRITICAL"}


@contextmanager
def running(arguments: list[str], given: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=given,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@dataclass
class Mortal:
    """A worker of one lane that is started again the moment it was killed."""

    process: subprocess.Popen[str]
    pid: int = 0

    def __post_init__(self) -> None:
        self.pid = int(self.process.stdout.readline())

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.pid = int(self.process.stdout.readline())


@contextmanager
def mortal(lane: str, given: dict[str, str]) -> Iterator[Mortal]:
    with running(["-m", "tests.races.forking", lane, f"killed/{lane}"], given) as process:
        yield Mortal(process)


def until(holds: Callable[[], object], seconds: float = 30) -> bool:
    """Whether this comes true within the time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def unfinished(*lanes: str) -> int:
    return QueuedTask.objects.filter(status__in=("waiting", "running"), lane__in=lanes or queue.lanes()).count()
