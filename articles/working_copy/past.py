"""The working copy as it was: its rows at an earlier moment, and what a stretch of history did to each. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max

from articles import history
from articles.document import Document
from articles.models import Act, Article, Author, NodeRow
from articles.working_copy.composing import WorkingCopies
from articles.working_copy.rows import ROW_ORDER, Row

KINDS: tuple[type[Row], ...] = (Article, Author, *ROW_ORDER)  # owners before what they own


@dataclass(frozen=True)
class Trace:
    """What a stretch of history did to one row: as it was before (None: it was not there) and after (None: removed)."""

    kind: type[Row]
    pk: UUID
    before: Row | None
    after: Row | None


def traces(done: Act) -> list[Trace]:
    """The rows that an act wrote, each once. Two queries for each kind of row that it wrote."""
    found: list[Trace] = []
    for kind in KINDS:
        name = kind._meta.model_name or ""
        low, high = done.since.get(name, 0), done.upto.get(name, 0)
        if high <= low:
            continue
        written = history.of_article(name, done.article).filter(history_id__gt=low, history_id__lte=high)
        after = {record.id: record for record in written.order_by("history_id")}
        before = rows_until(kind, done.article, low, after)
        found += [Trace(kind, pk, before.get(pk), _instance(record)) for pk, record in after.items()]
    return found


def rows_until(kind: type[Row], article: Article, upto: int, pks: Iterable[UUID] | None = None) -> dict[UUID, Any]:
    """The article's rows of one kind as they were at this history id, by id; only those of `pks` where given."""
    records = history.of_article(kind._meta.model_name or "", article).filter(history_id__lte=upto)
    if pks is not None:
        records = records.filter(id__in=list(pks))
    last = records.order_by().values("id").annotate(last=Max("history_id")).values("last")
    found = history.history_model(kind._meta.model_name or "").objects.filter(history_id__in=last)
    return {record.id: _instance(record) for record in found.exclude(history_type="-")}


def document_at(article: Article, upto: Mapping[str, int]) -> Document:
    """The document that the working copy stood for at these history ids. Raises pydantic.ValidationError if none."""
    rows: list[NodeRow] = []
    for kind in ROW_ORDER:
        rows += rows_until(kind, article, upto.get(kind._meta.model_name or "", 0)).values()
    then = rows_until(Article, article, upto.get("article", 0)).get(article.pk, article)
    return WorkingCopies(rows).document(then)


def _instance(record: Any) -> Any:
    return None if record.history_type == "-" else record.instance
