"""Parts that come and go: where they may stand, what goes with them, and a rate with its sentence."""

from functools import partial

import pytest

from articles.document import Statement as StatementNode
from articles.models import Article, Intervention, Place, Statement
from articles.states import Forbidden, Refused
from articles.working_copy import drafting, outline, removing, undoing
from articles.working_copy.composing import compose
from articles.working_copy.rows import NO_RATE
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_cited_reference_cannot_be_removed_until_its_citations_are():
    article = factories.draft()
    cited = next(each for each in article.statements.all() if each.citations)
    reference = article.references.get(pk=cited.citations[0])
    with pytest.raises(Refused, match="still cites this reference"):
        removing.remove(row=reference, version=reference.version, actor=article.author)
    for statement in article.statements.all():
        if str(reference.pk) in statement.citations:
            kept = [pk for pk in statement.citations if pk != str(reference.pk)]
            drafting.edit(row=statement, version=statement.version, values={"citations": kept}, actor=article.author)
    removing.remove(row=reference, version=reference.version, actor=article.author)
    assert not article.references.filter(pk=reference.pk).exists()


def test_a_statement_cannot_be_put_into_another_article():
    article, other = factories.draft(), factories.draft()
    with pytest.raises(Refused, match="This place is not in the article"):
        outline.add_statement(
            article=article,
            place=Place.BODY,
            owner=other.sections.first(),
            professional="Smuggled.",
            actor=article.author,
        )
    assert not other.statements.filter(professional="Smuggled.").exists()


def test_removing_a_statement_takes_what_is_nested_under_it():
    article = factories.draft()
    parent = article.statements.filter(children__isnull=False).first()
    gone = {parent.pk, *parent.children.values_list("pk", flat=True)}
    removing.remove(row=parent, version=parent.version, actor=article.author)
    assert len(gone) > 1
    assert not gone & {each.id for each in compose(article).statements()}


def test_statements_and_references_can_be_added_where_they_belong():
    article = factories.draft()
    section = article.sections.exclude(kind="algorithm").first()
    added = outline.add_statement(
        article=article, place=Place.BODY, owner=section, professional=" New. ", actor=article.author
    )
    reference = outline.add_reference(article=article, key="new2026", csl={"title": "New"}, actor=article.author)
    document = compose(article)
    assert StatementNode(id=added.pk, professional="New.", style="bullet") in list(document.statements())
    assert document.references[-1].id == reference.pk
    with pytest.raises(Refused, match="cannot stand as nonsense"):
        outline.add_reference(article=article, key="bad", csl={"nonsense": 1}, actor=article.author)
    with pytest.raises(Refused, match="Say where"):
        outline.add_statement(article=article, place=Place.BODY, owner=None, professional="x", actor=article.author)


def test_a_line_has_one_criterion():
    article = factories.draft()
    criterion = article.statements.filter(place=Place.CRITERION).first()
    with pytest.raises(Refused, match="There is one already"):
        outline.add_statement(
            article=article, place=Place.CRITERION, owner=criterion.line, professional="x", actor=article.author
        )


def test_what_is_added_comes_last_also_where_something_was_removed():
    article = factories.draft()
    section = article.sections.filter(statements__isnull=False).distinct().first()
    add = partial(outline.add_statement, article=article, place=Place.BODY, owner=section, actor=article.author)
    first, _second = add(professional="One."), add(professional="Two.")
    removing.remove(row=first, version=first.version, actor=article.author)
    for text in ("Three.", "Four."):
        add(professional=text)
    texts = [each.professional for node in compose(article).sections for each in node.statements]
    assert [text for text in texts if text in ("Two.", "Three.", "Four.")] == ["Two.", "Three.", "Four."]
    one, _two = (
        outline.add_reference(article=article, key=key, csl={}, actor=article.author) for key in ("one", "two")
    )
    removing.remove(row=one, version=one.version, actor=article.author)
    outline.add_reference(article=article, key="three", csl={}, actor=article.author)
    assert [each.key for each in compose(article).references][-2:] == ["two", "three"]


def test_a_statement_that_is_removed_twice_is_removed_once():
    article = factories.draft()
    statement = outline.add_statement(
        article=article, place=Place.ANSWER, owner=None, professional="Rest.", actor=article.author
    )
    seen_by_another = Statement.objects.get(pk=statement.pk)
    removing.remove(row=statement, version=statement.version, actor=article.author)
    removing.remove(row=seen_by_another, version=seen_by_another.version, actor=article.author)
    assert Statement.history.filter(id=seen_by_another.pk, history_type="-").count() == 1


def rates(article: Article) -> list[tuple[str, str, str]]:
    """What the rate is, its percentage and its sentence, as the document has them."""
    return [(rate.kind, rate.percentage, rate.statement.professional) for _of, rate in compose(article).rates()]


def without_rate(article: Article) -> Intervention:
    return article.interventions.exclude(statements__place=Place.RATE).first()


HARM = {"rate_kind": "harm", "percentage": "37.5", "numerator": 3, "denominator": 8}


def test_a_sentence_goes_with_its_rate():
    article = factories.draft()
    reporting, before = article.statements.get(numerator=99), rates(article)
    removing.remove(row=reporting, version=reporting.version, actor=article.author)
    assert [rate for rate in before if rate not in rates(article)] == [("use", "35.7", reporting.professional)]


@pytest.mark.parametrize("place", [Place.DETAIL, Place.RATE])
def test_an_intervention_has_any_number_of_rates_each_of_what_it_says(place):
    article = factories.draft()
    row = article.statements.get(numerator=99).intervention
    add = partial(outline.add_statement, article=article, place=place, owner=row, actor=article.author)
    added = add(professional=" Three of 8 bled. ", **HARM)
    add(professional="It helped most.", rate_kind="benefit", percentage="70.70")
    assert (added.place, added.professional) == (Place.RATE, "Three of 8 bled.")
    of_it = [rate for node, rate in compose(article).rates() if node.id == row.pk]
    assert [(rate.kind, rate.percentage, rate.numerator, rate.denominator) for rate in of_it] == [
        ("use", "35.7", 99, 277),
        ("harm", "37.5", 3, 8),
        ("benefit", "70.70", None, None),
    ]
    assert compose(article).format == "imprimatur-document/2"


def test_a_detail_becomes_a_rate_and_a_rate_a_detail_and_keeps_its_identity_and_what_hangs_on_it():
    article = factories.draft()
    row = article.interventions.filter(statements__place=Place.DETAIL).first()
    detail = row.statements.filter(place=Place.DETAIL).first()
    under = outline.add_statement(
        article=article, place=Place.NESTED, owner=detail, professional="Under it.", actor=article.author
    )
    before = compose(article).digest
    drafting.edit(row=detail, version=detail.version, values=HARM, actor=article.author)
    assert Statement.objects.get(pk=detail.pk).place == Place.RATE
    (rate,) = (rate for _of, rate in compose(article).rates() if rate.kind == "harm")
    assert (rate.statement.id, [child.id for child in rate.statement.children]) == (detail.pk, [under.pk])
    undoing.undo_last(article=article, actor=article.author)
    assert compose(article).digest == before
    undoing.redo_last(article=article, actor=article.author)
    now = Statement.objects.get(pk=detail.pk)
    drafting.edit(row=now, version=now.version, values=NO_RATE, actor=article.author)
    assert Statement.objects.get(pk=detail.pk).place == Place.DETAIL
    assert [rate for _of, rate in compose(article).rates() if rate.kind == "harm"] == []


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [
        ({"percentage": ""}, "needs its percentage"),
        ({"percentage": " "}, "needs its percentage"),
        ({"percentage": "a third"}, "A percentage is a number from 0 to 100"),
        ({"rate_kind": ""}, "Say what the rate is"),
        ({"rate_kind": "wonder"}, "wonder"),
        ({"numerator": 9}, "cannot exceed its denominator"),
    ],
)
def test_half_a_rate_is_not_written_nor_its_sentence(rate, sentence):
    article = factories.draft()
    row, before = without_rate(article), compose(article).digest
    with pytest.raises(Refused, match=sentence):
        outline.add_statement(
            article=article, place=Place.RATE, owner=row, professional="x", actor=article.author, **{**HARM, **rate}
        )
    assert compose(article).digest == before
    assert not Statement.objects.filter(professional="x").exists()


@pytest.mark.parametrize("place", [Place.ANSWER, Place.BODY, Place.NESTED, Place.CRITERION])
def test_a_rate_stands_right_under_an_intervention_and_nowhere_else(place):
    article = factories.draft()
    row = article.statements.filter(place=place).first()
    with pytest.raises(Refused, match="right under an intervention"):
        drafting.edit(row=row, version=row.version, values=HARM, actor=article.author)
    assert not Statement.objects.filter(rate_kind="harm").exists()


def test_a_rate_is_added_by_whoever_may_edit_the_article_and_only_within_it():
    article, other = factories.draft(), factories.draft()
    add = partial(outline.add_statement, article=article, place=Place.RATE, professional="x", **HARM)
    with pytest.raises(Forbidden):
        add(owner=without_rate(article), actor=factories.author())
    with pytest.raises(Refused, match="This place is not in the article"):
        add(owner=without_rate(other), actor=article.author)
    assert not Statement.objects.filter(professional="x").exists()


def test_only_who_may_edit_adds_and_removes():
    article = factories.draft()
    before = compose(article).digest
    for rows in (article.sections, article.treatmentlines, article.interventions, article.statements):
        gone = rows.first()
        with pytest.raises(Forbidden):
            removing.remove(row=gone, version=gone.version, actor=factories.author())
    with pytest.raises(Forbidden):
        outline.add_reference(article=article, key="k", csl={}, actor=factories.author())
    with pytest.raises(Forbidden):
        outline.add_statement(
            article=article, place=Place.ANSWER, owner=None, professional="x", actor=factories.author()
        )
    assert compose(article).digest == before


def test_a_statement_does_not_stand_under_what_its_place_does_not_name():
    article = factories.draft()
    with pytest.raises(Refused, match="A statement cannot stand there"):
        outline.add_statement(
            article=article,
            place=Place.BODY,
            owner=article.treatmentlines.first(),
            professional="x",
            actor=article.author,
        )


def test_the_first_statement_of_a_place_is_at_its_beginning_and_the_next_follows_it():
    article = factories.draft()
    row = article.interventions.get(name="Surgical decompression")
    added = [
        outline.add_statement(article=article, place=Place.DETAIL, owner=row, professional=words, actor=article.author)
        for words in ("One.", "Two.")
    ]
    answer = outline.add_statement(
        article=article, place=Place.ANSWER, owner=None, professional="Three.", actor=article.author
    )
    assert list(row.statements.filter(place=Place.DETAIL).order_by("position")) == added
    assert article.statements.filter(place=Place.ANSWER).order_by("position").last() == answer
    assert [each.style for each in (*added, answer)] == ["bullet", "bullet", "paragraph"]


def test_a_citing_statement_is_quoted_by_its_beginning():
    article = factories.draft()
    statement = next(each for each in article.statements.all() if each.citations)
    words = "w" * 70
    drafting.edit(row=statement, version=1, values={"professional": words}, actor=article.author)
    others = [each for each in article.statements.all() if each.citations and each.pk != statement.pk]
    for other in others:
        drafting.edit(row=other, version=1, values={"citations": []}, actor=article.author)
    reference = article.references.get(pk=statement.citations[0])
    with pytest.raises(Refused, match="^“w{60}” still cites this reference"):
        removing.remove(row=reference, version=reference.version, actor=article.author)


@pytest.mark.parametrize("words", ["", "   "])
def test_nothing_is_not_added(words):
    article = factories.draft()
    with pytest.raises(Refused, match="Nothing was saved"):
        outline.add_statement(article=article, place=Place.ANSWER, owner=None, professional=words, actor=article.author)
    with pytest.raises(Refused, match="Nothing was saved"):
        outline.add_reference(article=article, key=words, csl={}, actor=article.author)
