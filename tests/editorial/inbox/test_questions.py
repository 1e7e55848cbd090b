"""Readers' questions and reports: answered at once with quotations, kept for the editors, told of, and forgotten."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Event, NoticeKind
from articles.states import Forbidden, Refused, State
from articles.working_copy import drafting
from articles.working_copy.rows import ROW_ORDER
from editorial.inbox import questions
from editorial.inbox.models import Question
from editorial.work.models import QueuedTask
from reviewers import board
from reviewers.models import ReviewPolicy
from tests import factories
from tests.editorial.search.test_find import CANARY, one_statement
from tests.working import Clock, work_off

pytestmark = pytest.mark.django_db
SECRET = "my neighbour Zebulon has this"
ADDRESS = "asker@example.net"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture(scope="module")
def published(rows_of_module: None) -> Article:
    return factories.approved().article


@pytest.fixture
def article(published: Article) -> Article:
    return Article.objects.get(pk=published.pk)


def asked(article: Article, *, kind: Question.Kind = Question.Kind.QUESTION, email: str = ADDRESS) -> Question:
    return questions.keep(kind=kind, article=article, text=SECRET, email=email, consent=bool(email))


def ask_address(article: Article) -> str:
    return reverse("ask", args=(article.slug,))


class TestAsking:
    def test_quotations_from_this_article_come_first_with_their_sources(self, client: Client, article: Article) -> None:
        other = factories.approved(document=one_statement("Steroids", "A steroid relieves for months.")).article
        response = client.get(ask_address(article), {"q": "How long does a steroid injection give relief?"})
        page = response.context["page"]
        assert [passage.article for passage in page.passages][-1] == "Steroids"
        assert page.passages[0].article == "What is the treatment for Baastrup sign <L4&L5>?"
        assert any(passage.sources for passage in page.passages)
        html = response.content.decode()
        assert "Quotations, word for word" in html
        assert "<mark>steroid</mark>" in html
        assert f"/articles/{other.slug}/#s-" in html

    def test_without_a_question_there_is_the_form_alone(self, client: Client, article: Article) -> None:
        response = client.get(ask_address(article))
        assert response.status_code == 200
        assert response.context["page"].passages == ()
        assert b"Send to the editors" in response.content

    def test_the_question_that_was_typed_is_in_the_form_to_the_editors(self, client: Client, article: Article) -> None:
        response = client.get(ask_address(article), {"q": "May I swim?"})
        assert response.context["form"]["text"].value() == "May I swim?"

    def test_a_question_is_kept_without_an_address(self, client: Client, article: Article) -> None:
        response = client.post(ask_address(article), {"text": "May I swim?"})
        assert response.status_code == 302
        question = Question.objects.get()
        assert (question.kind, question.text, question.email) == ("question", "May I swim?", "")
        assert question.article == article
        assert b"no answer can be sent" in client.get(response["Location"]).content

    def test_a_question_is_kept_with_an_address_and_consent(self, client: Client, article: Article) -> None:
        response = client.post(ask_address(article), {"text": "Swim?", "email": ADDRESS, "consent": "on"})
        question = Question.objects.get()
        assert question.email == ADDRESS
        assert question.consented_at is not None
        assert b"You get one e-mail" in client.get(response["Location"]).content

    def test_an_address_without_consent_is_not_kept(self, client: Client, article: Article) -> None:
        response = client.post(ask_address(article), {"text": "Swim?", "email": ADDRESS})
        assert response.status_code == 422
        assert b"Agree to be written to" in response.content
        assert not Question.objects.exists()

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"text": " "},
            {"text": "x" * 2_001},
            {"text": "a\0b"},
            {"text": "Swim?", "email": "nobody", "consent": "on"},
        ],
    )
    def test_what_cannot_be_kept_is_refused_with_a_sentence(
        self, client: Client, article: Article, sent: dict[str, str]
    ) -> None:
        response = client.post(ask_address(article), sent)
        assert response.status_code == 422
        assert b"errorlist" in response.content
        assert not Question.objects.exists()

    def test_a_machine_that_fills_the_trap_is_thanked_and_nothing_is_kept(
        self, client: Client, article: Article
    ) -> None:
        response = client.post(ask_address(article), {"text": "Buy pills", "website": "https://spam.example"})
        assert response.status_code == 302
        assert not Question.objects.exists()

    def test_one_address_may_send_a_few_an_hour(self, client: Client, article: Article) -> None:
        for _ in range(questions.MOST_AN_HOUR):
            assert client.post(ask_address(article), {"text": "Swim?"}).status_code == 302
        response = client.post(ask_address(article), {"text": "Swim?"})
        assert response.status_code == 429
        assert b"Too many messages" in response.content
        assert Question.objects.count() == questions.MOST_AN_HOUR
        elsewhere = client.post(ask_address(article), {"text": "Swim?"}, REMOTE_ADDR="192.0.2.7")
        assert elsewhere.status_code == 302

    def test_the_period_for_keeping_it_is_the_boards(self, article: Article) -> None:
        ReviewPolicy.objects.filter(pk=1).update(question_retention_days=7)
        assert asked(article).delete_after == timezone.localdate() + timedelta(days=7)

    @pytest.mark.parametrize("name", ["ask", "report", "asked", "reported"])
    def test_there_is_nothing_to_ask_about_a_draft_or_a_retracted_article(
        self, client: Client, article: Article, name: str
    ) -> None:
        draft = factories.draft()
        assert client.get(reverse(name, args=(draft.slug,))).status_code == 404
        assert client.get(reverse(name, args=("nothing",))).status_code == 404
        workflow.issue_notice(article=article, kind=NoticeKind.RETRACTION, reason="Wrong.", actor=factories.editor())
        assert client.get(reverse(name, args=(article.slug,))).status_code == 404
        assert client.post(reverse(name, args=(article.slug,)), {"text": "x"}).status_code in (404, 405)

    def test_a_draft_is_in_no_answer(self, client: Client, article: Article) -> None:
        factories.submitted(document=one_statement(f"About {CANARY}", CANARY))
        response = client.get(ask_address(article), {"q": CANARY})
        assert response.context["page"].passages == ()

    def test_the_number_of_queries_is_bounded(
        self, client: Client, article: Article, django_assert_max_num_queries: Any
    ) -> None:
        client.get(ask_address(article), {"q": "steroid"})
        with django_assert_max_num_queries(8):
            client.get(ask_address(article), {"q": "steroid"})

    def test_a_report_is_kept_as_a_problem(self, client: Client, article: Article) -> None:
        address = reverse("report", args=(article.slug,))
        assert client.get(address).status_code == 200
        assert client.post(address, {"text": "The dose is wrong."}).status_code == 302
        assert Question.objects.get().kind == Question.Kind.PROBLEM

    def test_a_forged_form_is_refused(self, article: Article) -> None:
        response = Client(enforce_csrf_checks=True).post(ask_address(article), {"text": "Swim?"})
        assert response.status_code == 403
        assert not Question.objects.exists()


def to_the_reader() -> list[Any]:
    return [message for message in mail.outbox if message.to == [ADDRESS]]


class TestAnswering:
    def test_pointing_to_an_article_tells_the_reader_once_and_forgets_the_address(self, article: Article) -> None:
        question = asked(article)
        questions.answer(question=question, article=article, actor=factories.editor())
        work_off()
        (message,) = to_the_reader()
        assert message.to == [ADDRESS]
        assert f"/articles/{article.slug}/" in message.body
        # Their own words come back to the asker, to nobody else, and not in a subject line.
        assert SECRET in message.body
        assert SECRET not in message.subject
        question.refresh_from_db()
        assert (question.status, question.email) == (Question.Status.ANSWERED, "")
        assert question.told_at is not None
        questions.tell.call(str(question.pk))
        work_off()
        assert len(to_the_reader()) == 1

    def test_nobody_is_told_who_left_no_address(self, article: Article) -> None:
        question = asked(article, email="")
        questions.answer(question=question, article=article, actor=factories.editor())
        work_off()
        assert not [message for message in mail.outbox if message.subject.startswith("There is an answer")]

    def test_the_mail_is_in_the_language_of_the_question(self, article: Article) -> None:
        question = questions.keep(
            kind=Question.Kind.QUESTION, article=article, text="Darf ich?", email=ADDRESS, consent=True, language="de"
        )
        questions.answer(question=question, article=article, actor=factories.editor())
        work_off()
        assert f"/de/articles/{article.slug}/" in to_the_reader()[0].body

    def test_only_a_published_article_is_an_answer(self, article: Article) -> None:
        with pytest.raises(Refused, match="cannot see this article yet"):
            questions.answer(question=asked(article), article=factories.draft(), actor=factories.editor())

    def test_a_question_is_settled_once(self, article: Article) -> None:
        question = asked(article, email="")
        questions.answer(question=question, article=article, actor=factories.editor())
        for again in (
            lambda: questions.answer(question=question, article=article, actor=factories.editor()),
            lambda: questions.close(question=question, actor=factories.editor()),
            lambda: questions.start_draft(question=question, title="What?", actor=factories.editor()),
        ):
            with pytest.raises(Refused, match="settled this question already"):
                again()

    def test_authors_and_members_do_not_answer_readers(self, article: Article) -> None:
        for person in (factories.author(), factories.member().user):
            with pytest.raises(Forbidden):
                questions.close(question=asked(article), actor=person)
        assert Question.objects.filter(status=Question.Status.OPEN).count() == 2

    def test_a_draft_from_a_question_tells_the_reader_when_the_board_approved_it(self, article: Article) -> None:
        question, editor = asked(article), factories.editor()
        draft = questions.start_draft(question=question, title="May people with Baastrup swim?", actor=editor)
        assert draft.title == "May people with Baastrup swim?"
        question.refresh_from_db()
        assert (question.status, question.answer) == (Question.Status.IN_WORK, draft)
        content = one_statement(draft.title, "Swimming is fine.", name="Baastrup")
        drafting.replace_document(article=draft, document=content, actor=editor)
        factories.approved(Article.objects.get(pk=draft.pk))
        work_off()
        (message,) = to_the_reader()
        assert f"/articles/{draft.slug}/" in message.body
        question.refresh_from_db()
        assert (question.status, question.email) == (Question.Status.ANSWERED, "")

    def test_mail_that_fails_undoes_nothing_and_names_nobody(
        self,
        article: Article,
        settings: Any,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        clock = Clock()
        settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
        question = asked(article)
        with caplog.at_level(logging.DEBUG):
            questions.answer(question=question, article=article, actor=factories.editor())
            work_off(clock)
        question.refresh_from_db()
        assert (question.status, question.email, question.told_at) == (Question.Status.ANSWERED, ADDRESS, None)
        assert question.untold
        assert f"tell {QueuedTask.objects.get(name__contains='questions').pk}" in caplog.text
        assert ADDRESS not in caplog.text
        assert SECRET not in caplog.text
        settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
        questions.answer(question=question, article=article, actor=factories.editor())
        work_off(clock)
        clock.move(hours=1)
        work_off(clock)
        assert len(to_the_reader()) == 1
        question.refresh_from_db()
        assert not question.untold

    def test_closing_forgets_the_address_at_once(self, article: Article) -> None:
        closed = questions.close(question=asked(article), actor=factories.editor())
        assert (closed.status, closed.email, closed.consented_at) == (Question.Status.CLOSED, "", None)


class TestReviewAgain:
    def test_a_problem_sends_the_unchanged_article_to_the_board_again(self, article: Article) -> None:
        problem = asked(article, kind=Question.Kind.PROBLEM)
        first = Article.objects.get(pk=article.pk).published_revision
        assert first is not None
        revision = questions.start_review(question=problem, message="Is the rate right?", actor=factories.editor())
        assert (revision.state, revision.number, revision.digest) == (State.SUBMITTED, 2, first.digest)
        event = Event.objects.get(revision=revision, kind="submitted")
        assert event.data == {
            "number": 2,
            "message": "Is the rate right?",
            "signoffs_required": 2,
            "authors": [{"name": article.author.name, "credentials": ""}],
            "contributors": [],
            "re_review": True,
        }
        members = [factories.member(), factories.member()]
        for member in members:
            board.assign(revision=revision, member=member, actor=factories.editor())
        for member in members:
            board.sign(revision=revision, actor=member.user, digest=revision.digest)
        work_off()
        assert [message.to for message in mail.outbox if message.to == [ADDRESS]] == [[ADDRESS]]

    def test_an_unchanged_article_is_not_submitted_otherwise(self, article: Article) -> None:
        with pytest.raises(Refused, match="Nothing has changed"):
            workflow.submit(article=article, actor=article.author)

    def test_a_re_review_waits_for_the_one_that_is_under_way(self, article: Article) -> None:
        workflow.submit(article=article, actor=article.author, re_review=True)
        problem = asked(article, kind=Question.Kind.PROBLEM)
        with pytest.raises(Refused, match="already in review"):
            questions.start_review(question=problem, message="Look.", actor=factories.editor())
        problem.refresh_from_db()
        assert problem.status == Question.Status.OPEN


class TestPersonalData:
    def test_nothing_a_reader_wrote_is_in_the_record(self, article: Article) -> None:
        editor = factories.editor()
        questions.start_draft(question=asked(article), title="A question", actor=editor)
        problem = asked(article, kind=Question.Kind.PROBLEM)
        questions.start_review(question=problem, message="Look again.", actor=editor)
        record = repr(list(Event.objects.values()))
        for model in (Article.history, *(kind.history for kind in ROW_ORDER)):  # type: ignore[attr-defined]
            record += repr(list(model.values()))
        assert "Zebulon" not in record
        assert ADDRESS not in record
        assert not hasattr(Question, "history")
        assert "Zebulon" not in str(problem)

    def test_what_is_over_is_deleted_and_the_rest_stays(
        self, article: Article, capsys: pytest.CaptureFixture[str]
    ) -> None:
        over, due, kept = asked(article), asked(article), asked(article)
        today = timezone.localdate()
        for question, day in ((over, today - timedelta(days=1)), (due, today), (kept, today + timedelta(days=1))):
            Question.objects.filter(pk=question.pk).update(delete_after=day)
        call_command("forget_questions")
        assert list(Question.objects.all()) == [kept]
        assert "Deleted 2" in capsys.readouterr().out
        call_command("forget_questions")
        assert Question.objects.count() == 1
        with pytest.raises(Refused, match="was deleted"):
            questions.close(question=over, actor=factories.editor())
