"""The conversation about a revision: who may speak, where, and what is kept."""

from uuid import uuid4

import pytest

from articles import workflow
from articles.models import Event, Revision
from articles.states import Forbidden, Refused, State
from reviewers import board, discussion
from reviewers.models import Comment, PointState, Severity, Thread
from reviewers.preconditions import BoardDecision
from reviewers.proof.decisions import comment_digest, suggestion_digest
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_point_is_raised_at_a_part_answered_and_resolved_and_each_is_journalled():
    revision, (one, _two) = factories.under_review()
    node = next(revision.document.statements()).id
    thread = discussion.open_thread(
        revision=revision,
        actor=one.user,
        text=" No source. ",
        node=node,
        severity=Severity.MAJOR,
        suggested_wording=" Say that it is customary. ",
    )
    discussion.reply(thread=thread, actor=revision.article.author, text="I will cite one.")
    discussion.resolve(thread=thread, actor=one.user)
    thread = Thread.objects.get()
    assert (thread.node, thread.severity, thread.suggested_wording) == (
        node,
        Severity.MAJOR,
        "Say that it is customary.",
    )
    assert [comment.text for comment in thread.comments.all()] == ["No source.", "I will cite one."]
    assert thread.resolved_by_name == one.user.name
    kinds = [BoardDecision.COMMENTED, BoardDecision.COMMENTED, BoardDecision.RESOLVED]
    said = Event.objects.filter(revision=revision, kind__in=kinds).order_by("sequence")
    assert [event.kind for event in said] == kinds


def test_the_same_request_twice_is_one_thread_one_reply_one_resolution():
    revision, (one, _two) = factories.under_review()
    first = discussion.open_thread(revision=revision, actor=one.user, text="No source.")
    assert discussion.open_thread(revision=revision, actor=one.user, text="No source. ") == first
    for _twice in range(2):
        discussion.reply(thread=first, actor=revision.article.author, text="Which one?")
        discussion.resolve(thread=first, actor=one.user)
    assert Comment.objects.count() == 2
    assert Event.objects.filter(revision=revision, kind=BoardDecision.RESOLVED).count() == 1


def test_the_same_words_by_another_or_at_another_place_are_a_point_of_their_own():
    revision, (one, two) = factories.under_review()
    node = next(revision.document.statements()).id
    discussion.open_thread(revision=revision, actor=one.user, text="No source.")
    discussion.open_thread(revision=revision, actor=two.user, text="No source.")
    discussion.open_thread(revision=revision, actor=one.user, text="No source.", node=node)
    assert Thread.objects.count() == 3


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_comment_is_refused_and_nothing_saved(text):
    revision, (one, _two) = factories.under_review()
    with pytest.raises(Refused, match="empty"):
        discussion.open_thread(revision=revision, actor=one.user, text=text)
    assert not Thread.objects.exists()


def test_a_part_of_another_document_is_refused():
    revision, (one, _two) = factories.under_review()
    with pytest.raises(Refused, match="not in the revision"):
        discussion.open_thread(revision=revision, actor=one.user, text="Here", node=uuid4())


def test_strangers_and_recused_members_do_not_comment():
    revision, (one, two) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=one.user, text="No source.")
    board.recuse(revision=revision, actor=two.user, reason="No time")
    for stranger in (two.user, factories.member().user, factories.author()):
        with pytest.raises(Forbidden):
            discussion.open_thread(revision=revision, actor=stranger, text="Me too")
        with pytest.raises(Forbidden):
            discussion.reply(thread=thread, actor=stranger, text="Me too")
        with pytest.raises(Forbidden):
            discussion.resolve(thread=thread, actor=stranger)
    assert Comment.objects.count() == 1


def test_no_point_is_raised_about_what_has_left_the_review_but_what_was_raised_can_be_answered():
    revision, (one, _two) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=one.user, text="No source.")
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="Rework")
    with pytest.raises(Refused, match="withdrawn"):
        discussion.open_thread(revision=revision, actor=one.user, text="One more thing")
    assert discussion.reply(thread=thread, actor=revision.article.author, text="Will cite.").text == "Will cite."


def test_the_same_words_are_a_new_point_after_the_first_was_closed_as_a_reply_or_with_more_to_them():
    revision, (one, _two) = factories.under_review()
    say = {"revision": revision, "actor": one.user, "text": "No source."}
    first = discussion.open_thread(**say)
    discussion.resolve(thread=first, actor=one.user)
    again = discussion.open_thread(**say)
    assert again != first, "it was closed before"
    assert discussion.open_thread(**say, severity=Severity.MAJOR) not in (first, again)
    assert discussion.open_thread(**say, suggested_wording="It is customary.").suggested_wording == "It is customary."
    discussion.reply(thread=again, actor=one.user, text="Which one?")
    assert discussion.open_thread(revision=revision, actor=one.user, text="Which one?") != again, "it was a reply"
    assert Thread.objects.count() == 5
    assert discussion.open_thread(**say) == again
    assert Thread.objects.count() == 5


def test_an_empty_reply_is_refused_and_the_same_words_by_another_or_other_words_are_a_reply():
    revision, (one, two) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=one.user, text="No source.")
    with pytest.raises(Refused, match="empty"):
        discussion.reply(thread=thread, actor=two.user, text=" ")
    discussion.reply(thread=thread, actor=two.user, text="No source.")
    discussion.reply(thread=thread, actor=two.user, text="Still none.")
    said = Comment.objects.filter(thread=thread).order_by("written_at")
    assert [(each.author, each.text) for each in said] == [
        (one.user, "No source."), (two.user, "No source."), (two.user, "Still none."),
    ]  # fmt: skip
    assert Event.objects.filter(revision=revision, kind=BoardDecision.COMMENTED).count() == 3


def test_the_journal_says_which_point_where_how_grave_and_why_it_was_overruled():
    revision, (one, _two) = factories.under_review()
    node = next(revision.document.statements()).id
    whole = discussion.open_thread(revision=revision, actor=one.user, text="All of it.")
    part = discussion.open_thread(revision=revision, actor=one.user, text="Here.", node=node, severity=Severity.MAJOR)
    discussion.reply(thread=part, actor=one.user, text="Well?")
    discussion.resolve(thread=whole, actor=one.user, reason="Not asked for.")
    discussion.resolve(thread=part, actor=factories.chief_editor(), reason=" It is cited. ")
    kinds = [BoardDecision.COMMENTED, BoardDecision.RESOLVED]
    said = Event.objects.filter(revision=revision, kind__in=kinds).order_by("sequence")
    first, second, third, fourth = (
        {"comment": str(each.pk), "comment_digest": comment_digest(each)}
        for each in Comment.objects.filter(thread__revision=revision).order_by("written_at")
    )
    nothing = suggestion_digest(Thread())
    assert [event.data for event in said] == [
        {"thread": str(whole.pk), "severity": "minor", "node": "", "suggestion_digest": nothing, **first},
        {"thread": str(part.pk), "severity": "major", "node": str(node), "suggestion_digest": nothing, **second},
        {"thread": str(part.pk), **third},
        {"thread": str(whole.pk)},
        {"thread": str(part.pk), **fourth, "reason": "It is cited."},
    ]


def test_a_stranger_is_told_that_the_revision_is_not_theirs_to_speak_about():
    revision, (one, _two) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=one.user, text="No source.", severity=Severity.MAJOR)
    with pytest.raises(Forbidden, match="^Only those who work on this revision"):
        discussion.resolve(thread=thread, actor=factories.author())


def test_a_statement_is_suggested_words_for_either_wording():
    revision, (one, _two) = factories.under_review()
    part = next(revision.document.statements())
    say = {"revision": revision, "actor": one.user, "text": "Simpler.", "node": part.id}
    plain = discussion.open_thread(**say, suggested_plain=" Begin gently. ")
    assert plain.suggestions == {"plain": "Begin gently."}
    both = discussion.open_thread(**say, suggested_wording="Begin.", suggested_plain="Begin gently.")
    assert both.suggestions == {"professional": "Begin.", "plain": "Begin gently."}
    assert discussion.open_thread(**say, suggested_plain="Begin gently.") == plain


def test_words_that_stand_there_already_are_no_suggestion():
    revision, (one, _two) = factories.under_review()
    part = next(revision.document.statements())
    for suggested in ({"suggested_wording": part.professional}, {"suggested_plain": f" {part.plain}\r\n"}):
        with pytest.raises(Refused, match="stands there already, word for word"):
            discussion.open_thread(revision=revision, actor=one.user, text="Better.", node=part.id, **suggested)
    assert not Thread.objects.exists()


def test_a_plain_wording_is_suggested_for_a_statement_only():
    revision, (one, _two) = factories.under_review()
    for node in (None, revision.document.sections[0].id):
        with pytest.raises(Refused, match="Only a statement"):
            discussion.open_thread(revision=revision, actor=one.user, text="x", node=node, suggested_plain="y")
    section = revision.document.sections[0].id
    thread = discussion.open_thread(
        revision=revision, actor=one.user, text="Longer.", node=section, suggested_wording="How it is found"
    )
    assert thread.suggested_wording == "How it is found"


@pytest.mark.parametrize(("text", "why"), [("a\0b", "null"), ("x" * 10_001, "at most 10000")])
def test_a_suggestion_that_no_text_could_hold_is_refused(text, why):
    revision, (one, _two) = factories.under_review()
    node = next(revision.document.statements()).id
    with pytest.raises(Refused, match=why):
        discussion.open_thread(revision=revision, actor=one.user, text="x", node=node, suggested_plain=text)
    assert not Thread.objects.exists()


def test_an_answer_marks_the_point_until_it_is_taken_back_and_each_is_journalled_once():
    revision, (one, _two) = factories.under_review()
    author = revision.article.author
    thread = discussion.open_thread(revision=revision, actor=one.user, text="No source.", severity=Severity.MAJOR)
    assert thread.state == PointState.OPEN
    for _twice in range(2):
        answer = discussion.answer(thread=thread, actor=author, text=" Cited now. ")
    thread = Thread.objects.get()
    assert (thread.state, thread.answer, answer.text) == (PointState.ANSWERED, answer, "Cited now.")
    for _twice in range(2):
        discussion.take_answer_back(thread=thread, actor=author)
    assert Thread.objects.get().state == PointState.OPEN
    assert Comment.objects.count() == 2, "what was said stays"
    kinds = ["commented", "answered", "answer_taken_back"]
    said = Event.objects.filter(revision=revision, kind__in=kinds).order_by("sequence")
    assert [event.kind for event in said] == kinds


def test_only_who_raised_it_opens_an_answered_point_again_by_a_reply():
    revision, (one, two) = factories.under_review()
    author = revision.article.author
    thread = discussion.open_thread(revision=revision, actor=one.user, text="No source.")
    discussion.answer(thread=thread, actor=author, text="Cited now.")
    discussion.reply(thread=thread, actor=two.user, text="Good.")
    discussion.reply(thread=thread, actor=author, text="Page 3.")
    assert Thread.objects.get().state == PointState.ANSWERED
    discussion.reply(thread=thread, actor=one.user, text="Not that one.")
    assert Thread.objects.get().state == PointState.OPEN
    discussion.answer(thread=thread, actor=author, text="Cited now.")
    assert Thread.objects.get().answer.text == "Cited now."


def test_a_major_point_that_is_answered_is_not_closed():
    revision, (one, two) = factories.under_review()
    author = revision.article.author
    thread = discussion.open_thread(revision=revision, actor=one.user, text="By ten.", severity=Severity.MAJOR)
    discussion.answer(thread=thread, actor=author, text="It is not.")
    for each in (one, two):
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
    assert Revision.objects.get().state == State.UNDER_REVIEW
    with pytest.raises(Forbidden):
        discussion.resolve(thread=thread, actor=author)
    discussion.resolve(thread=thread, actor=one.user)
    assert Revision.objects.get().state == State.APPROVED
    assert Thread.objects.get().state == PointState.CLOSED


def test_points_are_answered_by_those_who_can_change_the_text():
    revision, (one, two) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=one.user, text="No source.")
    for stranger in (one.user, two.user, factories.author(), factories.member().user):
        with pytest.raises(Forbidden, match="authors and editors"):
            discussion.answer(thread=thread, actor=stranger, text="It has.")
        with pytest.raises(Forbidden):
            discussion.take_answer_back(thread=thread, actor=stranger)
    discussion.answer(thread=thread, actor=factories.editor(), text="It has.")
    assert Thread.objects.get().state == PointState.ANSWERED


def test_a_closed_point_is_answered_no_more_and_an_empty_answer_is_none():
    revision, (one, _two) = factories.under_review()
    author = revision.article.author
    thread = discussion.open_thread(revision=revision, actor=one.user, text="No source.")
    with pytest.raises(Refused, match="The answer is empty"):
        discussion.answer(thread=thread, actor=author, text=" \n")
    discussion.answer(thread=thread, actor=author, text="Cited.")
    discussion.resolve(thread=thread, actor=one.user)
    for act in (
        lambda: discussion.answer(thread=thread, actor=author, text="Late."),
        lambda: discussion.take_answer_back(thread=thread, actor=author),
    ):
        with pytest.raises(Refused, match=f"{one.user.name} has closed this point meanwhile"):
            act()
    discussion.reply(thread=thread, actor=one.user, text="Thank you.")
    assert Thread.objects.get().answer.text == "Cited.", "the answer stays with a closed point"
