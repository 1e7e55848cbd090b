"""The letter of answers: each point since the last approval, the gravest first, with what became of its place."""

import pytest

from articles.document import Document, Section, Statement
from articles.models import Article, Revision
from articles.working_copy import drafting, removing
from editorial.typesetting.letter import as_text
from reviewers import board, discussion, letter
from reviewers.models import Member, PointState, Severity
from tests import factories

pytestmark = pytest.mark.django_db


def again(revision: Revision, **values: str) -> Revision:
    """The next revision of the article, in which the sentences that start so say something else."""
    article = Article.objects.get(pk=revision.article_id)
    for row in article.statements.all():
        if row.professional in values:
            new = {"professional": values[row.professional]}
            drafting.edit(row=row, version=row.version, values=new, actor=article.author)
    return factories.submitted(article)


def sent_back(revision: Revision, member) -> None:
    board.request_changes(revision=revision, actor=member.user, reason="See the points.", digest=revision.digest)


@pytest.fixture
def round_one() -> tuple[Revision, list[Member]]:
    said = tuple(Statement(professional=text) for text in ("Give 5 mg.", "Rest helps.", "Walk."))
    section = Section(title="Care", statements=said[1:])
    return factories.under_review(document=Document(title="What helps?", answer=(said[0],), sections=(section,)))


@pytest.fixture
def small(round_one) -> Document:
    return round_one[0].document


def test_points_stand_by_gravity_then_in_the_order_of_the_text(round_one, small):
    revision, (one, two) = round_one
    places = [each.id for each in small.statements()]
    raised = [(2, "suggestion"), (1, "minor"), (0, "minor"), (2, "major"), (None, "minor")]
    for place, severity in raised:
        node = None if place is None else places[place]
        discussion.open_thread(
            revision=revision, actor=one.user, text=f"{severity} {place}", node=node, severity=Severity(severity)
        )
    sent_back(revision, two)
    entries = letter.of_revision(again(revision))
    assert [each.opening.text for each in entries] == [
        "major 2", "minor None", "minor 0", "minor 1", "suggestion 2",
    ]  # fmt: skip
    assert [each.place for each in entries] == ["Care", "", "Answer", "Care", "Care"]


def test_each_says_whether_its_place_changed_word_by_word_and_figures_first(round_one, small):
    revision, (one, two) = round_one
    dose, rest, walk = small.statements()
    for part in (dose, rest, walk, small.sections[0]):
        discussion.open_thread(revision=revision, actor=one.user, text="Hm.", node=part.id)
    sent_back(revision, two)
    article = Article.objects.get(pk=revision.article_id)
    gone = article.statements.get(professional="Walk.")
    removing.remove(row=gone, version=gone.version, actor=article.author)
    second = again(revision, **{"Give 5 mg.": "Give 50 mg."})
    by_node = {each.point.node: each for each in letter.of_revision(second)}
    changed = by_node[dose.id].changes[0]
    assert (changed.quantity, changed.before, changed.after) == (True, "Give 5 mg.", "Give 50 mg.")
    assert (by_node[rest.id].is_changed, by_node[rest.id].changes, by_node[rest.id].words) == (False, (), "Rest helps.")
    assert (by_node[walk.id].is_there, by_node[walk.id].words) == (False, "Walk.")
    assert [each.kind for each in by_node[small.sections[0].id].changes] == ["removed"], "what hangs on it counts"


def test_the_words_of_a_revision_are_for_those_who_were_asked_about_it(round_one, small):
    revision, (one, two) = round_one
    dose, _rest, walk = small.statements()
    for part in (dose, walk):
        discussion.open_thread(revision=revision, actor=one.user, text="Ten times?", node=part.id)
    sent_back(revision, two)
    article = Article.objects.get(pk=revision.article_id)
    gone = article.statements.get(professional="Walk.")
    removing.remove(row=gone, version=gone.version, actor=article.author)
    second = again(revision, **{"Give 5 mg.": "Give 50 mg."})
    told = {each.point.node: each for each in letter.of_revision(second, one)}
    assert told[dose.id].changes
    for stranger in (factories.member(), stepped_back(revision)):
        told = {each.point.node: each for each in letter.of_revision(second, stranger)}
        assert (told[dose.id].is_changed, told[dose.id].changes, told[dose.id].words) == (True, (), "Give 50 mg.")
        assert (told[walk.id].is_there, told[walk.id].words, told[walk.id].place) == (False, "", "")


def stepped_back(revision: Revision):
    """A member who was asked about the revision, and is as if they had stepped back while it was under review."""
    member = factories.member()
    row = revision.assignments.first()
    row.pk, row.member, row._state.adding = None, member, True
    row.id = type(row)().id
    row.recused_at = row.assigned_at
    row.save()
    return member


def test_it_begins_with_the_rounds_since_the_approved_text(round_one, small):
    revision, members = round_one
    discussion.open_thread(revision=revision, actor=members[0].user, text="Of the approved text.")
    for each in members:
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
    article = Article.objects.get(pk=revision.article_id)
    drafting.edit(row=article, version=article.version, values={"heading": "Care"}, actor=article.author)
    second, (one, _two) = factories.under_review(Article.objects.get(pk=article.pk))
    assert letter.of_revision(second) == []
    discussion.open_thread(revision=second, actor=one.user, text="Of the second.")
    sent_back(second, one)
    third = again(second)
    assert [each.opening.text for each in letter.of_revision(third)] == ["Of the second."]
    discussion.resolve(thread=letter.of_revision(third)[0].point, actor=one.user)
    assert [each.point.state for each in letter.of_revision(third)] == [PointState.CLOSED]


def test_the_letter_of_a_draft_has_the_points_of_what_was_submitted_last(round_one, small):
    revision, (one, _two) = round_one
    thread = discussion.open_thread(revision=revision, actor=one.user, text="Hm.", node=next(small.statements()).id)
    discussion.answer(thread=thread, actor=revision.article.author, text="Mended.")
    article = Article.objects.get(pk=revision.article_id)
    (entry,) = letter.of_draft(article, small)
    assert (entry.point.state, entry.is_changed, [each.text for each in entry.said]) == ("answered", False, ["Mended."])


@pytest.mark.parametrize("count", [1, 6])
def test_however_many_points_it_asks_the_same(round_one, small, count, django_assert_num_queries):
    revision, (one, two) = round_one
    for number in range(count):
        thread = discussion.open_thread(
            revision=revision, actor=one.user, text=f"Hm {number}", node=next(small.statements()).id
        )
        discussion.answer(thread=thread, actor=revision.article.author, text=f"Mended {number}")
    sent_back(revision, two)
    second = Revision.objects.select_related("frozen").get(pk=again(revision).pk)
    with django_assert_num_queries(4):  # the last approved, points, what was said, the texts they are about
        entries = letter.of_revision(second, one)
        assert all(entry.opening and entry.said for entry in entries)


def test_as_text_it_says_who_raised_what_and_what_was_answered(round_one, small):
    revision, (one, two) = round_one
    dose = next(small.statements())
    thread = discussion.open_thread(
        revision=revision,
        actor=one.user,
        text="Ten times too little.",
        node=dose.id,
        severity=Severity.MAJOR,
        suggested_wording="Give 50 mg.",
        suggested_plain="Take one.",
    )
    discussion.reply(thread=thread, actor=two.user, text="I agree.")
    discussion.answer(thread=thread, actor=revision.article.author, text="Taken over.")
    sent_back(revision, two)
    second = again(revision, **{"Give 5 mg.": "Give 50 mg."})
    text = as_text(letter.of_revision(second), "What helps?", "Revision 2")
    for line in (
        "Letter of answers to the board",
        "What helps?\nRevision 2",
        "1. Major · Answer · Answered",
        "“Give 50 mg.”",
        f"{one.user.name}, revision 1, ",
        "Suggested professional wording: Give 50 mg.",
        "Suggested plain wording: Take one.",
        f"{two.user.name}, ",
        f"Answer by {revision.article.author.name}, ",
        ": Taken over.",
        "Changed here since.",
        "In Answer, 5 mg became 50 mg. (Professional wording)",
        "     - Give 5 mg.\n     + Give 50 mg.",
    ):
        assert line in text, line
