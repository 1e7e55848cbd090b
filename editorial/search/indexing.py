"""What can be found: the passages of each published article and its entry in the search index.

Hears the journal: a retraction takes the article's passages and entry away in the same transaction; after an approval
a worker replaces them a moment later. Everything comes from the approved document, so nothing of a draft can be found.
A search server elsewhere is told by a task of its own, which is tried again until the server takes it.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task
from modelsearch.backends import get_search_backend

from articles.document import Document, Intervention, Section, Statement, TreatmentLine
from articles.exporting.references import printed
from articles.journal import Decision
from articles.markup import unmarked
from articles.models import Article, Event, Revision
from editorial.search import spelling
from editorial.search.models import Passage, SearchEntry

ANSWER = "answer"  # the section of passages that stand above all sections
BETWEEN_HEADINGS = " – "


def after(event: Event, **kwargs: Any) -> None:
    """Keep what can be found in step with the decision (signal receiver of journal.recorded)."""
    if event.kind == Decision.APPROVED and event.revision is not None:
        index.enqueue(str(event.article_id))
    elif event.kind == Decision.RETRACTION:
        take_away(event.article)


@task(once=True, priority=10, atomic=True)
def index(article: str) -> None:
    """Make what is found of this article what is published of it now."""
    found = Article.objects.locked(UUID(article))
    if found.published_revision:
        put(found.published_revision)
    else:
        take_away(found)


@transaction.atomic
def put(revision: Revision) -> SearchEntry:
    """Make this approved revision what is found of its article."""
    article, document = revision.article, revision.shown
    condition = document.condition
    Passage.objects.filter(article=article).delete()
    Passage.objects.bulk_create(passages(revision, document))
    entry, _created = SearchEntry.objects.update_or_create(
        article=article,
        defaults={
            "revision": revision,
            "language": document.language,
            "title": document.title,
            "names": [name for name in (condition.name, *condition.synonyms, condition.icd10) if name],
            "specialty": document.specialty,
        },
    )
    entry.article = article
    spelling.learn(entry.all_words.split())
    _tell(entry)
    return entry


@transaction.atomic
def take_away(article: Article) -> None:
    """Nothing of this article is found any more."""
    Passage.objects.filter(article=article).delete()
    for entry in SearchEntry.objects.filter(article=article):
        gone = SearchEntry(pk=entry.pk)
        entry.delete()
        _tell(gone)


def begin_anew() -> int:
    """Take away what is published no more and forget all words, before everything published is put anew.

    Returns the number of articles that were taken away.
    """
    stale = Article.objects.filter(search_entry__isnull=False, published_revision__isnull=True)
    gone = list(stale)
    for article in gone:
        take_away(article)
    spelling.forget()
    return len(gone)


def passages(revision: Revision, document: Document) -> list[Passage]:
    """Everything quotable in the document as unsaved rows, in reading order."""
    numbered = {reference.id: reference for reference in document.references}
    rows = []
    for position, found in enumerate(_quotable(document)):
        if isinstance(found.node, Statement):
            professional, plain = _texts(found.node, found.lead_in)
            sources = [printed(numbered[pk]) for pk in found.node.citations]
        elif isinstance(found.node, TreatmentLine):
            professional, plain, sources = found.node.title, found.node.plain_title, []
        else:
            professional, plain, sources = found.node.name, found.node.plain_name, []
        rows.append(
            Passage(
                article_id=revision.article_id,
                revision=revision,
                node=found.node.id,
                position=position,
                section=found.section,
                line_rank=found.rank,
                where=BETWEEN_HEADINGS.join(found.where),
                plain_where=BETWEEN_HEADINGS.join(found.plain_where),
                professional=professional,
                plain=plain,
                sources=sources,
            )
        )
    return rows


class _Place:
    """Where in the document a quotable node stands. `lead_in`: words it continues ("Exercises:"), in both wordings."""

    def __init__(
        self,
        node: Statement | TreatmentLine | Intervention,
        section: str,
        rank: int | None = None,
        where: tuple[str, ...] = (),
        plain_where: tuple[str, ...] = (),
        lead_in: tuple[str, str] = ("", ""),
    ) -> None:
        self.node, self.section, self.rank = node, section, rank
        self.where, self.plain_where, self.lead_in = where, plain_where, lead_in


def _quotable(document: Document) -> Iterator[_Place]:
    for statement in document.answer:
        yield from _nested(_Place(statement, ANSWER))
    for section in document.sections:
        title, plain = _heading(section.title, section.plain_title)
        for statement in section.statements:
            yield from _nested(_Place(statement, section.kind, None, title, plain))
        for line in section.lines:
            yield from _of_line(section, line)


def _of_line(section: Section, line: TreatmentLine) -> Iterator[_Place]:
    """The statements of a treatment line. A name is a heading to them; it is quoted only where it stands alone."""
    title, plain = _heading(line.title, line.plain_title)
    if line.criterion is None and not line.interventions:
        yield _Place(line, section.kind, line.rank)
    if line.criterion:
        yield from _nested(_Place(line.criterion, section.kind, line.rank, title, plain))
    for intervention in line.interventions:
        name, plain_name = _heading(intervention.name, intervention.plain_name)
        use = tuple(rate.statement for rate in intervention.rates)
        statements = (*use, *intervention.details)
        if not statements:
            yield _Place(intervention, section.kind, line.rank, title, plain)
        for statement in statements:
            yield from _nested(_Place(statement, section.kind, line.rank, title + name, plain + plain_name))


def _nested(place: _Place) -> Iterator[_Place]:
    """The statement and what hangs on it. Words that end in a colon go with each thing that they lead in."""
    yield place
    statement = place.node
    if not isinstance(statement, Statement):
        return
    professional, plain = _texts(statement, place.lead_in)
    lead_in = (
        professional if professional.endswith(":") else "",
        plain if plain.endswith(":") else "",
    )
    for child in statement.children:
        yield from _nested(_Place(child, place.section, place.rank, place.where, place.plain_where, lead_in))


def _texts(statement: Statement, lead_in: tuple[str, str]) -> tuple[str, str]:
    """The statement in both wordings with its label, without markup; no plain text where there is none."""
    professional = _text(lead_in[0], statement.label, statement.professional)
    if not statement.plain:
        return professional, ""
    return professional, _text(lead_in[1], statement.plain_label or statement.label, statement.plain)


def _text(lead_in: str, label: str, text: str) -> str:
    return " ".join(part for part in (lead_in, f"{label}:" if label else "", unmarked(text)) if part)


def _heading(professional: str, plain: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (professional,) if professional else (), (plain or professional,) if plain or professional else ()


def _tell(entry: SearchEntry) -> None:
    """Change the index: now where it lies in our database, by a task of its own where it is elsewhere."""
    if get_search_backend().catch_indexing_errors:
        tell_search_server.enqueue(entry.pk)
    else:
        _bring_up_to_date(entry.pk)


@task(once=True)
def tell_search_server(entry: int) -> None:
    """Make the search server know this entry as it is now, or forget it."""
    _bring_up_to_date(entry)


def _bring_up_to_date(pk: int) -> None:
    entry = SearchEntry.objects.select_related("article").filter(pk=pk).first()
    if entry is None:
        get_search_backend().delete(SearchEntry(pk=pk))
        return
    index = get_search_backend().get_index_for_model(SearchEntry)
    # modelsearch reads its whole table after each addition to weigh titles by their length. With one addition an
    # approval that is the dearest part of it, and grows with the number of articles; without it titles weigh the same.
    index._refresh_title_norms = lambda full=False: None
    index.add_items(SearchEntry, [entry])
