"""The working copy: what goes in comes out, edits lose nothing, identities and history stay."""

from functools import partial

import pytest

from articles.document import Document
from articles.models import Article, Intervention, Place, Statement
from articles.states import Forbidden, Refused
from articles.working_copy import drafting, outline
from articles.working_copy.composing import compose
from articles.working_copy.drafting import Conflict
from articles.working_copy.identities import fresh_identities
from tests import factories
from tests.samples import sample_document

pytestmark = pytest.mark.django_db


def words(document: Document) -> list[tuple]:
    """The document without its identities."""
    return [
        (type(node).__name__, sorted((k, v) for k, v in node.model_dump().items() if isinstance(v, str | int)))
        for node in document.nodes()
    ]


def test_a_document_written_to_rows_and_composed_again_is_the_same_document():
    document = sample_document()
    article = factories.draft(document=document)
    composed = compose(article)
    assert words(composed) == words(document)
    assert composed.article == article.pk
    drafting.replace_document(article=article, document=composed, actor=article.author)
    assert compose(Article.objects.get(pk=article.pk)).digest == composed.digest


def test_composing_takes_five_queries_whatever_the_size(django_assert_num_queries):
    article = factories.draft()
    with django_assert_num_queries(5):
        compose(article)


def test_saving_one_statement_takes_six_queries(django_assert_num_queries):
    article = factories.draft()
    statement, author = article.statements.first(), article.author
    assert author.roles
    with django_assert_num_queries(6):
        drafting.edit(row=statement, version=1, values={"plain": "Short."}, actor=author)


def test_one_document_can_start_two_articles():
    document = sample_document()
    first, second = factories.draft(document=document), factories.draft(document=document)
    assert first.slug != second.slug
    assert not {n.id for n in compose(first).nodes()} & {n.id for n in compose(second).nodes()}


def test_a_second_import_keeps_identities_of_what_is_the_same_and_of_what_changed_a_little():
    article = factories.draft()
    before = compose(article)
    statement = next(each for each in before.statements() if len(each.professional) > 60)
    text = before.model_dump_json(by_alias=True).replace(statement.professional, statement.professional + " Indeed.")
    drafting.replace_document(
        article=article, document=fresh_identities(Document.model_validate_json(text)), actor=article.author
    )
    after = compose(Article.objects.get(pk=article.pk))
    assert [node.id for node in after.nodes()] == [node.id for node in before.nodes()]
    assert article.statements.get(pk=statement.id).history.count() == 2


def test_what_a_second_import_leaves_out_is_removed_and_stays_in_the_history():
    article = factories.draft()
    document = compose(article)
    gone = document.sections[-1]
    shorter = document.model_copy(update={"sections": document.sections[:-1]})
    drafting.replace_document(article=article, document=shorter, actor=article.author)
    assert not article.sections.filter(pk=gone.id).exists()
    assert article.sections.model.history.filter(id=gone.id).first().history_type == "-"


def test_an_edit_of_something_saved_meanwhile_is_a_conflict_with_both_texts():
    article = factories.draft()
    statement = article.statements.first()
    drafting.edit(row=statement, version=1, values={"plain": "First."}, actor=article.author)
    with pytest.raises(Conflict) as caught:
        drafting.edit(row=statement, version=1, values={"plain": "Second."}, actor=article.author)
    assert caught.value.current.plain == "First."


def test_the_same_edit_sent_twice_with_what_was_seen_writes_history_once():
    article = factories.draft()
    statement = article.statements.first()
    saved = drafting.edit(row=statement, version=1, values={"plain": "Once."}, actor=article.author)
    drafting.edit(row=statement, version=saved.version, values={"plain": "Once."}, actor=article.author)
    assert statement.history.count() == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"professional": ""}, "This field cannot be blank. Nothing was saved."),
        ({"citations": ["nonsense"]}, "There is no reference nonsense in this article. Nothing was saved."),
        ({"article_id": None}, "These fields cannot be edited: article_id."),
        ({"style": "shouting"}, "Value 'shouting' is not a valid choice. Nothing was saved."),
    ],
)
def test_a_value_that_cannot_stand_is_refused_with_a_sentence(values, sentence):
    article = factories.draft()
    statement = article.statements.first()
    with pytest.raises(Refused) as caught:
        drafting.edit(row=statement, version=1, values=values, actor=article.author)
    assert str(caught.value) == sentence
    assert statement.history.count() == 1


def test_only_the_author_and_editors_may_edit():
    article = factories.draft()
    statement = article.statements.first()
    for stranger in (factories.author(), factories.member().user, factories.person()):
        with pytest.raises(Forbidden):
            drafting.edit(row=statement, version=1, values={"plain": "x"}, actor=stranger)
    assert drafting.edit(row=statement, version=1, values={"plain": "x"}, actor=factories.editor()).plain == "x"


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("interventions", {"percentage": "a third"}, "A percentage is a number from 0 to 100"),
        ("interventions", {"percentage": ""}, "The sentence on reported use needs its percentage"),
        ("interventions", {"numerator": 5, "denominator": 3}, "numerator_within_denominator"),
        ("treatmentlines", {"min_weeks": 3, "max_weeks": None}, "A waiting time needs both"),
        ("statements", {"plain": "x" * 10_001}, "cannot stand as plain"),
    ],
)
def test_what_could_not_be_composed_again_is_never_saved(kind, values, sentence):
    article = factories.draft()
    rows = getattr(article, kind)
    row = rows.exclude(percentage="").first() if kind == "interventions" else rows.first()
    with pytest.raises(Refused) as caught:
        drafting.edit(row=row, version=1, values=values, actor=article.author)
    assert sentence in str(caught.value)
    assert compose(article)


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
    outline.remove(row=first, actor=article.author)
    for text in ("Three.", "Four."):
        add(professional=text)
    texts = [each.professional for node in compose(article).sections for each in node.statements]
    assert [text for text in texts if text in ("Two.", "Three.", "Four.")] == ["Two.", "Three.", "Four."]
    one, _two = (
        outline.add_reference(article=article, key=key, csl={}, actor=article.author) for key in ("one", "two")
    )
    outline.remove(row=one, actor=article.author)
    outline.add_reference(article=article, key="three", csl={}, actor=article.author)
    assert [each.key for each in compose(article).references][-2:] == ["two", "three"]


def test_a_statement_that_is_removed_twice_is_removed_once():
    article = factories.draft()
    statement = outline.add_statement(
        article=article, place=Place.ANSWER, owner=None, professional="Rest.", actor=article.author
    )
    seen_by_another = Statement.objects.get(pk=statement.pk)
    outline.remove(row=statement, actor=article.author)
    outline.remove(row=seen_by_another, actor=article.author)
    assert Statement.history.filter(id=seen_by_another.pk, history_type="-").count() == 1


def test_a_rate_goes_with_the_sentence_that_reports_it():
    article = factories.draft()
    use = article.statements.filter(place=Place.USE, intervention__percentage="35.7").get()
    outline.remove(row=use, actor=article.author)
    row = Intervention.objects.get(pk=use.intervention_id)
    assert (row.percentage, row.numerator, row.denominator) == ("", None, None)
    assert row.history.count() == 2
