"""A revision's way through its states, and what refuses it."""

import pytest
from django.db import connection
from django.utils import timezone

from articles import workflow
from articles.models import Article, Event, Notice, NoticeKind, Revision
from articles.states import MOVES, Forbidden, Refused, State
from articles.working_copy import drafting
from articles.working_copy.composing import compose
from reviewers import board
from tests import factories
from tests.samples import sample_document

pytestmark = pytest.mark.django_db


def fresh(revision: Revision) -> Revision:
    return Revision.objects.get(pk=revision.pk)


def test_the_state_machine_has_exactly_the_moves_that_the_database_allows():
    transitions = Revision._meta.get_field("state").get_all_transitions(Revision)
    assert {(State(each.source), State(each.target)) for each in transitions} == MOVES


def test_submitting_freezes_the_working_copy():
    article = factories.draft()
    document = compose(article)
    revision = workflow.submit(article=article, actor=article.author, message=" Please read. ")
    drafting.edit(row=article.statements.first(), version=1, values={"plain": "Later."}, actor=article.author)
    assert fresh(revision).document == document
    assert (revision.number, revision.digest, revision.state) == (1, document.digest, State.SUBMITTED)
    assert revision.message == "Please read."
    assert Article.objects.get(pk=article.pk).revision_in_review_id == revision.pk


def test_submitting_with_errors_is_refused_with_the_findings_and_freezes_nothing():
    document = sample_document()
    article = factories.draft(document=document.model_copy(update={"answer": ()}))
    with pytest.raises(Refused, match="^Not submitted: "):
        workflow.submit(article=article, actor=article.author)
    assert not Revision.objects.exists()


def test_a_second_submission_and_an_unchanged_one_are_refused():
    revision = factories.submitted()
    with pytest.raises(Refused, match="already in review"):
        workflow.submit(article=revision.article, actor=revision.article.author)
    published = factories.approved()
    with pytest.raises(Refused, match="Nothing has changed"):
        workflow.submit(article=published.article, actor=published.article.author)


def test_submit_takes_twenty_five_queries_at_most(django_assert_max_num_queries):
    article = factories.draft()
    assert article.author.roles
    with django_assert_max_num_queries(25):  # five for whose text it is: authors, and hands in row history
        workflow.submit(article=article, actor=article.author)


def test_only_the_author_and_editors_may_submit_or_withdraw():
    article = factories.draft()
    for stranger in (factories.author(), factories.member().user, factories.person()):
        with pytest.raises(Forbidden):
            workflow.submit(article=article, actor=stranger)
    revision = factories.submitted(article)
    with pytest.raises(Forbidden):
        workflow.withdraw(revision=revision, actor=factories.author(), reason="x")
    with pytest.raises(Refused, match="Give a reason"):
        workflow.withdraw(revision=revision, actor=article.author, reason="  ")
    assert workflow.withdraw(revision=revision, actor=article.author, reason="Mine.").state == State.WITHDRAWN
    assert Article.objects.get(pk=article.pk).revision_in_review is None


def test_approval_without_the_quorum_is_refused_with_what_is_missing():
    revision, _members = factories.under_review()
    with pytest.raises(Refused, match="^2 more sign-offs by board members who were asked are needed.$"):
        workflow.approve(revision=revision, actor=revision.article.author, next_review=timezone.localdate())
    assert fresh(revision).state == State.UNDER_REVIEW


def test_an_approval_publishes_and_the_next_one_supersedes_it():
    first = factories.approved()
    article = Article.objects.get(pk=first.article_id)
    assert article.published_revision_id == first.pk
    drafting.edit(row=article.statements.first(), version=1, values={"plain": "Better."}, actor=article.author)
    second = factories.approved(article)
    assert (fresh(first).state, fresh(second).state) == (State.SUPERSEDED, State.APPROVED)
    assert Article.objects.get(pk=article.pk).published_revision_id == second.pk
    assert second.number == 2
    kinds = list(Event.objects.filter(article=article).order_by("sequence").values_list("kind", flat=True))
    assert kinds[-2:] == ["superseded", "approved"]


def test_the_published_revision_stays_while_the_next_is_refused():
    first = factories.approved()
    article = Article.objects.get(pk=first.article_id)
    drafting.edit(row=article.statements.first(), version=1, values={"plain": "Better."}, actor=article.author)
    second, _members = factories.under_review(article)
    with pytest.raises(Refused):
        workflow.approve(revision=second, actor=article.author, next_review=timezone.localdate())
    assert fresh(first).state == State.APPROVED


@pytest.mark.parametrize("kind", [NoticeKind.CORRECTION, NoticeKind.EXPRESSION_OF_CONCERN])
def test_a_notice_is_kept_with_its_reason_and_leaves_the_article_published(kind):
    revision = factories.approved()
    notice = workflow.issue_notice(
        article=revision.article, kind=kind, reason="The rate was misprinted.", actor=factories.editor()
    )
    assert Notice.objects.get().pk == notice.pk
    assert Event.objects.filter(article=revision.article, kind=kind.value, revision=revision).count() == 1
    assert Article.objects.get(pk=revision.article_id).published_revision_id == revision.pk


def test_a_retraction_takes_the_article_from_readers():
    revision = factories.approved()
    with pytest.raises(Forbidden):
        workflow.issue_notice(
            article=revision.article, kind=NoticeKind.RETRACTION, reason="x", actor=revision.article.author
        )
    with pytest.raises(Refused, match="Give the reason"):
        workflow.issue_notice(
            article=revision.article, kind=NoticeKind.RETRACTION, reason=" ", actor=factories.editor()
        )
    workflow.issue_notice(
        article=revision.article, kind=NoticeKind.RETRACTION, reason="Fabricated data.", actor=factories.editor()
    )
    assert fresh(revision).state == State.RETRACTED
    assert Article.objects.get(pk=revision.article_id).published_revision is None
    with pytest.raises(Refused, match="no approved revision"):
        workflow.issue_notice(
            article=revision.article, kind=NoticeKind.CORRECTION, reason="x", actor=factories.editor()
        )


def test_a_decision_whose_receiver_fails_is_undone_whole():
    from articles.journal import recorded

    def fail(**kwargs):
        raise RuntimeError("the press is out of ink")

    article = factories.draft()
    recorded.connect(fail, weak=False)
    try:
        with pytest.raises(RuntimeError):
            workflow.submit(article=article, actor=article.author)
    finally:
        recorded.disconnect(fail)
    assert not Revision.objects.exists()
    assert Event.objects.filter(article=article).count() == 1
    assert not connection.needs_rollback


def test_an_unchanged_text_is_looked_at_again_when_that_is_what_is_asked_for_and_the_journal_says_so():
    published = factories.approved()
    article = Article.objects.get(pk=published.article_id)
    workflow.submit(article=article, actor=article.author, re_review=True)
    first, second = Event.objects.filter(article=article, kind="submitted").order_by("sequence")
    assert "re_review" not in first.data
    assert second.data["re_review"] is True
    assert (first.data["number"], second.data["number"]) == (1, 2)


def test_what_is_sent_back_leaves_the_review_with_its_reason():
    revision, (member, _other) = factories.under_review()
    board.request_changes(revision=revision, actor=member.user, reason="Cite it.", digest=revision.digest)
    assert Article.objects.get(pk=revision.article_id).revision_in_review is None
    event = Event.objects.get(article=revision.article, kind="changes_requested")
    assert (event.data, event.actor) == ({"number": 1, "reason": "Cite it."}, member.user)
    assert factories.submitted(Article.objects.get(pk=revision.article_id)).number == 2


@pytest.mark.parametrize("state", ["submitted", "withdrawn", "approved"])
def test_what_is_not_under_review_is_not_approved_and_the_sentence_names_its_state(state):
    revision = factories.approved() if state == "approved" else factories.submitted()
    if state == "withdrawn":
        workflow.withdraw(revision=revision, actor=revision.article.author, reason="Later.")
    with pytest.raises(Refused, match=f"^Revision 1 is {state}, so this can no longer be done.$"):
        workflow.approve(revision=revision, actor=revision.article.author, next_review=timezone.localdate())
    assert fresh(revision).state == state


def test_a_review_that_is_under_way_does_not_begin_again():
    revision, _members = factories.under_review()
    with pytest.raises(Refused, match="^Revision 1 is under review, so this can no longer be done.$"):
        workflow.begin_review(revision=revision, actor=factories.editor())
    assert Event.objects.filter(revision=revision, kind="review_began").count() == 1


def test_rows_that_make_no_document_are_refused_with_the_reason():
    """No action writes such rows; another release may have."""
    article = factories.draft()
    Article.objects.filter(pk=article.pk).update(title="")
    with pytest.raises(Refused, match="^The article is not complete enough to be submitted: .+[.]$"):
        workflow.submit(article=Article.objects.get(pk=article.pk), actor=article.author)
    assert not Revision.objects.exists()
