"""Making one finished page from approved records, and the answer that it is sent as."""

import gzip
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import brotli
from django.conf import settings
from django.db import transaction
from django.utils import translation

from articles.models import Article
from editorial.press.answering import Answer, Header, make_answer, plain_address
from editorial.press.edition import Edition, edition_of
from editorial.press.headers import page_headers
from editorial.press.models import PressedPage, PressGeneration
from editorial.press.sheets import TOMBSTONES, Sheet, sheets_of
from reviewers.proof import keys

ATTEMPTS = 3
AT_ONCE, BEST = 5, 11  # brotli quality: half a millisecond a page while somebody waits, 30 ms in the background

# The packages whose code a page's bytes depend on; a test follows the imports of sheets.py and finds nothing outside.
MADE_BY = (
    "articles",
    "reviewers",
    "editorial/house",
    "editorial/press",
    "editorial/templatetags",
    "editorial/typesetting",
)


def page_at(article: Article, sheet: Sheet, language: str, *, anew: bool = False) -> PressedPage | None:
    """The finished page, made now when it is not there; None when the article has no such page for the public.

    It is made without a lock: a PDF may take seconds, in which others decide and write. The lock is taken to keep it,
    if what readers are served has not changed meanwhile. After ATTEMPTS times it is made under the lock.
    anew: make it even if it is there, and replace it in one go.
    """
    path = sheet.path(article.slug, language)
    if not anew and (page := PressedPage.objects.filter(path=path).first()):
        return page
    for _attempt in range(ATTEMPTS):
        before = PressGeneration.current()
        if (page := _made(Article.objects.get(pk=article.pk), sheet, language)) is None:
            return None
        with transaction.atomic():
            Article.objects.locked(article.pk)
            # Another worker may have made it meanwhile, or a decision have changed what it must say.
            if not anew and (theirs := PressedPage.objects.filter(path=path).first()):
                return theirs
            if PressGeneration.held() == before:
                page.save()
                return page
    with transaction.atomic():
        if (page := _made(Article.objects.locked(article.pk), sheet, language)) is not None:
            page.save()
        return page


def _made(article: Article, sheet: Sheet, language: str) -> PressedPage | None:
    edition = edition_of(article)
    return make_page(edition, sheet, language) if edition and sheet in sheets_of(edition) else None


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
