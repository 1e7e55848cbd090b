"""Two people at the same instant: one approval, one event, no lost sign-off, and a sentence instead of an error."""

from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from articles import workflow
from articles.journal import Decision
from articles.models import Article, Event, Revision, Statement
from articles.states import State
from articles.working_copy import drafting
from editorial.inbox import questions
from editorial.inbox.models import Question
from reviewers import board
from reviewers.models import Member, SignOff
from reviewers.proof import statements
from tests import factories
from tests.races.harness import failures, together, violations

pytestmark = pytest.mark.django_db(transaction=True)


def signing_by(revision: Revision, member: Member):
    return lambda: board.sign(revision=revision, actor=member.user, digest=revision.digest)


def events(revision: Revision, kind: str) -> int:
    return Event.objects.filter(revision=revision, kind=kind).count()


@pytest.mark.parametrize("attempt", range(5))
def test_two_members_signing_at_the_same_instant_make_one_approval(attempt):
    revision, members = factories.under_review()
    outcomes = together(*(signing_by(revision, member) for member in members))
    assert not failures(outcomes)
    assert Revision.objects.get(pk=revision.pk).state == State.APPROVED
    assert revision.signoffs.count() == 2
    assert events(revision, Decision.APPROVED) == 1
    assert violations(revision.article) == []


@pytest.mark.parametrize("attempt", range(5))
def test_a_withdrawal_while_a_member_signs_leaves_either_a_withdrawn_or_an_approved_revision(attempt):
    revision, (first, second) = factories.under_review()
    board.sign(revision=revision, actor=first.user, digest=revision.digest)
    editor = factories.editor()
    outcomes = together(
        signing_by(revision, second),
        lambda: workflow.withdraw(revision=revision, actor=editor, reason="A better source was found."),
    )
    assert not failures(outcomes)
    state = Revision.objects.get(pk=revision.pk).state
    signed, withdrawn = outcomes
    if state == State.APPROVED:
        assert "approved" in str(withdrawn.refusal)
    else:
        assert state == State.WITHDRAWN
        assert "withdrawn" in str(signed.refusal)
        assert Article.objects.get(pk=revision.article_id).published_revision is None
    assert violations(revision.article) == []


@pytest.mark.parametrize("attempt", range(5))
def test_the_same_signature_sent_three_times_is_one_signoff(attempt):
    revision, (first, _second) = factories.under_review()
    outcomes = together(*[signing_by(revision, first)] * 3)
    assert not failures(outcomes)
    assert {outcome.result.pk for outcome in outcomes} == {SignOff.objects.get(revision=revision).pk}
    assert events(revision, "signed") == 1
    assert violations(revision.article) == []


def test_the_same_submission_sent_twice_is_one_revision():
    article = factories.draft()
    outcomes = together(*[lambda: workflow.submit(article=article, actor=article.author)] * 2)
    assert not failures(outcomes)
    assert Revision.objects.filter(article=article).count() == 1
    assert [str(outcome.refusal) for outcome in outcomes if outcome.refusal] == [
        "A revision of this article is already in review. Withdraw it before you submit another."
    ]
    assert violations(article) == []


def test_the_same_assignment_sent_twice_is_one_assignment():
    revision, member, editor = factories.submitted(), factories.member(), factories.editor()
    outcomes = together(*[lambda: board.assign(revision=revision, member=member, actor=editor)] * 2)
    assert not failures(outcomes)
    assert revision.assignments.count() == 1
    assert events(revision, Decision.REVIEW_BEGAN) == 1
    assert violations(revision.article) == []


@pytest.mark.parametrize("attempt", range(3))
def test_an_edit_while_the_board_signs_is_kept_and_does_not_touch_what_is_signed(attempt):
    revision, members = factories.under_review()
    statement = revision.article.statements.first()

    def edit():
        return drafting.edit(
            row=statement, version=statement.version, values={"plain": "Edited."}, actor=revision.article.author
        )

    outcomes = together(edit, *(signing_by(revision, member) for member in members))
    assert not failures(outcomes)
    assert Statement.objects.get(pk=statement.pk).plain == "Edited."
    published = Article.objects.get(pk=revision.article_id).published_revision
    assert published.document.digest == revision.digest
    assert violations(revision.article) == []


def test_two_people_editing_one_statement_get_both_texts_and_lose_none():
    article = factories.draft()
    statement, editor = article.statements.first(), factories.editor()
    acts = [
        lambda text=text, who=who: drafting.edit(
            row=statement, version=statement.version, values={"plain": text}, actor=who
        )
        for text, who in (("Hers.", article.author), ("His.", editor))
    ]
    outcomes = together(*acts)
    assert not failures(outcomes)
    (conflict,) = [outcome.refusal for outcome in outcomes if outcome.refusal]
    assert isinstance(conflict, drafting.Conflict)
    assert conflict.current.plain == Statement.objects.get(pk=statement.pk).plain
    assert violations(article) == []


@pytest.mark.parametrize("attempt", range(3))
def test_two_articles_about_one_condition_started_at_the_same_instant_get_an_address_each(attempt):
    authors = [factories.author() for _ in range(3)]
    outcomes = together(*(lambda author=author: factories.draft(by=author) for author in authors))
    assert not failures(outcomes)
    assert len({outcome.result.slug for outcome in outcomes}) == len(authors)


def test_a_recusal_while_the_last_member_signs_never_approves_without_a_quorum():
    revision, (first, second) = factories.under_review()
    board.sign(revision=revision, actor=first.user, digest=revision.digest)
    outcomes = together(
        signing_by(revision, second),
        lambda: board.recuse(revision=revision, actor=first.user, reason="I know the author."),
    )
    assert not failures(outcomes)
    assert violations(revision.article) == []


def naive_sign(revision: Revision, member: Member, between: Barrier) -> None:
    """What a writer without the lock does: looks, waits as the scheduler likes, then writes on what it saw."""
    others = revision.signoffs.count()
    between.wait(timeout=30)
    SignOff.objects.create(
        revision=revision,
        member=member,
        digest=revision.digest,
        name=member.name,
        credentials=member.credentials,
        specialty=member.specialty,
        signed_at=timezone.now(),
        jws=statements.sign({"digest": revision.digest}),
    )
    if others + 1 >= 2:
        workflow.approve(revision=revision, actor=member.user, next_review=timezone.localdate())


def test_the_harness_catches_a_naive_writer_in_the_same_race():
    revision, members = factories.under_review()
    between = Barrier(2)
    together(*(lambda member=member: naive_sign(revision, member, between) for member in members))
    connection.close()
    assert "Revision 1 has its quorum and was not approved: a sign-off was lost." in violations(revision.article)


@pytest.mark.parametrize("attempt", range(3))
def test_an_approval_and_a_second_review_for_the_same_question_wait_for_each_other(attempt):
    """Both want the article and the question that waits for it; in two orders they would end in a deadlock."""
    revision, (first, second) = factories.under_review()
    board.sign(revision=revision, actor=first.user, digest=revision.digest)
    reported = questions.keep(kind=Question.Kind.PROBLEM, article=revision.article, text="Table 1 is wrong.")
    Question.objects.filter(pk=reported.pk).update(
        status=Question.Status.IN_WORK, answer=revision.article, answered_by=revision.article.author
    )
    editor = factories.editor()
    outcomes = together(
        signing_by(revision, second),
        lambda: questions.start_review(question=reported, message="Look at table 1.", actor=editor),
    )
    assert not failures(outcomes)
    assert Revision.objects.get(pk=revision.pk).state in (State.APPROVED, State.SUPERSEDED)
    assert violations(revision.article) == []
