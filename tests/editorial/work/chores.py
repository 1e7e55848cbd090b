"""Tasks for the tests of the queue: each says what it did in `done`."""

import os
import signal
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection
from django_tasks import TaskContext, task

done: list[Any] = []
failing: set[str] = set()


@task()
def note(what: str) -> None:
    if what in failing:
        raise ValueError(f"{what} cannot be done")
    done.append(what)


@task(once=True)
def note_once(what: str) -> None:
    if what in failing:
        raise ValueError(f"{what} cannot be done")
    done.append(what)


@task(keep_trying=timedelta(minutes=1))
def give_in(what: str) -> None:
    raise ValueError(what)


@task(timeout=0.2)
def dawdle(query: bool) -> None:
    try:
        if query and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(30)")
        else:
            time.sleep(30)
    except Exception:  # what a library does that catches everything
        done.append("swallowed")


@task(takes_context=True)
def tell_attempt(context: TaskContext, *, note: str) -> None:
    done.append((note, context.attempt, context.task_result.id))


@task(once=True)
def note_nothing() -> None:
    done.append("nothing")


@task(atomic=True)
def write_down(what: str, person: str) -> None:
    """Leave a line in the database, one each time that it is done, under the name of this person."""
    LogEntry.objects.create(user_id=person, object_repr=what, action_flag=CHANGE)


# Three that can never be done, and are given to the operators the first time that they may be.


@task(keep_trying=timedelta())
def fail() -> None:
    raise ValueError("It cannot be done.")


@task(keep_trying=timedelta(), timeout=0.2)
def hang() -> None:
    """Take no end, and swallow the interruption as well."""
    while True:
        with suppress(BaseException):
            time.sleep(30)


@task(keep_trying=timedelta())
def kill() -> None:
    """Bring down the process that does it, as one does that takes all memory."""
    os.kill(os.getpid(), signal.SIGKILL)
