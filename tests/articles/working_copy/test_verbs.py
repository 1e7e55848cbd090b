"""Every kind of part can be added between any two, changed, moved, removed and brought back, and keeps its identity."""

from collections.abc import Callable
from typing import Any

import pytest

from articles.models import Act, ActKind, Article, NodeRow, Place, Statement
from articles.states import Forbidden, Refused, Stale
from articles.working_copy import byline, drafting, moving, outline, removing, undoing
from articles.working_copy.acts import latest, to_redo, to_undo
from articles.working_copy.composing import compose
from articles.working_copy.places import SPACING, siblings_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    """The sample, with a list of three statements."""
    article = factories.draft()
    section = outline.add_section(article=article, title="Notes", actor=article.author)
    each = [{"professional": f"Note {number}."} for number in range(3)]
    outline.add_statements(article=article, place=Place.BODY, owner=section, each=each, actor=article.author)
    return article


def algorithm(article: Article) -> Any:
    return article.sections.get(kind="algorithm")


def a_list(article: Article) -> Any:
    return article.sections.get(title="Notes")


ADD: dict[str, Callable[..., NodeRow]] = {
    "section": lambda article, **at: outline.add_section(article=article, title="New", actor=article.author, **at),
    "line": lambda article, **at: outline.add_line(section=algorithm(article), title="New", actor=article.author, **at),
    "intervention": lambda article, **at: outline.add_intervention(
        line=article.treatmentlines.first(), name="New", actor=article.author, **at
    ),
    "statement": lambda article, **at: outline.add_statement(
        article=article, place=Place.BODY, owner=a_list(article), professional="New.", actor=article.author, **at
    ),
    "answer": lambda article, **at: outline.add_statement(
        article=article, place=Place.ANSWER, owner=None, professional="New.", actor=article.author, **at
    ),
    "reference": lambda article, **at: outline.add_reference(
        article=article, key="new2026", csl={"title": "New"}, actor=article.author, **at
    ),
}
CHANGE: dict[str, dict[str, object]] = {
    "section": {"title": "Other", "plain_title": "Simple"},
    "line": {"title": "Other", "wait_min": 1, "wait_max": 2, "wait_unit": "month"},
    "intervention": {"name": "Other", "kind": "surgery"},
    "statement": {"professional": "Other.", "style": "number"},
    "answer": {"plain": "Other."},
    "reference": {"csl": {"title": "Other"}, "note": "Seen."},
}


def order(row: NodeRow) -> list[NodeRow]:
    return list(siblings_of(row))


@pytest.mark.parametrize("kind", ADD)
def test_it_is_added_at_either_end_and_between_any_two(article: Article, kind: str) -> None:
    last = ADD[kind](article)
    before = order(last)
    assert before[-1] == last
    undoing.undo_last(article=article, actor=article.author)
    first = ADD[kind](article, where="first")
    assert order(first) == [first, *before[:-1]]
    undoing.undo_last(article=article, actor=article.author)
    between = ADD[kind](article, where=before[0].pk)
    assert order(between) == [before[0], between, *before[1:-1]]
    assert between.history.count() == 1


@pytest.mark.parametrize("kind", ADD)
def test_it_is_moved_by_one_and_to_the_ends_and_only_it_is_saved(article: Article, kind: str) -> None:
    row = ADD[kind](article)
    others = [each for each in order(row) if each != row]
    versions = {each.pk: each.version for each in others}
    moved = moving.shift(row=row, version=row.version, earlier=True, actor=article.author)
    assert order(row) == [*others[:-1], row, *others[-1:]]
    moved = moving.move(row=row, version=moved.version, where="first", actor=article.author)
    assert order(row) == [row, *others]
    assert moving.shift(row=row, version=moved.version, earlier=True, actor=article.author).version == moved.version
    moved = moving.move(row=row, version=moved.version, where=others[0].pk, actor=article.author)
    assert order(row) == [others[0], row, *others[1:]]
    assert {each.pk: each.version for each in order(row) if each != row} == versions
    assert order(row)[1].pk == row.pk


@pytest.mark.parametrize("kind", ADD)
def test_it_is_changed_removed_and_brought_back_with_all_that_hangs_on_it(article: Article, kind: str) -> None:
    row = ADD[kind](article)
    drafting.edit(row=row, version=1, values=CHANGE[kind], actor=article.author)
    before = compose(article)
    removing.remove(row=row, version=2, actor=article.author)
    assert row.pk not in {node.id for node in compose(article).nodes()}
    undoing.undo_last(article=article, actor=article.author)
    assert compose(article).canonical() == before.canonical()
    assert [each.history_type for each in row.history.order_by("history_id")] == ["+", "~", "-", "+"]
    for _step in range(2):
        undoing.undo_last(article=article, actor=article.author)
    for _step in range(2):
        undoing.redo_last(article=article, actor=article.author)
    assert compose(article).canonical() == before.canonical()


@pytest.mark.parametrize("kind", ["sections", "treatmentlines", "interventions", "statements"])
def test_a_part_that_holds_others_takes_them_along_and_brings_them_back(article: Article, kind: str) -> None:
    before = compose(article)
    for row in getattr(article, kind).all():
        removing.remove(row=row, version=row.version, actor=article.author)
        gone = {node.id for node in before.nodes()} - {node.id for node in compose(article).nodes()}
        assert row.pk in gone
        undoing.undo_last(article=article, actor=article.author)
        assert compose(article).canonical() == before.canonical()


def test_removing_and_restoring_the_largest_part_takes_the_same_queries_however_much_it_holds(
    article: Article, django_assert_max_num_queries: Any
) -> None:
    section = algorithm(article)
    line = article.treatmentlines.first()
    for number in range(40):
        item = outline.add_intervention(line=line, name=f"Item {number}", actor=article.author)
        outline.add_statement(
            article=article, place=Place.DETAIL, owner=item, professional="More.", actor=article.author
        )
    assert article.author.roles
    with django_assert_max_num_queries(20):
        removing.remove(row=section, version=section.version, actor=article.author)
    with django_assert_max_num_queries(60):
        undoing.undo_last(article=article, actor=article.author)


def test_lines_are_numbered_by_their_order(article: Article) -> None:
    first, second = compose(article).lines[:2]
    row = article.treatmentlines.get(pk=second.id)
    moving.shift(row=row, version=row.version, earlier=True, actor=article.author)
    assert [(line.rank, line.id) for line in compose(article).lines[:2]] == [(1, second.id), (2, first.id)]


def test_where_there_is_no_room_left_all_are_spaced_anew_and_an_undo_leaves_that_alone(article: Article) -> None:
    section = a_list(article)
    for number, each in enumerate(section.statements.filter(place=Place.BODY)):
        Statement.objects.filter(pk=each.pk).update(position=number)  # as older releases numbered them
    before = compose(article)
    first = section.statements.filter(place=Place.BODY).order_by("position").first()
    added = outline.add_statement(
        article=article, place=Place.BODY, owner=section, professional="New.", where=first.pk, actor=article.author
    )
    assert order(added)[:2] == [first, added]
    undoing.undo_last(article=article, actor=article.author)
    assert compose(article).canonical() == before.canonical()
    assert [each.position for each in order(first)][:2] == [SPACING, 2 * SPACING]


class TestStatements:
    def test_one_is_nested_and_un_nested(self, article: Article) -> None:
        one, two, three = order(a_list(article).statements.filter(place=Place.BODY).first())[:3]
        nested = moving.nest(row=two, version=two.version, actor=article.author)
        assert (nested.parent, nested.place) == (one, Place.NESTED)
        assert nested in one.children.all()
        out = moving.unnest(row=nested, version=nested.version, actor=article.author)
        assert order(one)[:3] == [one, out, three]
        with pytest.raises(Refused, match="no statement before it"):
            moving.nest(row=one, version=one.version, actor=article.author)
        with pytest.raises(Refused, match="not nested"):
            moving.unnest(row=one, version=one.version, actor=article.author)

    def test_none_stands_under_itself_or_too_deep(self, article: Article) -> None:
        section = outline.add_section(article=article, title="Deep", actor=article.author)
        above = outline.add_statement(
            article=article, place=Place.BODY, owner=section, professional="0", actor=article.author
        )
        top = above
        for depth in range(1, 6):
            above = outline.add_statement(
                article=article, place=Place.NESTED, owner=above, professional=str(depth), actor=article.author
            )
        with pytest.raises(Refused, match="at most 6 deep"):
            outline.add_statement(
                article=article, place=Place.NESTED, owner=above, professional="6", actor=article.author
            )
        with pytest.raises(Refused, match="cannot stand under itself"):
            moving.move(row=top, version=1, where="last", owner=above, actor=article.author)
        other = outline.add_statement(
            article=article, place=Place.BODY, owner=section, professional="x", where="first", actor=article.author
        )
        with pytest.raises(Refused, match="at most 6 deep"):
            moving.nest(row=top, version=1, actor=article.author)
        assert moving.move(row=other, version=1, where="last", owner=top, actor=article.author).parent == top

    def test_one_moves_to_every_place_but_a_rate_keeps_its_sentence(self, article: Article) -> None:
        row: Statement = a_list(article).statements.filter(place=Place.BODY, children__isnull=True).first()
        line = article.treatmentlines.exclude(statements__place=Place.CRITERION).first()
        use = article.statements.filter(place=Place.RATE).first()
        for owner, place in (
            (None, Place.ANSWER),
            (article.interventions.first(), Place.DETAIL),
            (line, Place.CRITERION),
            (article.sections.last(), Place.BODY),
        ):
            row = moving.move(
                row=row, version=row.version, where="last", owner=owner, place=place, actor=article.author
            )
            assert Statement.objects.get(pk=row.pk).place == place
            compose(article)
        with pytest.raises(Refused, match="stands under an intervention"):
            moving.move(row=use, version=1, where="last", owner=article.sections.last(), actor=article.author)
        with pytest.raises(Refused, match="Only a sentence with a rate"):
            moving.move(
                row=row,
                version=row.version,
                where="last",
                owner=use.intervention,
                place=Place.RATE,
                actor=article.author,
            )
        elsewhere = article.interventions.exclude(pk=use.intervention_id).first()
        use = moving.move(row=use, version=1, where="last", owner=elsewhere, actor=article.author)
        assert (use.place, use.intervention, bool(use.percentage)) == (Place.RATE, elsewhere, True)
        taken = article.statements.filter(place=Place.CRITERION).exclude(line=line).first().line
        with pytest.raises(Refused, match="There is one already"):
            moving.move(row=row, version=row.version, where="last", owner=taken, actor=article.author)

    def test_what_is_pasted_at_once_is_one_act(self, article: Article) -> None:
        before = compose(article)
        added = outline.add_statements(
            article=article,
            place=Place.BODY,
            owner=a_list(article),
            each=[{"professional": f"Line {number}."} for number in range(5)],
            where="first",
            actor=article.author,
        )
        assert order(added[0])[:5] == added
        undoing.undo_last(article=article, actor=article.author)
        assert compose(article).canonical() == before.canonical()


class TestRules:
    def test_lines_stand_in_the_one_algorithm(self, article: Article) -> None:
        other = a_list(article)
        line = article.treatmentlines.first()
        with pytest.raises(Refused, match="belong in the section that holds the algorithm"):
            outline.add_line(section=other, title="X", actor=article.author)
        with pytest.raises(Refused, match="belong in the section that holds the algorithm"):
            moving.move(row=line, version=line.version, where="last", owner=other, actor=article.author)
        with pytest.raises(Refused, match="belong in the section that holds the algorithm"):
            drafting.edit(row=algorithm(article), version=1, values={"kind": "text"}, actor=article.author)
        second = outline.add_section(article=article, title="Second", kind="algorithm", actor=article.author)
        with pytest.raises(Refused, match="one treatment algorithm"):
            outline.add_line(section=second, title="X", actor=article.author)
        compose(article)

    def test_an_intervention_moves_to_another_line(self, article: Article) -> None:
        first, second = article.treatmentlines.all()[:2]
        row = first.interventions.first()
        words = {node.id for node in compose(article).statements()}
        moved = moving.move(row=row, version=row.version, where="first", owner=second, actor=article.author)
        assert order(moved)[0] == row
        assert {node.id for node in compose(article).statements()} == words

    def test_nobody_else_does_any_of_it(self, article: Article) -> None:
        row, stranger = article.statements.first(), factories.author()
        outline.add_section(article=article, title="Mine", actor=article.author)
        done = Act.objects.latest("pk")
        for act in (
            lambda: outline.add_section(article=article, title="X", actor=stranger),
            lambda: moving.move(row=row, version=1, where="first", actor=stranger),
            lambda: moving.shift(row=row, version=1, earlier=True, actor=stranger),
            lambda: undoing.undo(done=done, actor=stranger),
            lambda: undoing.redo(done=done, actor=stranger),
            lambda: undoing.restore_version(done=done, actor=stranger),
        ):
            with pytest.raises(Forbidden):
                act()

    def test_a_place_of_another_article_is_no_place(self, article: Article) -> None:
        other = factories.draft(by=article.author)
        row, foreign = article.statements.filter(place=Place.BODY).first(), other.sections.first()
        with pytest.raises(Refused, match="not in the article"):
            moving.move(row=row, version=1, where="last", owner=foreign, actor=article.author)
        with pytest.raises(Stale, match="not there any more"):
            moving.move(row=row, version=1, where=other.statements.first().pk, actor=article.author)
        with pytest.raises(Stale, match="not there any more"):
            outline.add_section(article=article, title="X", where=foreign.pk, actor=article.author)


class TestTwoPeople:
    def test_what_somebody_else_moved_meanwhile_stays_where_they_put_it(self, article: Article) -> None:
        editor = factories.editor()
        row = ADD["section"](article)
        moving.move(row=row, version=1, where="first", actor=editor)
        with pytest.raises(Stale, match="Somebody moved this part"):
            moving.shift(row=row, version=1, earlier=True, actor=article.author)

    def test_words_and_place_are_changed_by_two_without_a_question(self, article: Article) -> None:
        row = ADD["statement"](article)
        moving.move(row=row, version=1, where="first", actor=factories.editor())
        drafting.edit(row=row, version=1, values={"professional": "Better."}, actor=article.author)
        assert (order(row)[0], order(row)[0].professional) == (row, "Better.")
        moving.move(row=row, version=2, where="last", actor=factories.editor())
        assert order(row)[-1].professional == "Better."

    def test_only_what_both_changed_is_asked_about(self, article: Article) -> None:
        row = ADD["statement"](article)
        drafting.edit(row=row, version=1, values={"professional": "New.", "plain": "Theirs."}, actor=factories.editor())
        drafting.edit(row=row, version=1, values={"professional": "Mine.", "plain": ""}, actor=article.author)
        row.refresh_from_db()
        assert (row.professional, row.plain) == ("Mine.", "Theirs.")
        with pytest.raises(drafting.Conflict) as conflict:
            drafting.edit(
                row=row, version=1, values={"professional": "Else.", "label": "Dose"}, actor=factories.editor()
            )
        assert conflict.value.clashing == {"professional"}
        assert conflict.value.values == {"label": "Dose"}

    def test_a_rate_changed_by_two_is_one_question(self, article: Article) -> None:
        row = article.statements.get(numerator=99)
        editor = factories.editor()
        drafting.edit(row=row, version=1, values={"numerator": 100}, actor=editor)
        with pytest.raises(drafting.Conflict) as conflict:
            drafting.edit(row=row, version=1, values={"denominator": 300, "numerator": 99}, actor=article.author)
        assert "denominator" in conflict.value.clashing

    def test_what_somebody_rewrote_meanwhile_is_not_removed_unread(self, article: Article) -> None:
        row, shown = ADD["statement"](article), latest(article)
        drafting.edit(row=row, version=1, values={"professional": "Rewritten."}, actor=factories.editor())
        with pytest.raises(removing.ChangedMeanwhile, match="Rewritten"):
            removing.remove(row=row, version=1, actor=article.author)
        section = a_list(article)
        with pytest.raises(removing.ChangedMeanwhile, match="Rewritten"):
            removing.remove(row=section, version=section.version, shown=shown, actor=article.author)
        removing.remove(row=section, version=section.version, shown=latest(article), actor=article.author)

    def test_nobody_undoes_over_what_another_wrote(self, article: Article) -> None:
        row, editor = ADD["statement"](article), factories.editor()
        drafting.edit(row=row, version=1, values={"professional": "Mine."}, actor=article.author)
        drafting.edit(row=row, version=2, values={"professional": "Theirs."}, actor=editor)
        with pytest.raises(Stale, match="was changed since"):
            undoing.undo_last(article=article, actor=article.author)
        undoing.undo_last(article=article, actor=editor)
        undoing.undo_last(article=article, actor=article.author)
        assert Statement.objects.get(pk=row.pk).professional == "New."

    def test_what_another_put_into_a_new_section_keeps_it_there(self, article: Article) -> None:
        section = ADD["section"](article)
        outline.add_statement(
            article=article, place=Place.BODY, owner=section, professional="Theirs.", actor=factories.editor()
        )
        with pytest.raises(Stale, match="Theirs"):
            undoing.undo_last(article=article, actor=article.author)

    def test_a_statement_does_not_come_back_into_a_section_that_is_gone(self, article: Article) -> None:
        section = a_list(article)
        row = section.statements.filter(place=Place.BODY).first()
        removing.remove(row=row, version=row.version, actor=article.author)
        gone = to_undo(article, article.author)
        removing.remove(row=section, version=section.version, actor=factories.editor())
        with pytest.raises(Stale, match="Restore that first"):
            undoing.undo(done=gone, actor=article.author)

    def test_a_reference_that_is_cited_since_stays(self, article: Article) -> None:
        reference = ADD["reference"](article)
        statement = article.statements.first()
        drafting.edit(row=statement, version=1, values={"citations": [str(reference.pk)]}, actor=factories.editor())
        with pytest.raises(Stale, match="put there since"):
            undoing.undo_last(article=article, actor=article.author)


class TestActs:
    def test_what_changes_nothing_leaves_no_act(self, article: Article) -> None:
        row, before = article.statements.first(), Act.objects.count()
        drafting.edit(row=row, version=1, values={"professional": row.professional}, actor=article.author)
        moving.move(row=row, version=1, where=row.pk, actor=article.author)
        moving.move(row=row, version=1, where="first", actor=article.author)
        with pytest.raises(Refused):
            drafting.edit(row=row, version=1, values={"professional": ""}, actor=article.author)
        assert Act.objects.count() == before

    def test_undo_and_redo_walk_back_and_forth_until_something_new_is_done(self, article: Article) -> None:
        row = article.statements.filter(place=Place.ANSWER).first()
        texts = [row.professional]
        for version, words in enumerate(("One.", "Two.", "Three."), start=1):
            drafting.edit(row=row, version=version, values={"professional": words}, actor=article.author)
            texts.append(words)

        def now() -> str:
            return Statement.objects.get(pk=row.pk).professional

        for words in reversed(texts[:-1]):
            undoing.undo_last(article=article, actor=article.author)
            assert now() == words
        for words in texts[1:3]:
            undoing.redo_last(article=article, actor=article.author)
            assert now() == words
        undoing.undo_last(article=article, actor=article.author)
        version = Statement.objects.get(pk=row.pk).version
        drafting.edit(row=row, version=version, values={"professional": "Else."}, actor=article.author)
        assert to_redo(article, article.author) is None
        undoing.undo_last(article=article, actor=article.author)
        undoing.undo_last(article=article, actor=article.author)
        assert now() == texts[0]

    def test_twice_it_is_undone_once(self, article: Article) -> None:
        row = article.statements.first()
        drafting.edit(row=row, version=1, values={"plain": "Simple."}, actor=article.author)
        done = to_undo(article, article.author)
        undoing.undo(done=done, actor=article.author)
        count = Act.objects.count()
        undoing.undo(done=done, actor=article.author)
        undoing.redo(done=done, actor=article.author)
        undoing.redo(done=done, actor=article.author)
        assert Act.objects.count() == count + 1
        with pytest.raises(Refused, match="cannot be undone"):
            undoing.undo(done=Act.objects.latest("pk"), actor=article.author)

    def test_an_import_over_is_one_act_and_comes_back_to_the_byte(self, article: Article) -> None:
        before = compose(article)
        words = before.model_copy(update={"title": "Another", "sections": before.sections[1:], "answer": ()})
        drafting.replace_document(article=article, document=words, actor=article.author)
        assert compose(article).digest != before.digest
        undoing.undo_last(article=article, actor=article.author)
        assert compose(Article.objects.get(pk=article.pk)).canonical() == before.canonical()

    def test_a_whole_version_comes_back_with_its_identities(self, article: Article) -> None:
        ADD["section"](article)
        then, wanted = to_undo(article, article.author), compose(article)
        for row in list(article.sections.all()):
            removing.remove(row=row, version=row.version, actor=article.author)
        drafting.edit(row=article, version=1, values={"title": "Else?"}, actor=article.author)
        undoing.restore_version(done=then, actor=article.author)
        assert compose(Article.objects.get(pk=article.pk)).canonical() == wanted.canonical()
        assert to_undo(article, article.author).kind == ActKind.RESTORED
        undoing.undo_last(article=article, actor=article.author)
        assert compose(Article.objects.get(pk=article.pk)).title == "Else?"

    def test_authors_are_undone_too(self, article: Article) -> None:
        byline.add_author(article=article, name="Second", actor=article.author)
        undoing.undo_last(article=article, actor=article.author)
        assert article.authors.count() == 1
