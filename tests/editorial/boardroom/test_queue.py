"""The queue: what is due, why it came, how long it takes, what waits for others, what was decided."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Article
from articles.working_copy import drafting
from reviewers import board
from reviewers.models import Assignment
from tests import factories
from tests.editorial.boardroom.conftest import browser
from tests.pages import compact

pytestmark = pytest.mark.django_db

QUEUE = reverse("boardroom:queue")


def page(user) -> str:
    response = browser(user).get(QUEUE)
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_what_why_how_long_and_by_when():
    revision, member = factories.submitted(), factories.member()
    board.assign(revision=revision, member=member, actor=factories.editor(), reason="You wrote about <bursitis>")
    html = page(member.user)
    assert "What is the treatment for Baastrup sign &lt;L4&amp;L5&gt;?" in html
    assert "You wrote about &lt;bursitis&gt;" in html
    assert "a new article of 21 statements, 3 figures" in html
    assert "about 4 min" in html
    assert "Due in 14 days" in html


def test_without_a_reason_the_field_is_the_reason():
    revision, editor = factories.submitted(), factories.editor(name="Ruth Castellan")
    rheumatologist, surgeon = factories.member(specialty="Rheumatology"), factories.member()
    for member in (rheumatologist, surgeon):
        board.assign(revision=revision, member=member, actor=editor)
    assert "Ruth Castellan asked you because it is about your field, Rheumatology." in page(rheumatologist.user)
    assert "Ruth Castellan asked you to review this article." in page(surgeon.user)
    board.sign(revision=revision, actor=rheumatologist.user, digest=revision.digest)
    assert "Ruth Castellan asked you for a second view." in page(surgeon.user)


@pytest.mark.parametrize(
    ("days", "text", "is_late"),
    [
        (-1, "Overdue by one day", True),
        (-3, "Overdue by 3 days", True),
        (0, "Due today", False),
        (1, "Due tomorrow", False),
    ],
)
def test_it_marks_what_is_overdue(days, text, is_late):
    _revision, (member,) = factories.under_review(members=1)
    Assignment.objects.filter(member=member).update(due=timezone.localdate() + timedelta(days=days))
    html = page(member.user)
    assert text in html
    assert ('class="is-late"' in html) is is_late


def test_a_later_revision_counts_what_changed_and_its_figures():
    article = factories.approved().article
    line = article.treatmentlines.all()[1]
    drafting.edit(row=line, version=line.version, values={"wait_max": 8}, actor=article.author)
    _revision, (member,) = factories.under_review(Article.objects.get(pk=article.pk), members=1)
    html = page(member.user)
    assert "one change since the approved text" in html
    assert "one of them a figure" in html


def test_what_they_signed_waits_for_others_and_then_is_decided(review):
    board.sign(revision=review.revision, actor=review.one.user, digest=review.revision.digest)
    html = page(review.one.user)
    assert "Nothing waits for you." in html
    assert "Signed by you, waiting for others" in html
    assert f"waits for {review.two.name}" in compact(html)
    assert "1 of 2 sign-offs" in html
    board.sign(revision=review.revision, actor=review.two.user, digest=review.revision.digest)
    html = page(review.one.user)
    assert "Recently decided" in html
    assert "waiting for others" not in html


def test_a_signed_revision_with_nobody_left_to_sign_waits_for_the_editor(review):
    board.sign(revision=review.revision, actor=review.one.user, digest=review.revision.digest)
    board.recuse(revision=review.revision, actor=review.two.user, reason="No time")
    assert "waits for the editor to ask another member" in page(review.one.user)


def test_recused_and_other_people_s_reviews_are_not_there(review):
    board.recuse(revision=review.revision, actor=review.one.user, reason="No time")
    for user in (review.one.user, factories.member().user):
        assert "Baastrup" not in page(user)


@pytest.mark.parametrize("articles", [1, 12])
def test_the_number_of_queries_does_not_grow(articles, django_assert_num_queries):
    member, editor = factories.member(), factories.editor()
    for _each in range(articles):
        board.assign(revision=factories.submitted(), member=member, actor=editor)
        signed = factories.submitted()
        board.assign(revision=signed, member=member, actor=editor)
        board.sign(revision=signed, actor=member.user, digest=signed.digest)
        decided = factories.submitted()
        board.assign(revision=decided, member=member, actor=editor)
        workflow.withdraw(revision=decided, actor=editor, reason="Wrong file")
    client = browser(member.user)
    client.get(QUEUE)
    with django_assert_num_queries(9):
        client.get(QUEUE)


@pytest.mark.parametrize("person", [factories.author, factories.editor])
def test_it_is_for_board_members(person):
    response = browser(person()).get(QUEUE)
    assert response.status_code == 403
    assert "The boardroom is for active members" in response.content.decode()


def test_a_former_member_is_told_so():
    assert browser(factories.member(active=False).user).get(QUEUE).status_code == 403


def test_others_sign_in_first_and_nothing_is_posted_here(client):
    assert client.get(QUEUE).headers["Location"] == f"/accounts/login/?next={QUEUE}"
    assert browser(factories.member().user).post(QUEUE).status_code == 405


def test_no_cache_keeps_it():
    assert "no-store" in browser(factories.member().user).get(QUEUE).headers["Cache-Control"]
