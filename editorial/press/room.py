"""The press room: everything that makes pages without a reader waiting for them.

It takes the orders that decisions leave behind, makes pages anew when templates have changed or a review date has
passed, compresses them better, and at start-up puts right what a crash, a restored backup or a stranger's hand left.
"""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

import brotli
from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article, Revision
from articles.states import ONCE_APPROVED, State
from editorial.press import press
from editorial.press.edition import edition_of
from editorial.press.models import Listing, PressedPage, PressGeneration, PressOrder
from editorial.press.sheets import sheets_of
from reviewers.proof import standing

SECONDS_BETWEEN_ROUNDS = 1.0
SECONDS_BETWEEN_LOOKS_AT_THE_CALENDAR = 600.0
A_ROUND = 20  # orders taken, or pages compressed better, before the next look

logger = logging.getLogger(__name__)


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
        *Listing.objects.filter(specialty_slug="").exclude(specialty="").values_list("article_id", flat=True),
        *published.filter(listing__isnull=True).values_list("pk", flat=True),
        *retracted.filter(pressed_pages__isnull=True).values_list("pk", flat=True),
    }


def mend(pk: UUID) -> None:
    """Take away what the article must not be served as, and list it as it is; not where its records do not bear it."""
    with transaction.atomic():
        article = Article.objects.locked(pk)
        press.renew(article)
        if any(standing.faults(article)):
            press.take_off_lists(article)
        else:
            press.put_on_lists(article)


def unsound() -> Iterator[str]:
    """Look at every article that readers were shown or would be; take away what its records do not bear.

    Yields one sentence for each fault. Its page of proof, which says so, is what it keeps.
    """
    shown = Q(published_revision__isnull=False) | Q(revisions__state__in=ONCE_APPROVED)
    for article in Article.objects.filter(shown).distinct().order_by("slug").iterator():
        if found := list(standing.faults(article)):
            mend(article.pk)
            yield from (f"{article.slug}: {fault}" for fault in found)


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
    edition = edition_of(article)
    places = {
        sheet.path(article.slug, language): (sheet, language)
        for sheet in (sheets_of(edition) if edition else ())
        for language in sheet.languages
        if not sheet.slow
    }
    pages = PressedPage.objects.filter(article=article)
    of_this_release = pages.filter(fingerprint=press.fingerprint())
    there = set() if everything else set(of_this_release.values_list("path", flat=True))
    wanted = [place for path, place in places.items() if path not in there]
    made = sum(press.page_at(article, sheet, language, anew=True) is not None for sheet, language in wanted)
    pages.exclude(path__in=places).exclude(path__in=there).delete()
    PressGeneration.move()
    return made


def public_articles() -> Iterator[Article]:
    """Every article that readers were ever shown and are shown now: the published ones and the tombstones."""
    retracted = Q(published_revision__isnull=True, revisions__state=State.RETRACTED)
    yield from Article.objects.filter(Q(published_revision__isnull=False) | retracted).distinct().iterator()


def take_orders() -> int:
    """Make what was ordered, the oldest first; returns how many orders were done. What is ordered meanwhile stays."""
    orders = list(PressOrder.objects.select_related("article").order_by("ordered_at")[:A_ROUND])
    for order in orders:
        try:
            print_article(order.article)
        except DatabaseError:
            raise
        except Exception:
            # What cannot be made must not keep the rest waiting. It is tried again at start-up and when asked for.
            logger.exception("The pages of article %s could not be made.", order.article_id)
        PressOrder.objects.filter(pk=order.pk, ordered_at=order.ordered_at).delete()
    return len(orders)


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


def work(stop: threading.Event) -> None:
    """Rounds without end until `stop` is set. A database that does not answer is asked again."""
    calendar = 0.0
    while not stop.is_set():
        busy = 0
        try:
            close_old_connections()
            if monotonic() >= calendar:
                look_at_the_calendar()
                calendar = monotonic() + SECONDS_BETWEEN_LOOKS_AT_THE_CALENDAR
            busy = take_orders() or improve()
        except DatabaseError:
            logger.exception("The press room could not reach the database and tries again.")
        if not busy:
            stop.wait(SECONDS_BETWEEN_ROUNDS)
