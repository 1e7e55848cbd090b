"""The press: an approved revision becomes finished bytes, once. The only writer of pressed pages and listings.

It hears the journal inside the decision's own transaction, so publication and decision are one thing: the old pages
go in the very commit that decides it, and a new page can only be made from what is approved then
(docs/decisions/publication.md). Every change of what readers are served moves one number, the generation, which
every worker's shelf watches.
"""

import gzip
import hashlib
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import brotli
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from articles.journal import Decision
from articles.models import Article, Event
from editorial.house.models import HousePage
from editorial.house.pages import DISCLAIMER
from editorial.press.answering import Answer, Header, make_answer, plain_address
from editorial.press.assemble import summary
from editorial.press.edition import Edition, edition_of
from editorial.press.headers import page_headers
from editorial.press.models import Listing, PressedPage, PressGeneration, PressOrder
from editorial.press.sheets import TOMBSTONES, Sheet, sheets_of
from editorial.press.specialties import slug_for
from reviewers.models import ReviewPolicy
from reviewers.policy import current_policy
from reviewers.proof import keys

AT_ONCE, BEST = 5, 11  # brotli quality: half a millisecond a page while somebody waits, 30 ms in the background
CHANGES_PAGES = {Decision.APPROVED, Decision.CORRECTION, Decision.EXPRESSION_OF_CONCERN, Decision.RETRACTION}
CHANGES_WHAT_IS_PENDING = {Decision.SUBMITTED, Decision.CHANGES_REQUESTED, Decision.WITHDRAWN}

# The packages whose code a page's bytes depend on; a test follows the imports of sheets.py and finds nothing outside.
MADE_BY = (
    "articles",
    "reviewers",
    "editorial/house",
    "editorial/press",
    "editorial/templatetags",
    "editorial/typesetting",
)


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
        PressedPage.objects.filter(path__endswith=".pdf").delete()
        PressGeneration.move()


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

    The caller holds the article row's lock. The new pages are made when they are first asked for, or by the press room
    a moment later, under the same lock. A tombstone is not left for later.
    """
    PressedPage.objects.filter(article=article).delete()
    if article.published_revision_id is None and (edition := edition_of(article)):
        tombstones = [sheet for sheet in sheets_of(edition) if sheet.name in TOMBSTONES]
        PressedPage.objects.bulk_create(
            make_page(edition, sheet, language) for sheet in tombstones for language in sheet.languages
        )
    order([article.pk])
    PressGeneration.move()


def order(articles: Iterable[UUID]) -> None:
    """Have the pages of these articles made. An order that is there already is dated anew."""
    PressOrder.objects.bulk_create(
        [PressOrder(article_id=pk) for pk in articles],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["ordered_at"],
    )


def page_at(article: Article, sheet: Sheet, language: str, *, anew: bool = False) -> PressedPage | None:
    """The finished page, made now when it is not there; None when the article has no such page for the public.

    anew: make it even if it is there, and replace it in one go.
    """
    path = sheet.path(article.slug, language)
    if not anew and (page := PressedPage.objects.filter(path=path).first()):
        return page
    if edition_of(article) is None:
        return None  # without taking the lock: whoever guesses at drafts' addresses holds up no writer
    with transaction.atomic():
        article = Article.objects.locked(article.pk)
        # Another worker may have made it while we waited for the lock.
        if not anew and (page := PressedPage.objects.filter(path=path).first()):
            return page
        edition = edition_of(article)
        if edition is None or sheet not in sheets_of(edition):
            return None
        page = make_page(edition, sheet, language)
        page.save()
        return page


def make_page(edition: Edition, sheet: Sheet, language: str) -> PressedPage:
    """One finished page, not yet saved."""
    with translation.override(language):
        body = sheet.make(edition)
    compress = sheet.content_type != "application/pdf"
    filename = f"{edition.article.slug}-{sheet.filename}" if sheet.filename else ""
    return PressedPage(
        path=sheet.path(edition.article.slug, language),
        article=edition.article,
        revision=edition.revision,
        # The tombstone is the same in both wordings: no reader is sent to the other.
        wording="" if edition.retracted else sheet.wording,
        language=language,
        status=410 if edition.retracted and sheet.name in TOMBSTONES else 200,
        etag=hashlib.sha256(body).hexdigest()[:32],
        headers=page_headers(sheet.content_type, language=language if sheet.localized else "", filename=filename),
        identity=body,
        gzip=gzip.compress(body, 6, mtime=0) if compress else b"",
        brotli=brotli.compress(body, mode=brotli.MODE_TEXT, quality=AT_ONCE) if compress else b"",
        brotli_quality=AT_ONCE if compress else BEST,
        fingerprint=fingerprint(),
    )


def answer_from(page: PressedPage, coding: str, more_headers: Iterable[Header] = ()) -> Answer:
    """The page in this encoding, ready to be sent. A page that is not compressed answers every coding as it is."""
    body = {"br": page.brotli, "gzip": page.gzip}.get(coding, b"")
    coding = coding if body else "identity"
    # The entity tag names the bytes: those of the better brotli are others than those made at once.
    suffix = {"br": f"-br{page.brotli_quality}", "gzip": "-gzip"}.get(coding, "")
    return make_answer(
        body=bytes(body or page.identity),
        coding=coding,
        etag=page.etag + suffix,
        status=page.status,
        headers=[*((name, value) for name, value in page.headers), *more_headers],
        plain=plain_address(page.path) if page.wording == "professional" else "",
        compressed=bool(page.brotli),
    )


def put_on_lists(article: Article) -> None:
    """Keep the article's entry in lists: there while it is published, and saying what was approved."""
    revision = article.published_revision
    if revision is None:
        take_off_lists(article)
        return
    document = revision.shown
    notices = list(revision.notices.values_list("kind", "issued_at"))
    approved_at = revision.approved_at or revision.submitted_at
    listing = Listing(
        article=article,
        revision=revision,
        title=document.title,
        answer=summary(document),
        specialty=document.specialty,
        specialty_slug=slug_for(article, document.specialty),
        approved_at=approved_at,
        next_review=revision.next_review or timezone.localdate(approved_at),
        standing=notices[-1][0] if notices else "",
        changed_at=notices[-1][1] if notices else approved_at,
    )
    fields = [field.name for field in Listing._meta.concrete_fields if not field.primary_key]
    Listing.objects.bulk_create([listing], update_conflicts=True, unique_fields=["article"], update_fields=fields)


def take_off_lists(article: Article) -> None:
    Listing.objects.filter(article=article).delete()


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """What pages are made with: code, templates, translations, names of static files, dependencies, settings.

    A page with another fingerprint was made by an earlier release and is made anew at start-up (room.py).
    """
    base = Path(settings.BASE_DIR)
    files = [
        base / "requirements" / "run.lock",
        base / "editorial" / "languages.py",
        Path(settings.STATIC_ROOT) / "staticfiles.json",
        *base.glob("templates/*.html"),
        *base.glob("templates/reading/*.html"),
        *(path for package in MADE_BY for path in (base / package).rglob("*.py") if path.parent.name != "migrations"),
        *(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("**/*.mo")),
    ]
    # The proof is signed: with another key it is made anew.
    made_for = f"{settings.SITE_ADDRESS} {settings.SITE_NAME} {keys.public_jwk()['kid']}"
    digest = hashlib.sha256(made_for.encode())
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def make_generation(using: str = "default", **kwargs: Any) -> None:
    """Make sure the one row is there (post_migrate)."""
    PressGeneration.objects.using(using).get_or_create(pk=1)
