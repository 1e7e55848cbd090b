"""Mail: with the decision, once, whatever the mail server does, and to nobody whom it concerns no longer."""

import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.test import Client

from articles import workflow
from articles.models import Revision
from articles.states import State
from editorial.work import notes, queue
from editorial.work.models import QueuedTask
from editorial.work.worker import Runner
from reviewers import board
from reviewers.models import Member
from tests import factories
from tests.editorial.work.post_office import PostOffice, post_office, silent_server
from tests.working import work_off

pytestmark = pytest.mark.django_db
Status = QueuedTask.Status


@pytest.fixture
def by_smtp(settings) -> Callable[[int], None]:
    def use(port: int) -> None:
        settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.2

    return use


@pytest.fixture
def office(by_smtp) -> Iterator[PostOffice]:
    with post_office() as office:
        by_smtp(office.port)
        yield office


@pytest.fixture(autouse=True)
def notes_of_this_test(settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path


def recipients() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


class TestTheDoor:
    def test_every_mail_waits_for_the_commit_and_the_worker(self):
        with transaction.atomic():
            send_mail("Subject", "Body", None, ["a@example.org"])
            transaction.set_rollback(True)
        assert work_off() == 0
        send_mail("Subject", "Body", None, ["a@example.org"])
        assert mail.outbox == []
        assert work_off() == 1
        assert [(message.subject, message.body, message.to) for message in mail.outbox] == [
            ("Subject", "Body", ["a@example.org"])
        ]

    def test_each_recipient_has_a_mail_of_their_own_and_sees_no_other(self):
        EmailMessage("S", "B", None, ["a@example.org"], cc=["b@example.org"], bcc=["c@example.org"]).send()
        assert work_off() == 3
        assert recipients() == ["a@example.org", "b@example.org", "c@example.org"]
        assert all(message.recipients() == message.to for message in mail.outbox)

    def test_headers_and_the_version_in_html_come_along(self):
        message = EmailMultiAlternatives("S", "B", "x@example.org", ["a@example.org"], headers={"X-Of": "ours"})
        message.reply_to = ["desk@example.org"]
        message.attach_alternative("<p>B</p>", "text/html")
        message.send()
        work_off()
        (sent,) = mail.outbox
        assert (sent.from_email, sent.reply_to, sent.extra_headers["X-Of"]) == (
            "x@example.org",
            ["desk@example.org"],
            "ours",
        )
        assert [tuple(each) for each in sent.alternatives] == [("<p>B</p>", "text/html")]

    def test_attachments_are_refused_before_anything_is_written(self):
        message = EmailMessage("S", "B", None, ["a@example.org"])
        message.attach("x.txt", "x")
        with pytest.raises(ValueError, match="attachments"):
            message.send()
        assert not QueuedTask.objects.exists()

    def test_a_password_reset_goes_through_it_and_the_answer_is_the_same_for_strangers(self, by_smtp, settings):
        person = factories.author()
        answers = []
        with silent_server() as port:
            by_smtp(port)
            settings.EMAIL_TIMEOUT = 2
            for address in (person.email, "stranger@example.org"):
                started = time.monotonic()
                answer = Client().post("/accounts/password/reset/", {"email": address})
                answers.append((answer.status_code, answer["Location"]))
                assert time.monotonic() - started < 2  # EMAIL_TIMEOUT, what one look at the silent server would take
        assert answers[0] == answers[1]
        assert QueuedTask.objects.count() == 1

    def test_whoever_was_switched_off_meanwhile_gets_none(self):
        person = factories.author()
        Client().post("/accounts/password/reset/", {"email": person.email})
        person.is_active = False
        person.save()
        work_off()
        assert mail.outbox == []
        assert QueuedTask.objects.get().status == Status.DONE


class TestTheMailServer:
    def test_away_for_an_hour_each_mail_arrives_once(self, by_smtp, clock):
        with post_office() as office:
            port = office.port
        by_smtp(port)  # nobody listens there now
        _revision, members = factories.under_review(members=3)
        for _ in range(12):
            work_off(clock)
            clock.move(minutes=5)
        assert QueuedTask.objects.filter(status=Status.WAITING, lane="mail").count() == 3
        with post_office(port) as office:
            for _ in range(20):
                clock.move(minutes=5)
                work_off(clock)
        assert sorted(letter.recipient for letter in office.letters) == sorted(each.user.email for each in members)

    def test_refusing_it_is_asked_again_and_then_served_once(self, office, clock):
        office.refusal = "451 try again later"
        send_mail("S", "B", None, ["a@example.org"])
        for _ in range(10):
            work_off(clock)
            clock.move(minutes=1)
        assert office.refused > 3
        office.refusal = ""
        clock.move(minutes=16)
        work_off(clock)
        clock.move(days=3)
        work_off(clock)
        assert [letter.recipient for letter in office.letters] == ["a@example.org"]

    def test_refusing_one_of_many_the_others_are_served_once(self, office, clock):
        for name in ("a", "b", "c"):
            send_mail("S", "B", None, [f"{name}@example.org"])
        office.refusal = "550 no such mailbox"
        work_off(clock)
        office.refusal = ""
        for _ in range(3):
            clock.move(minutes=16)
            work_off(clock)
        assert sorted(letter.recipient[0] for letter in office.letters) == ["a", "b", "c"]

    @pytest.mark.django_db(transaction=True)
    def test_saying_nothing_it_costs_a_decision_nothing(self, by_smtp):
        revision, members = factories.under_review()
        work_off()
        with silent_server() as port:
            by_smtp(port)
            started = time.monotonic()
            for member in members:
                board.sign(revision=revision, actor=member.user, digest=revision.digest)
            signing = time.monotonic() - started
            assert Revision.objects.get(pk=revision.pk).state == State.APPROVED
            assert work_off(lane="mail") == 1
        row = QueuedTask.objects.get(lane="mail", status=Status.WAITING)
        assert row.error.startswith("NotSent: SMTPServerDisconnected") or "Timeout" in row.error
        assert signing < 5

    def test_what_it_says_is_kept_out_of_log_and_queue(self, office, caplog):
        office.refusal = "550 <secret@example.org> is unknown here"
        send_mail("S", "A secret text", None, ["secret@example.org"])
        work_off()
        assert "secret" not in caplog.text
        assert QueuedTask.objects.get().error == "NotSent: SMTPRecipientsRefused"

    def test_every_attempt_at_one_mail_has_the_same_name_and_every_mail_its_own(self, office, clock, monkeypatch):
        """A worker killed after the server's yes sends again: mailboxes drop the second by its Message-ID."""
        send_mail("S", "B", None, ["a@example.org"])
        send_mail("S", "B", None, ["b@example.org"])
        with monkeypatch.context() as patch:
            patch.setattr(queue, "succeeded", lambda row, now: True)  # as if killed just before
            patch.setattr(notes, "leave", lambda task_id: None)
            work_off(clock)
        queue.bury_the_dead(clock())
        clock.move(minutes=1)
        work_off(clock)
        names = {letter.recipient: set() for letter in office.letters}
        for letter in office.letters:
            names[letter.recipient].add(letter.message_id)
        assert len(office.letters) == 4  # it could not even leave a note
        assert [len(each) for each in names.values()] == [1, 1]
        assert len(set.union(*names.values())) == 2

    def test_a_worker_that_left_a_note_is_not_followed_by_a_second_mail(self, office, clock, monkeypatch):
        send_mail("S", "B", None, ["a@example.org"])
        with monkeypatch.context() as patch:
            patch.setattr(queue, "succeeded", lambda row, now: True)
            patch.setattr(notes, "tear_up", lambda task_id: None)
            work_off(clock)
        assert QueuedTask.objects.get().status == Status.WAITING
        work_off(clock)
        assert QueuedTask.objects.get().status == Status.DONE
        assert len(office.letters) == 1
        assert not notes.left(str(QueuedTask.objects.get().pk))

    def test_one_that_was_sent_when_the_database_went_away_goes_to_no_other_host(self, office, clock, monkeypatch):
        """The other host would know nothing of the note."""
        send_mail("S", "B", None, ["a@example.org"])
        worker = Runner("mail", clock=clock)
        with monkeypatch.context() as patch:
            patch.setattr(queue, "succeeded", lambda row, now: True)
            patch.setattr(notes, "tear_up", lambda task_id: None)
            worker.one()
        worker.keep_house()
        assert QueuedTask.objects.get(lane="mail").status == Status.DONE
        assert len(office.letters) == 1

    def test_a_server_that_takes_its_time_with_a_mail_gets_it_once(self, office, settings):
        office.may_answer.clear()
        answer = threading.Timer(3 * settings.EMAIL_TIMEOUT, office.may_answer.set)
        answer.start()
        send_mail("S", "B", None, ["a@example.org"])
        work_off()
        answer.join()
        assert QueuedTask.objects.get().status == Status.DONE
        assert len(office.letters) == 1

    def test_the_mail_that_arrives_is_whole(self, office):
        send_mail("Grüße", "Ein Text.\n.\nNach dem Punkt.", "Haus <haus@example.org>", ["a@example.org"])
        work_off()
        message = message_from_bytes(office.letters[0].content)
        assert message["To"] == "a@example.org"
        assert "Haus" in message["From"]


class TestWhetherItIsStillWanted:
    def asked(self) -> tuple[Revision, Member, Member]:
        revision, (one, two) = factories.under_review()
        return revision, one, two

    def test_nobody_is_asked_to_review_after_their_recusal(self):
        revision, one, two = self.asked()
        board.recuse(revision=revision, actor=one.user, reason="I know the author.")
        work_off()
        asked = [message.to[0] for message in mail.outbox if message.subject.startswith("Please review")]
        assert asked == [two.user.email]

    def test_a_recusal_while_the_mail_server_is_away_is_heard(self, by_smtp, clock):
        with post_office() as office:
            port = office.port
        by_smtp(port)
        revision, one, two = self.asked()
        work_off(clock)
        board.recuse(revision=revision, actor=one.user, reason="I know the author.")
        with post_office(port) as office:
            for _ in range(3):
                clock.move(hours=1)
                work_off(clock)
        assert one.user.email not in [letter.recipient for letter in office.letters]
        assert two.user.email in [letter.recipient for letter in office.letters]

    def test_nobody_is_asked_to_review_what_is_decided(self):
        revision, _one, _two = self.asked()
        workflow.withdraw(revision=revision, actor=factories.editor(), reason="Later.")
        work_off()
        assert [each.subject for each in mail.outbox if each.subject.startswith("Please review")] == []

    @pytest.mark.parametrize("who", ["member", "person"])
    def test_whoever_left_meanwhile_is_not_asked(self, who):
        _revision, one, two = self.asked()
        left = one if who == "member" else one.user
        setattr(left, "active" if who == "member" else "is_active", False)
        left.save()
        work_off()
        assert two.user.email in recipients()
        assert one.user.email not in recipients()

    def test_who_edits_no_more_hears_of_no_questions(self):
        from editorial.inbox import questions

        article, editor = factories.approved().article, factories.editor()
        questions.keep(kind="question", article=article, text="Is it safe?")
        editor.groups.clear()
        work_off()
        assert editor.email not in [each.to[0] for each in mail.outbox if each.subject.startswith("A reader")]
