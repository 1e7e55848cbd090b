"""May this person? The board's questions."""

import pytest
from django.contrib.auth.models import AnonymousUser

from reviewers import board
from reviewers.models import Member
from reviewers.permissions import may_comment, may_read_history, may_read_revision, may_review, member_of
from tests import factories

pytestmark = pytest.mark.django_db


def test_membership_ends_with_the_member_or_the_account():
    member = factories.member()
    assert member_of(member.user) == member
    assert member_of(factories.member(active=False).user) is None
    assert member_of(factories.author()) is None
    assert member_of(AnonymousUser()) is None
    member.user.is_active = False
    assert member_of(member.user) is None


def test_who_reads_and_comments_on_a_revision():
    revision, (one, two) = factories.under_review()
    board.recuse(revision=revision, actor=two.user, reason="No time")
    working_on_it = [revision.author, factories.editor(), one.user]
    strangers = [two.user, factories.member().user, factories.author(), AnonymousUser()]
    for question in (may_read_revision, may_comment):
        assert [question(each, revision) for each in working_on_it] == [True, True, True]
        assert [question(each, revision) for each in strangers] == [False, False, False, False]
    assert [may_read_history(each, revision.article) for each in working_on_it] == [True, True, True]
    assert [may_read_history(each, revision.article) for each in strangers] == [False, False, False, False]


def test_reviewing_is_for_those_who_were_asked_while_they_are_members():
    revision, (one, _two) = factories.under_review()
    assert may_review(one.user, revision)
    assert not may_review(revision.author, revision)
    assert not may_review(factories.editor(), revision)
    Member.objects.filter(pk=one.pk).update(active=False)
    assert not may_review(Member.objects.get(pk=one.pk).user, revision)
