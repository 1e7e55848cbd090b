"""The inbox of the desk: who sees it, and what each button does."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Revision
from editorial.accounts.models import User
from editorial.desk.editors import questions as inbox_view
from editorial.desk.editors.questions import article_at
from editorial.inbox import questions
from editorial.inbox.models import Question
from tests import factories

pytestmark = pytest.mark.django_db
ACTIONS = ("answer", "draft", "review", "close")


@pytest.fixture(scope="module")
def published(rows_of_module: None) -> Article:
    return factories.approved().article


@pytest.fixture
def article(published: Article) -> Article:
    return Article.objects.get(pk=published.pk)


@pytest.fixture
def question(article: Article) -> Question:
    return questions.keep(kind=Question.Kind.QUESTION, article=article, text="Is a steroid injection safe?")


@pytest.fixture
def problem(article: Article) -> Question:
    return questions.keep(kind=Question.Kind.PROBLEM, article=article, text="The rate is wrong.")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor() -> Client:
    return signed_in(factories.editor())


def address(question: Question, action: str = "") -> str:
    return reverse(f"desk:question-{action}" if action else "desk:question", args=(question.pk,))


def test_editors_see_what_waits_and_not_what_is_settled(editor: Client, question: Question, article: Article) -> None:
    assert b"Is a steroid injection safe?" in editor.get(reverse("desk:questions")).content
    questions.answer(question=question, article=article, actor=factories.editor())
    page = editor.get(reverse("desk:questions"))
    assert b"Is a steroid injection safe?" not in page.content
    assert b"Nobody waits for an answer" in page.content


def test_nobody_else_comes_near_them(question: Question) -> None:
    addresses = [reverse("desk:questions"), address(question)]
    for person in (factories.author(), factories.member().user):
        assert {signed_in(person).get(place).status_code for place in addresses} == {403}
        assert {signed_in(person).post(address(question, each)).status_code for each in ACTIONS} == {403}
    assert {Client().get(place).status_code for place in addresses} == {302}
    question.refresh_from_db()
    assert question.status == Question.Status.OPEN


def test_the_published_articles_that_match_are_offered(editor: Client, question: Question, article: Article) -> None:
    page = editor.get(address(question))
    assert f'name="article" value="{article.pk}"' in page.content.decode()


@pytest.mark.parametrize("by", ["choice", "path", "whole address", "German path"])
def test_a_question_is_answered_with_an_article(editor: Client, question: Question, article: Article, by: str) -> None:
    sent = {
        "choice": {"article": str(article.pk)},
        "path": {"address": f"/articles/{article.slug}/"},
        "whole address": {"address": f" https://example.org/articles/{article.slug}/plain/#s-1 "},
        "German path": {"address": f"/de/articles/{article.slug}/"},
    }[by]
    assert editor.post(address(question, "answer"), sent).status_code == 302
    question.refresh_from_db()
    assert (question.status, question.answer) == (Question.Status.ANSWERED, article)


@pytest.mark.parametrize("sent", [{}, {"address": "/nowhere/"}, {"address": "http://[bad"}, {"article": "x"}])
def test_an_answer_needs_an_article(editor: Client, question: Question, sent: dict[str, str]) -> None:
    response = editor.post(address(question, "answer"), sent)
    assert response.status_code == 422
    question.refresh_from_db()
    assert question.status == Question.Status.OPEN


def test_a_draft_is_no_answer_and_it_is_said_why(editor: Client, question: Question) -> None:
    response = editor.post(address(question, "answer"), {"article": str(factories.draft().pk)})
    assert response.status_code == 409
    assert b"Readers cannot see this article yet" in response.content


def test_a_question_becomes_a_draft(editor: Client, question: Question) -> None:
    page = editor.get(address(question)).content.decode()
    assert 'name="skeleton" value="treatment"' in page
    sent = {
        "title": "Is a steroid injection safe in Baastrup’s?",
        "language": "en",
        "skeleton": "treatment",
        "lines": "3",
    }
    response = editor.post(address(question, "draft"), sent)
    draft = Article.objects.get(title__startswith="Is a steroid")
    assert response["Location"].startswith(reverse("desk:article", args=(draft.pk,)))
    assert editor.get(response["Location"]).status_code == 200
    assert draft.treatmentlines.count() == 3


@pytest.mark.parametrize("page", ["/about/{}/", "/specialties/{}/", "/de/about/{}/", "/desk/house/{}/", "/nowhere/{}/"])
def test_the_address_of_another_page_with_the_same_slug_is_no_article(article: Article, page: str) -> None:
    assert article_at(f"/articles/{article.slug}/ask/") == article
    assert article_at(page.format(article.slug)) is None


@pytest.mark.parametrize("title", ["", " ", "x" * 501, "a\0b"])
def test_a_draft_needs_a_title(editor: Client, question: Question, title: str) -> None:
    assert editor.post(address(question, "draft"), {"title": title}).status_code == 422
    assert Article.objects.count() == 1


def test_a_problem_starts_a_review(editor: Client, problem: Question) -> None:
    response = editor.post(address(problem, "review"), {"message": "Check the rate."})
    revision = Revision.objects.get(number=2)
    assert response["Location"] == reverse("desk:revision", args=(revision.pk,))
    again = editor.post(address(problem, "review"), {"message": "Check the rate."})
    assert again.status_code == 409
    assert b"already in review" in again.content
    link = f'<a href="{reverse("desk:revision", args=(revision.pk,))}">Revision 2 of this article is open'
    assert link in re.sub(r">\s+", ">", again.content.decode())
    assert Revision.objects.count() == 2


def test_closing_twice_says_that_it_is_settled(editor: Client, question: Question) -> None:
    assert editor.post(address(question, "close")).status_code == 302
    response = editor.post(address(question, "close"))
    assert response.status_code == 409
    assert b"settled this question already" in response.content


def test_actions_take_forms_only(editor: Client, question: Question) -> None:
    assert {editor.get(address(question, each)).status_code for each in ACTIONS} == {405}
    assert editor.post(reverse("desk:questions")).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_inbox_asks_the_same_queries_however_long_it_is(
    editor: Client, article: Article, number: int, django_assert_num_queries: Any
) -> None:
    for each in range(number):
        questions.keep(kind=Question.Kind.QUESTION, article=article, text=f"Question {each}?")
    editor.get(reverse("desk:questions"))
    # Session and person, their roles; problems, questions, how many wait for the tab.
    with django_assert_num_queries(6):
        editor.get(reverse("desk:questions"))


def test_problems_stand_above_questions_that_are_older(editor: Client, question: Question, problem: Question) -> None:
    inbox = reverse("desk:questions")
    assert editor.get(inbox).context["questions"] == [problem, question]
    assert editor.get(inbox, {"show": "problems"}).context["questions"] == [problem]


def test_what_is_settled_can_be_read_until_it_is_deleted(
    editor: Client, question: Question, problem: Question, article: Article
) -> None:
    questions.answer(question=question, article=article, actor=factories.editor())
    questions.close(question=problem, actor=factories.editor())
    settled = reverse("desk:questions") + "?show=settled"
    assert editor.get(settled).context["questions"] == [problem, question]
    assert editor.get(address(question)).status_code == 200
    questions.forget(question.delete_after)
    assert editor.get(settled).context["questions"] == []


def test_settled_questions_go_on_page_by_page(
    editor: Client, question: Question, problem: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_view, "PAGE_SIZE", 1)
    for each in (question, problem):
        questions.close(question=each, actor=factories.editor())
    first = editor.get(reverse("desk:questions"), {"show": "settled"}).context
    second = editor.get(reverse("desk:questions") + "?" + first["next"]).context
    assert [*first["questions"], *second["questions"]] == [problem, question]


def test_the_page_that_the_reader_came_from_is_no_answer_by_itself(editor: Client, article: Article) -> None:
    asked = questions.keep(kind=Question.Kind.QUESTION, article=article, text="Zzyzx?")
    page = editor.get(address(asked))
    assert not page.context["suggested"]
    assert f'value="/articles/{article.slug}/"' not in page.content.decode()
