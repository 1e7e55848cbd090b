"""A retraction ends what is under review, and whoever decides about the text again is told of it."""

import pytest
from django.core import mail

from articles import ancestry, workflow
from articles.limits import PROSE
from articles.models import Article, Event, Notice, NoticeKind, Revision
from articles.states import Refused, State, Verdict
from articles.working_copy import drafting
from reviewers import board, quorum
from tests import factories
from tests.races.harness import violations
from tests.working import work_off

pytestmark = pytest.mark.django_db


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def changed(article: Article, words: str = "Another wording.") -> Article:
    statement = article.statements.order_by("position").first()
    drafting.edit(row=statement, version=statement.version, values={"plain": words}, actor=article.author)
    return fresh(article)


def retract(article: Article, reason: str = "The dose was wrong.") -> Notice:
    return workflow.issue_notice(article=article, kind=NoticeKind.RETRACTION, reason=reason, actor=factories.editor())


@pytest.mark.parametrize("reason", ["The dose was wrong.", "x" * PROSE], ids=["short", "as long as may be"])
def test_it_withdraws_what_is_in_review_and_tells_everybody_asked(reason):
    article = factories.approved().article
    revision, members = factories.under_review(changed(article))
    board.sign(revision=revision, actor=members[0].user, digest=revision.digest)
    work_off()
    mail.outbox.clear()
    retract(article, reason)
    work_off()
    assert Revision.objects.get(pk=revision.pk).state == State.WITHDRAWN
    assert fresh(article).revision_in_review is None
    events = [event.kind for event in Event.objects.filter(article=article).order_by("-sequence")[:2]]
    assert events == ["withdrawn", "retraction"]
    told = Event.objects.get(revision=revision, kind="withdrawn").data["reason"]
    assert told == f"The article was retracted: {reason}"
    withdrawn = [message for message in mail.outbox if message.subject.startswith("Withdrawn")]
    assert {to for message in withdrawn for to in message.to} == {
        article.author.email,
        *(member.user.email for member in members),
    }
    with pytest.raises(Refused, match="withdrawn"):
        board.sign(revision=revision, actor=members[1].user, digest=revision.digest)
    assert violations(article) == []


@pytest.mark.parametrize("kind", [NoticeKind.CORRECTION, NoticeKind.EXPRESSION_OF_CONCERN])
def test_other_notices_leave_the_review_as_it_is(kind):
    article = factories.approved().article
    revision, members = factories.under_review(changed(article))
    workflow.issue_notice(article=article, kind=kind, reason="A unit.", actor=factories.editor())
    for member in members:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    assert Revision.objects.get(pk=revision.pk).state == State.APPROVED


def left_in_review(article: Article) -> tuple[Revision, list]:
    """A revision that a retraction left in review, as it could be before retractions withdrew it."""
    revision, members = factories.under_review(changed(article))
    Article.objects.filter(pk=article.pk).update(revision_in_review=None)
    retract(fresh(article))
    Article.objects.filter(pk=article.pk).update(revision_in_review=revision)
    return revision, members


def everything_goes(revision: Revision) -> Verdict:
    return Verdict()


@pytest.mark.parametrize("policy", ["reviewers.quorum.verdict", f"{__name__}.everything_goes"])
def test_what_was_left_in_review_is_neither_signed_nor_approved_whatever_the_policy(policy, settings):
    article = factories.approved().article
    settings.REVIEW_POLICY = policy
    revision, members = left_in_review(fresh(article))
    with pytest.raises(Refused, match="was retracted after this revision was submitted: The dose was wrong"):
        board.sign(revision=revision, actor=members[0].user, digest=revision.digest)
    assert board.settle(revision=revision, actor=members[0].user).state == State.UNDER_REVIEW
    assert any("The dose was wrong" in each for each in quorum.verdict(revision).missing)
    with pytest.raises(Refused, match="retracted"):
        workflow.approve(revision=revision, actor=members[0].user, next_review="2030-01-01")
    assert fresh(article).published_revision is None


def test_the_base_of_what_is_submitted_after_it_is_the_retracted_text_with_its_notice():
    first = factories.approved()
    article = first.article
    workflow.issue_notice(article=article, kind=NoticeKind.CORRECTION, reason="A unit.", actor=factories.editor())
    retract(fresh(article))
    revision = factories.submitted(changed(article), after_retraction=True)
    before = ancestry.last_approved(revision)
    assert before == first
    assert [notice.reason for notice in ancestry.standing_notices(revision, before)] == [
        "A unit.",
        "The dose was wrong.",
    ]
    assert ancestry.last_approved(first) is None


def test_after_a_new_approval_the_old_retraction_stands_no_more():
    article = factories.approved().article
    retract(article)
    second = factories.approved(changed(article), after_retraction=True)
    third = factories.submitted(changed(article, "Once more."))
    before = ancestry.last_approved(third)
    assert before == second
    assert ancestry.standing_notices(third, before) == []


def test_the_request_to_review_says_so():
    article = factories.approved().article
    retract(article)
    factories.under_review(changed(article), members=1, after_retraction=True)
    work_off()
    asked = next(message for message in mail.outbox if message.subject.startswith("Please review"))
    assert "Retraction on revision 1, " in asked.body
    assert "The dose was wrong." in asked.body


def test_a_retracted_article_is_submitted_again_by_whoever_says_that_they_know():
    article = factories.approved().article
    retract(article)
    with pytest.raises(Refused, match="was retracted because: The dose was wrong. Confirm that you submit it again"):
        factories.submitted(changed(article))
    assert fresh(article).revision_in_review is None
    assert factories.submitted(fresh(article), after_retraction=True).number == 2
