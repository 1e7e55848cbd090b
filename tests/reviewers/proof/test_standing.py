"""What the public must see follows from journal and sign-offs; the database keeps to it, verify names what does not."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from articles import guards, workflow
from articles.models import Article, NoticeKind, Revision
from articles.working_copy import drafting
from editorial.press import proof, room
from editorial.press.models import Listing, PressedPage
from reviewers import board
from reviewers.models import ReviewPolicy, SignOff
from reviewers.proof import standing
from tests import factories

pytestmark = pytest.mark.django_db
APPROVE = (
    "UPDATE articles_revision SET state = 'approved', approved_at = submitted_at, next_review = '2030-01-01' "
    "WHERE id = %s"
)
SUPERSEDE = "UPDATE articles_revision SET state = 'superseded' WHERE id = %s"
PUBLISH = "UPDATE articles_article SET published_revision_id = %s, revision_in_review_id = NULL WHERE id = %s"


def key(row) -> str:
    return row.pk.hex if connection.vendor == "sqlite" else str(row.pk)


def raw(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def unguarded(*statements: tuple) -> None:
    """What the owner of the database could do: triggers off, rows changed, triggers on again."""
    guards.lift(plan=["as if there were something to migrate"])
    for sql, *parameters in statements:
        raw(sql, *parameters)
    guards.reinstall()
    assert guards.missing() == []


def refused(sql: str, *parameters: object) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        raw(sql, *parameters)
    return str(caught.value)


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def faults(article: Article) -> list[str]:
    return list(standing.faults(fresh(article)))


@pytest.fixture(scope="module")
def two_rounds(rows_of_module: None) -> tuple[Revision, Revision]:
    first = factories.approved()
    article = fresh(first.article)
    statement = article.statements.first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "Newer."}, actor=article.author)
    second, _members = factories.under_review(fresh(article))
    return first, second


@pytest.fixture
def rounds(two_rounds: tuple[Revision, Revision]) -> tuple[Revision, Revision]:
    """An approved revision, and one of the same article under review that nobody has signed."""
    first, second = (Revision.objects.get(pk=each.pk) for each in two_rounds)
    return first, second


def forged(first: Revision, second: Revision) -> Article:
    """The three UPDATEs of somebody who wants the second published without a signature."""
    unguarded((SUPERSEDE, key(first)), (APPROVE, key(second)), (PUBLISH, key(second), key(first.article)))
    return fresh(first.article)


def test_the_database_approves_nothing_that_too_few_members_signed(rounds):
    first, second = rounds
    raw(SUPERSEDE, key(first))
    for member in board_members(second)[:2]:
        assert "before as many board members have signed" in refused(APPROVE, key(second))
        SignOff.objects.create(
            revision=second, member=member, digest=second.digest, name="x", credentials="MD", specialty="x",
            signed_at=second.submitted_at, jws="x",
        )  # fmt: skip
    raw(APPROVE, key(second))  # the signatures themselves are not what a trigger can check
    assert any("does not verify" in fault for fault in faults(first.article))
    assert any("2 sign-offs are required, 0 found" in fault for fault in faults(first.article))


def board_members(revision: Revision) -> list:
    return [assignment.member for assignment in revision.assignments.select_related("member")]


def test_the_database_keeps_the_number_that_was_asked_for(rounds):
    _first, second = rounds
    assert second.signoffs_required == 2
    assert "What was submitted cannot be changed" in refused(
        "UPDATE articles_revision SET signoffs_required = 1 WHERE id = %s", key(second)
    )


def test_the_rule_in_force_at_submission_decides_whatever_the_policy_says_later():
    revision, members = factories.under_review(members=3)
    ReviewPolicy.objects.update(signoffs_required=3)
    for member in members[:2]:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    assert Revision.objects.get(pk=revision.pk).state == "approved"
    later, members = factories.under_review(members=3)
    ReviewPolicy.objects.update(signoffs_required=1)
    for member in members[:2]:
        board.sign(revision=later, actor=member.user, digest=later.digest)
    assert Revision.objects.get(pk=later.pk).state == "under_review"
    board.sign(revision=later, actor=members[2].user, digest=later.digest)
    assert Revision.objects.get(pk=later.pk).state == "approved"
    assert faults(revision.article) == faults(later.article) == []


@pytest.mark.parametrize("column", ["published_revision_id", "revision_in_review_id"])
def test_an_article_points_only_at_revisions_of_its_own_in_the_right_state(rounds, column):
    first, second = rounds
    other = factories.approved() if column == "published_revision_id" else factories.submitted()
    wrong = second if column == "published_revision_id" else first
    for target in (wrong, other):
        assert "only" in refused(
            f"UPDATE articles_article SET {column} = %s WHERE id = %s", key(target), key(first.article)
        )
    draft = factories.draft()
    assert "only" in refused(f"UPDATE articles_article SET {column} = %s WHERE id = %s", key(wrong), key(draft))


def test_a_new_article_points_at_nothing(rounds):
    first, _second = rounds
    forged_article = Article(slug="x", author=first.article.author, title="x", published_revision=first)
    with pytest.raises(DatabaseError, match="no revision to point at"), transaction.atomic():
        forged_article.save(force_insert=True)


def test_the_dates_of_an_approval_stay():
    revision = factories.approved()
    for change in ("next_review = '2099-01-01'", "next_review = NULL", "approved_at = submitted_at"):
        refused(f"UPDATE articles_revision SET {change} WHERE id = %s", key(revision))


def test_every_way_of_an_article_leaves_nothing_that_does_not_follow(rounds):
    first, second = rounds
    workflow.issue_notice(
        article=first.article, kind=NoticeKind.CORRECTION, reason="A dose.", actor=factories.chief_editor()
    )
    assert faults(first.article) == []
    for member in board_members(second):
        board.sign(revision=second, actor=member.user, digest=second.digest)
    workflow.issue_notice(
        article=first.article, kind=NoticeKind.RETRACTION, reason="Unsound.", actor=factories.chief_editor()
    )
    sent_back, members = factories.under_review()
    board.request_changes(revision=sent_back, actor=members[0].user, reason="Why?", digest=sent_back.digest)
    withdrawn = factories.submitted()
    workflow.withdraw(revision=withdrawn, actor=withdrawn.article.author, reason="Too early.")
    factories.draft()
    assert [fault for article in Article.objects.all() for fault in standing.faults(article)] == []


def test_three_updates_past_the_guards_are_named_and_nothing_calls_the_text_signed(rounds, client):
    article = forged(*rounds)
    sound = factories.approved().article
    errors = StringIO()
    with pytest.raises(CommandError, match="faults in 2 articles"):
        call_command("verify", verbosity=0, stderr=errors)
    named = f"{article.slug}: Revision 2 was approved without its quorum: 2 sign-offs are required, 0 found.\n"
    assert named in errors.getvalue()
    assert f"{article.slug}: Revision 2 is approved, and no event of the journal approves it.\n" in errors.getvalue()
    assert sound.slug not in errors.getvalue()
    errors = StringIO()
    with pytest.raises(CommandError, match="do not bear their approval"):
        call_command("press", "--check", verbosity=0, stderr=errors, stdout=StringIO())
    assert named in errors.getvalue()
    paths = PressedPage.objects.filter(article=article).values_list("path", flat=True)
    assert {path.rsplit("/", 1)[-1] or path.rsplit("/", 2)[-2] for path in paths} == {"proof", "proof.json"}
    assert not Listing.objects.filter(article=article).exists()
    assert Listing.objects.filter(article=sound).exists()
    assert client.get(f"/articles/{article.slug}/").status_code == 404
    assert client.get(f"/articles/{sound.slug}/").status_code == 200
    page = client.get(f"/articles/{article.slug}/proof/").content.decode()
    assert "needs 2 valid signatures of board members, and 0 are there" in page
    assert "agree" not in page
    assert "What was signed" not in page


def test_a_number_lowered_past_the_guards_does_not_lower_the_quorum(rounds):
    article = forged(*rounds)
    unguarded(("UPDATE articles_revision SET signoffs_required = 1 WHERE id = %s", key(rounds[1])))
    assert "Revision 2 asks for 1 sign-offs; its submission says otherwise." in faults(article)
    assert "Revision 2 was approved without its quorum: 2 sign-offs are required, 0 found." in faults(article)


DELETED_NOTICE = "DELETE FROM articles_notice"
IMPOSSIBLE = {
    "the pointer is null": (
        "UPDATE articles_article SET published_revision_id = NULL",
        ["The article publishes nothing; by the journal revision 1.",
         "Revision 1 is approved, and the article publishes another or none."],
    ),
    "retracted without a notice": (
        "UPDATE articles_revision SET state = 'retracted'",
        ["Revision 1 is retracted; by the journal it is approved.", "Revision 1 is retracted without a notice."],
    ),
    "an approval without its event": (
        "DELETE FROM articles_event WHERE kind = 'approved'",
        ["Revision 1 is approved; by the journal it is under_review.",
         "Revision 1 is approved, and no event of the journal approves it.",
         "The article publishes revision 1; by the journal nothing.",
         "The article has nothing in review; by the journal revision 1."],
    ),
    "no document": ("DELETE FROM articles_frozendocument", ["The document of revision 1 is missing."]),
    "no sign-offs": (
        "DELETE FROM reviewers_signoff",
        ["Revision 1 was approved without its quorum: 2 sign-offs are required, 0 found.",
         "The sign-off that event 6 tells of is missing.", "The sign-off that event 7 tells of is missing."],
    ),
    "another review date": (
        "UPDATE articles_revision SET next_review = '2099-01-01'",
        ["Revision 1 is next due 2099-01-01; event 8 says otherwise."],
    ),
    "an approval with another digest": (
        "UPDATE articles_event SET digest = '' WHERE kind = 'approved'",
        ["Revision 1 was approved by event 8 with another digest."],
    ),
    "taken back without its sign-offs": (
        ["UPDATE articles_revision SET state = 'withdrawn'", "DELETE FROM reviewers_signoff"],
        ["Revision 1 is withdrawn; by the journal it is approved.",
         "Revision 1 was approved without its quorum: 2 sign-offs are required, 0 found.",
         "The sign-off that event 6 tells of is missing.", "The sign-off that event 7 tells of is missing."],
    ),
    "a sign-off on another digest": (
        "UPDATE reviewers_signoff SET digest = ''",
        ["Revision 1 was approved without its quorum: 2 sign-offs are required, 0 found.",
         *["The sign-off of {name} on revision 1 is on another document.",
           "The sign-off of {name} on revision 1 was signed with another digest."] * 2,
         "The sign-off of {name} is not the one that event 6 tells of.",
         "The sign-off of {name} is not the one that event 7 tells of."],
    ),
    "no events": (
        "DELETE FROM articles_event",
        ["Revision 1 is approved; by the journal it is unknown.",
         "Revision 1 is approved, and no event of the journal approves it.",
         "The article publishes revision 1; by the journal nothing.",
         "The sign-off of {name} is in no event of the journal.",
         "The sign-off of {name} is in no event of the journal."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_one_impossible_row_is_named_and_stops_nothing_else(case, client):
    article, other = factories.approved().article, factories.draft()
    sql, expected = IMPOSSIBLE[case]
    unguarded(*((each,) for each in ([sql] if isinstance(sql, str) else sql)))
    found = faults(article)
    assert [re.sub("Dr Member \\d+", "{name}", fault) for fault in found] == expected
    other = factories.approved(other).article
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("verify", verbosity=0, stderr=errors)
    assert all(f"{article.slug}: {fault}" in errors.getvalue() for fault in found)
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("press", "--check", verbosity=0, stderr=errors, stdout=StringIO())
    assert all(f"{article.slug}: {fault}" in errors.getvalue() for fault in found)
    room.reconcile()  # what serve does before it listens
    assert client.get(f"/articles/{article.slug}/").status_code == 404
    assert client.get(f"/articles/{other.slug}/").status_code == 200


def test_an_invented_notice_and_a_removed_one_are_named():
    article = factories.approved().article
    editor = factories.chief_editor()
    notice = workflow.issue_notice(article=article, kind=NoticeKind.CORRECTION, reason="A dose.", actor=editor)
    unguarded((DELETED_NOTICE,))
    assert faults(article) == ["The notice that event 9 tells of is missing."]
    notice.pk = "6f1d8a52-9a0e-4c6e-8f67-0d9f2c4b7a11"
    notice.save(force_insert=True)
    assert faults(article) == [
        f"The notice of {notice.issued_at:%Y-%m-%d} (correction) is in no event of the journal.",
        "The notice that event 9 tells of is missing.",
    ]


def test_the_notice_of_a_retraction_that_is_gone_is_named_and_its_tombstone_is_not_made(client):
    article = factories.approved().article
    workflow.issue_notice(article=article, kind=NoticeKind.RETRACTION, reason="Bad.", actor=factories.chief_editor())
    unguarded((DELETED_NOTICE,))
    assert faults(article) == [
        "The notice that event 9 tells of is missing.",
        "Revision 1 is retracted without a notice.",
    ]
    with pytest.raises(CommandError):
        call_command("press", "--check", verbosity=0, stderr=StringIO(), stdout=StringIO())
    for address in ("", "fhir.json", "document.json"):
        assert client.get(f"/articles/{article.slug}/{address}").status_code == 404
    assert client.get(f"/api/v1/articles/{article.slug}").status_code == 404


def test_a_notice_with_other_words_than_its_event_is_named():
    article = factories.approved().article
    workflow.issue_notice(article=article, kind=NoticeKind.CORRECTION, reason="A dose.", actor=factories.chief_editor())
    unguarded(("UPDATE articles_notice SET reason = 'Nothing.'",))
    assert len(faults(article)) == 1
    assert "is not the one that event 9 tells of" in faults(article)[0]


def test_a_sign_off_that_no_event_tells_of_is_named(rounds):
    _first, second = rounds
    member = board_members(second)[0]
    SignOff.objects.create(
        revision=second, member=member, digest=second.digest, name="x", credentials="MD", specialty="x",
        signed_at=second.submitted_at, jws="x",
    )  # fmt: skip
    assert "The sign-off of x is in no event of the journal." in faults(second.article)


def test_proof_and_verify_ask_the_same_function(rounds):
    article = forged(*rounds)
    assert set(faults(article)) <= set(proof.faults(article))


def test_a_signature_that_did_not_count_then_does_not_take_the_place_of_one_that_is_gone():
    revision, (leaving, first, second) = factories.under_review(members=3)
    board.sign(revision=revision, actor=leaving.user, digest=revision.digest)
    board.recuse(revision=revision, actor=leaving.user, reason="No time")
    for member in (first, second):
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    assert faults(revision.article) == []
    unguarded(("DELETE FROM reviewers_signoff WHERE member_id = %s", key(first)))
    assert "Revision 1 was approved without its quorum: 2 sign-offs are required, 1 found." in faults(revision.article)


def test_a_decision_that_names_no_revision_changes_none():
    """Members declare interests about an article; a forged kind on such an event stops nothing."""
    revision, (one, _two) = factories.under_review()
    board.declare_interest(article=revision.article, member=one, description="Shares", actor=one.user)
    unguarded(("UPDATE articles_event SET kind = 'approved' WHERE kind = 'interest_declared'",))
    assert faults(revision.article) == []
