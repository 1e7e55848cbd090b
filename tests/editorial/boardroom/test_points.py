"""What a member suggests in either wording, and what becomes of their points in the rounds after."""

import pytest
from django.urls import reverse

from articles.models import Article, Revision
from articles.working_copy import drafting
from reviewers import board, discussion
from reviewers.models import Comment, Member, PointState, Severity, Thread
from tests import factories
from tests.editorial.boardroom.conftest import Review, browser
from tests.pages import compact

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def part(review: Review):
    return next(each for each in review.revision.document.statements() if each.plain)


def sent(part, **values: str) -> dict[str, str]:
    """The form as it opens, with what is typed over it."""
    wordings = {"suggested_wording": part.professional, "suggested_plain": part.plain}
    return {"node": str(part.id), "text": "Simpler.", "severity": "minor"} | wordings | values


def address(revision: Revision, name: str) -> str:
    return reverse(f"boardroom:{name}", args=[revision.pk])


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_form_opens_with_the_sentence_in_both_wordings(review, reviewer, part, headers):
    html = compact(
        reviewer.get(address(review.revision, "comment"), {"node": part.id}, headers=headers).content.decode()
    )
    assert f"> {part.professional}</textarea>" in html
    assert f"> {part.plain}</textarea>" in html
    whole = reviewer.get(address(review.revision, "comment"), headers=headers).content.decode()
    assert 'name="suggested_wording"' in whole
    assert 'name="suggested_plain"' not in whole


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ({}, {}),
        ({"suggested_plain": "Gently."}, {"plain": "Gently."}),
        ({"suggested_wording": "Less."}, {"professional": "Less."}),
        ({"suggested_wording": "Less.", "suggested_plain": "Gently."}, {"professional": "Less.", "plain": "Gently."}),
        ({"suggested_wording": "", "suggested_plain": ""}, {}),
    ],
)
def test_only_a_wording_that_was_changed_is_a_suggestion(review, reviewer, part, typed, suggested):
    assert reviewer.post(address(review.revision, "comment"), sent(part, **typed)).status_code == 302
    assert Thread.objects.get().suggestions == suggested
    html = reviewer.get(address(review.revision, "review")).content.decode()
    for text in suggested.values():
        assert text in html


@pytest.mark.parametrize(("text", "error"), [("a\x00b", "U+0000 (null)"), ("x" * 10_001, "at most 10000 characters")])
def test_a_suggestion_that_no_text_can_hold_says_why_and_all_stays(review, reviewer, part, text, error):
    typed = sent(part, suggested_plain=text, suggested_wording="Keep me", text="And me")
    answer = reviewer.post(address(review.revision, "comment"), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    for kept in (error, "Keep me", "And me"):
        assert kept in html
    assert not Thread.objects.exists()


def next_round(review: Review, *, answered: str = "", words: str = "", members: tuple[Member, ...] = ()) -> Revision:
    """It is sent back; its points are answered, a sentence is reworded; submitted, it goes to members again."""
    revision = review.revision
    board.request_changes(revision=revision, actor=review.two.user, reason="So.", digest=revision.digest)
    article = Article.objects.get(pk=revision.article_id)
    for thread in Thread.objects.filter(revision=revision) if answered else ():
        discussion.answer(thread=thread, actor=article.author, text=answered)
    row = article.statements.filter(place="answer").first()
    new = {"professional": words} if words else {"plain": "Begin anew."}
    drafting.edit(row=row, version=row.version, values=new, actor=article.author)
    second = factories.submitted(Article.objects.get(pk=article.pk))
    editor = factories.editor()
    for member in members or (review.one, review.two):
        board.assign(revision=second, member=member, actor=editor)
    return Revision.objects.get(pk=second.pk)


def test_in_the_next_round_ones_own_points_stand_first_with_the_answer_and_what_changed(review, reviewer):
    statement = review.revision.document.answer[0]
    own = discussion.open_thread(
        revision=review.revision, actor=review.one.user, text="Too vague.", node=statement.id, severity=Severity.MAJOR
    )
    other = discussion.open_thread(revision=review.revision, actor=review.two.user, text="A comma.")
    second = next_round(review, answered="Now it is exact.", words=statement.professional + " Always.")
    html = compact(reviewer.get(address(second, "review")).content.decode())
    first, theirs, board_asked = (html.index(each) for each in ("Your points of earlier rounds", "Too vague.", "So."))
    assert first < theirs < html.index("Now it is exact.") < html.index("Changed here since.") < board_asked
    assert "<ins> Always.</ins>" in html
    assert board_asked < html.index("A comma.")
    assert 'class="point-state is-answered"' in html
    assert reverse("boardroom:resolve", args=[own.pk]) in html
    assert reverse("boardroom:resolve", args=[other.pk]) not in html


def test_an_answer_that_is_not_enough_opens_the_point_again_and_one_that_is_closes_it(review, reviewer):
    own = discussion.open_thread(revision=review.revision, actor=review.one.user, text="Hm.", severity=Severity.MAJOR)
    second = next_round(review, answered="Done.")
    back = f"{address(second, 'review')}#a-{own.pk}"
    said = {"text": "Not yet.", "from": str(second.pk)}
    assert reviewer.post(reverse("boardroom:reply", args=[own.pk]), said).headers["Location"] == back
    assert Thread.objects.get().state == PointState.OPEN
    closing = reviewer.post(reverse("boardroom:resolve", args=[own.pk]), {"from": str(second.pk)})
    assert closing.headers["Location"] == back
    assert Thread.objects.get().state == PointState.CLOSED


@pytest.mark.parametrize("elsewhere", ["not-a-revision", "7b1f6c1e-0d0a-4f5e-9a51-3f0f6d9f1c11"])
def test_the_way_back_leads_to_a_review_of_ones_own_only(review, reviewer, elsewhere):
    own = discussion.open_thread(revision=review.revision, actor=review.one.user, text="Hm.")
    said = {"text": "Well.", "from": elsewhere}
    assert reviewer.post(reverse("boardroom:reply", args=[own.pk]), said).status_code == 404


def test_a_member_who_was_not_asked_before_sees_points_and_answers_but_no_words_of_that_revision(review):
    statement = review.revision.document.answer[0]
    discussion.open_thread(revision=review.revision, actor=review.one.user, text="Too vague.", node=statement.id)
    newcomer = factories.member()
    second = next_round(review, answered="Now exact.", words="Entirely otherwise.", members=(newcomer,))
    for name in ("review", "answers"):
        html = browser(newcomer.user).get(address(second, name)).content.decode()
        for told in ("Too vague.", "Now exact.", "Changed here since."):
            assert told in html
        assert statement.professional not in html
        assert "<del>" not in html


def test_the_letter_is_for_the_members_who_are_asked_about_the_revision(review, reviewer):
    discussion.open_thread(revision=review.revision, actor=review.one.user, text="Too vague.")
    second = next_round(review, answered="Now exact.", members=(review.one,))
    html = reviewer.get(address(second, "answers")).content.decode()
    assert "Too vague." in html
    text = reviewer.get(address(second, "answers") + "?as=text")
    assert text.headers["Content-Disposition"].endswith('-answers-2.txt"')
    assert "Now exact." in text.content.decode()
    assert address(second, "answers") in reviewer.get(address(second, "review")).content.decode()
    for stranger in (review.two.user, factories.member().user, review.revision.article.author, factories.editor()):
        assert browser(stranger).get(address(second, "answers")).status_code == 404
    assert reviewer.post(address(second, "answers")).status_code == 405
    board.recuse(revision=second, actor=review.one.user, reason="No time")
    assert reviewer.get(address(second, "answers")).status_code == 404


def test_the_first_round_has_no_letter_yet(review, reviewer):
    discussion.open_thread(revision=review.revision, actor=review.one.user, text="Too vague.")
    html = reviewer.get(address(review.revision, "answers")).content.decode()
    assert "The board has raised no point" in html
    assert "Letter of answers" not in reviewer.get(address(review.revision, "review")).content.decode()


@pytest.mark.parametrize("many", [1, 8])
def test_the_number_of_queries_does_not_grow_with_points_of_earlier_rounds(review, many, django_assert_num_queries):
    for number in range(many):
        for member in (review.one, review.two):
            discussion.open_thread(
                revision=review.revision,
                actor=member.user,
                text=f"Point {number}",
                node=review.revision.document.answer[0].id,
                severity=Severity.SUGGESTION,
            )
    second = next_round(review, answered="Done.")
    client = browser(review.one.user)
    client.get(address(second, "review"))
    with django_assert_num_queries(15):  # as many as without, and the texts that those points are about
        client.get(address(second, "review"))
    with django_assert_num_queries(7):  # session, person, request; what was approved last, points, what was said, texts
        client.get(address(second, "answers"))
    assert Comment.objects.count() == 4 * many
