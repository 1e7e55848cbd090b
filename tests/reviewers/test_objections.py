"""A major point: who closes it, what it blocks, and that an approval follows when the last obstacle goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article, Event, Revision
from articles.states import Forbidden, Refused, State
from reviewers import board, discussion, quorum
from reviewers.models import Member, ReviewPolicy, Severity, Thread
from tests import factories
from tests.lifted import lift_guard
from tests.reviewers.test_retraction import changed

pytestmark = pytest.mark.django_db
OPEN = "A major point is not closed: who raised it closes it, or a chief editor with a reason."


def state(revision: Revision) -> str:
    return Revision.objects.get(pk=revision.pk).state


def major(revision: Revision, actor, text: str = "The dose is wrong by ten.") -> Thread:
    return discussion.open_thread(revision=revision, actor=actor, text=text, severity=Severity.MAJOR)


def all_sign(revision: Revision, members: list[Member]) -> None:
    for member in members:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)


@pytest.mark.parametrize("who", ["author", "other member", "editor"])
def test_nobody_but_who_raised_it_closes_it(who):
    revision, (one, two) = factories.under_review()
    thread = major(revision, one.user)
    actor = {"author": revision.article.author, "other member": two.user, "editor": factories.editor()}[who]
    with pytest.raises(Forbidden, match="closed by whoever raised it"):
        discussion.resolve(thread=thread, actor=actor, reason="It is fine.")
    assert Thread.objects.get().resolved_at is None
    assert thread.comments.count() == 1
    all_sign(revision, [one, two])
    assert state(revision) == State.UNDER_REVIEW
    assert quorum.verdict(revision).missing == (OPEN,)


@pytest.mark.parametrize("severity", [Severity.MINOR, Severity.SUGGESTION])
def test_a_lesser_point_is_closed_by_whoever_works_on_it_and_blocks_nothing(severity):
    revision, (one, two) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=one.user, text="A comma.", severity=severity)
    all_sign(revision, [one, two])
    assert state(revision) == State.APPROVED
    assert discussion.resolve(thread=thread, actor=revision.article.author).resolved_at


def test_closing_the_last_one_approves_what_is_otherwise_signed():
    revision, (one, two) = factories.under_review()
    first, second = major(revision, one.user), major(revision, two.user, "And the unit.")
    all_sign(revision, [one, two])
    discussion.resolve(thread=first, actor=one.user)
    assert state(revision) == State.UNDER_REVIEW
    discussion.resolve(thread=second, actor=two.user)
    assert state(revision) == State.APPROVED
    assert Event.objects.filter(revision=revision, kind="approved").count() == 1
    discussion.resolve(thread=second, actor=two.user)
    assert Event.objects.filter(revision=revision, kind="approved").count() == 1


def test_closing_it_before_all_have_signed_approves_nothing():
    revision, (one, _two) = factories.under_review()
    thread = major(revision, one.user)
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    discussion.resolve(thread=thread, actor=one.user)
    assert state(revision) == State.UNDER_REVIEW


@pytest.mark.parametrize("gone", ["recused", "deactivated member", "deactivated account"])
def test_a_chief_editor_closes_it_with_a_reason_when_who_raised_it_is_gone(gone):
    revision, (one, two, three) = factories.under_review(members=3)
    thread = major(revision, one.user)
    if gone == "recused":
        board.recuse(revision=revision, actor=one.user, reason="No time")
    elif gone == "deactivated member":
        Member.objects.filter(pk=one.pk).update(active=False)
    else:
        one.user.is_active = False
        one.user.save()
    with pytest.raises(Forbidden):
        discussion.resolve(thread=thread, actor=type(one.user).objects.get(pk=one.user_id))
    all_sign(revision, [two, three])
    assert state(revision) == State.UNDER_REVIEW
    chief = factories.chief_editor()
    with pytest.raises(Refused, match="Give the reason"):
        discussion.resolve(thread=thread, actor=chief, reason=" \n ")
    assert Thread.objects.get().resolved_at is None
    discussion.resolve(thread=thread, actor=chief, reason=" The source says 5 mg. ")
    assert state(revision) == State.APPROVED
    assert [each.text for each in thread.comments.all()][-1] == "The source says 5 mg."
    assert Event.objects.get(revision=revision, kind="resolved").data["reason"] == "The source says 5 mg."


def test_a_chief_editor_does_not_close_it_against_their_own_words():
    chief = factories.chief_editor()
    revision, (one, _two) = factories.under_review(factories.draft(by=chief))
    thread = major(revision, one.user)
    with pytest.raises(Forbidden, match="did not write the text"):
        discussion.resolve(thread=thread, actor=chief, reason="I am sure.")


@pytest.mark.parametrize("who", ["author", "editor"])
def test_one_that_the_author_or_an_editor_raised_blocks_as_well_and_they_close_it(who):
    revision, members = factories.under_review()
    actor = revision.article.author if who == "author" else factories.editor()
    thread = major(revision, actor)
    all_sign(revision, members)
    assert state(revision) == State.UNDER_REVIEW
    discussion.resolve(thread=thread, actor=actor)
    assert state(revision) == State.APPROVED


@pytest.mark.parametrize("back", ["withdrawn", "sent back"])
def test_submitting_again_answers_no_objection(back):
    revision, (one, two) = factories.under_review()
    thread = major(revision, one.user)
    if back == "withdrawn":
        workflow.withdraw(revision=revision, actor=revision.article.author, reason="Rework")
    else:
        board.request_changes(revision=revision, actor=two.user, reason="Rework", digest=revision.digest)
    second, members = factories.under_review(Article.objects.get(pk=revision.article_id))
    all_sign(second, members)
    assert state(second) == State.UNDER_REVIEW
    assert "A major point is not closed" in quorum.verdict(second).missing[0]
    with pytest.raises(Forbidden):
        discussion.resolve(thread=thread, actor=revision.article.author)
    discussion.resolve(thread=thread, actor=one.user)
    assert state(second) == State.APPROVED


def test_one_from_before_the_last_approval_blocks_nothing():
    revision, (one, two) = factories.under_review()
    thread = major(revision, one.user)
    discussion.resolve(thread=thread, actor=one.user)
    all_sign(revision, [one, two])
    lift_guard("guard_reviewers_thread_stays_closed")
    Thread.objects.filter(pk=thread.pk).update(resolved_at=None)  # as before majors blocked
    text = Article.objects.get(pk=revision.article_id)
    second, members = factories.under_review(changed(text))
    all_sign(second, members)
    assert state(second) == State.APPROVED


def test_a_chief_editor_who_judges_the_text_closes_no_objection_of_another():
    chief = factories.chief_editor()
    member = factories.member(user=chief)
    revision, (one, _two) = factories.under_review()
    board.assign(revision=revision, member=member, actor=factories.editor())
    thread = major(revision, one.user)
    with pytest.raises(Forbidden):
        discussion.resolve(thread=thread, actor=chief, reason="I know better.")


def test_a_policy_that_asks_for_less_is_settled_by_whoever_asks_next():
    ReviewPolicy.objects.filter(pk=1).update(signoffs_required=2)
    revision, (one, two) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=two.user, text="A comma.")
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    assert board.settle(revision=revision, actor=factories.editor()).state == State.UNDER_REVIEW
    Member.objects.filter(pk=one.pk).update(active=False)
    board.sign(revision=revision, actor=two.user, digest=revision.digest)
    assert state(revision) == State.UNDER_REVIEW
    Member.objects.filter(pk=one.pk).update(active=True)
    discussion.resolve(thread=thread, actor=two.user)
    assert state(revision) == State.APPROVED


def test_a_point_stays_with_who_raised_it_where_a_clock_went_back(monkeypatch):
    revision, (one, _two) = factories.under_review()
    point = discussion.open_thread(revision=revision, actor=one.user, text="No source.", severity=Severity.MAJOR)
    earlier = timezone.now() - timedelta(seconds=5)
    monkeypatch.setattr(timezone, "now", lambda: earlier)
    author = revision.article.author
    discussion.reply(thread=point, actor=author, text="There is one.")
    assert [each.author_id for each in Thread.objects.get().comments.all()] == [one.user_id, author.pk]
    with pytest.raises(Forbidden, match="closed by whoever raised it"):
        discussion.resolve(thread=Thread.objects.get(), actor=author)
