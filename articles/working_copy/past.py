"""The working copy as it was: its rows at an earlier moment, and what a stretch of history did to each. Reads only."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeGuard
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _
from pydantic import ValidationError

from articles import history
from articles.document import Document
from articles.models import Act, Article, Author, Intervention, NodeRow, Place, Statement
from articles.states import Refused
from articles.working_copy.composing import WorkingCopies
from articles.working_copy.rows import ROW_ORDER, Row

KINDS: tuple[type[Row], ...] = (Article, Author, *ROW_ORDER)  # owners before what they own
OF_DOCUMENTS: tuple[type[Row], ...] = (Article, *ROW_ORDER)


@dataclass(frozen=True)
class Trace:
    """What a stretch of history did to one row: as it was before (None: it was not there) and after (None: removed)."""

    kind: type[Row]
    pk: UUID
    before: Row | None
    after: Row | None


def traces(done: Act, kinds: Iterable[type[Row]] = KINDS) -> list[Trace]:
    """The rows that an act wrote, each once. Two queries for each kind of row that it wrote."""
    found: list[Trace] = []
    for kind in kinds:
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


def act_behind(article: Article, kind: type[Row], record: int) -> Act | None:
    """The act that wrote this row of history (its history id); None when it is older than the acts."""
    name = kind._meta.model_name or ""
    found = article.acts.filter(**{f"upto__{name}__gte": record}).order_by("pk").first()
    return found if found and found.since.get(name, 0) < record else None


def last_act_on(article: Article, kind: type[Row], pk: UUID) -> Act | None:
    """The act that wrote this row last, also when that removed it."""
    records = history.of_article(kind._meta.model_name or "", article).filter(id=pk)
    last = records.order_by("-history_id").values_list("history_id", flat=True).first()
    return act_behind(article, kind, last) if last else None


def document_at(article: Article, upto: Mapping[str, int]) -> Document:
    """The document that the working copy stood for at these history ids. Raises pydantic.ValidationError if none."""
    rows: list[Row] = []
    for kind in OF_DOCUMENTS:
        rows += rows_until(kind, article, upto.get(kind._meta.model_name or "", 0)).values()
    return _document_of(article, rows)


def state_after(done: Act) -> Document:
    """The working copy right after this act. Raises Refused when its rows make no document."""
    with _as_an_article():
        return document_at(done.article, done.upto)


def states_around(done: Act) -> tuple[Document, Document]:
    """The working copy right before and right after an act. Raises Refused when the rows of one make no document.

    What the act did not write is read once: it is the same in both.
    """
    after: dict[tuple[type[Row], UUID], Row] = {}
    for kind in OF_DOCUMENTS:
        found = rows_until(kind, done.article, done.upto.get(kind._meta.model_name or "", 0))
        after |= {(kind, pk): row for pk, row in found.items()}
    before = dict(after)
    for trace in traces(done, OF_DOCUMENTS):
        before.pop((trace.kind, trace.pk), None)
        if trace.before is not None:
            before[trace.kind, trace.pk] = trace.before
    with _as_an_article():
        return _document_of(done.article, before.values()), _document_of(done.article, after.values())


def _document_of(article: Article, rows: Iterable[Row]) -> Document:
    listed = list(rows)
    _give_rates_of_before(listed)
    then = next((row for row in listed if isinstance(row, Article)), article)
    return WorkingCopies(row for row in listed if isinstance(row, NodeRow)).document(then)


@contextmanager
def _as_an_article() -> Iterator[None]:
    try:
        yield
    except ValidationError:
        raise Refused(_("What is kept of that state does not make an article, so it cannot be shown.")) from None


def _instance(record: Any) -> Any:
    if record.history_type == "-":
        return None
    row = record.instance
    if isinstance(row, Intervention) and record.percentage:
        row.rate_before = record  # type: ignore[attr-defined]
    return row


def _give_rates_of_before(rows: Iterable[Row]) -> None:
    """Sentences that were saved before they held the rate that they report get it from their intervention then."""
    listed = list(rows)
    kept = {row.pk: getattr(row, "rate_before", None) for row in listed if isinstance(row, Intervention)}
    for row in listed:
        if _lacks_its_rate(row) and row.intervention_id and (record := kept.get(row.intervention_id)):
            row.rate_kind, row.percentage = "use", record.percentage
            row.numerator, row.denominator = record.numerator, record.denominator


def wrote_a_rate_of_before(trace: Trace) -> bool:
    """Whether a trace is half of a rate, as releases wrote it that kept the figures apart from their sentence."""
    if _lacks_its_rate(trace.before) or _lacks_its_rate(trace.after):
        return True
    figures = [_rate_before(row) for row in (trace.before, trace.after)]
    return figures[0] != figures[1]


def _lacks_its_rate(row: Row | None) -> TypeGuard[Statement]:
    return isinstance(row, Statement) and row.place == Place.RATE and not row.percentage


def _rate_before(row: Row | None) -> tuple[object, ...]:
    record = getattr(row, "rate_before", None)
    return (record.percentage, record.numerator, record.denominator) if record else ()
