"""What somebody who took the guards away changed of the board's rows is found by the journal, one sentence each."""

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Event
from editorial.press import proof
from reviewers import board, discussion
from reviewers.models import Comment, Severity, Thread
from tests import factories
from tests.lifted import lift_guard, tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    """Two rounds: one has stepped back for an interest, another wants changes, a major point is closed by the chief."""
    revision, (leaving, one, two) = factories.under_review(members=3)
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    thread = discussion.open_thread(
        revision=revision,
        actor=leaving.user,
        text="Ten times the dose.",
        severity=Severity.MAJOR,
        node=next(revision.document.statements()).id,
        suggested_plain="Take a tenth.",
    )
    discussion.reply(thread=thread, actor=revision.article.author, text="It is milligrams.")
    discussion.answer(thread=thread, actor=revision.article.author, text="See the source.")
    board.recuse(revision=revision, actor=leaving.user, reason="A grant", conflict=True)
    discussion.resolve(thread=thread, actor=factories.chief_editor(), reason="The source says so.")
    board.request_changes(revision=revision, actor=two.user, reason="A comma", digest=revision.digest)
    article = Article.objects.get(pk=revision.article_id)
    second, (member, _other) = factories.under_review(article)
    point = discussion.open_thread(revision=second, actor=member.user, text="Why?")
    discussion.answer(thread=point, actor=article.author, text="Because.")
    discussion.reply(thread=point, actor=member.user, text="Of what?")
    discussion.answer(thread=point, actor=article.author, text="Of this.")
    discussion.take_answer_back(thread=point, actor=article.author)
    return Article.objects.get(pk=article.pk)


def faults(article: Article) -> list[str]:
    return list(proof.faults(Article.objects.get(pk=article.pk)))


def test_what_the_actions_wrote_holds(article):
    assert faults(article) == []
    call_command("verify", article.slug, verbosity=0)


RECUSED = "WHERE recused_at IS NOT NULL"
MAJOR = "WHERE severity = 'major'"
FIRST = "WHERE text LIKE 'Ten times%'"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (f"UPDATE reviewers_assignment SET recused_at = NULL {RECUSED}", "The recusal that event"),
        (f"UPDATE reviewers_assignment SET recusal_reason = 'x' {RECUSED}", "The recusal of Dr Member"),
        (
            "UPDATE reviewers_assignment SET recused_at = assigned_at WHERE id = (SELECT id FROM reviewers_assignment "
            "WHERE recused_at IS NULL LIMIT 1)",
            "is in no event of the journal.",
        ),
        (f"UPDATE reviewers_assignment SET assigned_by_id = assigned_by_id - 1 {RECUSED}", "The request to Dr Member"),
        (f"DELETE FROM reviewers_assignment {RECUSED}", "The request that event"),
        ("UPDATE reviewers_interest SET lifted_at = declared_at", "was lifted, and no event of the journal tells so."),
        ("DELETE FROM reviewers_interest", "The interest that event"),
        ("DELETE FROM reviewers_changerequest", "The request for changes that event"),
        ("UPDATE reviewers_changerequest SET reason = 'x'", "The request for changes of Dr Member"),
        (f"UPDATE reviewers_thread SET resolved_at = NULL {MAJOR}", "The closing of a point that event"),
        (f"UPDATE reviewers_thread SET resolved_by_name = 'x' {MAJOR}", "The closing of a point about revision 1"),
        ("UPDATE reviewers_thread SET resolved_at = opened_at WHERE severity = 'minor'", "is in no event"),
        (f"UPDATE reviewers_thread SET severity = 'minor' {MAJOR}", "A point about revision 1 is not the one"),
        (f"UPDATE reviewers_thread SET node = NULL {MAJOR}", "A point about revision 1 is not the one"),
        (f"UPDATE reviewers_thread SET suggested_plain = 'x' {MAJOR}", "What a point about revision 1 suggests is not"),
        (
            "UPDATE reviewers_thread SET suggested_wording = 'x' WHERE severity = 'minor'",
            "What a point about revision 2",
        ),
        (f"UPDATE reviewers_thread SET answer_id = NULL {MAJOR}", "The answer that event"),
        (
            f"UPDATE reviewers_thread SET answer_id = (SELECT id FROM reviewers_comment {FIRST}) {MAJOR}",
            "The answer to a point about revision 1 is not the one",
        ),
        (
            "UPDATE reviewers_thread SET answer_id = (SELECT id FROM reviewers_comment WHERE text = 'Of this.') "
            "WHERE severity = 'minor'",
            "The answer to a point about revision 2 is in no event",
        ),
        ("UPDATE reviewers_comment SET text = 'x' " + FIRST, "A comment about revision 1 is not the one"),
        ("UPDATE reviewers_comment SET author_name = 'x' " + FIRST, "A comment about revision 1 is not the one"),
        ("UPDATE reviewers_comment SET written_at = '2020-01-01 00:00' " + FIRST, "A comment about revision 1 is not"),
        ("DELETE FROM reviewers_comment " + FIRST, "The comment that event"),
        (
            "UPDATE reviewers_member SET user_id = (SELECT MAX(id) FROM accounts_user) "
            "WHERE id = (SELECT member_id FROM reviewers_signoff)",
            "has another account than the one that signed",
        ),
        (
            "UPDATE articles_article SET author_id = (SELECT MAX(id) FROM accounts_user)",
            "The draft belongs to another account than the one that started it by event 1.",
        ),
    ],
)
def test_each_single_change_past_the_guards_is_one_sentence(article, statement, fault):
    factories.person()
    tamper(statement)
    (found,) = faults(article)
    assert fault in found
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify", article.slug, verbosity=0)


def test_a_point_that_is_gone_with_all_that_was_said_is_one_sentence(article):
    tamper("DELETE FROM reviewers_comment")
    tamper("DELETE FROM reviewers_thread WHERE severity = 'major'")
    assert sum("The point that event" in each for each in faults(article)) == 1
    assert not any("closing" in each for each in faults(article))


def test_a_row_that_nobody_decided_is_a_sentence(article):
    thread = Thread.objects.get(severity=Severity.MAJOR)
    first = thread.comments.all()[0]
    Comment.objects.create(
        thread=thread, author=first.author, author_name="x", text="I take it back.", written_at=first.written_at
    )
    assert faults(article) == ["A point about revision 1 has 1 comments that no event names; there should be 0."]


NAMED_SINCE = ("comment", "comment_digest", "suggestion_digest")


def as_the_first_release_wrote(article: Article) -> None:
    """Events that name no comment; their hashes do not matter to what is asked here."""
    lift_guard()
    for event in Event.objects.filter(article=article, kind__in=("commented", "resolved")):
        kept = {name: value for name, value in event.data.items() if name not in NAMED_SINCE}
        Event.objects.filter(pk=event.pk).update(data=kept)


def of_the_board(article: Article) -> list[str]:
    return [each for each in faults(article) if not each.startswith("Event ")]


def test_points_of_the_first_releases_hold_and_a_comment_that_is_gone_from_them_is_found(article):
    as_the_first_release_wrote(article)
    assert of_the_board(article) == []
    tamper("DELETE FROM reviewers_comment WHERE text LIKE 'It is milli%'")
    assert of_the_board(article) == ["A point about revision 1 has 2 comments that no event names; there should be 3."]


def test_what_a_point_of_the_first_releases_suggests_is_not_asked(article):
    as_the_first_release_wrote(article)
    tamper(f"UPDATE reviewers_thread SET suggested_plain = 'x' {MAJOR}")
    assert of_the_board(article) == []


def test_however_much_was_said_the_number_of_queries_is_the_same(article, django_assert_num_queries):
    from reviewers.proof import decisions

    with django_assert_num_queries(7):
        list(decisions.faults(article))
    thread = Thread.objects.filter(revision=article.revision_in_review).get()
    for number in range(3):
        discussion.reply(thread=thread, actor=article.author, text=f"Answer {number}")
    with django_assert_num_queries(7):
        assert list(decisions.faults(article)) == []
