"""Lists cut into pages by the last row shown: as fast on the last page as on the first, and no COUNT anywhere."""

from datetime import UTC, datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.timezone import is_naive, make_aware

M = TypeVar("M", bound=Model)


class Page(NamedTuple, Generic[M]):
    """`next` is the query string of the following page, empty on the last."""

    rows: list[M]
    next: str


def keyset_page(rows: QuerySet[M], field: str, after: str, *, size: int, newest_first: bool = False) -> Page[M]:
    """The rows after the cursor, ordered by `field` (a moment) and id. An unreadable cursor is the first page.

    after: what ?after= says. size: rows a page.
    """
    sign, beyond = ("-", "lt") if newest_first else ("", "gt")
    rows = rows.order_by(f"{sign}{field}", f"{sign}pk")
    if cursor := read_cursor(after):
        moment, pk = cursor
        rows = rows.filter(Q(**{f"{field}__{beyond}": moment}) | Q(**{field: moment, f"pk__{beyond}": pk}))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    query = QueryDict(mutable=True)
    query["after"] = f"{getattr(found[size - 1], field).isoformat()} {found[size - 1].pk}"
    return Page(found[:size], query.urlencode())


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """The moment and id in an ?after=; None when it is not one."""
    try:
        moment, pk = text.split()
        when = datetime.fromisoformat(moment)
        # In UTC, as the databases compare it: a moment before the year 1 there is none.
        return (make_aware(when) if is_naive(when) else when).astimezone(UTC), UUID(pk)
    except (ValueError, OverflowError):
        return None
