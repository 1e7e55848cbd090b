"""Processes that are started again when they end, however they ended.

The supervisor is one thread that starts, watches and stops; it never touches the database, so that nothing in it can
hang or break with what it watches. What it starts ends when it does, even if it was killed.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from django.conf import settings

from editorial.work.queue import lanes

LONGEST_PAUSE = 5.0  # seconds before something that keeps ending is started again
STEADY = 10.0  # seconds after which it is taken to run well
SECONDS_TO_END = 12.0
SECONDS_TO_FINISH = 3.0  # a task, when the supervisor was killed

logger = logging.getLogger(__name__)


class Kept:
    """One command of manage.py that is kept running."""

    def __init__(self, label: str, *arguments: str) -> None:
        self.label, self.arguments = label, arguments
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = self.start_at = 0.0
        self.failures = 0

    def look(self, now: float) -> None:
        """Start it when it does not run and its pause is over. now: seconds of a clock that only goes on."""
        if self.process is None:
            if now >= self.start_at:
                self.start(now)
        elif (code := self.process.poll()) is not None:
            self.failures = 1 if now - self.started_at >= STEADY else self.failures + 1
            pause = min(0.1 * 2 ** (self.failures - 1), LONGEST_PAUSE)
            how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
            logger.error("The %s (process %d) %s. It is started again.", self.label, self.process.pid, how)
            self.process, self.start_at = None, now + pause

    def start(self, now: float) -> None:
        self.started_at = now
        self.process = subprocess.Popen(  # noqa: S603 - every part is ours
            [sys.executable, settings.BASE_DIR / "manage.py", *self.arguments, "--for", str(os.getpid())],
            start_new_session=True,  # Ctrl-C is for the supervisor, which then ends what it started
        )

    def send(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def keep(processes: Sequence[Kept], *, hangup: Kept | None = None) -> None:
    """Keep all of them running until SIGTERM or SIGINT comes. hangup: the one that SIGHUP is for."""
    with stopped_by(signal.SIGTERM, signal.SIGINT) as stop:
        if hangup is not None:
            signal.signal(signal.SIGHUP, lambda number, frame: hangup.send(number))
        try:
            while not stop.wait(0.1):
                for each in processes:
                    each.look(time.monotonic())
        finally:
            for each in processes:
                each.send(signal.SIGTERM)
            deadline = time.monotonic() + SECONDS_TO_END
            for each in processes:
                each.wait(deadline - time.monotonic())


def workers() -> list[Kept]:
    """A worker for each lane. Each has one name for all its lives, by which the next buries the one before."""
    here = f"{socket.gethostname()[:40]}/{uuid.uuid4().hex[:8]}"
    return [Kept(f"worker of lane {lane}", "work", "--lane", lane, "--name", f"{here}/{lane}") for lane in lanes()]


@contextmanager
def stopped_by(*numbers: int) -> Iterator[threading.Event]:
    """An event that these signals set."""
    stop = threading.Event()

    def hear(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, hear) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_with(parent: int, stop: threading.Event | None = None) -> None:
    """End this process when its parent has ended, so that nothing lives on that nobody watches.

    stop: is set first, and for a few seconds it may end by itself.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        if stop is not None:
            stop.set()
            time.sleep(SECONDS_TO_FINISH)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
