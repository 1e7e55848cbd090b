"""The facts behind the verdict: what a page read before is not read again, and each obstacle is counted."""

import pytest
from django.db.models import Value

from articles.models import Revision, policy_verdict
from reviewers import board, candidates, discussion, quorum
from reviewers.models import Severity
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_a_page_reads_ahead_is_not_asked_again_and_the_verdict_is_the_same(django_assert_num_queries):
    revision, (one, two, three) = factories.under_review(members=3)
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    board.recuse(revision=revision, actor=two.user, reason="No time")
    board.declare_interest(article=revision.article, member=three, description="Shares", actor=three.user)
    rows = Revision.objects.select_related("article")
    with django_assert_num_queries(7):  # one for the revision
        verdict = policy_verdict(rows.get(pk=revision.pk))
    assert (len(verdict.counted), set(verdict.not_counted)) == (1, {three.pk})
    for requests in (None, candidates.requests().annotate(more=Value("Seen."))):
        read = rows.get(pk=revision.pk)
        quorum.read_ahead(read, requests)
        with django_assert_num_queries(0):
            assert {each.member for each in candidates.asked(read)} == {one, two, three}
        with django_assert_num_queries(4):
            assert policy_verdict(read) == verdict
    assert {each.more for each in candidates.asked(read)} == {"Seen."}


def test_each_open_major_point_and_each_request_for_changes_is_counted():
    revision, (one, two) = factories.under_review()
    for member in (one, two):
        discussion.open_thread(revision=revision, actor=member.user, text="Wrong.", severity=Severity.MAJOR)
    assert quorum.against(revision) == (0, 2)
    assert quorum.verdict(revision).missing[-1].startswith("2 major points are not closed")
    board.request_changes(revision=revision, actor=one.user, reason="Why?", digest=revision.digest)
    assert quorum.against(revision) == (1, 2)
    assert "A board member has requested changes to this revision." in quorum.verdict(revision).missing
