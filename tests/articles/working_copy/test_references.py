"""References added many at once, merged, and removed with their citations: one act each, undone byte for byte."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.csl import Csl
from articles.models import Act, ActKind, Article, Place, Reference
from articles.states import Forbidden, Refused, Stale
from articles.working_copy import drafting, outline, removing, undoing
from articles.working_copy.composing import compose
from articles.working_copy.uniting import Filling, merge_references
from tests import factories

pytestmark = pytest.mark.django_db
NEW = [{"key": f"new{number}", "csl": {"title": f"New {number}"}, "note": "x" * number} for number in range(3)]


@pytest.fixture
def article() -> Article:
    return factories.draft()


def keys(article: Article) -> list[str]:
    return list(article.references.order_by("position", "id").values_list("key", flat=True))


@pytest.mark.parametrize("place", ["first", "last", 0, 1])
def test_many_are_added_where_they_should_stand_as_one_act(article, place):
    before, order = compose(article), keys(article)
    where = place if isinstance(place, str) else article.references.get(key=order[place]).pk
    rows = outline.add_references(article=article, each=NEW, where=where, actor=article.author)
    at = {"first": 0, "last": len(order)}.get(place, place + 1 if isinstance(place, int) else 0)
    assert keys(article) == [*order[:at], "new0", "new1", "new2", *order[at:]]
    assert [row.note for row in rows] == ["", "x", "xx"]
    undoing.undo_last(article=article, actor=article.author)
    assert compose(article).canonical() == before.canonical()


def test_where_there_is_no_room_the_list_is_spaced_anew_and_undo_leaves_that(article):
    before = compose(article)
    first, second = article.references.order_by("position")[:2]
    Reference.objects.filter(pk=second.pk).update(position=first.position + 2)
    filling = [Filling(second, second.version, {"volume": "99"})]
    outline.add_references(article=article, each=NEW, where=first.pk, filling=filling, actor=article.author)
    assert keys(article)[:5] == [first.key, "new0", "new1", "new2", second.key]
    undoing.undo_last(article=article, actor=article.author)
    assert compose(article).canonical() == before.canonical()


def test_queries_do_not_grow_with_what_is_added(article):
    counts = []
    for number in (1, 40):
        each = [{"key": f"k{number}-{n}", "csl": {"title": "T"}} for n in range(number)]
        with CaptureQueriesContext(connection) as seen:
            outline.add_references(article=article, each=each, actor=article.author)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"key": "NEW0", "csl": {}}, "Another reference has the key @NEW0"),
        ({"key": "", "csl": {}}, "Nothing was saved"),
        ({"key": "a", "csl": {"title": "x" * 501}}, "Nothing was saved"),
        ({"key": "a", "csl": {"DOI": "10.1000/\x00"}}, "Nothing was saved"),
    ],
)
def test_one_that_cannot_stand_refuses_all(article, wrong, sentence):
    before = keys(article)
    with pytest.raises(Refused, match=sentence):
        outline.add_references(article=article, each=[*NEW, wrong], actor=article.author)
    assert keys(article) == before
    with pytest.raises(Forbidden):
        outline.add_references(article=article, each=NEW, actor=factories.author())


def test_gaps_of_one_that_is_there_are_filled_and_what_it_has_stays(article):
    row = outline.add_reference(article=article, key="a", csl={"title": "Mine"}, actor=article.author)
    before = compose(article)
    more = {"title": "Theirs", "DOI": "10.1000/x", "author": [{"family": "A", "given": "B"}]}
    outline.add_references(article=article, each=[], filling=[Filling(row, row.version, more)], actor=article.author)
    row.refresh_from_db()
    assert row.csl == {"title": "Mine", "DOI": "10.1000/x", "author": [{"family": "A", "given": "B"}]}
    act = Act.objects.filter(article=article).latest("pk")
    assert (act.kind, act.node) == (ActKind.ADDED, row.pk)
    undoing.undo_last(article=article, actor=article.author)
    assert compose(article).canonical() == before.canonical()
    drafting.edit(row=row, version=row.version + 1, values={"note": "Other."}, actor=article.author)
    with pytest.raises(Stale):
        outline.add_references(article=article, each=[], filling=[Filling(row, 1, more)], actor=article.author)


@pytest.fixture
def doubled(article) -> tuple[Article, Reference, Reference]:
    """An article with two references that are one publication, both cited, and one statement that cites both."""
    add = outline.add_reference
    keep = add(article=article, key="a", csl={"title": "T", "volume": "1"}, note="One.", actor=article.author)
    gone = add(article=article, key="b", csl={"title": "U", "DOI": "10.1000/x"}, note="Two.", actor=article.author)
    section = article.sections.exclude(kind="algorithm").first()
    for cited in ([keep], [gone], [gone, keep]):
        outline.add_statement(
            article=article,
            place=Place.BODY,
            owner=section,
            professional="So it is.",
            citations=[str(each.pk) for each in cited],
            actor=article.author,
        )
    return article, keep, gone


def test_two_become_one_and_two_again(doubled):
    article, keep, gone = doubled
    before = compose(article)
    merge_references(keep=keep, gone=gone, versions=(keep.version, gone.version), actor=article.author)
    keep.refresh_from_db()
    assert Csl.model_validate(keep.csl) == Csl(title="T", volume="1", DOI="10.1000/x")
    assert keep.note == "One.\nTwo."
    assert not article.references.filter(pk=gone.pk).exists()
    cited = [each.citations for each in article.statements.filter(professional="So it is.")]
    assert cited == [[str(keep.pk)]] * 3
    merged = Act.objects.filter(article=article).latest("pk")
    assert merged.kind == ActKind.MERGED
    after = compose(article)
    undoing.undo(done=merged, actor=article.author)
    assert compose(article).canonical() == before.canonical()
    undoing.redo(done=merged, actor=article.author)
    assert compose(article).canonical() == after.canonical()


def test_references_with_words_of_an_older_rule_are_merged_all_the_same(article):
    """Their characters were asked by the rule of their day (characters.as_stored)."""
    rows = [
        outline.add_reference(article=article, key=key, csl={"title": "T"}, actor=article.author) for key in ("a", "b")
    ]
    for row, more in zip(rows, ({}, {"volume": "4"}), strict=True):
        Reference.objects.filter(pk=row.pk).update(csl={"title": "Bell\u0007 and \u202eturn", **more})
    merge_references(keep=rows[0], gone=rows[1], versions=(1, 1), actor=article.author)
    kept = Reference.objects.get(pk=rows[0].pk)
    assert (kept.csl["volume"], kept.csl["title"]) == ("4", "Bell\u0007 and \u202eturn")


def test_what_changed_meanwhile_is_not_merged(doubled):
    article, keep, gone = doubled
    seen = (keep.version, gone.version)
    drafting.edit(row=gone, version=gone.version, values={"note": "Three."}, actor=article.author)
    before = compose(article)
    with pytest.raises(Stale, match="changed the reference @b meanwhile"):
        merge_references(keep=keep, gone=gone, versions=seen, actor=article.author)
    with pytest.raises(Refused, match="with itself"):
        merge_references(keep=keep, gone=keep, versions=(keep.version, keep.version), actor=article.author)
    with pytest.raises(Forbidden):
        merge_references(keep=keep, gone=gone, versions=seen, actor=factories.author())
    other = factories.draft().references.first()
    with pytest.raises(Stale, match="was removed"):
        merge_references(keep=keep, gone=other, versions=(keep.version, other.version), actor=article.author)
    assert compose(article) == before


def test_a_reference_goes_with_its_citations_that_were_seen(doubled):
    article, _keep, gone = doubled
    before = compose(article)
    with pytest.raises(removing.StillCited) as refusal:
        removing.remove(row=gone, version=gone.version, actor=article.author)
    seen = {each.pk for each in refusal.value.statements}
    assert len(seen) == 2
    with pytest.raises(removing.StillCited) as refusal:
        removing.remove(row=gone, version=gone.version, actor=article.author, with_citations=list(seen)[:1])
    assert {each.pk for each in refusal.value.statements} == {list(seen)[1]}
    assert compose(article) == before
    removing.remove(row=gone, version=gone.version, actor=article.author, with_citations=seen)
    assert not any(str(gone.pk) in each.citations for each in article.statements.all())
    assert Act.objects.filter(article=article).latest("pk").kind == ActKind.REMOVED
    after = compose(article)
    undoing.undo_last(article=article, actor=article.author)
    assert compose(article).canonical() == before.canonical()
    undoing.redo_last(article=article, actor=article.author)
    assert compose(article).canonical() == after.canonical()
