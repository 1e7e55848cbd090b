"""Lists in pages, and the one text that every cursor is.

A page goes on after the last row that the page before showed (keyset): the last page is as fast as the first, nothing
is counted, and rows that come or go meanwhile make no other appear twice or not at all. A cursor says the place of that
row in the order of the list. It is not signed: whoever makes one up sees rows that the list shows them anyway.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import DateField, DateTimeField, ForeignKey, IntegerField, Model, Q, QuerySet, UUIDField
from django.utils.timezone import is_naive, make_aware

from articles.limits import INTEGER

M = TypeVar("M", bound=Model)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What a place in an order is made of, by the column. A moment is a day too, so it comes first.
KINDS: tuple[tuple[type, type], ...] = (
    (DateTimeField, datetime),
    (DateField, date),
    (UUIDField, UUID),
    (IntegerField, int),
)


class NoCursor(ValueError):
    """The text is not a cursor of this list."""


class Page(NamedTuple, Generic[M]):
    """`next` is the cursor of the following page, empty on the last."""

    rows: list[M]
    next: str
    is_first: bool


def keyset_page(rows: QuerySet[M], *order: str, after: str | None, size: int) -> Page[M]:
    """The rows after a cursor.

    order: names of fields or annotations without NULL, as `order_by` takes them; the last is unique, so no two rows
    share a place.
    after: the `next` of an earlier page, None for the first. size: rows a page. Raises NoCursor.
    """
    rows = rows.order_by(*order)
    names = [name.removeprefix("-") for name in order]
    if after is not None:
        values = place(after, [_kind(rows, name) for name in names])
        rows = rows.filter(_beyond(order, dict(zip(names, values, strict=True))))
    found = list(rows[: size + 1])
    following = cursor_at(*(getattr(found[size - 1], name) for name in names)) if len(found) > size else ""
    return Page(found[:size], following, is_first=after is None)


def cursor_at(*values: object) -> str:
    """A place as text, for a part of a path as well as for a query: moments in microseconds since 1970, the rest as it
    is, with hyphens between them."""
    return "-".join(map(_written, values))


def place(text: str, kinds: Sequence[type]) -> tuple[Any, ...]:
    """The values of a cursor. kinds: of each, a value of KINDS or an Enum. Raises NoCursor.

    Each place has one text only. Beside it there is the text of before November 2026, which people may have bookmarked:
    ISO 8601, and spaces between the values.
    """
    is_older = " " in text
    parts = text.split(" ") if is_older else text.rsplit("-", len(kinds) - 1)
    try:
        values = tuple(_read(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, OverflowError):
        raise NoCursor(text) from None
    if not is_older and cursor_at(*values) != text:
        raise NoCursor(text)
    return values


def _beyond(order: Sequence[str], values: dict[str, Any]) -> Q:
    """What stands after the place: more in one field, and the same in all fields before it."""
    beyond, same = Q(), Q()
    for field, (name, value) in zip(order, values.items(), strict=True):
        beyond |= same & Q(**{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return beyond


def _kind(rows: QuerySet[M], name: str) -> type:
    if name in rows.query.annotations:
        field: Any = rows.query.annotations[name].output_field
    else:
        field = rows.model._meta.pk if name == "pk" else rows.model._meta.get_field(name)
    while isinstance(field, ForeignKey):
        field = field.target_field
    return next(kind for column, kind in KINDS if isinstance(field, column))


def _written(value: object) -> str:
    match value:
        case datetime():
            return str((value - EPOCH) // timedelta(microseconds=1))
        case date():
            return value.isoformat().replace("-", "")
        case UUID():
            return value.hex
        case Enum():
            return str(value.value)
    return str(value)


def _read(text: str, kind: type) -> Any:
    """Raises ValueError or OverflowError."""
    if kind is datetime:
        return _moment(text)
    if kind is date:
        return date.fromisoformat(text)
    if kind is int and not 0 <= int(text) <= INTEGER:
        raise ValueError(text)
    return kind(text)


def _moment(text: str) -> datetime:
    """In UTC, as the databases compare it: a moment before the year 1 there is none."""
    if "T" not in text:
        return EPOCH + timedelta(microseconds=int(text))
    moment = datetime.fromisoformat(text)
    return (make_aware(moment) if is_naive(moment) else moment).astimezone(UTC)
