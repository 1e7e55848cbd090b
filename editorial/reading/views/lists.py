"""Where readers start: home and the specialties."""

from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import characters
from editorial.paging import NoCursor
from editorial.press.assemble import card
from editorial.press.listing import listed
from editorial.press.models import Listing
from editorial.reading import contexts

RECENT = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first, then what was approved last, then the specialties."""
    recent = Listing.objects.select_related("article").order_by("-approved_at", "-article_id")[:RECENT]
    page = contexts.HomePage(recent=tuple(card(each, each.article.slug) for each in recent), specialties=specialties())
    return render(request, "reading/home.html", {"page": page})


def specialties() -> tuple[contexts.SpecialtyEntry, ...]:
    """The specialties that have an approved article, by name."""
    rows = (
        Listing.objects.exclude(specialty_slug="")
        .order_by()
        .values("specialty_slug")
        .annotate(articles=Count("article"), name=Max("specialty"), language=Max("language"))
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
def specialty(request: HttpRequest, slug: str, cursor: str | None = None) -> HttpResponse:
    """Approved articles of one specialty, newest first. cursor: of the page before."""
    try:
        found = listed(slug, cursor)
    except NoCursor:
        raise Http404 from None
    if not found.rows:
        raise Http404
    page = contexts.SpecialtyPage(
        name=characters.shown(found.rows[0].specialty),
        articles=tuple(card(each, each.article.slug) for each in found.rows),
        next_address=reverse("specialty", args=(slug, found.next)) if found.next else "",
        language=found.rows[0].language,
    )
    return render(request, "reading/specialty.html", {"page": page})
