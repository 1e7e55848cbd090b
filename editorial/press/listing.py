"""The list of a specialty, newest first, page by page."""

from collections.abc import Iterator

from editorial.paging import Page, keyset_page
from editorial.press.models import Listing

PAGE = 20  # articles


def pages_of_specialty(slug: str) -> Iterator[tuple[str, ...]]:
    """The cursor of every page of a specialty as arguments of its URL; the first page has none."""
    yield ()
    page = listed(slug, None)
    while page.next:
        yield (page.next,)
        page = listed(slug, page.next)


def listed(slug: str, after: str | None) -> Page[Listing]:
    """after: the cursor, None for the first page. Raises paging.NoCursor."""
    rows = Listing.objects.filter(specialty_slug=slug).select_related("article")
    return keyset_page(rows, "-approved_at", "-article_id", after=after, size=PAGE)
