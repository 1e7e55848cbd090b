"""Where readers start: home and the specialties. Lists are keyset-paginated: as fast at the end as at the start."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import characters
from editorial.press.assemble import card
from editorial.press.models import Listing
from editorial.reading import contexts

RECENT = 8
PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then what was approved last, then the specialties."""
    recent = Listing.objects.select_related("article").order_by("-approved_at", "-article_id")[:RECENT]
    page = contexts.HomePage(recent=tuple(card(each, each.article.slug) for each in recent), specialties=specialties())
    return render(request, "public/home.html", {"page": page})


def specialties() -> tuple[contexts.SpecialtyEntry, ...]:
    """The specialties that have an approved article, by name."""
    rows = (
        Listing.objects.exclude(specialty_slug="")
        .order_by()
        .values("specialty_slug")
        .annotate(articles=Count("article"), name=Max("specialty"), language=Max("article__language"))
    )
    return tuple(
        contexts.SpecialtyEntry(
            characters.shown(row["name"]),
            reverse("specialty", args=(row["specialty_slug"],)),
            row["articles"],
            row["language"],
        )
        for row in sorted(rows, key=lambda row: row["name"].casefold())
    )


@require_safe
def specialty(request: HttpRequest, slug: str, cursor: str = "") -> HttpResponse:
    """Approved articles of one specialty, newest first. cursor: the last article of the page before (keyset)."""
    found = list(listed(slug, cursor)[: PAGE + 1])
    if not found:
        raise Http404
    shown, more = found[:PAGE], found[PAGE:]
    page = contexts.SpecialtyPage(
        name=characters.shown(shown[0].specialty),
        articles=tuple(card(each, each.article.slug) for each in shown),
        next_address=reverse("specialty", args=(slug, cursor_after(shown[-1]))) if more else "",
        language=shown[0].article.language,
    )
    return render(request, "public/specialty.html", {"page": page})


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
