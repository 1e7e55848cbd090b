"""The editor's view of what waits."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Revision
from editorial.desk.editors import pipeline, waiting
from editorial.inbox import questions
from editorial.inbox.models import Question
from reviewers import board
from reviewers.models import Assignment
from tests import factories

PIPELINE = reverse("desk:pipeline")
# Session and person, their roles; five columns, the people of those three that are not empty; members, their load;
# the readers who wait.
QUERIES = 14


def columns(client: Client) -> dict[str, list[Revision]]:
    return {each["name"]: each["rows"] for each in client.get(PIPELINE).context["columns"]}


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(editing: Client, count: int, django_assert_num_queries) -> None:
    for _each in range(count):
        factories.submitted()
        factories.under_review()
        factories.approved()
    with django_assert_num_queries(QUERIES):
        editing.get(PIPELINE)


def test_every_revision_stands_in_its_column(editing: Client) -> None:
    submitted, approved = factories.submitted(), factories.approved()
    reviewed, _members = factories.under_review()
    returned, (critic, _) = factories.under_review()
    board.request_changes(revision=returned, actor=critic.user, reason="No.", digest=returned.digest)
    found = columns(editing)
    assert {name: [row.pk for row in rows] for name, rows in found.items()} == {
        "submitted": [submitted.pk],
        "under-review": [reviewed.pk],
        "changes-requested": [returned.pk],
        "approved": [approved.pk],
        "overdue": [],
    }


def test_a_revision_that_was_answered_no_longer_waits(editing: Client) -> None:
    returned, (critic, _) = factories.under_review()
    board.request_changes(revision=returned, actor=critic.user, reason="No.", digest=returned.digest)
    factories.submitted(returned.article)
    assert columns(editing)["changes-requested"] == []


def test_what_is_past_its_review_day_is_overdue(editing: Client, monkeypatch) -> None:
    revision = factories.approved()
    later = revision.next_review + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: later)
    assert [row.pk for row in columns(editing)["overdue"]] == [revision.pk]
    assert "Review was due" in editing.get(reverse("desk:column", args=["overdue"])).content.decode()


def test_it_says_for_whom_a_revision_waits(editing: Client) -> None:
    revision, (first, second) = factories.under_review()
    board.sign(revision=revision, actor=first.user, digest=revision.digest)
    page = editing.get(PIPELINE).content.decode()
    assert f"{first.name} has signed" in page
    assert f"{second.name}, due" in page


def test_a_late_review_is_marked(editing: Client) -> None:
    _revision, (first, _second) = factories.under_review()
    Assignment.objects.filter(member=first).update(due=timezone.localdate() - timedelta(days=2))
    page = editing.get(PIPELINE).content.decode()
    assert f"{first.name}, was due" in page


def test_signed_reviews_weigh_nothing_and_many_open_ones_are_too_many(db) -> None:
    editor, busy, calm = factories.editor(), factories.member(), factories.member()
    for _each in range(pipeline.MANY_REVIEWS + 1):
        board.assign(revision=factories.submitted(), member=busy, actor=editor)
    revision = factories.submitted()
    board.assign(revision=revision, member=calm, actor=editor)
    board.sign(revision=revision, actor=calm.user, digest=revision.digest)
    loads = {load.member: load for load in pipeline.loads(timezone.localdate())}
    assert (loads[busy].open_reviews, loads[busy].is_overloaded) == (5, True)
    assert (loads[calm].open_reviews, loads[calm].is_overloaded) == (0, False)


def test_a_column_goes_on_page_by_page(editing: Client, monkeypatch) -> None:
    monkeypatch.setattr(pipeline, "PAGE_SIZE", 2)
    made = [factories.submitted().pk for _each in range(3)]
    first = editing.get(reverse("desk:column", args=["submitted"])).context
    second = editing.get(reverse("desk:column", args=["submitted"]) + "?" + first["next"]).context
    assert [row.pk for row in (*first["rows"], *second["rows"])] == made
    assert second["next"] == ""


def test_a_full_column_says_that_there_are_more(editing: Client, monkeypatch) -> None:
    monkeypatch.setattr(pipeline, "GLANCE", 1)
    factories.submitted()
    factories.submitted()
    assert "<span>1+</span>" in editing.get(PIPELINE).content.decode()


def test_a_column_that_is_none_is_no_address(editing: Client) -> None:
    assert editing.get(reverse("desk:column", args=["nowhere"])).status_code == 404


def test_an_empty_pipeline_is_a_page(editing: Client) -> None:
    page = editing.get(PIPELINE).content.decode()
    assert page.count("Nothing here.") == 5
    assert "no active members yet" in page


def test_a_problem_that_a_reader_reported_is_said_at_the_pipeline_and_on_the_tab(editing: Client) -> None:
    article = factories.approved().article
    assert "To the questions" not in editing.get(PIPELINE).content.decode()
    questions.keep(kind=Question.Kind.PROBLEM, article=article, text="The rate is wrong.")
    questions.keep(kind=Question.Kind.QUESTION, article=article, text="Is it safe?")
    page = editing.get(PIPELINE).content.decode()
    assert "1 problem that a reader reported waits." in page
    assert "1 reader’s question waits." in page
    assert '<span class="count">2<' in page


def test_what_waits_is_counted_up_to_a_bound(editing: Client, monkeypatch) -> None:
    monkeypatch.setattr(waiting, "MOST", 2)
    article = factories.approved().article
    for kind in (Question.Kind.QUESTION, Question.Kind.QUESTION, Question.Kind.PROBLEM, Question.Kind.QUESTION):
        questions.keep(kind=kind, article=article, text="Is it so?")
    found = waiting.waiting()
    assert (found.problems, found.questions, str(found)) == (1, 2, "2+")
