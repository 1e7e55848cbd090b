"""A worker: claims one task after the other and does it, within its time."""

import faulthandler
import logging
import os
import signal
import socket
import sys
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks import TaskContext
from django_tasks.signals import task_finished, task_started

from editorial.work import notes, queue, timers
from editorial.work.backend import QueueBackend, result_of
from editorial.work.models import QueuedTask
from editorial.work.patience import PatientTask

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_OF_GRACE = 30.0  # after which a process that cannot even be interrupted is ended

logger = logging.getLogger(__name__)


class NotNow(Exception):
    """Something foreign does not answer as it should: known, tried again, and told in one line without a traceback."""


class TimedOut(BaseException):
    """The task took too long. Not an Exception, so that no task swallows it with its own."""


@contextmanager
def limited(seconds: float, *, end_process: bool) -> Iterator[None]:
    """Raise TimedOut in the main thread when the time is over, also out of a wait for the network.

    end_process: end the whole process when even that does not help (a regular expression without end, say).
    """

    def ring(number: int, frame: Any) -> None:
        raise TimedOut(f"It took longer than {seconds:g} seconds.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    if end_process:
        faulthandler.dump_traceback_later(seconds + SECONDS_OF_GRACE, exit=True)
    try:
        yield
    finally:
        if end_process:
            faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def break_off() -> None:
    """Leave the database connection that may be in the middle of a question; the server stops answering it."""
    if cancel := getattr(connection.connection, "cancel_safe", None):  # psycopg's
        with suppress(Exception):  # whatever it is, the connection goes
            cancel(timeout=5)
    connection.close()


class Runner:
    """lane: the only queue it empties; "" for all. names: the only tasks it does. clock: tells the time."""

    def __init__(
        self,
        lane: str = "",
        *,
        names: Iterable[str] = (),
        name: str = "",
        clock: Callable[[], datetime] = lambda: timezone.now(),
    ) -> None:
        self.lane, self.names, self.clock = lane, tuple(names), clock
        self.host, self.pid = socket.gethostname(), os.getpid()
        self.name = name or new_name(lane)
        self.looked_at: datetime | None = None
        self.running = False  # as a process of its own

    def beat(self) -> None:
        queue.beat(self.name, self.lane, self.host, self.pid, self.clock())

    def keep_house(self) -> None:
        """What every worker does for all, each few seconds: what dead workers held, and what has become due."""
        now = self.clock()
        # A clock that was put back counts as a beat that is due.
        if self.looked_at is None or not 0 <= (now - self.looked_at).total_seconds() < queue.BEAT:
            # Between two tasks it does none. One that it claimed when its database went away, or its predecessor of
            # the same name when that was killed, is nobody's.
            if queue.held_by(self.name):
                self.redeem_notes()
                queue.release(self.name, now)
            queue.bury_the_dead(now)
            timers.wind(now)
            self.looked_at = now

    def redeem_notes(self) -> None:
        """Bring to an end what this worker held and left a note of: it was sent, only the database does not know."""
        for row in queue.held_by(self.name):
            if notes.left(str(row.pk)):
                self.carry_out(row)

    def one(self) -> bool:
        """Do the next task that is due. Returns False when there is none."""
        row = queue.claim(self.name, self.clock(), self.lane, self.names)
        if row is None:
            return False
        self.carry_out(row)
        return True

    def work_off(self) -> int:
        """Do everything that is due now. Returns how many tasks."""
        self.beat()
        count = 0
        while self.one():
            count += 1
        queue.bury(self.name, self.clock())
        return count

    def carry_out(self, row: QueuedTask) -> None:
        """Do this one task and write down how it went. Its failure is its own; the database's is the caller's."""
        wanted = None
        try:
            wanted = queue.task_of(row)
            result = result_of(row, wanted)
            task_started.send(QueueBackend, task_result=result)
            before = [TaskContext(task_result=result)] if wanted.takes_context else []
            with transaction.atomic() if wanted.atomic else nullcontext():
                with limited(wanted.timeout, end_process=self.running):
                    wanted.call(*before, *result.args, **result.kwargs)
                held = queue.succeeded(row, self.clock())
                if not held and wanted.atomic:
                    transaction.set_rollback(True)
        except TimedOut as error:
            break_off()
            held = queue.failed(row, str(error), self.clock(), wanted)
            logger.warning("Task %s was broken off: %s", row, error)
        except DatabaseError:
            if not connection.is_usable():
                raise
            held = self.failed(row, wanted)
        except Exception:
            held = self.failed(row, wanted)
        if not held:
            logger.warning("Task %s was taken from this worker while it was done.", row)
        if row.status == QueuedTask.Status.DONE:
            notes.tear_up(str(row.pk))
        if wanted:
            task_finished.send(QueueBackend, task_result=result_of(row, wanted))

    def failed(self, row: QueuedTask, wanted: PatientTask | None) -> bool:
        """Write down the exception that is being handled; queue.failed."""
        error = sys.exc_info()[1]
        tell = logger.warning if isinstance(error, NotNow) else logger.exception
        tell("Task %s %s failed: %s", row, " ".join(map(str, row.arguments.get("args", []))), error)
        return queue.failed(row, f"{type(error).__name__}: {error}", self.clock(), wanted)

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. A database that does not answer is asked again."""
        self.running = True
        self.redeem_notes()
        if held := queue.bury(self.name, self.clock()):
            logger.warning("%d tasks are tried again that this worker held when it ended last.", held)
        with self.heart():
            while not stop.is_set():
                busy = False
                try:
                    close_old_connections()
                    self.keep_house()
                    busy = self.one()
                except DatabaseError:
                    logger.exception("Worker %s could not reach the database and tries again.", self.name)
                    self.looked_at = None
                if not busy:
                    stop.wait(SECONDS_BETWEEN_LOOKS)
        queue.bury(self.name, self.clock())

    @contextmanager
    def heart(self) -> Iterator[None]:
        """Beat in a thread of its own, on a connection of its own, whatever the worker is busy with."""
        still = threading.Event()

        def beat_on() -> None:
            try:
                while not still.wait(queue.BEAT):
                    try:
                        close_old_connections()
                        self.beat()
                    except DatabaseError:
                        logger.warning("The heartbeat of worker %s could not be written.", self.name)
            finally:
                connection.close()

        self.beat()
        thread = threading.Thread(target=beat_on, name="heart", daemon=True)
        thread.start()
        try:
            yield
        finally:
            still.set()
            thread.join()


def new_name(lane: str) -> str:
    """A name that no worker had before."""
    return f"{socket.gethostname()[:40]}/{lane or 'all'}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
