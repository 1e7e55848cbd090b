"""A text is taken over through the real action: whatever is chosen is written, and undone to the byte."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.document import Document, Statement
from articles.history import tips
from articles.journal import Decision
from articles.models import ActKind, Article, Event, Place
from articles.states import Forbidden, Refused
from articles.working_copy import drafting, outline, undoing
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from articles.working_copy.offering import depth, incoming, last_text
from tests import factories
from tests.articles.working_copy.test_replacing import documents, shape

CHOICES = st.lists(st.booleans(), min_size=60, max_size=60)
some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def now(article: Article) -> Document:
    return compose(Article.objects.get(pk=article.pk))


@pytest.mark.django_db
@given(documents(), documents(), CHOICES)
@some
def test_what_is_chosen_is_written_and_undone_to_the_byte(first, second, choices):
    article = factories.draft(document=first)
    before, since = now(article), tips(article)
    offers = incoming(article, second).offers
    chosen = {offer.id for offer, is_chosen in zip(offers, choices, strict=False) if is_chosen}
    values = {"article": article, "document": second, "shown": latest(article), "actor": article.author}
    nothing = drafting.take_over(accepted=frozenset(), **values)
    assert (nothing.act, nothing.changes, tips(article)) == (None, 0, since)
    taken = drafting.take_over(accepted=chosen, **values)
    Document.model_validate(now(article).model_dump(by_alias=True))
    if taken.act is None:
        assert now(article) == before
        return
    assert taken.act.kind == ActKind.IMPORTED
    undoing.undo(done=taken.act, actor=article.author)
    assert now(article).canonical() == before.canonical()
    every = drafting.take_over(accepted=None, **values | {"shown": latest(article)})
    assert shape(now(article)) == shape(second)
    assert every.stayed == 0


@pytest.mark.django_db
def test_an_import_that_changes_something_is_journalled_once():
    article = factories.draft()
    document = now(article).model_copy(update={"title": "What else helps?"})
    values = {"article": article, "document": document, "actor": article.author}
    taken = drafting.take_over(accepted=None, shown=latest(article), **values)
    assert taken.changes == 1
    drafting.take_over(accepted=None, shown=latest(article), **values)
    kinds = list(Event.objects.filter(article=article).order_by("pk").values_list("kind", flat=True))
    assert kinds == [Decision.CREATED, Decision.IMPORTED]


@pytest.mark.django_db
def test_only_who_may_edit_takes_over_and_only_what_they_saw():
    article = factories.draft()
    values = {"article": article, "document": now(article), "accepted": None}
    with pytest.raises(Forbidden):
        drafting.take_over(shown=latest(article), actor=factories.author(), **values)
    with pytest.raises(drafting.ChangedSince):
        drafting.take_over(shown=latest(article) - 1, actor=article.author, **values)


@pytest.mark.django_db
def test_edits_count_from_the_last_import_that_stands():
    article = factories.draft()
    began = now(article)
    document = began.model_copy(update={"title": "What else helps?"})
    values = {"article": article, "document": document, "accepted": None, "actor": article.author}
    taken = drafting.take_over(shown=latest(article), **values)
    assert last_text(article).document.title == "What else helps?"
    undoing.undo(done=taken.act, actor=article.author)
    assert last_text(article).document == began


@pytest.mark.django_db
def test_with_no_text_to_compare_with_everything_there_is_somebodys_work():
    article = factories.draft()
    document = now(article).model_copy(update={"answer": (), "title": "What else helps?"})
    article.acts.all().delete()
    comes = incoming(article, document)
    assert comes.base is None
    assert all(comes.is_edited(offer) for offer in comes.offers)
    assert not comes.defaults


@pytest.mark.django_db
def test_what_would_be_nested_too_deep_together_is_refused_and_nothing_written():
    names = ("one", "two", "three", "four", "five", "six")

    def nest(*words: str) -> tuple[Statement, ...]:
        return (Statement(professional=words[0], children=nest(*words[1:])),) if words else ()

    first = Document(title="What helps?", answer=(*nest(*names), Statement(professional="Something else entirely.")))
    article = factories.draft(document=first)
    there = now(article)
    chain, other = there.answer
    # What comes has the chain's top under the other statement, and the rest of the chain gone.
    moved = other.model_copy(update={"children": (chain.model_copy(update={"children": ()}),)})
    offers = incoming(article, there.model_copy(update={"answer": (moved,)})).offers
    (under,) = (offer.id for offer in offers if offer.kind == "moved")
    values = {"article": article, "document": there.model_copy(update={"answer": (moved,)}), "actor": article.author}
    assert depth(there) == 6
    with pytest.raises(Refused, match="nested at most 6"):
        drafting.take_over(accepted={under}, shown=latest(article), **values)
    assert now(article) == there
    drafting.take_over(accepted=None, shown=latest(article), **values)
    assert depth(now(article)) == 2


@pytest.mark.django_db
def test_a_sentence_rewritten_here_is_known_by_what_it_was():
    """It is not alike any more, but the text that comes says what both come from."""
    article = factories.draft(document=Document(title="What helps?", answer=(Statement(professional="Rest."),)))
    text = now(article)
    row = article.statements.get()
    values = {"professional": "Exercise under guidance, twice a week."}
    drafting.edit(row=row, version=row.version, values=values, actor=article.author)
    (offer,) = incoming(article, text).offers
    assert (offer.kind, offer.key[1]) == ("changed", row.pk)


@pytest.mark.django_db
def test_comparing_asks_as_often_for_a_long_article_as_for_a_short_one(django_assert_num_queries):
    article = factories.draft(document=Document(title="What helps?", answer=(Statement(professional="Rest."),)))
    document = now(article)
    with django_assert_num_queries(15):
        incoming(Article.objects.get(pk=article.pk), document)
    more = [{"professional": f"Sentence {number}."} for number in range(50)]
    outline.add_statements(article=article, place=Place.ANSWER, owner=None, each=more, actor=article.author)
    with django_assert_num_queries(15):
        incoming(Article.objects.get(pk=article.pk), document)
