"""The press: an approved revision becomes finished bytes, once. The only writer of pressed pages and listings.

It hears the journal inside the decision's own transaction, so publication and decision are one thing: pages appear,
change and go in the very commit that decides it (docs/decisions/publication.md). Every change of what readers are
served moves one number, the generation, which every worker's shelf watches.
"""

import gzip
import hashlib
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.text import slugify

from articles.journal import Decision
from articles.models import Article, Event
from editorial.reading.answering import Answer, Header, make_answer, plain_address
from editorial.reading.assemble import summary
from editorial.reading.edition import Edition, edition_of
from editorial.reading.headers import page_headers
from editorial.reading.models import Listing, PressedPage, PressGeneration
from editorial.reading.sheets import TOMBSTONES, Sheet, sheets_of
from reviewers.policy import current_policy

AT_ONCE, BEST = 5, 11  # brotli quality: half a millisecond a page inside the decision, 30 ms in the background
CHANGES_PAGES = {Decision.APPROVED, Decision.CORRECTION, Decision.EXPRESSION_OF_CONCERN, Decision.RETRACTION}
CHANGES_WHAT_IS_PENDING = {Decision.SUBMITTED, Decision.CHANGES_REQUESTED, Decision.WITHDRAWN}


def after(event: Event, **kwargs: Any) -> None:
    """Make the pages that follow from this decision (receiver of journal.recorded, inside the transaction)."""
    article = event.article
    if event.kind in CHANGES_PAGES or (
        event.kind in CHANGES_WHAT_IS_PENDING and article.published_revision_id and current_policy().show_pending
    ):
        print_article(article)
    if event.kind == Decision.RETRACTION:
        transaction.on_commit(wait_for_the_shelves)


def wait_for_the_shelves() -> None:
    """Let the time pass for which a shelf may still trust what it has: whoever takes an article away gets the answer
    only when no worker serves it any more."""
    time.sleep(settings.SHELF_SECONDS)


@transaction.atomic
def print_article(article: Article, *, everything: bool = False) -> list[str]:
    """Make the article's pages anew from its public edition and remove all others. Returns their paths.

    The caller holds the article row's lock or has it taken here. everything: also those that would be made when they
    are first asked for. Without a public edition all its pages go.
    """
    article = Article.objects.locked(article.pk)
    edition = edition_of(article)
    pages = []
    if edition:
        pages = [
            make_page(edition, sheet, language)
            for sheet in sheets_of(edition)
            if everything or sheet.at_once
            for language in sheet.languages
        ]
    PressedPage.objects.filter(article=article).delete()
    PressedPage.objects.bulk_create(pages)
    _list(article, edition)
    next_generation()
    return [page.path for page in pages]


def page_at(article: Article, sheet: Sheet, language: str) -> PressedPage | None:
    """The finished page, made now when it is not there yet; None when the article has no such page for the public."""
    page = PressedPage.objects.filter(path=sheet.path(article.slug, language)).first()
    if page:
        return page
    with transaction.atomic():
        edition = edition_of(Article.objects.locked(article.pk))
        if edition is None or sheet not in sheets_of(edition):
            return None
        page = make_page(edition, sheet, language)
        # Another worker may have made it while we waited for the lock.
        PressedPage.objects.bulk_create([page], ignore_conflicts=True)
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


def next_generation() -> None:
    """Tell every shelf that something has changed."""
    if not PressGeneration.objects.filter(pk=1).update(number=F("number") + 1):
        PressGeneration.objects.get_or_create(pk=1)


def _list(article: Article, edition: Edition | None) -> None:
    """Keep the article's entry in lists: there while it is published, and saying what was approved."""
    if edition is None or edition.retracted:
        Listing.objects.filter(article=article).delete()
        return
    document, standing = edition.document, [notice.kind for notice in edition.standing_notices]
    Listing.objects.update_or_create(
        article=article,
        defaults={
            "revision": edition.revision,
            "title": document.title,
            "answer": summary(document),
            "specialty": document.specialty,
            "specialty_slug": slugify(document.specialty)[:120],
            "approved_at": edition.approved_at,
            "next_review": edition.next_review,
            "standing": standing[-1] if standing else "",
            "changed_at": edition.changed_at,
        },
    )


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """What pages are made with: templates, translations, names of static files and the code that lays them out.

    A page with another fingerprint was made by an earlier release and is made anew at start-up (press_room.py).
    """
    base = Path(settings.BASE_DIR)
    files = [
        base / "templates" / "base.html",
        Path(settings.STATIC_ROOT) / "staticfiles.json",
        *base.glob("templates/public/*.html"),
        *base.glob("editorial/reading/*.py"),
        *base.glob("editorial/reading/templatetags/*.py"),
        *base.glob("articles/exporting/*.py"),
        *base.glob("articles/comparison/*.py"),
        *(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("**/*.mo")),
    ]
    digest = hashlib.sha256(settings.SITE_ADDRESS.encode())
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
