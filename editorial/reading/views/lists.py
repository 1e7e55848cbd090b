"""Where readers start: home and the specialties. Lists are keyset-paginated: as fast at the end as at the start."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from editorial.reading import public
from editorial.reading.assemble import card
from editorial.reading.models import Listing

RECENT = 8
PAGE = 20


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then what was approved last, then the specialties."""
    recent = Listing.objects.select_related("article").order_by("-approved_at", "-article_id")[:RECENT]
    page = public.HomePage(recent=tuple(card(each, each.article.slug) for each in recent), specialties=specialties())
    return render(request, "public/home.html", {"page": page})


def specialties() -> tuple[public.SpecialtyEntry, ...]:
    """The specialties that have an approved article, by name."""
    rows = (
        Listing.objects.exclude(specialty_slug="")
        .order_by()
        .values("specialty_slug")
        .annotate(articles=Count("article"), name=Max("specialty"))
    )
    return tuple(
        public.SpecialtyEntry(row["name"], reverse("specialty", args=(row["specialty_slug"],)), row["articles"])
        for row in sorted(rows, key=lambda row: row["name"].casefold())
    )


@require_safe
def specialty(request: HttpRequest, slug: str) -> HttpResponse:
    """Approved articles of one specialty, newest first. before: the last article of the page before (keyset)."""
    rows = Listing.objects.filter(specialty_slug=slug).select_related("article").order_by("-approved_at", "-article_id")
    if cursor := request.GET.get("before"):
        moment, pk = read_cursor(cursor)
        rows = rows.filter(Q(approved_at__lt=moment) | Q(approved_at=moment, article_id__lt=pk))
    found = list(rows[: PAGE + 1])
    if not found:
        raise Http404
    shown, more = found[:PAGE], found[PAGE:]
    query = urlencode({"before": f"{shown[-1].approved_at.isoformat()}_{shown[-1].article_id}"})
    page = public.SpecialtyPage(
        name=shown[0].specialty,
        articles=tuple(card(each, each.article.slug) for each in shown),
        next_address=f"{reverse('specialty', args=(slug,))}?{query}" if more else "",
    )
    return render(request, "public/specialty.html", {"page": page})


def read_cursor(cursor: str) -> tuple[datetime, UUID]:
    """Raises Http404 when it is not one of ours."""
    moment_text, _, pk_text = cursor.partition("_")
    try:
        moment, pk = parse_datetime(moment_text), UUID(pk_text)
    except ValueError:
        raise Http404 from None
    if moment is None or moment.tzinfo is None:
        raise Http404
    return moment, pk
