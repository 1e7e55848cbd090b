"""Printing an article: all its pages in the background, as a decision ordered or a release asks for.

An order is a task of the queue, written in the decision's transaction.
"""

from collections.abc import Iterable
from uuid import UUID

import brotli
from django.db import transaction
from django_tasks import task

from articles.models import Article
from editorial.press import making
from editorial.press.edition import edition_of
from editorial.press.models import PressedPage, PressGeneration
from editorial.press.sheets import Sheet, sheets_of
from editorial.work import queue
from editorial.work.worker import Runner

A_ROUND = 20  # pages compressed better before all shelves are told
SECONDS = 600.0  # for the pages of one long article, or for compressing many


def order(articles: Iterable[UUID]) -> None:
    """Have the pages of these articles made by a worker. An order that waits already is enough."""
    queue.add(print_pages, [{"args": [str(pk)], "kwargs": {}} for pk in articles])


def print_article(article: Article, *, everything: bool = False) -> int:
    """Make every page of the article that is missing or was made by an earlier release; returns how many.

    everything: also those that are there. Each is replaced in one go, so readers see the old page until the new one
    is there. Pages at addresses that it no longer has go, and so do old slow ones, which are made when asked for.
    """
    places = places_of(article)
    pages = PressedPage.objects.filter(article=article)
    of_this_release = pages.filter(fingerprint=making.fingerprint())
    there = set() if everything else set(of_this_release.values_list("path", flat=True))
    wanted = [place for path, place in places.items() if path not in there]
    made = sum(making.page_at(article, sheet, language, anew=True) is not None for sheet, language in wanted)
    with transaction.atomic():
        # As it is now: another worker may have made the pages of a later decision meanwhile.
        places = places_of(Article.objects.locked(article.pk))
        pages.exclude(path__in=places).exclude(path__in=there).delete()
        PressGeneration.move()
    return made


def places_of(article: Article) -> dict[str, tuple[Sheet, str]]:
    """Path -> sheet and language, of every page that the article has now, but for those made when asked for."""
    edition = edition_of(article)
    return {
        sheet.path(article.slug, language): (sheet, language)
        for sheet in (sheets_of(edition) if edition else ())
        for language in sheet.languages
        if not sheet.slow
    }


@task(once=True, timeout=SECONDS)
def print_pages(article: str) -> None:
    """Make the pages of the article with this key (the order that a decision leaves behind)."""
    print_article(Article.objects.get(pk=article))
    compress.enqueue()


@task(once=True, priority=-10, timeout=SECONDS)
def compress() -> None:
    """Compress well what was compressed in haste, while nothing else is to be done."""
    while improve():
        pass


def take_orders() -> int:
    """Make what is ordered in this process, without a worker's help; returns how many orders were taken."""
    return Runner(names=[print_pages.module_path]).work_off()


def improve() -> int:
    """Compress some pages as well as brotli can; returns how many. The plain bytes and their entity tag stay."""
    pages = PressedPage.objects.filter(brotli_quality__lt=making.BEST)[:A_ROUND]
    for page in pages:
        best = brotli.compress(bytes(page.identity), mode=brotli.MODE_TEXT, quality=making.BEST)
        # The page may have gone or changed meanwhile; then this belongs to nothing.
        same = PressedPage.objects.filter(path=page.path, etag=page.etag)
        same.update(brotli=best, brotli_quality=making.BEST)
    if pages:
        PressGeneration.move()
    return len(pages)
