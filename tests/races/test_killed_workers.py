"""Two hosts empty one queue, and the workers of one are killed at random: everything is done once, nothing is lost.

The number of kills is KILLS (default 10); they fall on whatever the workers do at that moment, also on their start.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from django.core.mail import send_mail
from django.db import connection

from editorial.reading.models import PressedPage, PressGeneration
from editorial.work import queue
from editorial.work.models import QueuedTask
from tests import factories
from tests.editorial.work.chores import move
from tests.editorial.work.post_office import post_office

KILLS = int(os.environ.get("KILLS", "10"))
A_KILL = 20  # tasks queued for each
SECONDS = 60 + 3 * KILLS
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


@pytest.mark.django_db(transaction=True)
def test_everything_is_done_once_although_workers_are_killed(tmp_path, record_property):
    dice = random.Random(20261126)
    article = factories.approved().article
    count = KILLS * A_KILL
    before = PressGeneration.objects.get().number
    with post_office() as office, ExitStack() as hosts:
        given = environment(office.port, tmp_path)
        hosts.enter_context(running(["manage.py", "work"], given | {"VAR_DIR": str(tmp_path / "other")}))
        lanes = [
            hosts.enter_context(running(["-m", "tests.races.forking", lane, f"killed/{lane}"], given))
            for lane in queue.lanes()
        ]
        pids = [int(lane.stdout.readline()) for lane in lanes]
        for number in range(count):
            send_mail("S", "B", None, [f"reader{number}@example.org"])
            move.enqueue(number)
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.01, 0.4))  # the moment of the kill is what this is about
            victim = dice.randrange(len(lanes))
            os.kill(pids[victim], 9)
            pids[victim] = int(lanes[victim].stdout.readline())
        left_when_killed = waiting()
        deadline = time.monotonic() + SECONDS
        while waiting() and time.monotonic() < deadline:
            time.sleep(0.2)
    rest = QueuedTask.objects.exclude(status=QueuedTask.Status.DONE)
    assert [(row, row.status, row.worker, row.attempts, row.error, row.due_at) for row in rest] == []
    sent = Counter(letter.message_id for letter in office.letters)
    doubles = sum(sent.values()) - len(sent)
    again = QueuedTask.objects.filter(attempts__gt=1).count()
    record_property(
        "told",
        f"{connection.vendor}: {KILLS} kills, {2 * count} tasks, {left_when_killed} left after the last kill, "
        f"{again} begun again, {doubles} mails twice",
    )
    # Beside them, those who work on the article are told of it.
    readers = {letter.recipient for letter in office.letters if letter.recipient.startswith("reader")}
    assert readers == {f"reader{number}@example.org" for number in range(count)}
    # A worker that is killed between the last word of a mail and the server's yes cannot know. Each double is under one
    # name, and there are few: without notes.py every second kill makes one.
    assert doubles <= max(1, KILLS // 10)
    # Each `move` counted exactly once; the press moves it besides: once for the pages, at most twice for compressing.
    assert count < PressGeneration.objects.get().number - before <= count + 4
    assert PressedPage.objects.filter(article=article).exists()


def waiting() -> int:
    return QueuedTask.objects.filter(status__in=("waiting", "running")).count()
