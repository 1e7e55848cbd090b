"""The list of a specialty, newest first, page by page: keyset, so as fast at the end as at the start."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from editorial.press.models import Listing

PAGE = 20  # articles
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def pages_of_specialty(slug: str) -> Iterator[tuple[str, ...]]:
    """The cursor of every page of a specialty as arguments of its URL; the first page has none."""
    yield ()
    found = list(listed(slug, "")[: PAGE + 1])
    while len(found) > PAGE:
        cursor = cursor_after(found[PAGE - 1])
        yield (cursor,)
        found = list(listed(slug, cursor)[: PAGE + 1])


def listed(slug: str, cursor: str) -> QuerySet[Listing]:
    rows = Listing.objects.filter(specialty_slug=slug).select_related("article").order_by("-approved_at", "-article_id")
    if cursor:
        moment, pk = read_cursor(cursor)
        rows = rows.filter(Q(approved_at__lt=moment) | Q(approved_at=moment, article_id__lt=pk))
    return rows


def cursor_after(listing: Listing) -> str:
    """Microseconds since 1970 and the article, as one part of a path."""
    return f"{int((listing.approved_at - EPOCH) / timedelta(microseconds=1))}-{listing.article_id.hex}"


def read_cursor(cursor: str) -> tuple[datetime, UUID]:
    """Raises Http404 when it is not one of ours."""
    moment, _, pk = cursor.partition("-")
    try:
        return EPOCH + timedelta(microseconds=int(moment)), UUID(pk)
    except (ValueError, OverflowError):
        raise Http404 from None
