"""Whose signatures an approval rests on."""

import pytest

from articles.models import Revision
from reviewers import board
from reviewers.proof import standing
from tests import factories
from tests.lifted import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """Three have signed; one of them stepped back before the quorum was complete, so two count."""
    revision, members = factories.under_review(members=3)
    board.sign(revision=revision, actor=members[0].user, digest=revision.digest)
    board.recuse(revision=revision, actor=members[0].user, reason="A grant", conflict=True)
    for member in members[1:]:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    return Revision.objects.get(pk=revision.pk)


def members_of(revision: Revision) -> list:
    return list(revision.signoffs.order_by("signed_at").values_list("member_id", flat=True))


def test_only_the_sign_offs_that_the_approval_names_are_its_own(revision):
    approval = revision.events.get(kind="approved")
    stepped_back, *counted = members_of(revision)
    assert standing.signers(revision, approval) == set(counted)
    assert standing.signers(revision) == {stepped_back, *counted}


def test_a_sign_off_that_counted_and_does_not_verify_is_not_made_up_for_by_one_that_did_not_count(revision):
    _stepped_back, first, second = members_of(revision)
    signoff = revision.signoffs.get(member=first)
    tamper("UPDATE reviewers_signoff SET jws = 'a.b.c' WHERE name = %s", signoff.name)
    approval = revision.events.get(kind="approved")
    assert standing.signers(Revision.objects.get(pk=revision.pk), approval) == {second}
    assert any(
        "approved without its quorum: 2 sign-offs are required, 1 found" in fault
        for fault in standing.faults(revision.article)
    )
