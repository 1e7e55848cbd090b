"""The working copy: what goes in comes out, edits lose nothing, identities and history stay."""

import pytest

from articles.document import Document
from articles.models import Article, Place, Statement
from articles.states import Forbidden, Refused, Stale
from articles.working_copy import drafting, removing
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


def test_saving_one_statement_takes_nine_queries(django_assert_num_queries):
    article = factories.draft()
    statement, author = article.statements.first(), article.author
    assert author.roles
    with django_assert_num_queries(9):  # three of them: how far history went before and after, and the act
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
    assert str(caught.value).startswith("Somebody else saved this text while you were editing.")


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
        ("statements", {"percentage": "a third"}, "A percentage is a number from 0 to 100"),
        ("statements", {"percentage": ""}, "A rate needs its percentage"),
        ("statements", {"numerator": 5, "denominator": 3}, "cannot exceed its denominator"),
        ("statements", {"rate_kind": ""}, "Say what the rate is"),
        ("treatmentlines", {"wait_min": 3}, "A waiting time has a unit"),
        ("treatmentlines", {"wait_min": 3, "wait_max": 2, "wait_unit": "day"}, "no more than its maximum"),
        ("treatmentlines", {"wait_min": 3, "wait_unit": "fortnight"}, "fortnight"),
        ("statements", {"plain": "x" * 10_001}, "cannot stand as plain"),
    ],
)
def test_what_could_not_be_composed_again_is_never_saved(kind, values, sentence):
    article = factories.draft()
    rows = getattr(article, kind)
    row = rows.get(numerator=99) if kind == "statements" else rows.first()
    with pytest.raises(Refused) as caught:
        drafting.edit(row=row, version=1, values=values, actor=article.author)
    assert sentence in str(caught.value)
    assert compose(article)


def test_an_address_is_the_condition_s_or_else_the_question_s_and_numbered_when_it_is_taken():
    document = sample_document()
    nameless = document.model_copy(update={"condition": document.condition.model_copy(update={"name": ""})})
    slugs = [factories.draft(document=document).slug for _ in range(3)]
    assert slugs == [slugs[0], f"{slugs[0]}-2", f"{slugs[0]}-3"]
    assert slugs[0].startswith("baastrup")
    assert factories.draft(document=nameless).slug.startswith("what-is-the-treatment")


def test_an_address_that_somebody_takes_while_we_look_is_left_to_them(monkeypatch):
    taken, find = factories.draft().slug, drafting.free_slug
    offers = iter([taken])
    monkeypatch.setattr(drafting, "free_slug", lambda document: next(offers, None) or find(document))
    article = factories.draft()
    assert article.slug == f"{taken}-2"
    assert Article.objects.filter(slug=taken).count() == 1


def test_an_import_over_an_edited_text_counts_on_and_whoever_edits_the_older_one_is_told():
    article = factories.draft()
    document = compose(article)
    statement = article.statements.get(pk=next(document.statements()).id)
    for version, words in ((1, "First."), (2, "Second.")):
        drafting.edit(row=statement, version=version, values={"plain": words}, actor=article.author)
    drafting.replace_document(article=article, document=document, actor=article.author)
    assert article.statements.get(pk=statement.pk).version == 4
    with pytest.raises(Conflict):
        drafting.edit(row=statement, version=3, values={"plain": "Third."}, actor=article.author)


def test_only_the_author_and_editors_import_over_it():
    article = factories.draft()
    before = compose(article).digest
    with pytest.raises(Forbidden):
        drafting.replace_document(article=article, document=sample_document(), actor=factories.author())
    assert compose(Article.objects.get(pk=article.pk)).digest == before
    drafting.replace_document(article=article, document=sample_document(), actor=article.author)
    assert [(each.kind, each.actor, each.data) for each in article.events.order_by("sequence")] == [
        (kind, article.author, {"title": article.title}) for kind in ("created", "imported")
    ]


def test_an_edit_of_what_somebody_removed_is_refused_and_so_is_starting_one_without_the_right():
    article = factories.draft()
    statement = article.statements.filter(children__isnull=True, place=Place.BODY).first()
    seen = Statement.objects.get(pk=statement.pk)
    removing.remove(row=statement, version=statement.version, actor=article.author)
    with pytest.raises(Stale, match="was removed from the article while you were editing"):
        drafting.edit(row=seen, version=1, values={"plain": "x"}, actor=article.author)
    with pytest.raises(Forbidden, match="Only authors and editors"):
        factories.draft(by=factories.person())


def test_the_article_s_own_words_are_edited_and_an_import_brings_its_own():
    article = factories.draft()
    saved = drafting.edit(row=article, version=1, values={"title": " Who  helps? "}, actor=article.author)
    assert (saved.title, saved.version) == ("Who  helps?", 2)
    drafting.replace_document(article=article, document=sample_document(), actor=article.author)
    article = Article.objects.get(pk=article.pk)
    assert (article.title, article.version) == (sample_document().title, 3)
    assert article.history.latest().history_user == article.author


def test_prose_keeps_its_lines_and_a_label_is_one():
    article = factories.draft()
    values = {"professional": "One.\r\n\r\nTwo. ", "label": " A \n label "}
    saved = drafting.edit(row=article.statements.first(), version=1, values=values, actor=article.author)
    assert (saved.professional, saved.label) == ("One.\n\nTwo. ", "A label")


def test_a_text_that_is_too_long_is_quoted_by_its_beginning():
    article = factories.draft()
    with pytest.raises(Refused, match="^“x{60}” cannot stand as plain: .+[.] Nothing was saved[.]$"):
        drafting.edit(row=article.statements.first(), version=1, values={"plain": "x" * 10_001}, actor=article.author)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"professional": "A\x00B"}, "holds a character that no text may hold, .+ Nothing was saved[.]$"),
        ({"citations": ["nonsense", "more"]}, "^There is no reference nonsense in this article"),
    ],
)
def test_what_is_refused_says_that_nothing_was_saved(values, sentence):
    article = factories.draft()
    with pytest.raises(Refused, match=sentence):
        drafting.edit(row=article.statements.first(), version=1, values=values, actor=article.author)
