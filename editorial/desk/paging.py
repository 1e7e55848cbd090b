"""The pages of the desk's lists: ?after= is the cursor, and what is no cursor of the list is its first page."""

from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet

from editorial.accounts.door import SignedInRequest
from editorial.paging import NoCursor, Page, keyset_page

M = TypeVar("M", bound=Model)


def asked_page(request: SignedInRequest, rows: QuerySet[M], *order: str, size: int, called: str = "after") -> Page[M]:
    """The page that the address asks for. called: the parameter that holds the cursor."""
    try:
        return keyset_page(rows, *order, after=request.GET.get(called), size=size)
    except NoCursor:
        return keyset_page(rows, *order, after=None, size=size)


def query_of_page(after: str) -> str:
    """The query string of the page that a form was on, by the cursor that it sends back; empty for the first."""
    return "?" + urlencode({"after": after}) if after else ""


def further(page: Page[M], **filters: str) -> str:
    """The query string of the following page with the filters of this one; empty on the last."""
    if not page.next:
        return ""
    return urlencode({"after": page.next} | {name: value for name, value in filters.items() if value})
