"""The board at its edges: the very day, the one too few, the right that has just ended. A table for each question."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.permissions import CHIEF_EDITOR
from articles.states import Refused, State
from editorial.accounts.models import User
from reviewers import board, discussion
from reviewers.models import Assignment, Member, Severity, Thread
from reviewers.permissions import (
    assignment_of,
    last_asked,
    may_assign,
    may_close,
    may_comment,
    may_overrule,
    may_read_confidences,
    may_read_history,
    may_read_revision,
    may_review,
)
from reviewers.policy import QuorumFacts, Suggestion, missing_for_quorum, ranked, shares_specialty
from tests import factories
from tests.reviewers.test_policy import ANNA, BEN, DIGEST, asked, signature

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("days", "accepted"), [(-1, False), (0, True), (1, True)], ids=["yesterday", "today", "tomorrow"]
)
def test_the_day_a_review_is_due(days, accepted):
    revision, day = factories.submitted(), timezone.localdate() + timedelta(days=days)
    ask: dict[str, Any] = {"revision": revision, "member": factories.member(), "actor": factories.editor(), "due": day}
    if accepted:
        assert board.assign(**ask).due == day
    else:
        with pytest.raises(Refused, match="in the past"):
            board.assign(**ask)
    assert Assignment.objects.exists() is accepted


@pytest.mark.parametrize(
    ("required", "signed", "short"),
    [(0, 0, 0), (1, 0, 1), (1, 1, 0), (2, 1, 1), (2, 2, 0), (1, 2, 0), (3, 1, 2)],
)
def test_how_many_are_missing(required, signed, short):
    signatures = tuple(signature(member) for member in (ANNA, BEN)[:signed])
    facts = QuorumFacts(
        digest=DIGEST,
        required=required,
        signatures=signatures,
        asked=asked(ANNA, BEN),
        standing_change_requests=0,
    )
    missing = missing_for_quorum(facts)
    assert [sentence.split()[0] for sentence in missing] == ([str(short)] if short else [])


def fresh(user: User) -> User:
    """The person as the next request finds them."""
    return User.objects.get(pk=user.pk)


def without_role(user: User) -> User:
    user.groups.clear()
    return fresh(user)


def also_editor(user: User) -> User:
    user.groups.set(factories.editor().groups.all())
    return fresh(user)


def closed(user: User) -> User:
    User.objects.filter(pk=user.pk).update(is_active=False)
    return fresh(user)


def no_member(user: User) -> User:
    Member.objects.filter(user=user).update(active=False)
    return fresh(user)


ASKED = {"read", "comment", "history", "review"}
WORKS = {"read", "comment", "history"}
EDITS = {*WORKS, "assign", "confidences"}
# who, what happens to them, and the rights they are left with
LOST: dict[str, tuple[str, Callable[[User], User], set[str]]] = {
    "the author": ("author", fresh, WORKS),
    "who lost the author's role": ("author", without_role, set()),
    "an author whose account was closed": ("author", closed, set()),
    "an editor": ("editor", fresh, EDITS),
    "an editor who wrote it": ("author", also_editor, {*WORKS, "assign"}),
    "who lost the editor's role": ("editor", without_role, set()),
    "an editor whose account was closed": ("editor", closed, set()),
    "a member who was asked": ("asked", fresh, ASKED),
    "a member who left the board": ("asked", no_member, set()),
    "a member whose account was closed": ("asked", closed, set()),
    "a member who stepped back": ("recused", fresh, set()),
    "a member who was not asked": ("other", fresh, set()),
}


@pytest.mark.parametrize(("who", "happens", "rights"), LOST.values(), ids=LOST)
def test_a_right_ends_when_its_reason_ends(who, happens, rights):
    revision, (asked, recused) = factories.under_review()
    board.recuse(revision=revision, actor=recused.user, reason="No time")
    people = {
        "author": revision.article.author,
        "editor": factories.editor(),
        "asked": asked.user,
        "recused": recused.user,
        "other": factories.member().user,
    }
    person = happens(people[who])
    questions = {
        "read": may_read_revision(person, revision),
        "comment": may_comment(person, revision),
        "history": may_read_history(person, revision.article),
        "review": may_review(person, revision),
        "assign": may_assign(person),
        "confidences": may_read_confidences(person, revision.article),
    }
    assert {name for name, may in questions.items() if may} == rights
    assert (assignment_of(person, revision) is not None) == ("review" in rights)
    assert (last_asked(person, revision.article) is not None) == ("review" in rights)


# who, and whether they close a minor point, close a major one, overrule a major one: of the first member
CLOSE = {
    "who raised it": (True, True, False),
    "another member": (True, False, False),
    "the author": (True, False, False),
    "an editor": (True, False, False),
    "a chief editor": (True, False, True),
    "a chief editor who wrote the text": (True, False, False),
    "a chief editor who judges it": (True, False, False),
    "a stranger": (False, False, False),
    "who raised it and stepped back": (False, False, False),
    "a chief editor whose account was closed": (False, False, False),
}


@pytest.mark.parametrize(("who", "may"), CLOSE.items(), ids=CLOSE)
def test_who_closes_a_point(who, may):
    chief_author = factories.person("author", CHIEF_EDITOR)
    article = factories.draft(by=chief_author if "wrote" in who else factories.author())
    revision, (one, two) = factories.under_review(article)
    judge = factories.member(user=factories.chief_editor())
    board.assign(revision=revision, member=judge, actor=factories.editor())
    minor = discussion.open_thread(revision=revision, actor=one.user, text="A comma.")
    major = discussion.open_thread(revision=revision, actor=one.user, text="A dose.", severity=Severity.MAJOR)
    if "stepped back" in who:
        board.recuse(revision=revision, actor=one.user, reason="No time")
    people = {
        "who raised it": one.user,
        "who raised it and stepped back": one.user,
        "another member": two.user,
        "the author": article.author,
        "an editor": factories.editor(),
        "a chief editor": factories.chief_editor(),
        "a chief editor who wrote the text": chief_author,
        "a chief editor who judges it": judge.user,
        "a stranger": factories.author(),
        "a chief editor whose account was closed": closed(factories.chief_editor()),
    }
    person = fresh(people[who])
    minor, major = (Thread.objects.select_related("revision__article").get(pk=each.pk) for each in (minor, major))
    assert (may_close(person, minor), may_close(person, major), may_overrule(person, major)) == may


class Named:
    def __init__(self, name: str) -> None:
        self.name = name


def test_who_is_suggested_first():
    """Whoever may, then of the field, then with the fewest open reviews, then by name: each decides alone."""
    in_order = [
        Suggestion(Named("Z"), True, 0, ()),
        Suggestion(Named("A"), True, 1, ()),
        Suggestion(Named("B"), True, 1, ()),
        Suggestion(Named("A"), False, 0, ()),
        Suggestion(Named("A"), True, 0, ("Wrote it.",)),
        Suggestion(Named("A"), False, 0, ("Wrote it.",)),
    ]
    assert ranked(reversed(in_order)) == in_order


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("", "", False),
        ("Surgery", "Surgery", False),  # a word that says nothing of the field
        ("Spine,surgery", "SPINE", True),
        ("General medicine and surgery", "Clinical medicine", False),
    ],
)
def test_a_field_in_common(one, other, shared):
    assert shares_specialty(one, other) is shared


def test_what_is_asked_for_is_there_once_it_is_signed_and_not_before():
    """One too few is not enough, and the last one is."""
    revision, members = factories.under_review(members=3)
    for number, each in enumerate(members[:2], 1):
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
        state = type(revision).objects.get(pk=revision.pk).state
        assert state == (State.APPROVED if number == 2 else State.UNDER_REVIEW)
