"""What one signature costs: the policy is asked once, whatever the answer, and nothing is looked up twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.journal import recorded
from articles.models import Revision
from articles.states import Refused, State, Verdict
from reviewers import board, quorum
from tests import factories

pytestmark = pytest.mark.django_db

asked: list[str] = []


def counting(revision: Revision) -> Verdict:
    """The board's policy, and a note that it was asked."""
    asked.append(revision.state)
    return quorum.verdict(revision)


@pytest.fixture
def policy(settings, monkeypatch) -> list[str]:
    """What the policy was asked about. Press and mail, which hear of every decision, do not count here."""
    settings.REVIEW_POLICY = f"{__name__}.counting"
    monkeypatch.setattr(recorded, "receivers", [])
    asked.clear()
    return asked


def test_a_signature_asks_the_policy_once_whether_it_approves_or_not(policy):
    revision, members = factories.under_review()
    queries, states = [], []
    for member in members:
        with CaptureQueriesContext(connection) as made:
            board.sign(revision=revision, actor=member.user, digest=revision.digest)
        queries.append(len(made))
        states.append(Revision.objects.get(pk=revision.pk).state)
    assert states == [State.UNDER_REVIEW, State.APPROVED]
    assert policy == [State.UNDER_REVIEW, State.UNDER_REVIEW]
    assert queries == [22, 36]


def test_a_signature_that_came_before_asks_nothing(policy):
    revision, (member, _other) = factories.under_review()
    first = board.sign(revision=revision, actor=member.user, digest=revision.digest)
    policy.clear()
    assert board.sign(revision=revision, actor=member.user, digest=revision.digest) == first
    assert policy == []


def test_a_refused_approval_asked_the_policy_once(policy):
    revision, _members = factories.under_review()
    with pytest.raises(Refused, match="2 more sign-offs"):
        workflow.approve(revision=revision, actor=revision.article.author, next_review="2030-01-01")
    assert policy == [State.UNDER_REVIEW]


def test_the_transition_asks_the_policy_itself_where_nobody_has(policy):
    revision, _members = factories.under_review()
    revision = Revision.objects.get(pk=revision.pk)
    with pytest.raises(Exception, match="approve"):
        revision.approve()
    assert policy == [State.UNDER_REVIEW]
