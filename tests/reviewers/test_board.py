"""Assigning, declaring, recusing, deciding and signing through the real actions."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from articles import workflow
from articles.models import Article, Event, Revision
from articles.states import Forbidden, Refused, Stale, State, Verdict
from editorial.accounts.models import User
from reviewers import board, discussion, quorum
from reviewers.models import Assignment, ChangeRequest, Interest, Member, ReviewPolicy, SignOff
from reviewers.preconditions import BoardDecision
from tests import factories

pytestmark = pytest.mark.django_db


def fresh(revision: Revision) -> Revision:
    return Revision.objects.get(pk=revision.pk)


def events(revision: Revision, kind: BoardDecision) -> int:
    return Event.objects.filter(revision=revision, kind=kind).count()


def test_the_first_assignment_opens_the_review_and_is_due_as_the_policy_says():
    revision, member = factories.submitted(), factories.member()
    assignment = board.assign(revision=revision, member=member, actor=factories.editor(), reason=" Your field ")
    assert assignment.due == timezone.localdate() + timedelta(days=14)
    assert assignment.reason == "Your field"
    assert fresh(revision).state == State.UNDER_REVIEW
    assert events(revision, BoardDecision.ASSIGNED) == 1


def test_assigning_twice_is_one_assignment():
    revision, member, editor = factories.submitted(), factories.member(), factories.editor()
    first = board.assign(revision=revision, member=member, actor=editor)
    assert board.assign(revision=revision, member=member, actor=editor) == first
    assert events(revision, BoardDecision.ASSIGNED) == 1


@pytest.mark.parametrize("role", ["author", "member", "inactive editor"])
def test_only_editors_assign(role):
    revision, member = factories.submitted(), factories.member()
    actor = {
        "author": lambda: revision.article.author,
        "member": lambda: member.user,
        "inactive editor": lambda: factories.editor(is_active=False),
    }[role]()
    with pytest.raises(Forbidden, match="Only editors"):
        board.assign(revision=revision, member=member, actor=actor)
    assert not Assignment.objects.exists()
    assert fresh(revision).state == State.SUBMITTED


def test_the_author_is_not_assigned_to_their_own_article():
    author = factories.author()
    revision, member = factories.submitted(by=author), factories.member(user=author)
    with pytest.raises(Refused, match="nobody reviews their own"):
        board.assign(revision=revision, member=member, actor=factories.editor())


def test_who_submitted_in_the_author_s_place_is_not_assigned_either():
    editor = factories.editor()
    revision = workflow.submit(article=factories.draft(), actor=editor)
    with pytest.raises(Refused, match="nobody reviews their own"):
        board.assign(revision=revision, member=factories.member(user=editor), actor=editor)


def test_an_inactive_member_is_not_assigned():
    with pytest.raises(Refused, match="no longer an active"):
        board.assign(revision=factories.submitted(), member=factories.member(active=False), actor=factories.editor())


def test_a_declared_conflict_of_interest_keeps_a_member_from_being_assigned():
    revision, member = factories.submitted(), factories.member()
    board.declare_interest(
        article=revision.article, member=member, description="Patent on the needle", actor=member.user
    )
    with pytest.raises(Refused, match="Patent on the needle"):
        board.assign(revision=revision, member=member, actor=factories.editor())


def test_nobody_is_assigned_for_yesterday_or_to_what_has_left_the_review():
    revision, editor = factories.submitted(), factories.editor()
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused, match="in the past"):
        board.assign(revision=revision, member=factories.member(), actor=editor, due=yesterday)
    assert not Assignment.objects.exists()
    today = board.assign(revision=revision, member=factories.member(), actor=editor, due=timezone.localdate())
    assert today.due == timezone.localdate()
    workflow.withdraw(revision=revision, actor=editor, reason="Wrong file")
    with pytest.raises(Refused, match="withdrawn"):
        board.assign(revision=revision, member=factories.member(), actor=editor)


def test_two_signatures_approve_and_publish_and_date_the_next_review():
    revision, (one, two) = factories.under_review()
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    assert fresh(revision).state == State.UNDER_REVIEW
    board.sign(revision=revision, actor=two.user, digest=revision.digest)
    approved = fresh(revision)
    assert approved.state == State.APPROVED
    assert Article.objects.get(pk=revision.article_id).published_revision_id == revision.pk
    assert approved.next_review is not None
    assert approved.next_review > timezone.localdate() + timedelta(days=360)


def test_the_policy_s_number_of_signoffs_decides():
    policy = ReviewPolicy.objects.get(pk=1)
    policy.signoffs_required = 3
    policy.save()
    revision, members = factories.under_review(members=3)
    for member in members[:2]:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    assert quorum.verdict(fresh(revision)).missing == ("1 more sign-off by a board member who was asked is needed.",)
    board.sign(revision=revision, actor=members[2].user, digest=revision.digest)
    assert fresh(revision).state == State.APPROVED


@pytest.mark.parametrize("whose", ["member", "account"])
def test_the_signature_of_somebody_who_left_meanwhile_does_not_count(whose):
    revision, (one, two, three) = factories.under_review(members=3)
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    left = one if whose == "member" else one.user
    setattr(left, "active" if whose == "member" else "is_active", False)
    left.save()
    board.sign(revision=revision, actor=two.user, digest=revision.digest)
    assert fresh(revision).state == State.UNDER_REVIEW
    assert quorum.verdict(fresh(revision)).missing == ("1 more sign-off by a board member who was asked is needed.",)
    board.sign(revision=revision, actor=three.user, digest=revision.digest)
    assert fresh(revision).state == State.APPROVED


def test_signing_twice_is_one_signoff_also_after_approval():
    revision, (one, two) = factories.under_review()
    first = board.sign(revision=revision, actor=one.user, digest=revision.digest)
    assert board.sign(revision=revision, actor=one.user, digest=revision.digest) == first
    board.sign(revision=revision, actor=two.user, digest=revision.digest)
    assert board.sign(revision=revision, actor=one.user, digest=revision.digest) == first
    assert events(revision, BoardDecision.SIGNED) == 2
    assert Event.objects.filter(revision=revision, kind="approved").count() == 1


def test_a_stale_digest_signs_nothing():
    revision, (one, _two) = factories.under_review()
    with pytest.raises(Stale, match="not the document you were shown"):
        board.sign(revision=revision, actor=one.user, digest="0" * 64)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("who", ["author", "editor", "member not asked", "inactive member", "inactive user"])
def test_only_those_who_were_asked_sign(who):
    revision, (one, _two) = factories.under_review()
    if who == "inactive member":
        Member.objects.filter(pk=one.pk).update(active=False)
        actor = Member.objects.get(pk=one.pk).user
    elif who == "inactive user":
        actor = one.user
        actor.is_active = False
        actor.save()
    else:
        actor = {"author": revision.article.author, "editor": factories.editor()}.get(who) or factories.member().user
    with pytest.raises(Forbidden, match="not asked"):
        board.sign(revision=revision, actor=actor, digest=revision.digest)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("way_out", ["withdrawn", "sent back"])
def test_nothing_is_signed_that_has_left_the_review(way_out):
    revision, (one, two) = factories.under_review()
    if way_out == "withdrawn":
        workflow.withdraw(revision=revision, actor=revision.article.author, reason="Mistake")
    else:
        board.request_changes(revision=revision, actor=two.user, reason="Cite it", digest=revision.digest)
    with pytest.raises(Refused, match="can no longer be done"):
        board.sign(revision=revision, actor=one.user, digest=revision.digest)
    assert not SignOff.objects.exists()


def test_recusal_takes_a_signoff_out_of_the_count_and_keeps_it():
    revision, (one, two) = factories.under_review()
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    board.recuse(revision=revision, actor=one.user, reason="I know the author")
    board.sign(revision=revision, actor=two.user, digest=revision.digest)
    assert fresh(revision).state == State.UNDER_REVIEW
    assert SignOff.objects.count() == 2
    third = factories.member()
    board.assign(revision=revision, member=third, actor=factories.editor())
    board.sign(revision=revision, actor=third.user, digest=revision.digest)
    assert fresh(revision).state == State.APPROVED


def test_a_member_who_recused_is_asked_no_more():
    revision, (one, _two) = factories.under_review()
    board.recuse(revision=revision, actor=one.user, reason="No time")
    with pytest.raises(Refused, match="recused themselves"):
        board.assign(revision=revision, member=one, actor=factories.editor())
    with pytest.raises(Forbidden):
        board.recuse(revision=revision, actor=one.user, reason="No time")
    assert events(revision, BoardDecision.RECUSED) == 1


def test_recusing_needs_a_reason():
    revision, (one, _two) = factories.under_review()
    with pytest.raises(Refused, match="Give a reason"):
        board.recuse(revision=revision, actor=one.user, reason="  ")
    assert Assignment.objects.get(member=one).standing


def test_recusing_over_a_conflict_declares_it_for_the_article():
    revision, (one, _two) = factories.under_review()
    board.recuse(revision=revision, actor=one.user, reason="Consults for the maker", conflict=True)
    interest = Interest.objects.get(member=one, article=revision.article)
    assert interest.description == "Consults for the maker"
    assert events(revision, BoardDecision.RECUSED) == 1


def test_a_conflict_declared_after_signing_takes_the_signoff_out_of_the_count():
    revision, (one, two) = factories.under_review()
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    board.declare_interest(article=revision.article, member=one, description="Shares", actor=one.user)
    board.sign(revision=revision, actor=two.user, digest=revision.digest)
    assert fresh(revision).state == State.UNDER_REVIEW
    assert quorum.verdict(fresh(revision)).missing == ("1 more sign-off by a board member who was asked is needed.",)


def test_a_conflict_declared_before_signing_refuses_the_signature():
    revision, (one, _two) = factories.under_review()
    board.declare_interest(article=revision.article, member=one, description="Shares", actor=one.user)
    with pytest.raises(Refused, match="Shares"):
        board.sign(revision=revision, actor=one.user, digest=revision.digest)


def test_members_declare_their_own_interests_once():
    article, member, other = factories.draft(), factories.member(), factories.member()
    with pytest.raises(Forbidden, match="their own"):
        board.declare_interest(article=article, member=member, description="Shares", actor=other.user)
    with pytest.raises(Refused, match="Describe"):
        board.declare_interest(article=article, member=member, description=" ", actor=member.user)
    first = board.declare_interest(article=article, member=member, description="Shares", actor=member.user)
    assert board.declare_interest(article=article, member=member, description="Shares", actor=member.user) == first
    assert Event.objects.filter(article=article, kind=BoardDecision.INTEREST_DECLARED).count() == 1


def test_a_request_for_changes_sends_the_revision_back_once():
    revision, (one, two) = factories.under_review()
    first = board.request_changes(revision=revision, actor=one.user, reason=" Cite 4-6 weeks ", digest=revision.digest)
    again = board.request_changes(revision=revision, actor=one.user, reason="Cite 4-6 weeks", digest=revision.digest)
    assert (first, first.reason) == (again, "Cite 4-6 weeks")
    assert fresh(revision).state == State.CHANGES_REQUESTED
    assert events(revision, BoardDecision.CHANGES_WANTED) == 1
    with pytest.raises(Refused, match="can no longer be done"):
        board.request_changes(revision=revision, actor=two.user, reason="Me too", digest=revision.digest)
    assert ChangeRequest.objects.count() == 1


def test_a_request_for_changes_needs_a_reason_an_assignment_and_the_document():
    revision, (one, _two) = factories.under_review()
    with pytest.raises(Refused, match="Say what should change"):
        board.request_changes(revision=revision, actor=one.user, reason=" ", digest=revision.digest)
    with pytest.raises(Stale):
        board.request_changes(revision=revision, actor=one.user, reason="Cite it", digest="0" * 64)
    with pytest.raises(Forbidden):
        board.request_changes(
            revision=revision, actor=factories.member().user, reason="Cite it", digest=revision.digest
        )
    assert fresh(revision).state == State.UNDER_REVIEW


def test_the_database_keeps_a_signoff_as_it_was_signed():
    revision, (one, _two) = factories.under_review()
    signoff = board.sign(revision=revision, actor=one.user, digest=revision.digest)
    with pytest.raises(DatabaseError), transaction.atomic():
        SignOff.objects.filter(pk=signoff.pk).update(name="Somebody else")
    with pytest.raises(DatabaseError), transaction.atomic():
        SignOff.objects.filter(pk=signoff.pk)._raw_delete("default")


def test_name_and_disclosure_are_frozen_at_signing():
    revision, (one, _two) = factories.under_review()
    signoff = board.sign(revision=revision, actor=one.user, digest=revision.digest)
    Member.objects.filter(pk=one.pk).update(name="New Name", disclosure="Shares since yesterday")
    signoff = SignOff.objects.get(pk=signoff.pk)
    assert (signoff.name, signoff.disclosure) == (one.name, "None declared.")


def test_suggestions_put_the_free_colleague_of_the_field_first_and_say_what_stands_against_others():
    revision = factories.submitted()
    editor = factories.editor()
    busy = factories.member(specialty="Rheumatology")
    free = factories.member(specialty="Rheumatology")
    other = factories.member(specialty="Dermatology")
    conflicted = factories.member(specialty="Rheumatology")
    board.declare_interest(article=revision.article, member=conflicted, description="Shares", actor=conflicted.user)
    board.assign(revision=factories.submitted(), member=busy, actor=editor)
    assigned = factories.member(specialty="Rheumatology")
    board.assign(revision=revision, member=assigned, actor=editor)
    suggested = board.suggestions(revision)
    assert [each.member for each in suggested] == [free, busy, other, conflicted]
    assert [each.open_reviews for each in suggested] == [0, 1, 0, 0]
    assert "Shares" in suggested[-1].reasons_against[0]


def never_alone(revision):
    """A stricter house: three sign-offs, whatever the board's own settings say."""
    short = 3 - revision.signoffs.count()
    return Verdict((f"{short} more in this house.",) if short > 0 else ())


def test_a_signature_is_kept_and_approves_when_the_policy_of_the_settings_is_satisfied(settings):
    settings.REVIEW_POLICY = f"{__name__}.never_alone"
    revision, members = factories.under_review(members=3)
    for member in members[:2]:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    assert fresh(revision).state == State.UNDER_REVIEW
    assert revision.signoffs.count() == 2
    board.sign(revision=revision, actor=members[2].user, digest=revision.digest)
    assert fresh(revision).state == State.APPROVED


def test_former_members_and_closed_accounts_are_listed_last_with_the_reason():
    revision = factories.submitted()
    fit, former, closed = factories.member(), factories.member(active=False), factories.member()
    closed.user.is_active = False
    closed.user.save()
    listed = board.suggestions(revision, factories.editor())
    assert listed[0].member == fit
    assert {each.member: each.reasons_against for each in listed[1:]} == {
        each: (f"{each.name} is no longer an active board member.",) for each in (former, closed)
    }


def assigned(revision: Revision, one: Member) -> tuple[object, User]:
    editor = factories.editor()
    return board.assign(revision=revision, member=factories.member(), actor=editor), editor


def declared(revision: Revision, one: Member) -> tuple[object, User]:
    shares = board.declare_interest(article=revision.article, member=one, description="Shares", actor=one.user)
    return shares, one.user


def recused(revision: Revision, one: Member) -> tuple[object, User]:
    return board.recuse(revision=revision, actor=one.user, reason="No time"), one.user


def sent_back(revision: Revision, one: Member) -> tuple[object, User]:
    asked = board.request_changes(revision=revision, actor=one.user, reason="Cite", digest=revision.digest)
    return asked, one.user


def commented(revision: Revision, one: Member) -> tuple[object, User]:
    return discussion.open_thread(revision=revision, actor=one.user, text="Why?"), one.user


def replied(revision: Revision, one: Member) -> tuple[object, User]:
    thread, _opener = commented(revision, one)
    return discussion.reply(thread=thread, actor=revision.article.author, text="So."), revision.article.author


def resolved(revision: Revision, one: Member) -> tuple[object, User]:
    thread, _opener = commented(revision, one)
    return discussion.resolve(thread=thread, actor=revision.article.author), revision.article.author


def withdrawn(revision: Revision, one: Member) -> tuple[object, User]:
    editor = factories.editor()
    return workflow.withdraw(revision=revision, actor=editor, reason="Later"), editor


@pytest.mark.parametrize(
    "act",
    [assigned, declared, recused, sent_back, commented, replied, resolved, withdrawn],
    ids=lambda act: act.__name__,
)
def test_every_action_keeps_the_name_of_who_did_it(act):
    revision, (one, _two) = factories.under_review()
    row, actor = act(revision, one)
    assert row.history.latest().history_user == actor
    assert Event.objects.filter(article=revision.article).latest("sequence").actor == actor


def test_what_has_left_the_review_is_neither_stepped_back_from_nor_sent_back_whatever_the_reason():
    revision, (one, two) = factories.under_review()
    board.request_changes(revision=revision, actor=one.user, reason="Cite it", digest=revision.digest)
    with pytest.raises(Refused, match="can no longer be done"):
        board.recuse(revision=revision, actor=two.user, reason="No time")
    with pytest.raises(Refused, match="can no longer be done"):
        board.request_changes(revision=revision, actor=two.user, reason=" ", digest=revision.digest)
    assert events(revision, BoardDecision.RECUSED) == 0


def test_what_is_settled_already_or_not_begun_stays_as_it_is():
    approved, submitted = factories.approved(), factories.submitted()
    for revision in (approved, submitted):
        assert board.settle(revision=revision, actor=factories.editor()).state == revision.state
    assert Event.objects.filter(kind="approved").count() == 1


def test_a_recused_member_is_listed_with_the_reason():
    revision, (one, _two) = factories.under_review()
    board.recuse(revision=revision, actor=one.user, reason="No time")
    assert [(each.member, each.reasons_against) for each in board.suggestions(revision)] == [
        (one, (f"{one.name} recused themselves from this revision.",))
    ]


def test_a_member_who_comes_back_settles_every_review_that_waited_for_them_alone():
    back, reviews = factories.member(), [factories.under_review(members=1) for _ in range(2)]
    for revision, (other,) in reviews:
        board.assign(revision=revision, member=back, actor=factories.editor())
        board.sign(revision=revision, actor=back.user, digest=revision.digest)
        Member.objects.filter(pk=back.pk).update(active=False)
        board.sign(revision=revision, actor=other.user, digest=revision.digest)
        Member.objects.filter(pk=back.pk).update(active=True)
        back = Member.objects.get(pk=back.pk)
    waiting = [revision for revision, _others in reviews] + [factories.submitted()]
    assert [fresh(each).state for each in waiting] == [State.UNDER_REVIEW, State.UNDER_REVIEW, State.SUBMITTED]
    board.settle_all(revisions=waiting, actor=factories.editor())
    assert [fresh(each).state for each in waiting] == [State.APPROVED, State.APPROVED, State.SUBMITTED]
