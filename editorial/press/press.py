"""The press: an approved revision becomes finished bytes, once. The only writer of pressed pages and listings.

It hears the journal inside the decision's own transaction, so publication and decision are one thing: the old pages
go in the very commit that decides it, and a new page can only be made from what is approved then
(docs/decisions/publication.md). Every change of what readers are served moves one number, the generation, which
every worker's shelf watches.
"""

import time
from typing import Any

from django.conf import settings
from django.db import transaction

from articles.journal import Decision
from articles.models import Article, Event
from articles.notices import gravest
from editorial.house.models import HousePage
from editorial.house.pages import DISCLAIMER
from editorial.press import making, printing
from editorial.press.assemble import summary
from editorial.press.edition import edition_of
from editorial.press.models import Listing, PressedPage, PressGeneration
from editorial.press.sheets import TOMBSTONES, sheets_of
from editorial.press.specialties import slug_for
from reviewers.models import ReviewPolicy
from reviewers.policy import current_policy

CHANGES_PAGES = {Decision.APPROVED, Decision.CORRECTION, Decision.EXPRESSION_OF_CONCERN, Decision.RETRACTION}
CHANGES_WHAT_IS_PENDING = {Decision.SUBMITTED, Decision.CHANGES_REQUESTED, Decision.WITHDRAWN}


def after(event: Event, **kwargs: Any) -> None:
    """Make the pages follow this decision (receiver of journal.recorded, inside the transaction)."""
    article = event.article
    if event.kind in CHANGES_PAGES or (
        event.kind in CHANGES_WHAT_IS_PENDING and article.published_revision_id and current_policy().show_pending
    ):
        renew(article)
    if event.kind in CHANGES_PAGES:
        put_on_lists(article)
    if event.kind == Decision.RETRACTION:
        transaction.on_commit(wait_for_the_shelves, robust=True)


def after_house(page: HousePage, **kwargs: Any) -> None:
    """Printed articles quote the disclaimer: they are printed anew when next asked for (house.pages.changed)."""
    if page.pk == DISCLAIMER:
        # First the number: whoever keeps a page in between (making.page_at) waits for it, and sees that it moved.
        PressGeneration.move()
        PressedPage.objects.filter(path__endswith=".pdf").delete()


def after_policy(sender: type[ReviewPolicy], **kwargs: Any) -> None:
    """Whether readers are told of pending revisions is the board's policy: their pages follow it (post_save)."""
    with transaction.atomic():
        pending = Article.objects.published().filter(revision_in_review__isnull=False)
        # All of them locked before the first moves the generation: a decision takes the two in that order as well.
        for article in [Article.objects.locked(pk) for pk in pending.order_by("pk").values_list("pk", flat=True)]:
            renew(article)


def wait_for_the_shelves() -> None:
    """Let the time pass for which a shelf may still trust what it has.

    Whoever takes an article away gets the answer only when no worker serves it any more.
    """
    time.sleep(settings.SHELF_SECONDS)


def renew(article: Article) -> None:
    """Take the article's finished pages away, so that nobody is served them once the decision stands.

    The caller holds the article row's lock. The new pages are made when they are first asked for, or by a worker
    a moment later, and kept under the same lock. A tombstone is not left for later.
    """
    PressedPage.objects.filter(article=article).delete()
    if article.published_revision_id is None and (edition := edition_of(article)):
        tombstones = [sheet for sheet in sheets_of(edition) if sheet.name in TOMBSTONES]
        PressedPage.objects.bulk_create(
            making.make_page(edition, sheet, language) for sheet in tombstones for language in sheet.languages
        )
    printing.order([article.pk])
    PressGeneration.move()


def put_on_lists(article: Article) -> None:
    """Keep the article's entry in lists: there while it is published, and saying what was approved."""
    revision = article.published_revision
    if revision is None:
        take_off_lists(article)
        return
    document = revision.shown
    notices = list(revision.notices.values_list("kind", "issued_at"))
    listing = Listing(
        article=article,
        revision=revision,
        title=document.title,
        language=document.language,
        answer=summary(document),
        specialty=document.specialty,
        specialty_slug=slug_for(article, document.specialty),
        approved_at=revision.moment_of_approval,
        next_review=revision.day_of_review,
        standing=gravest(kind for kind, _issued_at in notices) or "",
        changed_at=notices[-1][1] if notices else revision.moment_of_approval,
    )
    fields = [field.name for field in Listing._meta.concrete_fields if not field.primary_key]
    Listing.objects.bulk_create([listing], update_conflicts=True, unique_fields=["article"], update_fields=fields)


def take_off_lists(article: Article) -> None:
    Listing.objects.filter(article=article).delete()


def make_generation(using: str = "default", **kwargs: Any) -> None:
    """Make sure the one row is there (post_migrate)."""
    PressGeneration.objects.using(using).get_or_create(pk=1)
