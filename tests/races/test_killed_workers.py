"""Two hosts empty one queue, and the workers of one are killed: everything is done once, nothing is lost.

The number of kills at random is KILLS (default 10); they fall on whatever the workers do then, also on their start.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.contrib.admin.models import LogEntry
from django.core.mail import send_mail
from django.db import connection, transaction

from editorial.reading.models import PressedPage
from editorial.work import queue
from editorial.work.models import QueuedTask
from tests import factories
from tests.editorial.work.chores import write_down
from tests.editorial.work.post_office import PostOffice, post_office
from tests.races.workers import Mortal, environment, mortal, running, unfinished, until

KILLS = int(os.environ.get("KILLS", "10"))
A_KILL = 20  # mails and other tasks, as many of each, that are queued before each kill
SECONDS = 60 + 3 * KILLS


@pytest.mark.django_db(transaction=True)
def test_everything_is_done_once_although_workers_are_killed(tmp_path, record_property):
    dice = random.Random(20261126)
    article = factories.approved().article
    count = KILLS * A_KILL
    with post_office() as office, ExitStack() as hosts:
        office.notes = tmp_path / "sent"
        given = environment(office.port, tmp_path)
        hosts.enter_context(running(["manage.py", "work"], given | {"VAR_DIR": str(tmp_path / "other")}))
        lanes = [hosts.enter_context(mortal(lane, given)) for lane in queue.lanes()]
        amid_work = 0
        for first in range(0, count, A_KILL):
            for number in range(first, first + A_KILL):
                send_mail("S", "B", None, [f"reader{number}@example.org"])
                write_down.enqueue(str(number), str(article.author_id))
            time.sleep(dice.uniform(0.01, 0.4))  # the moment of the kill is what this is about
            amid_work += bool(unfinished())
            dice.choice(lanes).kill()
        until(lambda: not unfinished(), SECONDS)
    rest = QueuedTask.objects.exclude(status=QueuedTask.Status.DONE)
    assert [(row, row.status, row.worker, row.attempts, row.error, row.due_at) for row in rest] == []
    # What is one transaction with the word that it is done: exactly once.
    written = sorted(LogEntry.objects.values_list("object_repr", flat=True))
    assert written == sorted(map(str, range(count)))
    # What leaves the house: at least once. (Beside the readers, those who work on the article are told of it.)
    readers = {letter.recipient for letter in office.letters if letter.recipient.startswith("reader")}
    assert readers == {f"reader{number}@example.org" for number in range(count)}
    # More than once only where a worker was killed while the server's yes was on its way, that is before it had read
    # it and left a note of it: then it said nothing more to the server, and no note lay there when the mail came again.
    takes = Counter(letter.message_id for letter in office.letters)
    in_silence = Counter(letter.message_id for letter in office.letters if not letter.went_on)
    assert {name: often for name, often in takes.items() if often > 1 + in_silence[name]} == {}
    assert [letter.recipient for letter in office.letters if letter.noted] == []
    unread = sum(takes[letter.message_id] > 1 for letter in office.letters if not letter.yes_was_read)
    again = QueuedTask.objects.filter(attempts__gt=1).count()
    record_property(
        "told",
        f"{connection.vendor}: {KILLS} kills, {amid_work} of them amid work, {2 * count} tasks, {again} begun "
        f"again, {sum(takes.values()) - len(takes)} mails twice ({unread} of them with the yes unread)",
    )
    assert PressedPage.objects.filter(article=article).exists()


@pytest.fixture
def office(tmp_path) -> Iterator[PostOffice]:
    with post_office() as office:
        office.notes = tmp_path / "sent"
        yield office


@pytest.fixture
def postman(office, tmp_path) -> Iterator[Mortal]:
    with mortal("mail", environment(office.port, tmp_path)) as worker:
        yield worker


@pytest.mark.django_db(transaction=True)
class TestKilledWhileTheMailServerAnswers:
    """The two sides of the moment after which a mail is not sent again."""

    def test_before_its_yes_is_heard_the_mail_comes_again_under_the_same_name(self, office, postman):
        office.may_answer.clear()
        send_mail("S", "B", None, ["a@example.org"])
        assert until(lambda: office.letters)
        postman.kill()
        office.may_answer.set()
        assert until(lambda: not unfinished("mail"))
        first, second = office.letters
        assert first.message_id == second.message_id
        assert (first.yes_was_read, second.yes_was_read) == (False, True)

    def test_after_its_yes_is_heard_the_mail_does_not_come_again(self, office, postman):
        office.may_answer.clear()
        send_mail("S", "B", None, ["a@example.org"])
        assert until(lambda: office.letters)
        with transaction.atomic():
            QueuedTask.objects.select_for_update().get(
                lane="mail"
            )  # so that the worker cannot write down that it is done
            office.may_answer.set()
            assert until(lambda: any(office.notes.iterdir()) if office.notes.exists() else False)
            postman.kill()
        assert until(lambda: not unfinished("mail"))
        assert QueuedTask.objects.get(lane="mail").status == QueuedTask.Status.DONE
        assert [letter.yes_was_read for letter in office.letters] == [True]
        assert not any(office.notes.iterdir())
