"""Lists in pages, as the API gives them: a cursor of another list is a problem, and the next page a whole address."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from editorial import paging
from editorial.api.problems import Problem
from editorial.press.edition import absolute

M = TypeVar("M", bound=Model)


def page(rows: QuerySet[M], *order: str, cursor: str | None, limit: int) -> paging.Page[M]:
    """The rows after the cursor (editorial.paging). Raises Problem (400) for a cursor that is not of this list."""
    try:
        return paging.keyset_page(rows, *order, after=cursor, size=limit)
    except paging.NoCursor:
        raise foreign() from None


def place(cursor: str | None, kinds: Sequence[type]) -> tuple[Any, ...] | None:
    """Where a list goes on that is not one of rows; None at the beginning. Raises Problem (400)."""
    try:
        return None if cursor is None else paging.place(cursor, kinds)
    except paging.NoCursor:
        raise foreign() from None


def foreign() -> Problem:
    return Problem(
        HTTPStatus.BAD_REQUEST,
        _("This cursor is not one that this list gave. Leave it out to start from the beginning."),
    )


def next_address(path: str, cursor: str, **parameters: object) -> str | None:
    """The address of the following page, with the filters of this one; None without a cursor to go on from.

    parameters: those that are None are left out.
    """
    if not cursor:
        return None
    given = {name: value for name, value in parameters.items() if value is not None}
    return absolute(f"{path}?{urlencode(given | {'cursor': cursor})}")
