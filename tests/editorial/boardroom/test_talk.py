"""Comments at their place, with htmx and without it."""

import re

import pytest
from django.urls import reverse

from articles import workflow
from articles.models import Revision
from articles.states import Verdict
from reviewers import board, discussion, quorum
from reviewers.models import Comment, Severity, Thread
from tests import factories
from tests.editorial.boardroom.conftest import browser
from tests.pages import compact

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
FORMS = ("request-changes", "recuse", "sign")


@pytest.fixture
def node(review):
    return next(review.revision.document.statements()).id


@pytest.fixture
def comment(review) -> str:
    return reverse("boardroom:comment", args=[review.revision.pk])


@pytest.fixture
def thread(review, node) -> Thread:
    return discussion.open_thread(revision=review.revision, actor=review.two.user, text="No source.", node=node)


def address(thread: Thread, name: str) -> str:
    return reverse(f"boardroom:{name}", args=[thread.pk])


def point(node="", **values) -> dict[str, str]:
    return {"node": str(node), "text": "No source.", "severity": "major", "suggested_wording": "", **values}


def test_without_scripts_it_is_a_page_and_leads_back_to_the_place(review, reviewer, comment, node):
    page = reviewer.get(comment, {"node": node}).content.decode()
    assert "<html" in page
    assert "Start with *conservative* care" in page
    response = reviewer.post(comment, point(node, suggested_wording="Start with care."))
    assert response.headers["Location"] == reverse("boardroom:review", args=[review.revision.pk]) + f"#talk-{node}"
    thread = Thread.objects.get()
    assert (thread.node, thread.severity, thread.suggested_wording) == (node, "major", "Start with care.")


def test_with_htmx_it_is_the_conversation_at_that_place(reviewer, comment, node):
    form = reviewer.get(comment, {"node": node}, headers=HTMX)
    assert compact(form.content.decode()).startswith(f'<div class="talk" id="talk-{node}">')
    assert "HX-Request" in form.headers["Vary"]
    said = reviewer.post(comment, point(node), headers=HTMX).content.decode()
    assert compact(said).startswith(f'<div class="talk" id="talk-{node}">')
    assert "No source." in said
    assert "<html" not in said


def test_a_comment_on_the_whole_revision_has_no_node(review, reviewer, comment):
    response = reviewer.post(comment, point())
    assert response.headers["Location"].endswith("#talk-whole")
    assert Thread.objects.get().node is None


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"text": "  "}, "This field is required."),
        ({"text": "x" * 10_001}, "at most 10000 characters"),
        ({"severity": "fatal"}, "Select a valid choice"),
        ({"text": "a\x00b"}, "U+0000 (null)"),
    ],
)
def test_a_comment_that_will_not_do_says_why_and_keeps_what_was_typed(reviewer, comment, node, values, error):
    response = reviewer.post(comment, point(node, suggested_wording="Keep me", **values))
    html = response.content.decode()
    assert response.status_code == 422
    assert error in html
    assert "Keep me" in html
    assert not Thread.objects.exists()


@pytest.mark.parametrize("node", ["not-a-node", "7b1f6c1e-0d0a-4f5e-9a51-3f0f6d9f1c11"])
def test_a_part_that_is_not_in_the_revision_does_not_exist_and_what_was_said_about_it_stays(reviewer, comment, node):
    assert reviewer.get(comment, {"node": node}).status_code == 404
    said = point(node, text="At length", suggested_wording="Keep one", suggested_plain="Keep two")
    response = reviewer.post(comment, said)
    assert response.status_code == 409
    html = response.content.decode()
    for kept in ("This part is not in the revision.", "At length", "Keep one", "Keep two"):
        assert kept in html
    assert not Thread.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_when_the_revision_left_the_review_meanwhile_the_text_stays_in_the_form(
    review, reviewer, comment, node, headers
):
    workflow.withdraw(revision=review.revision, actor=review.revision.article.author, reason="Rework")
    response = reviewer.post(comment, point(node, text="A long thought"), headers=headers)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Revision 1 is withdrawn, so this can no longer be done." in html
    assert "A long thought" in html


def test_the_same_form_sent_twice_is_one_comment(reviewer, comment, node):
    for _twice in range(2):
        reviewer.post(comment, point(node))
    assert Comment.objects.count() == 1


def test_reply_and_resolve(review, reviewer, thread, node):
    place = reverse("boardroom:review", args=[review.revision.pk]) + f"#talk-{node}"
    assert reviewer.post(address(thread, "reply"), {"text": "Agreed."}).headers["Location"] == place
    said = reviewer.post(address(thread, "resolve"), headers=HTMX).content.decode()
    assert "closed by" in said
    assert [each.text for each in Thread.objects.get().comments.all()] == ["No source.", "Agreed."]
    assert Thread.objects.get().resolved_by_name == review.one.name


def test_what_was_said_or_closed_moves_the_panels_and_the_decision_bar_with_it(reviewer, comment, node):
    said = compact(reviewer.post(comment, point(node), headers=HTMX).content.decode())
    for panel in ("signoffs", "open-points", "decision"):
        assert re.search(f'id="{panel}"[^>]* data-hx-swap-oob="true"', said)
    assert "One point is not closed yet." in said
    assert 'Points not closed <span class="muted">1</span>' in said
    closed = reviewer.post(address(Thread.objects.get(), "resolve"), headers=HTMX).content.decode()
    assert "not closed yet" not in closed


asked: list[Revision] = []


def noted(revision: Revision) -> Verdict:
    """The board's policy, and a note that it was asked."""
    asked.append(revision)
    return quorum.verdict(revision)


def test_a_reply_changes_what_is_said_there_and_asks_nothing_about_the_rest(review, reviewer, thread, settings):
    settings.REVIEW_POLICY = f"{__name__}.noted"
    asked.clear()
    said = compact(reviewer.post(address(thread, "reply"), {"text": "Agreed."}, headers=HTMX).content.decode())
    assert said.startswith(f'<div class="talk" id="talk-{thread.node}">')
    assert "Agreed." in said
    assert "hx-swap-oob" not in said
    assert asked == []
    reviewer.post(address(thread, "resolve"), headers=HTMX)
    assert asked == [review.revision, review.revision]  # whether it is approved now, and what the panels say


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "without script"])
def test_who_approves_by_closing_the_last_major_point_is_told(review, reviewer, node, headers):
    major = discussion.open_thread(
        revision=review.revision, actor=review.one.user, text="No source.", node=node, severity=Severity.MAJOR
    )
    for member in (review.one, review.two):
        board.sign(revision=review.revision, actor=member.user, digest=review.revision.digest)
    answer = reviewer.post(address(major, "resolve"), headers=headers)
    there = reverse("boardroom:review", args=[review.revision.pk])
    assert (answer.headers.get("HX-Redirect") or answer.headers["Location"]) == there
    page = compact(reviewer.get(there).content.decode())
    assert "the revision is approved and published" in page
    assert "Approve and sign" not in page


def test_an_empty_form_that_is_sent_is_not_right(reviewer, comment, review):
    for address in (comment, *(reverse(f"boardroom:{name}", args=[review.revision.pk]) for name in FORMS)):
        assert reviewer.post(address).status_code == 422


def test_an_empty_reply_says_so_at_its_thread(reviewer, thread):
    html = reviewer.post(address(thread, "reply"), {"text": " "}, headers=HTMX).content.decode()
    assert "This field is required." in html
    assert "<details open><summary>Reply" in compact(html)
    assert Comment.objects.count() == 1


def test_text_of_a_comment_is_text(reviewer, comment, node):
    html = reviewer.post(comment, point(node, text="<img src=x onerror=alert(1)>"), headers=HTMX).content.decode()
    assert "<img" not in html
    assert "&lt;img" in html


@pytest.mark.parametrize("name", ["reply", "resolve"])
def test_threads_of_others_reviews_do_not_exist(review, thread, name):
    board.recuse(revision=review.revision, actor=review.one.user, reason="No time")
    for stranger in (review.one.user, factories.member().user, review.revision.article.author):
        assert browser(stranger).post(address(thread, name), {"text": "Hi"}).status_code == 404
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("name", ["reply", "resolve"])
def test_threads_are_changed_by_post_only(reviewer, thread, name):
    assert reviewer.get(address(thread, name)).status_code == 405
    assert reviewer.head(address(thread, name)).status_code == 405
    assert Thread.objects.get().resolved_at is None


def test_a_missing_token_is_refused(review, comment, node):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(review.one.user)
    assert client.post(comment, point(node)).status_code == 403
    assert not Thread.objects.exists()
