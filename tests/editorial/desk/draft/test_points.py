"""The board's points at their place: what they suggest is taken over, they are answered, and the letter tells both."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Event, Revision, Statement
from articles.working_copy import drafting, removing, undoing
from editorial.press import proof
from reviewers import board, discussion
from reviewers.models import Comment, Member, PointState, Severity, Thread
from tests import factories
from tests.pages import compact

HTMX = {"headers": {"HX-Request": "true"}}


@dataclass
class RoundOne:
    """A revision in which a member has raised a point about the sentence on ibuprofen."""

    article: Article
    revision: Revision
    member: Member
    statement: Statement

    def point(self, **values: Any) -> Thread:
        say = {"text": "Too much.", "node": self.statement.pk, "revision": self.revision, "actor": self.member.user}
        return discussion.open_thread(**say | values)

    def address(self, name: str, thread: Thread) -> str:
        return reverse(f"desk:{name}", args=[self.article.pk, thread.pk])

    def now(self) -> Statement:
        return Statement.objects.get(pk=self.statement.pk)


@pytest.fixture
def round_one(article: Article) -> RoundOne:
    revision, (member, _other) = factories.under_review(article)
    statement = article.statements.get(professional="NSAIDs for pain")
    return RoundOne(article, revision, member, statement)


def page(client: Client, article: Article) -> str:
    return compact(client.get(reverse("desk:article", args=[article.pk])).content.decode())


def form(statement: Statement, wording: str = "all", **more: str) -> dict[str, str]:
    return {"wording": wording, "version": str(statement.version), **more}


def test_a_suggestion_stands_word_by_word_with_who_and_how_grave(at_desk: Client, round_one: RoundOne) -> None:
    round_one.point(
        severity=Severity.MAJOR, suggested_wording="NSAIDs for severe pain", suggested_plain="Tablets for bad pain."
    )
    html = page(at_desk, round_one.article)
    assert "NSAIDs for <ins>severe </ins>pain" in html
    for words in ("Take both over", "Only the plain wording", "Major", round_one.member.name, "Too much."):
        assert words in html
    assert f'name="version" value="{round_one.statement.version}"' in html
    editing = at_desk.get(reverse("desk:node", args=[round_one.article.pk, "statements", round_one.statement.pk]))
    assert "NSAIDs for <ins>severe </ins>pain" in compact(editing.content.decode())


def test_figures_and_what_the_checks_would_say_are_told_before_it_is_taken_over(at_desk, article: Article) -> None:
    revision, (member, _other) = factories.under_review(article)
    statement = article.statements.get(professional="Reported in 99 of 277 patients")
    discussion.open_thread(
        revision=revision,
        actor=member.user,
        text="I count others.",
        node=statement.pk,
        suggested_wording="Reported in 53.7% of 277 patients",
    )
    html = page(at_desk, article)
    assert "A figure would change. In Treatment algorithm" in html
    assert "99 became 53.7%" in html
    assert "The checks would then say: “Reported in 53.7% of 277 patients” does not say 35.7%" in html


@pytest.mark.parametrize(
    ("wording", "professional", "plain"),
    [
        ("all", "NSAIDs for severe pain", "Tablets for bad pain."),
        ("professional", "NSAIDs for severe pain", None),
        ("plain", None, "Tablets for bad pain."),
    ],
)
def test_either_wording_or_both_are_taken_over_as_one_act(
    at_desk: Client, round_one: RoundOne, wording: str, professional: str | None, plain: str | None
) -> None:
    thread = round_one.point(suggested_wording="NSAIDs for severe pain", suggested_plain="Tablets for bad pain.")
    before, acts = round_one.statement, round_one.article.acts.count()
    sent = form(before, wording, once="t1")
    for _twice in range(2):
        answer = at_desk.post(round_one.address("take-over", thread), sent)
        assert answer.headers["Location"].endswith(f"#s-{before.pk}")
    now = round_one.now()
    assert (now.professional, now.plain) == (professional or before.professional, plain or before.plain)
    assert round_one.article.acts.count() == acts + 1
    undoing.undo_last(article=round_one.article, actor=round_one.article.author)
    assert (round_one.now().professional, round_one.now().plain) == (before.professional, before.plain)
    assert list(proof.faults(Article.objects.get(pk=round_one.article.pk))) == []


def test_who_suggested_it_stays_in_the_history_and_wrote_in_the_text(
    at_desk: Client, round_one: RoundOne, signed_in
) -> None:
    thread = round_one.point(suggested_plain="Tablets for bad pain.")
    at_desk.post(round_one.address("take-over", thread), form(round_one.statement))
    event = Event.objects.get(article=round_one.article, kind="taken_over")
    assert (event.actor_name, event.data["suggested_by_name"]) == ("Ada Author", round_one.member.user.name)
    by = f"suggested by {round_one.member.user.name}"
    history = at_desk.get(reverse("desk:history", args=[round_one.article.pk])).content.decode()
    assert by in history
    node = reverse("desk:node-history", args=[round_one.article.pk, "statements", round_one.statement.pk])
    assert f"took it over, {by}" in compact(at_desk.get(node).content.decode())
    board.request_changes(
        revision=round_one.revision, actor=round_one.member.user, reason="So.", digest=round_one.revision.digest
    )
    second = factories.submitted(Article.objects.get(pk=round_one.article.pk))
    (reasons,) = [each.reasons_against for each in board.suggestions(second) if each.member == round_one.member]
    assert "wrote in this text (last: a statement" in reasons[0]


def test_taking_over_answers_the_point_in_the_same_click_when_that_is_ticked(
    at_desk: Client, round_one: RoundOne
) -> None:
    thread = round_one.point(suggested_wording="NSAIDs for severe pain", suggested_plain="Tablets for bad pain.")
    at_desk.post(round_one.address("take-over", thread), form(round_one.statement, "plain", answer="1"))
    assert Thread.objects.get().answer.text == "The plain wording is taken over."
    at_desk.post(round_one.address("take-over", thread), form(round_one.now(), "professional", answer="1"))
    assert Thread.objects.get().answer.text == "Taken over."
    assert "This is what the statement says now." in page(at_desk, round_one.article)


def test_without_the_tick_the_point_stays_open(at_desk: Client, round_one: RoundOne) -> None:
    thread = round_one.point(suggested_wording="NSAIDs for severe pain")
    at_desk.post(round_one.address("take-over", thread), form(round_one.statement))
    assert Thread.objects.get().state == PointState.OPEN


def test_changed_meanwhile_both_texts_are_shown_and_nothing_is_overwritten(
    at_desk: Client, round_one: RoundOne, editor
) -> None:
    thread = round_one.point(suggested_wording="NSAIDs for severe pain")
    row = round_one.now()
    drafting.edit(row=row, version=row.version, values={"professional": "NSAIDs for a week"}, actor=editor)
    answer = at_desk.post(round_one.address("take-over", thread), form(round_one.statement, answer="1"))
    html = compact(answer.content.decode())
    assert answer.status_code == 409
    assert html.index("Yours, not saved yet") < html.index("Saved meanwhile") < html.index("NSAIDs for a week")
    assert "> NSAIDs for severe pain</textarea>" in html
    assert "Edgar Editor" in html
    assert round_one.now().professional == "NSAIDs for a week"
    assert Thread.objects.get().state == PointState.OPEN
    assert not Event.objects.filter(kind="taken_over").exists()
    # Saved from there, the words are still whose they are.
    again = {"version": str(round_one.now().version), "professional": "NSAIDs for severe pain", "plain": row.plain}
    at_desk.post(
        reverse("desk:node", args=[round_one.article.pk, "statements", row.pk]),
        again | {"suggestion": str(thread.pk), "style": row.style, "label": row.label, "citations": row.citations},
    )
    assert Event.objects.get(kind="taken_over").data["suggested_by"] == str(round_one.member.user.pk)


def test_another_wording_that_changed_meanwhile_is_left_as_it_is(at_desk: Client, round_one: RoundOne, editor) -> None:
    thread = round_one.point(suggested_wording="NSAIDs for severe pain")
    row = round_one.now()
    drafting.edit(row=row, version=row.version, values={"plain": "Pills."}, actor=editor)
    assert at_desk.post(round_one.address("take-over", thread), form(round_one.statement)).status_code == 302
    assert (round_one.now().professional, round_one.now().plain) == ("NSAIDs for severe pain", "Pills.")


def test_words_saved_from_the_form_are_the_members_only_where_theirs_were_taken(
    at_desk: Client, round_one: RoundOne
) -> None:
    thread = round_one.point(suggested_wording="NSAIDs for severe pain")
    row = round_one.statement
    address = reverse("desk:node", args=[round_one.article.pk, "statements", row.pk])
    opened = at_desk.get(f"{address}?suggestion={thread.pk}").content.decode()
    assert f'name="suggestion" value="{thread.pk}"' in opened
    kept = {
        "version": str(row.version),
        "professional": row.professional,
        "style": row.style,
        "citations": row.citations,
    }
    at_desk.post(address, kept | {"plain": "My own.", "suggestion": str(thread.pk)})
    assert not Event.objects.filter(kind="taken_over").exists()


def test_a_reference_that_a_suggestion_names_is_cited(at_desk: Client, round_one: RoundOne) -> None:
    key = round_one.article.references.first().key
    thread = round_one.point(suggested_wording=f"NSAIDs for severe pain @{key}")
    at_desk.post(round_one.address("take-over", thread), form(round_one.statement))
    assert round_one.now().professional == "NSAIDs for severe pain"
    assert str(round_one.article.references.first().pk) in round_one.now().citations
    assert "This is what the statement says now." in page(at_desk, round_one.article)


def test_a_reference_that_is_not_there_is_asked_about_in_the_form(at_desk: Client, round_one: RoundOne) -> None:
    thread = round_one.point(suggested_wording="NSAIDs @nowhere2001")
    answer = at_desk.post(round_one.address("take-over", thread), form(round_one.statement))
    assert answer.status_code == 422
    assert "No reference has the key “nowhere2001”" in answer.content.decode()
    assert "NSAIDs @nowhere2001" in answer.content.decode()


@pytest.mark.parametrize("wording", ["", "label", "position", "all"])
def test_what_is_not_suggested_is_not_taken_over(at_desk: Client, round_one: RoundOne, wording: str) -> None:
    thread = round_one.point()
    answer = at_desk.post(round_one.address("take-over", thread), form(round_one.statement, wording))
    assert answer.status_code == 409
    assert "Nothing was changed." in answer.content.decode()


def test_what_is_suggested_for_a_statement_that_was_removed_stays_a_comment(
    at_desk: Client, round_one: RoundOne
) -> None:
    thread = round_one.point(suggested_wording="NSAIDs for severe pain")
    removing.remove(row=round_one.now(), version=round_one.now().version, actor=round_one.article.author)
    html = page(at_desk, round_one.article)
    assert "NSAIDs for severe pain" in html
    assert round_one.address("take-over", thread) not in html
    assert at_desk.post(round_one.address("take-over", thread), form(round_one.statement)).status_code == 409


def test_a_closed_point_is_not_answered_by_taking_over_and_nothing_is_changed(
    at_desk: Client, round_one: RoundOne
) -> None:
    thread = round_one.point(suggested_wording="NSAIDs for severe pain")
    discussion.resolve(thread=thread, actor=round_one.member.user)
    answer = at_desk.post(round_one.address("take-over", thread), form(round_one.statement, answer="1"))
    assert answer.status_code == 409
    assert "has closed this point meanwhile" in answer.content.decode()
    assert round_one.now().professional == "NSAIDs for pain"


def test_a_point_is_answered_in_one_form_and_that_is_taken_back(at_desk: Client, round_one: RoundOne) -> None:
    thread = round_one.point(severity=Severity.MAJOR)
    for _twice in range(2):
        answer = at_desk.post(round_one.address("answer", thread), {"text": "It is customary.", "once": "a1"})
        assert answer.headers["Location"].endswith(f"#s-{round_one.statement.pk}")
    assert Comment.objects.count() == 2
    html = page(at_desk, round_one.article)
    assert "Answered" in html
    assert "It is not answered yet" in html
    assert at_desk.post(round_one.address("take-answer-back", thread)).status_code == 302
    assert Thread.objects.get().state == PointState.OPEN
    assert "It is customary." in page(at_desk, round_one.article)


@pytest.mark.parametrize("text", ["", "x" * 10_001, "a\0b"])
def test_an_answer_that_will_not_do_is_refused_and_kept(at_desk: Client, round_one: RoundOne, text: str) -> None:
    thread = round_one.point()
    answer = at_desk.post(round_one.address("answer", thread), {"text": text})
    assert answer.status_code == 409
    assert Thread.objects.get().state == PointState.OPEN
    assert text.replace("\0", "[U+0000]") in answer.content.decode()


def test_beside_a_point_stands_what_changed_since(at_desk: Client, round_one: RoundOne, author) -> None:
    round_one.point()
    assert "Unchanged here since." in page(at_desk, round_one.article)
    row = round_one.now()
    drafting.edit(row=row, version=row.version, values={"professional": "NSAIDs for one week"}, actor=author)
    html = page(at_desk, round_one.article)
    assert "Changed here since." in html
    assert "NSAIDs for <del>pain</del><ins>one week</ins>" in html
    part = at_desk.get(reverse("desk:part", args=[round_one.article.pk, section(row)]), **HTMX).content.decode()
    assert "NSAIDs for <del>pain</del><ins>one week</ins>" in compact(part)


def section(row: Statement) -> object:
    from articles.working_copy.places import section_of

    return section_of(row)


@pytest.mark.parametrize("count", [1, 4])
def test_the_number_of_queries_does_not_grow_with_points_and_suggestions(
    at_desk: Client, round_one: RoundOne, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        thread = round_one.point(text=f"Point {number}", suggested_wording=f"NSAIDs for {number} weeks")
        discussion.answer(thread=thread, actor=round_one.article.author, text="Hm.")
    with django_assert_num_queries(17):  # as without placed points, and the text that they are about
        at_desk.get(reverse("desk:article", args=[round_one.article.pk]))
    # Session, person and roles; article, five kinds of rows; what was approved last; points, what was said, the texts.
    with django_assert_num_queries(13):
        at_desk.get(reverse("desk:answers", args=[round_one.article.pk]))


def test_what_has_no_answer_is_listed_where_one_submits_and_submitting_is_not_refused(
    at_desk: Client, round_one: RoundOne
) -> None:
    open_one, answered = round_one.point(text="Why?"), round_one.point(text="Where?")
    discussion.answer(thread=answered, actor=round_one.article.author, text="Here.")
    board.request_changes(
        revision=round_one.revision, actor=round_one.member.user, reason="So.", digest=round_one.revision.digest
    )
    html = page(at_desk, round_one.article)
    assert "One point has no answer yet." in html
    assert f'<a href="#t-{open_one.pk}">Minor: Why?</a>' in html
    assert reverse("desk:answers", args=[round_one.article.pk]) in html
    assert at_desk.post(reverse("desk:submit", args=[round_one.article.pk]), {"once": "s"}).status_code == 302


def test_the_letter_is_for_who_works_on_the_article(
    at_desk: Client, editing: Client, round_one: RoundOne, signed_in
) -> None:
    thread = round_one.point(text="Why so much?", suggested_wording="NSAIDs")
    discussion.answer(thread=thread, actor=round_one.article.author, text="It is customary.")
    board.request_changes(
        revision=round_one.revision, actor=round_one.member.user, reason="So.", digest=round_one.revision.digest
    )
    second = factories.submitted(Article.objects.get(pk=round_one.article.pk))
    addresses = [
        reverse("desk:answers", args=[round_one.article.pk]),
        reverse("desk:revision-answers", args=[second.pk]),
    ]
    for client in (at_desk, editing):
        for address in addresses:
            html = client.get(address).content.decode()
            assert "Why so much?" in html
            assert "It is customary." in html
            text = client.get(f"{address}?as=text")
            assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert "attachment" in text.headers["Content-Disposition"]
            assert "Answer by Ada Author" in text.content.decode()
    for stranger in (factories.author(), round_one.member.user):
        assert [signed_in(stranger).get(each).status_code for each in addresses] == [404, 404]
    assert (
        reverse("desk:revision-answers", args=[second.pk])
        in editing.get(reverse("desk:revision", args=[second.pk])).content.decode()
    )


def test_a_point_of_another_article_is_no_address(at_desk: Client, article: Article) -> None:
    revision, (member, _other) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=member.user, text="Why?")
    for name in ("answer", "take-answer-back", "take-over"):
        assert at_desk.post(reverse(f"desk:{name}", args=[article.pk, thread.pk])).status_code == 404


def test_an_answered_point_does_not_wait_for_the_author(at_desk: Client, round_one: RoundOne) -> None:
    thread = round_one.point()
    mine = at_desk.get(reverse("desk:mine")).content.decode()
    assert "1 open point of the board" in compact(mine)
    discussion.answer(thread=thread, actor=round_one.article.author, text="Mended.")
    mine = at_desk.get(reverse("desk:mine")).content.decode()
    assert "open point of the board" not in mine
    assert "Waits for you" not in mine
