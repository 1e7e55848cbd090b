"""The sitemap (protocol 0.9): every public page in every language, with the day it last changed for readers.

Cut into files of a bounded size, listed by an index. Only canonical pages are in it: the plain wording of an article
names the professional one as its canonical address, so it is not listed beside it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import translation

from editorial.house.models import HousePage
from editorial.press.models import Listing
from reviewers.models import Member

ITEMS_A_FILE = 1_000  # each becomes a few addresses in every language; the protocol allows 50,000 addresses a file
MOST_FILES = 50_000  # in the index, by the protocol
ARTICLE_PAGES = ("article", "versions", "proof")


@dataclass(frozen=True)
class SitemapSection:
    """Public pages of one kind. `rows` are records or plain dicts; `changed` names the moment when one last changed.

    `pages` gives the URL names and arguments of a row.
    """

    rows: Callable[[], QuerySet[Any, Any] | list[dict[str, Any]]]
    changed: str
    pages: Callable[[Any], Iterator[tuple[str, tuple[str, ...]]]]

    def files(self) -> int:
        rows = self.rows()
        return ceil((len(rows) if isinstance(rows, list) else rows.count()) / ITEMS_A_FILE)

    def last_change(self) -> datetime | None:
        rows = self.rows()
        if isinstance(rows, list):
            return max((row[self.changed] for row in rows), default=None)
        latest: datetime | None = rows.order_by().aggregate(last=Max(self.changed))["last"]
        return latest

    def addresses(self, number: int) -> list[dict[str, Any]]:
        """What file `number` (from 1) lists, as Django's sitemap template wants it; empty where there is none."""
        if not 1 <= number <= MOST_FILES:
            return []
        start = (number - 1) * ITEMS_A_FILE
        return [
            entry
            for row in self.rows()[start : start + ITEMS_A_FILE]
            for name, args in self.pages(row)
            for entry in in_every_language(name, args, changed_of(row, self.changed))
        ]


def changed_of(row: Any, field: str) -> datetime:
    changed: datetime = row[field] if isinstance(row, dict) else getattr(row, field)
    return changed


def in_every_language(name: str, args: tuple[str, ...], changed: datetime) -> Iterator[dict[str, Any]]:
    """One entry a language, each naming all of them, and the default one for everybody else (hreflang)."""
    places = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            places[code] = settings.SITE_ADDRESS + reverse(name, args=args)
    alternates = [{"lang_code": code, "location": place} for code, place in places.items()]
    alternates.append({"lang_code": "x-default", "location": places[settings.LANGUAGE_CODE]})
    for place in places.values():
        yield {"location": place, "lastmod": changed, "alternates": alternates}


def articles() -> QuerySet[Listing]:
    published = Listing.objects.filter(article__published_revision__isnull=False)
    return published.select_related("article").order_by("article")


def article_pages(row: Listing) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in ARTICLE_PAGES:
        yield name, (row.article.slug,)


def specialties() -> QuerySet[Any, Any]:
    return (
        articles()
        .exclude(specialty_slug="")
        .order_by("specialty_slug")
        .values("specialty_slug")
        .annotate(latest=Max("changed_at"))
    )


def specialty_pages(row: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "specialty", (row["specialty_slug"],)


def lists() -> list[dict[str, Any]]:
    """Pages that show what others hold; they change with the latest of them."""
    latest = {
        "home": articles().order_by().aggregate(latest=Max("changed_at"))["latest"],
        "board-members": Member.history.aggregate(latest=Max("history_date"))["latest"],
    }
    return [{"name": name, "latest": changed} for name, changed in latest.items() if changed]


def list_pages(row: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield row["name"], ()


def house_pages(row: HousePage) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "house-page", (row.slug,)


SECTIONS = {
    "lists": SitemapSection(lists, "latest", list_pages),
    "articles": SitemapSection(articles, "changed_at", article_pages),
    "specialties": SitemapSection(specialties, "latest", specialty_pages),
    "house": SitemapSection(lambda: HousePage.objects.order_by("slug"), "updated_at", house_pages),
}


def files() -> Iterator[tuple[str, int, datetime | None]]:
    """Every file of the sitemap: its section, its number from 1, and the last change in the section."""
    for name, section in SECTIONS.items():
        for number in range(1, section.files() + 1):
            yield name, number, section.last_change()
