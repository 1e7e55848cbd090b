"""A draft is handed over: who may, when, what it ends, and that nobody's independence is washed clean by it."""

import pytest
from django.db import DatabaseError, connection, transaction

from articles import history, journal, workflow
from articles.contributors import contributors
from articles.journal import Decision
from articles.models import Article, Event, JournalHead, NoticeKind
from articles.permissions import AUTHOR, EDITOR, may_edit
from articles.states import Forbidden, Refused, Stale
from articles.working_copy import archiving, byline, drafting, handing, removing, undoing
from articles.working_copy.acts import latest
from editorial.accounts.models import User
from reviewers import board
from reviewers.proof import decisions
from tests import factories
from tests.lifted import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return factories.draft()


@pytest.fixture
def other() -> User:
    return factories.author(name="Olga Other")


def now(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def faults(article: Article) -> list[str]:
    return [*journal.faults(now(article)), *decisions.faults(now(article))]


def hand_over(article: Article, to: User, *, actor: User | None = None, **options) -> Article:
    article = now(article)
    given = {"shown": article.author_id, "actor": actor or article.author} | options
    return handing.hand_over(article=article, to=to, **given)


def unnamed(article: Article) -> None:
    """Name somebody without an account instead, so that what is tried is the draft and not the name."""
    row = article.authors.get()
    byline.add_author(article=article, name="Nobody Here", actor=article.author)
    removing.remove(row=row, version=row.version, shown=latest(article), actor=article.author)


def test_the_draft_is_theirs_and_the_record_says_from_whom(article, other):
    first = article.author
    hand_over(article, other, reason="I leave.")
    assert now(article).author == other
    event = article.events.get(kind=Decision.HANDED_OVER)
    assert event.actor == first
    assert event.data == {
        "from": str(first.pk),
        "from_name": first.get_full_name(),
        "to": str(other.pk),
        "to_name": "Olga Other",
        "reason": "I leave.",
    }
    assert [row.account for row in article.authors.all()] == [first]
    assert may_edit(first, now(article))  # still named
    unnamed(now(article))
    assert not may_edit(first, now(article))
    assert may_edit(other, now(article))
    assert faults(article) == []


def test_it_can_be_handed_on_and_back(article, other):
    first, third = article.author, factories.editor()
    hand_over(article, other)
    hand_over(article, third)
    hand_over(article, first)
    assert now(article).author == first
    assert faults(article) == []


def test_who_hands_it_over_has_written_nothing_by_it(article, other):
    editor = factories.editor()
    before = history.tips(article)
    hand_over(article, other, actor=editor)
    assert history.tips(article) == before
    assert editor.pk not in contributors(factories.submitted(now(article)))


def test_who_may(article, other):
    coauthor = factories.author()
    byline.add_author(article=article, name="Cora", account=coauthor, actor=article.author)
    former = article.author
    for person in (coauthor, other, factories.person(), factories.member().user):
        with pytest.raises(Forbidden):
            hand_over(article, other, actor=person)
    hand_over(article, coauthor, actor=factories.editor())
    with pytest.raises(Forbidden):
        hand_over(article, former, actor=former)


@pytest.mark.parametrize("roles", [(), (AUTHOR,)])
def test_to_whom(article, roles):
    closed = factories.person(*roles, is_active=not roles)
    with pytest.raises(Refused, match="Only an author or an editor"):
        hand_over(article, closed)
    with pytest.raises(Refused, match="their draft already"):
        hand_over(article, article.author)
    assert not article.events.filter(kind=Decision.HANDED_OVER).exists()


def test_never_while_a_revision_is_in_review_or_the_article_is_archived(article, other):
    revision = factories.submitted(article)
    with pytest.raises(Refused, match="is in review"):
        hand_over(article, other)
    workflow.withdraw(revision=revision, actor=article.author, reason="Later.")
    archiving.archive(article=article, actor=article.author)
    with pytest.raises(Refused, match="archived"):
        hand_over(article, other)
    archiving.take_back(article=article, actor=article.author)
    hand_over(article, other)


def test_handed_over_by_two_at_once_the_second_is_told(article, other):
    first = article.author_id
    hand_over(article, other)
    with pytest.raises(Stale, match="handed over to Olga Other"):
        hand_over(article, factories.author(), actor=factories.editor(), shown=first)
    assert now(article).author == other


def test_an_undo_of_an_earlier_edit_does_not_give_it_back(article, other):
    drafting.edit(row=article, version=article.version, values={"specialty": "Before"}, actor=article.author)
    hand_over(article, other)
    drafting.edit(row=now(article), version=now(article).version, values={"specialty": "After"}, actor=other)
    undoing.undo_last(article=article, actor=other)
    assert (now(article).specialty, now(article).author) == ("Before", other)
    undoing.undo(done=article.acts.filter(kind="edited").earliest("pk"), actor=other)
    assert (now(article).specialty, now(article).author) == ("Rheumatology", other)
    undoing.restore_version(done=article.acts.earliest("pk"), actor=other)
    assert now(article).author == other
    assert faults(article) == []


class TestIndependence:
    """Everybody whose draft it was since the text that stands approved counts as its author."""

    @pytest.fixture
    def owner(self) -> User:
        return factories.person(AUTHOR, name="Dr Owner")

    @pytest.fixture
    def article(self, owner: User) -> Article:
        return factories.draft(by=owner)

    def test_who_hands_it_over_still_does_not_sign_it(self, article, owner, other):
        member = factories.member(user=owner)
        unnamed(article)
        hand_over(article, other)
        revision = factories.submitted(now(article))
        assert contributors(revision)[owner.pk].is_author
        with pytest.raises(Refused, match="nobody reviews their own"):
            board.assign(revision=revision, member=member, actor=factories.editor())

    def test_nor_when_it_went_through_three_hands(self, article, owner, other):
        second = factories.person(AUTHOR, EDITOR)
        hand_over(article, second)
        hand_over(article, other)
        hand_over(article, factories.author())
        owners = {owner.pk, second.pk, other.pk, now(article).author_id}
        found = contributors(factories.submitted(now(article)))
        assert {pk for pk, hand in found.items() if hand.is_author} == owners

    def test_a_withdrawn_round_clears_nobody(self, article, owner, other):
        revision = factories.submitted(article)
        workflow.withdraw(revision=revision, actor=owner, reason="Later.")
        hand_over(article, other)
        assert contributors(factories.submitted(now(article)))[owner.pk].is_author

    def test_after_an_approval_the_owner_of_the_approved_text_counts_until_the_next(self, article, owner, other):
        first = factories.approved(article)
        hand_over(article, other)
        unnamed(now(article))
        second = factories.approved(now(article))
        assert contributors(second)[owner.pk].is_author
        drafting.edit(row=now(article).statements.first(), version=1, values={"plain": "New."}, actor=other)
        third = factories.submitted(now(article))
        assert owner.pk not in contributors(third)
        assert contributors(third)[other.pk].is_author
        assert other.pk not in contributors(first)  # it was not theirs then

    def test_a_retraction_brings_them_back(self, article, owner, other):
        factories.approved(article)
        hand_over(article, other)
        unnamed(now(article))
        factories.approved(now(article))
        editor = factories.editor()
        workflow.issue_notice(article=article, kind=NoticeKind.RETRACTION, reason="No.", actor=editor)
        again = factories.submitted(now(article), after_retraction=True)
        assert contributors(again)[owner.pk].is_author

    def test_who_signed_an_earlier_version_may_get_the_draft_and_their_signature_stands(self, article, other):
        revision, members = factories.under_review(article)
        for member in members:
            board.sign(revision=revision, actor=member.user, digest=revision.digest)
        signer = members[0].user
        signer.groups.add(*article.author.groups.all())
        hand_over(article, signer)
        assert signer.pk not in contributors(revision)
        assert faults(article) == []


def refused(statement: str, *values: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def key(article: Article) -> object:
    return Article._meta.pk.get_db_prep_value(article.pk, connection)


MOVE = "UPDATE articles_article SET author_id = %s WHERE id = %s"


def test_the_database_gives_no_draft_away_without_its_event(article, other):
    first = article.author
    refused(MOVE, other.pk, key(article))
    hand_over(article, other)
    for account in (first.pk, factories.author().pk):
        refused(MOVE, account, key(article))
    hand_over(article, first)
    refused(MOVE, other.pk, key(article))  # an event of before is not enough
    refused("UPDATE articles_article SET id = %s WHERE id = %s", key(factories.draft()), key(article))
    assert now(article).author == first


def test_the_event_of_another_article_moves_nothing(article, other):
    twin = factories.draft(by=article.author)
    with transaction.atomic():
        journal.append(
            article=twin,
            kind=Decision.HANDED_OVER,
            actor=article.author,
            data={"from": str(article.author_id), "to": str(other.pk)},
        )
        refused(MOVE, other.pk, key(article))


def test_an_event_without_the_move_and_a_move_without_an_event_are_found(article, other):
    with transaction.atomic():
        journal.append(
            article=article,
            kind=Decision.HANDED_OVER,
            actor=article.author,
            data={"from": str(article.author_id), "to": str(other.pk)},
        )
    assert faults(article) == [
        "The draft belongs to another account than the one that it was handed over to by event 2."
    ]
    twin = factories.draft()
    tamper(MOVE, other.pk, key(twin))
    assert faults(twin) == ["The draft belongs to another account than the one that started it by event 1."]


@pytest.mark.parametrize("to", ["", "x", None, "-1", 7, "9" * 30])
def test_an_event_that_nobody_here_wrote_is_a_fault_and_no_crash(article, other, to, monkeypatch):
    hand_over(article, other)
    monkeypatch.setattr(journal.recorded, "send", lambda **told: None)  # who forges one tells nobody
    head = JournalHead.objects.get(article=article)
    with transaction.atomic():
        journal.append(article=article, kind=Decision.HANDED_OVER, actor=other, data={"from": "0", "to": to})
    found = faults(article)
    assert any("hands over a draft of another account" in each for each in found)
    assert any("belongs to another account" in each for each in found)
    assert Event.objects.filter(article=article).count() == head.sequence + 1
