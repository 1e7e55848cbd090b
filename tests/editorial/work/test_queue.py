"""The queue: with the decision or not at all, one worker a task, again after a failure or a death, never in silence."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus

from editorial.work import queue, timers
from editorial.work.models import QueuedTask, Worker
from editorial.work.patience import PatientTask
from editorial.work.worker import Runner
from tests.editorial.work import chores
from tests.editorial.work.chores import dawdle, give_in, note, note_once, tell_attempt
from tests.working import Clock, work_off

pytestmark = pytest.mark.django_db
Status = QueuedTask.Status


def only() -> QueuedTask:
    return QueuedTask.objects.get()


class TestEnqueue:
    def test_what_is_queued_is_done_once(self, done):
        result = note.enqueue("a")
        assert result.status == TaskResultStatus.READY
        assert done == []
        assert work_off() == 1
        assert work_off() == 0
        assert done == ["a"]
        assert note.get_result(result.id).status == TaskResultStatus.SUCCESSFUL

    def test_what_is_rolled_back_is_never_done(self, done):
        with transaction.atomic():
            note.enqueue("a")
            transaction.set_rollback(True)
        assert work_off() == 0
        assert done == []

    def test_the_arguments_go_when_it_is_done(self, done):
        note.enqueue("a secret")
        work_off()
        assert only().status == Status.DONE
        assert only().arguments == {}

    def test_one_that_is_wanted_once_waits_once(self, done):
        for what in ("a", "b", "a"):
            note_once.enqueue(what)
        work_off()
        assert sorted(done) == ["a", "b"]

    def test_one_wanted_again_while_it_is_done_is_done_again(self, done):
        note_once.enqueue("a")
        taken = queue.claim("w", timezone.now())
        note_once.enqueue("a")
        assert queue.succeeded(taken, timezone.now())
        work_off()
        assert done == ["a"]
        assert QueuedTask.objects.filter(status=Status.DONE).count() == 2

    def test_one_wanted_again_while_it_pauses_is_due_now(self, done, clock):
        chores.failing.add("a")
        note_once.enqueue("a")
        work_off()
        assert work_off() == 0
        chores.failing.clear()
        note_once.enqueue("a")
        assert work_off() == 1
        assert done == ["a"]

    def test_one_that_fails_while_another_of_its_kind_waits_leaves_it_to_that_one(self, done):
        note_once.enqueue("a")
        taken = queue.claim("w", timezone.now())
        note_once.enqueue("a")
        queue.failed(taken, "No.", timezone.now(), note_once)
        assert work_off() == 1
        assert done == ["a"]
        assert [row.arguments for row in QueuedTask.objects.all()] == [{}, {}]

    def test_later_is_not_before_its_time(self, done, clock):
        note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("a")
        assert work_off(clock) == 0
        clock.move(hours=1, seconds=1)
        assert work_off(clock) == 1

    def test_the_urgent_first_then_the_oldest(self, done):
        for what, priority in (("old", 0), ("new", 0), ("urgent", 10), ("idle", -10)):
            note.using(priority=priority).enqueue(what)
        work_off()
        assert done == ["urgent", "old", "new", "idle"]

    def test_a_worker_takes_from_its_lane_only(self, done):
        note.enqueue("page")
        note.using(queue_name="mail").enqueue("mail")
        assert work_off(lane="mail") == 1
        assert done == ["mail"]


class TestFailure:
    def test_pauses_grow_from_seconds_to_a_quarter_of_an_hour(self):
        pauses = [PatientTask.pause(attempts).total_seconds() for attempts in range(1, 14)]
        assert pauses[:5] == [2, 4, 8, 16, 32]
        assert pauses == sorted(pauses)
        assert pauses[-1] == 900

    def test_it_is_tried_again_after_a_pause_and_then_done_once(self, done, clock):
        chores.failing.add("a")
        note.enqueue("a")
        assert work_off(clock) == 1
        assert work_off(clock) == 0
        assert only().error == "ValueError: a cannot be done"
        clock.move(seconds=2)
        chores.failing.clear()
        assert work_off(clock) == 1
        clock.move(days=10)
        assert work_off(clock) == 0
        assert done == ["a"]

    def test_it_is_tried_for_two_days_and_then_shown_to_operators(self, done, clock, caplog):
        chores.failing.add("a")
        note.enqueue("a")
        attempts = 0
        while only().status == Status.WAITING:
            attempts += work_off(clock)
            clock.move(minutes=16)
            assert attempts < 300
        assert only().status == Status.FAILED
        assert only().finished_at - only().enqueued_at > timedelta(days=1, hours=23)
        assert "is given to the operators" in caplog.text
        assert only().arguments["args"] == ["a"]

    def test_the_rest_does_not_wait_for_what_fails(self, done):
        chores.failing.add("a")
        for what in ("a", "b"):
            note.enqueue(what)
        assert work_off() == 2
        assert done == ["b"]

    def test_a_task_that_this_release_does_not_know_waits_for_operators(self, done):
        note.enqueue("a")
        QueuedTask.objects.update(name="editorial.formerly.print_pages")
        work_off()
        assert only().status == Status.FAILED
        assert "editorial.formerly" in only().error

    @pytest.mark.parametrize("name", ["os.getpid", "editorial.work.queue.prune"])
    def test_what_is_no_task_is_not_called(self, name, done):
        note.enqueue("a")
        QueuedTask.objects.update(name=name)
        work_off()
        assert only().status == Status.FAILED

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("query", [False, True])
    def test_one_that_takes_too_long_is_broken_off_and_tried_again(self, query, done, clock):
        dawdle.enqueue(query)
        note.enqueue("next")
        started = timezone.now()
        assert work_off(clock) == 2
        assert timezone.now() - started < timedelta(seconds=10)
        assert done == ["next"]
        row = QueuedTask.objects.get(status=Status.WAITING)
        assert "longer than 0.2 seconds" in row.error


class TestOperators:
    def failed(self, clock: Clock) -> QueuedTask:
        give_in.enqueue("a")
        for _ in range(20):
            work_off(clock)
            clock.move(minutes=16)
        row = only()
        assert row.status == Status.FAILED
        return row

    def test_try_again_begins_anew(self, done, clock):
        self.failed(clock)
        assert queue.try_again(QueuedTask.objects.all(), clock()) == 1
        row = only()
        assert (row.status, row.attempts) == (Status.WAITING, 0)
        assert work_off(clock) == 1

    def test_give_up_is_for_good_and_forgets_what_it_was_about(self, clock):
        self.failed(clock)
        assert queue.give_up(QueuedTask.objects.all(), clock()) == 1
        assert (only().status, only().arguments) == (Status.GIVEN_UP, {})
        clock.move(days=1)
        assert work_off(clock) == 0

    def test_neither_touches_what_has_not_failed(self, done, clock):
        note.enqueue("a")
        assert queue.give_up(QueuedTask.objects.all(), clock()) == 0
        assert queue.try_again(QueuedTask.objects.all(), clock()) == 0
        work_off()
        assert queue.try_again(QueuedTask.objects.all(), clock()) == 0
        assert done == ["a"]

    def test_what_is_done_is_kept_for_a_week_and_what_failed_until_somebody_decides(self, done, clock):
        note.enqueue("a")
        work_off(clock)
        self.failed_beside_it(clock)
        clock.move(days=6)
        assert queue.prune(clock()) == 0
        clock.move(days=365)
        assert queue.prune(clock()) == 1
        assert only().status == Status.FAILED

    def failed_beside_it(self, clock: Clock) -> None:
        note.enqueue("b")
        QueuedTask.objects.filter(status=Status.WAITING).update(name="gone.away")
        work_off(clock)


class TestDeath:
    def test_what_a_dead_worker_held_is_done_by_another(self, done, clock):
        tell_attempt.enqueue(note="a")
        queue.beat("dead", "", "host", 1, clock())
        assert queue.claim("dead", clock())
        clock.move(seconds=29)
        assert queue.bury_the_dead(clock()) == 0
        clock.move(seconds=2)
        assert queue.bury_the_dead(clock()) == 1
        assert not Worker.objects.exists()
        assert work_off(clock) == 1
        ((what, attempt, _pk),) = done
        assert (what, attempt) == ("a", 2)

    def test_a_worker_that_was_buried_too_soon_cannot_write_over_its_successor(self, done, clock):
        note.enqueue("a")
        slow = queue.claim("slow", clock())
        queue.bury("slow", clock())
        successor = queue.claim("quick", clock())
        assert not queue.succeeded(slow, clock())
        assert not queue.failed(slow, "Late.", clock(), note)
        assert only().status == Status.RUNNING
        assert queue.succeeded(successor, clock())

    def test_a_task_that_kills_its_worker_pauses_from_the_second_time(self, clock):
        note.enqueue("a")
        for _ in range(2):
            assert queue.claim("w", clock())
            queue.bury("w", clock())
        assert queue.claim("w", clock()) is None
        clock.move(seconds=4)
        assert queue.claim("w", clock())

    def test_a_task_that_goes_on_killing_its_worker_is_given_to_the_operators(self, clock, caplog):
        note.enqueue("a")
        deaths = 0
        while only().status == Status.WAITING:
            assert queue.claim("w", clock())
            deaths += queue.bury("w", clock())
            clock.move(minutes=16)
            assert deaths < 300
        assert only().status == Status.FAILED
        assert only().finished_at - only().enqueued_at > timedelta(days=1, hours=23)
        assert "is given to the operators" in caplog.text
        assert queue.try_again(QueuedTask.objects.all(), clock()) == 1

    def test_one_that_waited_long_and_lost_its_first_worker_is_tried_again_at_once(self, clock):
        note.enqueue("a")
        clock.move(days=3)  # nobody worked
        assert queue.claim("w", clock())
        queue.bury("w", clock())
        assert queue.claim("w", clock())

    def test_a_living_worker_is_left_alone(self, clock):
        note.enqueue("a")
        queue.beat("alive", "", "host", 1, clock())
        assert queue.claim("alive", clock())
        clock.move(minutes=5)
        queue.beat("alive", "", "host", 1, clock())
        assert queue.bury_the_dead(clock()) == 0

    def test_a_worker_that_ends_in_order_holds_nothing_and_is_gone(self, done):
        note.enqueue("a")
        work_off()
        assert not Worker.objects.exists()


class TestTimers:
    @pytest.fixture(autouse=True)
    def only_ours(self, monkeypatch):
        monkeypatch.setattr(timers, "_timers", {})
        timers.every(timers.HOUR, chores.note_nothing)

    def test_once_an_hour_on_whichever_host(self, done, clock):
        for host in ("one", "two", "one"):
            worker = Runner(clock=clock, name=host)
            worker.keep_house()
            while worker.one():
                pass
        assert done == ["nothing"]
        clock.move(minutes=59)
        assert timers.wind(clock()) == 0
        clock.move(minutes=2)
        assert timers.wind(clock()) == 1

    def test_after_a_stop_of_days_it_is_done_once(self, done, clock):
        timers.wind(clock())
        work_off(clock)
        clock.move(days=9)
        timers.wind(clock())
        timers.wind(clock())
        assert work_off(clock) == 1
        assert done == ["nothing", "nothing"]
