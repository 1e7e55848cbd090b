"""manage.py work and serve: what they say, and that what they start is started again and ends with them."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from editorial.work import supervision
from editorial.work.models import QueuedTask
from tests.editorial.work.chores import note
from tests.journeys.house import House, answers, open_house
from tests.working import Clock, work_off

Status = QueuedTask.Status


def run(**options: object) -> str:
    out = StringIO()
    call_command("work", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
class TestWork:
    def failed(self) -> QueuedTask:
        note.enqueue("a page")
        QueuedTask.objects.update(name="formerly.here.print_pages")
        work_off()
        return QueuedTask.objects.get()

    def test_until_empty_does_what_is_due(self):
        note.enqueue("a")
        assert run(until_empty=True) == "1 tasks.\n"
        assert QueuedTask.objects.get().status == Status.DONE

    def test_the_list_of_what_failed_and_both_decisions(self):
        row = self.failed()
        line = run(failed=True)
        for words in (str(row.pk), "print_pages", "a page", "No module named"):
            assert words in line
        assert run(again=str(row.pk)) == "1 tasks begin anew.\n"
        work_off()
        assert run(give_up="all") == "1 tasks are given up.\n"
        assert run(failed=True) == ""

    @pytest.mark.parametrize("which", ["nonsense", "7c1ae6a7-1a3c-4f5b-9f73-2e4a2a7f9a11"])
    def test_a_task_that_has_not_failed_is_a_sentence(self, which):
        with pytest.raises(CommandError, match="Nothing was changed"):
            run(again=which)

    @pytest.mark.parametrize("decision", ["again", "give_up"])
    def test_an_empty_name_is_no_task_and_starts_no_worker(self, decision):
        with pytest.raises(CommandError):
            run(**{decision: ""})

    def test_the_status_says_who_works_and_what_waits(self):
        from editorial.work import queue

        queue.beat("host/1/default", "default", "host", 4711, Clock()())
        note.enqueue("a")
        said = run(status=True)
        assert "process 4711 on host, heartbeat 0 s ago" in said
        assert "Waiting: 1" in said

    def test_the_status_is_no_success_when_tasks_wait_and_nobody_lives_to_do_them(self):
        from editorial.work import queue

        now = Clock()()
        assert run(status=True) == "", "nothing waits"
        note.enqueue("a")
        lane = QueuedTask.objects.get().lane
        (other,) = set(queue.lanes()) - {lane}
        sentence = f"Tasks wait in {lane}, and no worker is alive there. Start manage.py serve or manage.py work."
        queue.beat("host/1/other", other, "host", 4711, now)
        queue.beat("host/2/dead", lane, "host", 4712, now - queue.DEAD_AFTER)
        out = StringIO()
        with pytest.raises(CommandError) as told:
            call_command("work", status=True, stdout=out)
        assert (str(told.value), told.value.returncode) == (sentence, 1)
        assert "Waiting: 1" in out.getvalue()
        queue.beat("host/3/alive", lane, "host", 4713, now)
        assert "Waiting: 1" in run(status=True)


class TestSupervision:
    def test_what_ends_is_started_again_after_pauses_that_grow_and_it_is_said(self, caplog):
        kept = supervision.Kept("clerk", "no-such-command")
        now, pauses = 100.0, []
        for _ in range(3):
            kept.look(now)
            first = kept.process
            assert first is not None
            first.wait(timeout=60)
            kept.look(now)
            pauses.append(kept.start_at - now)
            kept.look(kept.start_at - 0.01)
            assert kept.process is None
            now = kept.start_at
        assert pauses == pytest.approx([0.1, 0.2, 0.4])
        assert f"The clerk (process {first.pid}) ended with 1. It is started again." in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_port_that_is_taken_is_a_sentence(monkeypatch):
    from editorial.management.commands import serve

    monkeypatch.setattr(serve, "SECONDS_FOR_A_PREDECESSOR", 0)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="something listens there already"):
            call_command("serve", port=taken.getsockname()[1])


def children(pid: int, *words: str) -> list[int]:
    """What this process started, with these words in its command line."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [child for child in map(int, found) if all(f"\0{word}\0" in arguments(child) for word in words)]


def everybody_below(pid: int) -> list[int]:
    return [each for child in children(pid) for each in (child, *everybody_below(child))]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Whether this comes true within the time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def arguments(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def has_told_of(house: House) -> set[int]:
    """The processes whose heartbeats `manage.py work --status` shows."""
    told = re.findall(r"process (\d+) on \S+, heartbeat \d+ s ago", house.run("manage.py", "work", "--status"))
    return set(map(int, told))


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="asks Linux for its processes")
def test_a_served_house_survives_its_parts_and_none_of_them_survives_the_house(tmp_path):
    with open_house(tmp_path) as house:
        (supervisor,) = children(os.getpid(), "serve")
        workers = children(supervisor, "work", "--lane")
        assert len(workers) == 2
        # The one that is no worker: where setproctitle is installed granian gives it another command line.
        (server,) = set(children(supervisor)) - set(workers)
        os.kill(workers[0], signal.SIGKILL)
        for _ in range(3):  # granian calls this a crash loop and ends
            assert until(lambda: bool(children(server)) or not alive(server), 10)
            for each in children(server):
                os.kill(each, signal.SIGKILL)
        assert until(lambda: answers(house.address), 20)
        assert until(lambda: len(children(supervisor, "work", "--lane")) == 2, 20)
        assert workers[0] not in children(supervisor)
        successors = set(children(supervisor, "work", "--lane")) - {workers[0]}
        assert until(lambda: has_told_of(house) == successors, 20)
        log = next(tmp_path.glob("server-*.log")).read_text()
        assert f"(process {workers[0]}) was ended by SIGKILL. It is started again." in log
        everybody = everybody_below(supervisor)
        os.kill(supervisor, signal.SIGKILL)
        assert until(lambda: not any(map(alive, everybody)), 6)
