"""Request changes and recuse: done once, refused with a sentence, and nothing that was typed is lost."""

import pytest
from django.urls import reverse

from articles import workflow
from articles.states import State
from reviewers import board, discussion
from reviewers.models import Assignment, ChangeRequest, Interest
from tests import factories
from tests.editorial.boardroom.conftest import browser

pytestmark = pytest.mark.django_db

QUEUE = reverse("boardroom:queue")


@pytest.fixture
def changes(review) -> str:
    return reverse("boardroom:request-changes", args=[review.revision.pk])


@pytest.fixture
def recuse(review) -> str:
    return reverse("boardroom:recuse", args=[review.revision.pk])


def test_requesting_changes_sends_it_back_with_the_reason(review, reviewer, changes):
    response = reviewer.post(changes, {"digest": review.revision.digest, "reason": "Cite the wait."})
    assert response.headers["Location"] == QUEUE
    assert review.fresh().state == State.CHANGES_REQUESTED
    assert ChangeRequest.objects.get().reason == "Cite the wait."
    assert "Sent back to the author" in reviewer.get(QUEUE).content.decode()


def test_the_page_sums_up_the_open_comments(review, reviewer, changes):
    node = next(review.revision.document.statements()).id
    open_one = discussion.open_thread(revision=review.revision, actor=review.two.user, text="No source.", node=node)
    closed = discussion.open_thread(revision=review.revision, actor=review.two.user, text="A comma.")
    discussion.resolve(thread=closed, actor=review.two.user)
    html = reviewer.get(changes).content.decode()
    assert "One point goes with it" in html
    assert open_one.comments.get().text in html
    assert "A comma." not in html


def test_the_same_request_twice_is_one(review, reviewer, changes):
    for _twice in range(2):
        response = reviewer.post(changes, {"digest": review.revision.digest, "reason": "Cite the wait."})
        assert response.headers["Location"] == QUEUE
    assert ChangeRequest.objects.count() == 1


def test_a_request_without_a_reason_decides_nothing(review, reviewer, changes):
    response = reviewer.post(changes, {"digest": review.revision.digest, "reason": " "})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    assert review.fresh().state == State.UNDER_REVIEW


@pytest.mark.parametrize("digest", ["", "0" * 64, "<x>"])
def test_a_request_about_another_document_is_refused_and_the_text_kept(review, reviewer, changes, digest):
    response = reviewer.post(changes, {"digest": digest, "reason": "A long thought"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "This is not the document you were shown." in html
    assert "A long thought" in html
    assert review.fresh().state == State.UNDER_REVIEW


def test_a_request_after_it_left_the_review_is_refused_and_the_text_kept(review, reviewer, changes):
    board.request_changes(
        revision=review.revision, actor=review.two.user, reason="Mine first", digest=review.revision.digest
    )
    response = reviewer.post(changes, {"digest": review.revision.digest, "reason": "A long thought"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Revision 1 is changes requested, so this can no longer be done. What you typed is still below" in html
    assert "A long thought" in html
    assert ChangeRequest.objects.count() == 1


def test_recusing_ends_the_review_for_this_member(review, reviewer, recuse):
    assert reviewer.post(recuse, {"reason": "I know the author"}).headers["Location"] == QUEUE
    assignment = Assignment.objects.get(revision=review.revision, member=review.one)
    assert (assignment.standing, assignment.recusal_reason) == (False, "I know the author")
    assert not Interest.objects.exists()
    assert reviewer.get(recuse).status_code == 404
    assert reviewer.get(reverse("boardroom:review", args=[review.revision.pk])).status_code == 404


def test_recusing_twice_is_one_recusal(review, reviewer, recuse):
    for _twice in range(2):
        assert reviewer.post(recuse, {"reason": "I know the author"}).headers["Location"] == QUEUE
    assert Assignment.objects.filter(recused_at__isnull=False).count() == 1


def test_a_conflict_of_interest_is_declared_with_it(review, reviewer, recuse):
    reviewer.post(recuse, {"reason": "Consults for the maker", "conflict": "on"})
    assert Interest.objects.get(member=review.one).description == "Consults for the maker"


def test_recusing_needs_a_reason(review, reviewer, recuse):
    response = reviewer.post(recuse, {"reason": "", "conflict": "on"})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    assert Assignment.objects.get(member=review.one).standing


def test_recusing_after_the_review_is_refused_and_the_text_kept(review, reviewer, recuse):
    workflow.withdraw(revision=review.revision, actor=review.revision.article.author, reason="Rework")
    response = reviewer.post(recuse, {"reason": "A long thought"})
    assert response.status_code == 409
    assert "A long thought" in response.content.decode()
    assert Assignment.objects.get(member=review.one).standing


def test_a_stranger_recuses_from_nothing(review, recuse):
    assert browser(factories.member().user).post(recuse, {"reason": "Hello"}).status_code == 404
