"""Parts that come and go: where they may stand, what goes with them, and a rate with its sentence."""

from functools import partial

import pytest

from articles.document import Statement as StatementNode
from articles.models import Article, Intervention, Place, Statement
from articles.states import Forbidden, Refused
from articles.working_copy import drafting, outline, removing
from articles.working_copy.composing import compose
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


def test_a_line_has_one_criterion_and_an_intervention_one_reported_use():
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


def rates(article: Article) -> dict[str, tuple[str, str]]:
    """Intervention -> its rate and the sentence on it, as the document has them."""
    return {
        node.name: (node.reported_use.percentage, node.reported_use.statement.professional)
        for line in compose(article).lines
        for node in line.interventions
        if node.reported_use
    }


def numbers_without_a_sentence(article: Article) -> list[Intervention]:
    """What `compose` would drop in silence."""
    rated = article.interventions.exclude(percentage="", numerator=None, denominator=None)
    return list(rated.exclude(statements__place=Place.USE))


def without_rate(article: Article) -> Intervention:
    return article.interventions.filter(percentage="").first()


def test_the_sentence_of_a_rate_goes_with_its_rate():
    article = factories.draft()
    use = article.statements.filter(place=Place.USE, intervention__numerator=99).get()
    before = rates(article)
    removing.remove(row=use, version=use.version, actor=article.author)
    row = Intervention.objects.get(pk=use.intervention_id)
    assert (row.percentage, row.numerator, row.denominator) == ("", None, None)
    assert (row.version, row.history.first().history_user) == (2, article.author)
    assert numbers_without_a_sentence(article) == []
    assert before.keys() - rates(article).keys() == {row.name}


def test_a_rate_comes_with_its_sentence():
    article = factories.draft()
    row = without_rate(article)
    added = outline.add_use(
        article=article,
        intervention=row,
        professional=" Helped 3 of 8. ",
        percentage="37.5",
        numerator=3,
        denominator=8,
        actor=article.author,
    )
    assert (added.place, added.style, added.professional) == (Place.USE, "paragraph", "Helped 3 of 8.")
    assert rates(article)[row.name] == ("37.5", "Helped 3 of 8.")
    row.refresh_from_db()
    assert (row.numerator, row.denominator, row.version) == (3, 8, 2)


@pytest.mark.parametrize(
    "values",
    [{"percentage": "35.7"}, {"numerator": 3}, {"denominator": 8}, {"percentage": "1", "numerator": 1, "name": "Rest"}],
)
def test_a_rate_alone_is_not_written(values):
    article = factories.draft()
    row = without_rate(article)
    with pytest.raises(Refused, match="A rate needs the sentence that reports it"):
        drafting.edit(row=row, version=1, values=values, actor=article.author)
    assert numbers_without_a_sentence(article) == []
    assert drafting.edit(row=row, version=1, values={"name": "Rest"}, actor=article.author).name == "Rest"


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [
        ({"percentage": ""}, "needs its percentage"),
        ({"percentage": " "}, "needs its percentage"),
        ({"percentage": "a third"}, "A percentage is a number from 0 to 100"),
        ({"percentage": "50", "numerator": 9, "denominator": 8}, "numerator_within_denominator"),
    ],
)
def test_where_the_rate_cannot_stand_its_sentence_is_not_written_either(rate, sentence):
    article = factories.draft()
    row, before = without_rate(article), compose(article).digest
    with pytest.raises(Refused, match=sentence):
        outline.add_use(article=article, intervention=row, professional="Some.", actor=article.author, **rate)
    assert compose(article).digest == before
    assert not Statement.objects.filter(professional="Some.").exists()


def test_a_reported_use_without_a_rate_is_not_added():
    article = factories.draft()
    with pytest.raises(Refused, match="needs its percentage"):
        outline.add_statement(
            article=article, place=Place.USE, owner=without_rate(article), professional="x", actor=article.author
        )


def test_one_intervention_reports_one_rate_and_it_stays_as_it_was():
    article = factories.draft()
    row, before = article.interventions.get(numerator=99), rates(article)
    with pytest.raises(Refused, match="There is one already"):
        outline.add_use(article=article, intervention=row, professional="x", percentage="50", actor=article.author)
    assert rates(article) == before


def test_a_rate_is_added_by_whoever_may_edit_the_article_and_only_within_it():
    article, other = factories.draft(), factories.draft()
    add = partial(outline.add_use, article=article, professional="x", percentage="50")
    with pytest.raises(Forbidden):
        add(intervention=without_rate(article), actor=factories.author())
    with pytest.raises(Refused, match="This place is not in the article"):
        add(intervention=without_rate(other), actor=article.author)
    assert not Statement.objects.filter(professional="x").exists()


def test_a_sentence_on_an_intervention_goes_without_its_rate():
    article = factories.draft()
    row = article.interventions.get(numerator=99)
    removing.remove(
        row=(gone := row.statements.filter(place=Place.DETAIL, children__isnull=True).first()),
        version=gone.version,
        actor=article.author,
    )
    removing.remove(
        row=(gone := article.statements.filter(place=Place.ANSWER).first()), version=gone.version, actor=article.author
    )
    assert rates(article)[row.name][0] == "35.7"
    assert Intervention.objects.get(pk=row.pk).version == 1


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


def test_a_sentence_on_reported_use_that_has_no_rate_asks_for_it_whatever_else_is_edited():
    """No action writes one; another release may have."""
    article = factories.draft()
    row = article.interventions.get(numerator=99)
    Intervention.objects.filter(pk=row.pk).update(percentage="")
    with pytest.raises(Refused, match="The sentence on reported use needs its percentage"):
        drafting.edit(row=row, version=1, values={"name": "Rest"}, actor=article.author)
