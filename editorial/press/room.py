"""The press room: everything that makes pages without a reader waiting for them.

Its tasks do what decisions order, make pages anew when templates have changed or a review date has passed, and
compress them better; at start-up it puts right what a crash, a restored backup or a stranger's hand left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from articles.models import Article, Revision
from articles.states import ONCE_APPROVED, State
from editorial.press import making, press, printing
from editorial.press.models import Listing, PressedPage
from reviewers.proof import standing


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
    printing.order(missing)
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
    old = PressedPage.objects.exclude(fingerprint=making.fingerprint())
    return {
        *Article.objects.published().filter(pressed_pages__isnull=True).values_list("pk", flat=True),
        *old.values_list("article_id", flat=True),
    }


def overdue() -> set[UUID]:
    """Articles whose review date has passed since their pages were made: these must say so."""
    revisions = Revision.objects.filter(state=State.APPROVED, next_review__lt=timezone.localdate())
    pages = PressedPage.objects.filter(revision__in=revisions, pressed_at__date__lte=F("revision__next_review"))
    return set(pages.values_list("article_id", flat=True))


def public_articles() -> Iterator[Article]:
    """Every article that readers were ever shown and are shown now: the published ones and the tombstones."""
    retracted = Q(published_revision__isnull=True, revisions__state=State.RETRACTED)
    yield from Article.objects.filter(Q(published_revision__isnull=False) | retracted).distinct().iterator()


@task(once=True)
def turn_the_calendar() -> None:
    """Have said what time has made true."""
    look_at_the_calendar()


def look_at_the_calendar() -> int:
    """Order the pages of articles that have become overdue for review; returns how many."""
    late = overdue()
    for pk in late:
        mend(pk)
    return len(late)
