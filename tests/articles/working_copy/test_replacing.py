"""A document takes the place of another: whatever the two are, the working copy becomes the second."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.csl import Csl
from articles.document import (
    RATE_KINDS,
    Document,
    Intervention,
    Rate,
    Reference,
    Section,
    Statement,
    TreatmentLine,
    Wait,
)
from articles.exporting.text import document_to_text
from articles.importing.text import import_text
from articles.models import Article
from articles.models import Statement as StatementRow
from articles.working_copy import drafting
from articles.working_copy.composing import compose
from articles.working_copy.rows import ROW_ORDER
from tests import factories
from tests.articles.working_copy.test_drafting import words
from tests.samples import sample_document

# Few words, so that the two documents share most of them in other places: that is where rows meet.
WORDS = ("Rest.", "Rest the elbow.", "Rest the elbow for a week.", "Operate.", "When pain persists.", "Walk daily.")
KEYS = ("1", "2", "smith2019", "lee2020")
DOIS = ("", "10.1000/a", "10.1000/b")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    keys = draw(st.lists(st.sampled_from(KEYS), max_size=4, unique=True))
    listed = tuple(Reference(key=key, csl=Csl(DOI=draw(st.sampled_from(DOIS)))) for key in keys)

    def statement(depth: int = 0) -> Statement:
        cited = draw(st.lists(st.sampled_from(listed), max_size=1)) if listed else []
        return Statement(
            professional=draw(st.sampled_from(WORDS)),
            citations=tuple(each.id for each in cited),
            children=statements(depth + 1) if depth < 2 else (),
        )

    def statements(depth: int = 0) -> tuple[Statement, ...]:
        return tuple(statement(depth) for _ in range(draw(st.integers(0, 2 - min(depth, 1)))))

    def intervention() -> Intervention:
        kinds = draw(st.lists(st.sampled_from(RATE_KINDS), max_size=2))
        rates = tuple(Rate(kind=kind, statement=statement(), percentage="5") for kind in kinds)
        return Intervention(name=draw(st.sampled_from(("Rest", "Surgery"))), details=statements(), rates=rates)

    def line(rank: int) -> TreatmentLine:
        return TreatmentLine(
            rank=rank,
            title=draw(st.sampled_from(("First", "Second"))),
            criterion=statement() if draw(st.booleans()) else None,
            wait=draw(st.sampled_from((None, Wait(max=3, unit="day"), Wait(min=2, max=2, unit="week")))),
            interventions=tuple(intervention() for _ in range(draw(st.integers(0, 2)))),
        )

    text = Section(title=draw(st.sampled_from(("Notes", "More"))), statements=statements())
    lines = tuple(line(rank) for rank in range(1, draw(st.integers(1, 4))))
    algorithm = Section(kind="algorithm", title="Steps", statements=statements(), lines=lines)
    sections = draw(st.sampled_from([(), (text,), (algorithm,), (text, algorithm), (algorithm, text)]))
    return Document(title="What helps?", answer=statements(), sections=sections, references=listed)


def shape(document: Document) -> Any:
    """The document without its identities: citations by the key they name."""
    keys = {reference.id: reference.key for reference in document.references}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: plain(each) for name, each in value.items() if name not in ("id", "article")}
        if isinstance(value, list | tuple):
            return [plain(each) for each in value]
        return keys.get(value, value)

    return plain(document.model_dump())


@pytest.mark.django_db
@given(documents(), documents())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_becomes_any_other(first, second):
    article = factories.draft(document=first)
    before = {node.id for node in compose(article).nodes()}
    drafting.replace_document(article=article, document=second, actor=article.author)
    after = compose(Article.objects.get(pk=article.pk))
    assert shape(after) == shape(second)
    # Every row that was there or is there tells its whole life, and a row that only moved was never deleted.
    now = {node.id for node in after.nodes()}
    told = Counter(
        entry
        for kind in ROW_ORDER
        for entry in kind.history.filter(article_id=article.pk).values_list("id", "history_type")
    )
    assert {identity for identity, _type in told} == before | now
    for identity in before | now:
        assert told[identity, "+"] == 1
        assert told[identity, "-"] == (identity not in now)
        assert told[identity, "~"] <= 1
    drafting.replace_document(article=article, document=first, actor=article.author)
    assert shape(compose(Article.objects.get(pk=article.pk))) == shape(first)


@pytest.mark.django_db
def test_a_criterion_in_other_words_takes_the_place_of_the_old_one():
    article = factories.draft()
    line = next(line for line in compose(article).lines if line.criterion)
    text = document_to_text(compose(article)).replace(
        line.criterion.professional, "When nothing else is left to be done."
    )
    document = import_text(text.encode()).document
    drafting.replace_document(article=article, document=document, actor=article.author)
    after = compose(Article.objects.get(pk=article.pk))
    assert after.lines[line.rank - 1].criterion.professional == "When nothing else is left to be done."
    assert after.lines[line.rank - 1].id == line.id


@pytest.mark.django_db
def test_two_references_swap_their_keys_and_keep_who_cites_them():
    article = factories.draft()
    before = compose(article)
    first, second, *others = before.references
    swapped = (
        first.model_copy(update={"key": second.key}),
        second.model_copy(update={"key": first.key}),
        *others,
    )
    document = before.model_copy(update={"references": swapped})
    drafting.replace_document(article=article, document=document, actor=article.author)
    after = compose(Article.objects.get(pk=article.pk))
    assert [each.key for each in after.references[:2]] == [second.key, first.key]
    assert [each.id for each in after.references] == [each.id for each in before.references]
    assert [each.citations for each in after.statements()] == [each.citations for each in before.statements()]


@pytest.mark.django_db
def test_what_did_not_change_has_no_new_history():
    document = sample_document()
    article = factories.draft(document=document)
    drafting.replace_document(article=article, document=compose(article), actor=article.author)
    assert words(compose(article)) == words(document)
    assert not StatementRow.history.filter(article_id=article.pk).exclude(history_type="+").exists()
