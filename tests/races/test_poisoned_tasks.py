"""Tasks that can never be done, and worker processes that do them: each is listed, and the others are done."""

from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command

from editorial.work.models import QueuedTask
from tests import factories
from tests.editorial.work.chores import fail, hang, kill, write_down
from tests.races.workers import environment, mortal, until

Status = QueuedTask.Status


def work(**options: object) -> str:
    out = StringIO()
    call_command("work", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_what_fails_hangs_or_kills_is_listed_and_the_others_are_done(tmp_path):
    poisoned = {fail: "ValueError: It cannot be done.", hang: "came to an end", kill: "came to an end"}
    person = str(factories.author().pk)
    for number, each in enumerate(poisoned):
        each.enqueue()
        write_down.enqueue(str(number), person)
    with mortal("default", environment(0, tmp_path)):
        assert until(lambda: QueuedTask.objects.filter(status=Status.FAILED).count() == len(poisoned))
        assert until(lambda: LogEntry.objects.count() == len(poisoned))
        listed = work(failed=True)
        for each, why in poisoned.items():
            (line,) = [line for line in listed.splitlines() if each.func.__name__ in line]
            assert why in line
        assert work(again="all") == "3 tasks begin anew.\n"
        assert work(failed=True) == ""
        assert until(lambda: QueuedTask.objects.filter(status=Status.FAILED).count() == len(poisoned))
    assert sorted(LogEntry.objects.values_list("object_repr", flat=True)) == ["0", "1", "2"]
