"""Tasks for the tests of the queue: each says what it did in `done`."""

import time
from datetime import timedelta
from typing import Any

from django.db import connection
from django_tasks import TaskContext, task

from editorial.reading.models import PressGeneration

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
def move(number: int) -> None:
    """Something that counts how often it was done."""
    PressGeneration.move()
