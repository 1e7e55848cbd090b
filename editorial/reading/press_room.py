"""The press room: everything that makes pages without a reader waiting for them.

Its tasks do what decisions order, make pages anew when templates have changed or a review date has passed, and
compress them better; at start-up it puts right what a crash, a restored backup or a stranger's hand left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import brotli
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from articles.models import Article, Revision
from articles.states import State
from editorial.reading import press
from editorial.reading.edition import edition_of
from editorial.reading.models import Listing, PressedPage, PressGeneration
from editorial.reading.sheets import Sheet, sheets_of
from editorial.work.worker import Worker

A_ROUND = 20  # pages compressed better before all shelves are told
SECONDS = 600.0  # for the pages of one long article, or for compressing many


@dataclass(frozen=True)
class Reconciled:
    """What start-up found: articles that were served otherwise than the records say, and articles without pages."""

    mended: int
    ordered: int


def reconcile() -> Reconciled:
    """Bring pages and lists in step with the records.

    What must not be served goes at once; what is missing or was made by an earlier release is ordered.
    """
    wrong = misfits()
    for pk in wrong:
        mend(pk)
    missing = unfinished()
    press.order(missing)
    return Reconciled(mended=len(wrong), ordered=len(missing))


def misfits() -> set[UUID]:
    """Articles with a page or list entry that does not come from what readers may see now, or without a tombstone."""
    other = Q(article__published_revision__isnull=True) | ~Q(article__published_revision=F("revision"))
    tells_no_treatment = Q(status=410)
    for ending in ("/proof/", "/proof.json", "/versions/"):
        tells_no_treatment |= Q(path__endswith=ending)
    retracted_now = Q(article__published_revision__isnull=True, revision__state=State.RETRACTED)
    stays = retracted_now & tells_no_treatment
    published = Article.objects.published()
    retracted = Article.objects.filter(published_revision__isnull=True, revisions__state=State.RETRACTED)
    return {
        *PressedPage.objects.filter(other & ~stays).values_list("article_id", flat=True),
        *Listing.objects.filter(other).values_list("article_id", flat=True),
        *published.filter(listing__isnull=True).values_list("pk", flat=True),
        *retracted.filter(pressed_pages__isnull=True).values_list("pk", flat=True),
    }


def mend(pk: UUID) -> None:
    """Take away what the article must not be served as, and list it as it is."""
    with transaction.atomic():
        article = Article.objects.locked(pk)
        press.renew(article)
        press.put_on_lists(article)


def unfinished() -> set[UUID]:
    """Published articles without any page, and articles with a page that an earlier release made."""
    old = PressedPage.objects.exclude(fingerprint=press.fingerprint())
    return {
        *Article.objects.published().filter(pressed_pages__isnull=True).values_list("pk", flat=True),
        *old.values_list("article_id", flat=True),
    }


def overdue() -> set[UUID]:
    """Articles whose review date has passed since their pages were made: these must say so."""
    revisions = Revision.objects.filter(state=State.APPROVED, next_review__lt=timezone.localdate())
    pages = PressedPage.objects.filter(revision__in=revisions, pressed_at__date__lte=F("revision__next_review"))
    return set(pages.values_list("article_id", flat=True))


def print_article(article: Article, *, everything: bool = False) -> int:
    """Make every page of the article that is missing or was made by an earlier release; returns how many.

    everything: also those that are there. Each is replaced in one go, so readers see the old page until the new one
    is there. Pages at addresses that it no longer has go, and so do old slow ones, which are made when asked for.
    """
    places = places_of(article)
    pages = PressedPage.objects.filter(article=article)
    of_this_release = pages.filter(fingerprint=press.fingerprint())
    there = set() if everything else set(of_this_release.values_list("path", flat=True))
    wanted = [place for path, place in places.items() if path not in there]
    made = sum(press.page_at(article, sheet, language, anew=True) is not None for sheet, language in wanted)
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


def public_articles() -> Iterator[Article]:
    """Every article that readers were ever shown and are shown now: the published ones and the tombstones."""
    retracted = Q(published_revision__isnull=True, revisions__state=State.RETRACTED)
    yield from Article.objects.filter(Q(published_revision__isnull=False) | retracted).distinct().iterator()


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


@task(once=True)
def turn_the_calendar() -> None:
    """Have said what time has made true."""
    look_at_the_calendar()


def take_orders() -> int:
    """Make what is ordered in this process, without a worker's help; returns how many orders were taken."""
    return Worker(names=[print_pages.module_path]).work_off()


def improve() -> int:
    """Compress some pages as well as brotli can; returns how many. The plain bytes and their entity tag stay."""
    pages = PressedPage.objects.filter(brotli_quality__lt=press.BEST)[:A_ROUND]
    for page in pages:
        best = brotli.compress(bytes(page.identity), mode=brotli.MODE_TEXT, quality=press.BEST)
        # The page may have gone or changed meanwhile; then this belongs to nothing.
        same = PressedPage.objects.filter(path=page.path, etag=page.etag)
        same.update(brotli=best, brotli_quality=press.BEST)
    if pages:
        PressGeneration.move()
    return len(pages)


def look_at_the_calendar() -> int:
    """Order the pages of articles that have become overdue for review; returns how many."""
    late = overdue()
    for pk in late:
        mend(pk)
    return len(late)
