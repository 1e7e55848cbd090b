"""Who of those asked counts: told of one revision with all that is known, and of many rows as far as it shows there."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from articles import ancestry
from articles.models import Article, NoticeKind, Revision, policy_verdict
from articles.workflow import issue_notice, submit, withdraw
from articles.working_copy import byline, drafting, removing
from reviewers import board, candidates
from reviewers.models import Assignment, Interest, Member
from tests import factories
from tests.lifted import lift_guard

pytestmark = pytest.mark.django_db


def stays(revision: Revision, member: Member) -> None:
    pass


def leaves(revision: Revision, member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(active=False)


def is_closed(revision: Revision, member: Member) -> None:
    member.user.is_active = False
    member.user.save()


def declares(revision: Revision, member: Member) -> None:
    board.declare_interest(article=revision.article, member=member, description="Shares", actor=member.user)


def declares_without_words(revision: Revision, member: Member) -> None:
    declares(revision, member)
    lift_guard()
    Interest.objects.update(description="")


def declares_elsewhere(revision: Revision, member: Member) -> None:
    declares(factories.submitted(), member)


def declared_once(revision: Revision, member: Member) -> None:
    declares(revision, member)
    lift_guard()
    Interest.objects.update(lifted_at=timezone.now())


def was_their_own(revision: Revision, member: Member) -> None:
    lift_guard()
    Assignment.objects.filter(member=member).update(assigned_by=member.user)


def stepped_back_before(revision: Revision, member: Member) -> None:
    """From an earlier revision that held the same words; they were asked before this rule stood."""
    earlier = Revision.objects.get(article=revision.article_id, number=1)
    Assignment.objects.create(
        revision=earlier,
        member=member,
        assigned_by=revision.article.author,
        assigned_at=earlier.submitted_at,
        due=earlier.submitted_at.date(),
        recused_at=earlier.submitted_at,
        recusal_reason="Shares",
    )


WHAT_HAPPENS: list[tuple[Callable[[Revision, Member], None], str]] = [
    (stays, ""),
    (declares_elsewhere, ""),
    (declared_once, ""),
    (leaves, "{name} is no longer an active board member."),
    (is_closed, "{name} is no longer an active board member."),
    (declares, "{name} declared a conflict of interest: Shares"),
    (declares_without_words, "{name} declared a conflict of interest: –"),
    (stepped_back_before, "{name} recused themselves from this very text when it was submitted before."),
    (was_their_own, "Nobody asks themselves: another editor may ask {name}."),
]


@pytest.mark.parametrize(("happens", "reason"), WHAT_HAPPENS, ids=lambda each: getattr(each, "__name__", ""))
def test_why_one_who_was_asked_counts_no_more_is_the_same_for_one_revision_and_in_a_list(happens, reason):
    first = factories.submitted()
    withdraw(revision=first, actor=first.article.author, reason="Once more")
    revision, (one, two) = factories.under_review(fresh(first.article))
    happens(revision, one)
    reason = reason.format(name=one.name)
    listed = {each.member: candidates.lapsed(each) for each in candidates.standing_assignments()}
    assert listed == {one: reason, two: ""}
    assert policy_verdict(revision).not_counted == ({one.pk: (reason,)} if reason else {})


def test_who_stepped_back_is_in_neither():
    revision, (one, two) = factories.under_review()
    board.recuse(revision=revision, actor=one.user, reason="Shares", conflict=True)
    assert [each.member for each in candidates.standing_assignments()] == [two]
    assert policy_verdict(revision).not_counted == {}


def test_whose_draft_it_is_is_its_author_though_not_named_and_no_contributor_where_they_wrote_nothing():
    article, editor = factories.draft(), factories.editor(name="Ed Editor")
    owner = article.author
    byline.add_author(article=article, name="Ben Ola", actor=editor)
    removing.remove(row=(gone := article.authors.get(account=owner)), version=gone.version, actor=editor)
    factories.approved(fresh(article))
    statement = article.statements.first()
    drafting.edit(row=statement, version=1, values={"plain": "Newer."}, actor=editor)
    revision = submit(article=fresh(article), actor=editor)
    assert revision.contributors == ["Ed Editor"]
    member = factories.member(user=owner)
    assert candidates.reasons_against(member, revision, None) == (
        f"{member.name} wrote this article, and nobody reviews their own.",
    )
    day = date_format(timezone.localdate())
    member = factories.member(user=editor)
    assert candidates.reasons_against(member, revision, None) == (
        f"{member.name} wrote in this text (last: a statement, {day}), and nobody reviews their own.",
    )


def test_who_submitted_what_was_approved_may_review_what_comes_after_it():
    article, editor = factories.draft(), factories.editor()
    member = factories.member(user=editor)
    first = submit(article=article, actor=editor)
    assert candidates.reasons_against(member, first, None) == (
        f"{member.name} submitted this text to the board, and nobody reviews their own.",
    )
    sign_off(first)
    second = submit(article=fresh(article), actor=article.author, re_review=True)
    assert candidates.reasons_against(member, second, None) == ()


def test_each_text_has_the_one_approved_before_it_in_its_own_article():
    """Also where several articles are asked about at once, and numbers of one are lower than those of another."""
    firsts = [factories.approved() for _ in range(2)]
    longer, shorter = (Article.objects.get(pk=first.article_id) for first in firsts)
    again = sign_off(submit(article=longer, actor=longer.author, re_review=True))
    issue_notice(article=shorter, kind=NoticeKind.CORRECTION, reason="A unit.", actor=factories.editor())
    asked = [submit(article=fresh(each), actor=each.author, re_review=True) for each in (longer, shorter)]
    before = ancestry.last_approved_of([*asked, *firsts, again])
    assert before == {asked[0].pk: again, asked[1].pk: firsts[1], again.pk: firsts[0]}
    assert [len(ancestry.standing_notices(each, before[each.pk])) for each in asked] == [0, 1]
    assert ancestry.standing_notices(firsts[0], None) == []


def sign_off(revision: Revision) -> Revision:
    for member in (factories.member(), factories.member()):
        board.assign(revision=revision, member=member, actor=factories.editor())
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    return Revision.objects.get(pk=revision.pk)


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)
