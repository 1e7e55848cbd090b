"""What the board did stays as it was: the database refuses to change, lose or turn it back."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from articles.models import Article, Revision
from reviewers import board, discussion
from reviewers.models import Assignment, Member, Severity, Thread
from tests import factories

pytestmark = pytest.mark.django_db


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(caught.value)


@pytest.fixture
def revision() -> Revision:
    """With one of everything: two members of whom one has signed, a recusal for an interest, three points."""
    revision, (leaving, one, two) = factories.under_review(members=3)
    thread = discussion.open_thread(revision=revision, actor=one.user, text="Ten times.", severity=Severity.MAJOR)
    discussion.answer(thread=thread, actor=revision.article.author, text="Mended.")
    discussion.resolve(thread=thread, actor=one.user)
    discussion.open_thread(revision=revision, actor=two.user, text="Why?")
    discussion.open_thread(revision=revision, actor=two.user, text="Where?")
    board.recuse(revision=revision, actor=leaving.user, reason="A grant", conflict=True)
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    board.request_changes(revision=revision, actor=two.user, reason="A comma", digest=revision.digest)
    return revision


RECUSAL = "A recusal cannot be changed or taken back."
REQUEST = "Who asked whom for which review cannot be changed."
CLOSED = "A closed point cannot be opened again."
ELSE = "A point is answered by a comment on it."
POINT = "What a point says, where and how gravely cannot be changed."


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("assignment", "recused_at = NULL WHERE recused_at IS NOT NULL", RECUSAL),
        ("assignment", "recused_at = assigned_at WHERE recused_at IS NOT NULL", RECUSAL),
        ("assignment", "recusal_reason = '' WHERE recused_at IS NOT NULL", RECUSAL),
        ("assignment", "member_id = (SELECT id FROM reviewers_member WHERE NOT active)", REQUEST),
        ("assignment", "assigned_by_id = assigned_by_id + 1", REQUEST),
        ("thread", "resolved_at = NULL", CLOSED),
        ("thread", "resolved_at = opened_at", CLOSED),
        ("thread", "resolved_by_name = 'Nobody'", CLOSED),
        ("thread", "severity = 'minor'", POINT),
        ("thread", "node = id", POINT),
        ("thread", "suggested_wording = 'x'", POINT),
        ("thread", "suggested_plain = 'x'", POINT),
        ("thread", "answer_id = NULL", CLOSED),
        ("thread", "answer_id = (SELECT id FROM reviewers_comment WHERE text = 'Why?') WHERE severity = 'minor'", ELSE),
        ("comment", "text = 'x'", "A comment cannot be changed."),
        ("comment", "author_id = author_id + 1", "A comment cannot be changed."),
        ("interest", "lifted_at = declared_at", "A declared interest cannot be changed."),
        ("changerequest", "reason = 'x'", "A request for changes cannot be changed."),
        ("member", "user_id = (SELECT MAX(id) FROM accounts_user)", "keeps their account."),
    ],
)
def test_no_single_update_undoes_what_the_board_did(revision, table, change, message):
    factories.member(active=False)
    factories.person()
    assert message in refused(f"UPDATE reviewers_{table} SET {change}")


@pytest.mark.parametrize("table", ["assignment", "thread", "comment", "interest", "changerequest", "member", "signoff"])
def test_nothing_that_the_board_did_can_be_deleted(revision, table):
    assert "cannot be deleted" in refused(f"DELETE FROM reviewers_{table}")
    if connection.vendor == "postgresql":
        connection.check_constraints()  # nothing is emptied that a deferred key still waits for
        assert "cannot be deleted" in refused(f"TRUNCATE reviewers_{table} CASCADE")


def test_what_the_actions_write_is_let_through(revision):
    """A recusal and a closed point once, and a later day for a review."""
    assert Assignment.objects.filter(recused_at__isnull=False).count() == 1
    assert Thread.objects.get(severity=Severity.MAJOR).resolved_at
    assert Assignment.objects.update(due="2031-01-01") == 3


@pytest.mark.parametrize("change", ["author_id = author_id + 1", "author_id = (SELECT MAX(id) FROM accounts_user)"])
def test_a_draft_stays_with_its_account_until_an_event_hands_it_over(revision, change):
    assert "stays with its account" in refused(f"UPDATE articles_article SET {change}")
    assert Article.objects.get().author_id == revision.article.author_id


def test_an_operator_who_gives_a_member_another_account_is_told_why_not(revision, client):
    signed, other = Member.objects.get(signoffs__revision=revision), factories.person()
    client.force_login(factories.person(is_staff=True, is_superuser=True))
    form = {"user": other.pk, "name": signed.name, "credentials": "MD", "specialty": "Spine", "active": "on"}
    answer = client.post(reverse("admin:reviewers_member_change", args=[signed.pk]), form)
    assert answer.status_code == 200
    assert "with their account and keeps it" in answer.content.decode()
    assert Member.objects.get(pk=signed.pk).user_id == signed.user_id


def test_who_has_stepped_back_cannot_shed_it_with_the_account():
    revision, (one, _two) = factories.under_review()
    board.recuse(revision=revision, actor=one.user, reason="Shares", conflict=True)
    other = factories.person()
    assert "keeps their account" in refused(
        f"UPDATE reviewers_member SET user_id = {other.pk} WHERE name = '{one.name}'"
    )
    one.user = other
    with pytest.raises(ValidationError, match="keeps it"):
        one.full_clean()


@pytest.mark.parametrize("date", ["approved_at = '2020-01-01 00:00:00+00:00'", "next_review = '2030-01-01'"])
def test_a_revision_has_no_dates_of_an_approval_before_it_is_approved(date):
    revision, members = factories.under_review()
    assert "has the dates of an approval" in refused(f"UPDATE articles_revision SET {date}")
    for member in members:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    assert Revision.objects.get().approved_at


def test_a_member_who_never_signed_may_get_another_account_and_one_who_did_another_name(revision):
    never = factories.member()
    never.user = factories.person()
    never.full_clean()
    never.save()
    signed = Member.objects.get(signoffs__revision=revision)
    signed.name = "Dr Newly Married"
    signed.full_clean()
    signed.save()
    signed.user = factories.person()
    with pytest.raises(ValidationError, match="keeps it"):
        signed.full_clean()
