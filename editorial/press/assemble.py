"""From an Edition (records) to the values that the reader's templates show. Pages are made in the active language."""

import json
from collections.abc import Iterator
from textwrap import shorten

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.characters import shown
from articles.comparison import Change
from articles.document import Document
from articles.exporting.schema_org import json_ld
from articles.exporting.wording import Wording
from articles.markup import unmarked
from articles.models import Notice, NoticeKind, Revision
from articles.notices import GRAVEST_FIRST
from articles.slugs import slug_of
from editorial.press import pages
from editorial.press.article_page import Addresses, Approval, ArticlePage, Downloads, NoticeBanner, VersionEntry
from editorial.press.edition import Edition, absolute, address, authors, is_overdue, publication
from editorial.press.models import Listing
from editorial.press.specialties import slug_listed

# The article page tells what the last versions changed; the page of all versions tells the rest.
VERSIONS_ON_THE_PAGE = 3
SUMMARY_LENGTH = 300
# How the plain page leads to the professional wording without being sent back by the remembered choice.
ASKED_FOR = "?wording=professional"


def article_page(edition: Edition, wording: Wording) -> ArticlePage:
    """The article in one wording. The edition must not be retracted: then readers get `retracted_page`."""
    revision = edition.revision
    return ArticlePage(
        document=edition.document,
        wording=wording,
        addresses=addresses(edition, wording),
        digest=revision.digest,
        number=revision.number,
        updated_on=timezone.localdate(edition.changed_at),
        approved_on=timezone.localdate(edition.approved_at),
        review_due=edition.next_review,
        authors=authors(revision),
        contributors=tuple(revision.contributors),
        approvals=tuple(
            Approval(each.name, each.credentials, each.specialty, each.disclosure, each.signed_at)
            for each in edition.signoffs
        ),
        banners=tuple(banners(edition)),
        versions=version_entries(edition, most=VERSIONS_ON_THE_PAGE),
        downloads=downloads(edition, wording),
        json_ld=json.dumps(
            json_ld(edition.document, publication(edition), wording), ensure_ascii=False, separators=(",", ":")
        ),
        site_name=settings.SITE_NAME,
    )


def addresses(edition: Edition, wording: Wording) -> Addresses:
    slug = edition.article.slug
    professional = address("article", slug)
    specialty = slug_listed(edition.document.specialty) or slug_of(edition.document.specialty)
    return Addresses(
        canonical=absolute(professional),
        professional=professional + (ASKED_FOR if wording == "plain" else ""),
        plain=address("article-plain", slug),
        proof=address("proof", slug),
        versions=address("versions", slug),
        ask=address("ask", slug),
        report=address("report", slug),
        wording=address("wording"),
        specialty=address("specialty", specialty) if specialty else "",
        policy=address("house-page", "editorial-policy"),
        disclaimer=address("house-page", "disclaimer"),
        board=address("board-members"),
    )


def downloads(edition: Edition, wording: Wording) -> Downloads:
    slug = edition.article.slug
    return Downloads(
        pdf=address("article-plain-pdf" if wording == "plain" else "article-pdf", slug),
        csl=address("references", slug, "json"),
        ris=address("references", slug, "ris"),
        bibtex=address("references", slug, "bib"),
        fhir=address("fhir", slug),
        document=address("document", slug),
        text=address("article-text", slug),
        api=address("api:article", slug),
    )


def banners(edition: Edition) -> Iterator[NoticeBanner]:
    """What a reader must know first, the gravest first."""
    latest_first = reversed(edition.standing_notices)
    for notice in sorted(latest_first, key=lambda each: GRAVEST_FIRST.index(NoticeKind(each.kind))):
        yield banner(notice, edition.document.language)
    if edition.overdue:
        yield NoticeBanner(
            "overdue",
            _("The board has not looked at this article again by the day it was due."),
            edition.next_review,
        )
    if edition.pending_since:
        yield NoticeBanner(
            "pending",
            _("A newer revision is in review. What you read here is the version that the board approved."),
            edition.pending_since,
        )


def banner(notice: Notice, language: str) -> NoticeBanner:
    """A notice above the text that it is about; language: of that text, which its reason is written in."""
    return NoticeBanner(NoticeKind(notice.kind), notice.reason, notice.issued_at, notice.issued_by_name, language)


def version_entries(edition: Edition, most: int | None = None) -> tuple[VersionEntry, ...]:
    """The versions that readers saw, newest first, with what each changed; nothing of a retracted text."""
    newest_first = list(reversed(edition.versions))[:most]
    return tuple(version_entry(edition, version) for version in newest_first)


def version_entry(edition: Edition, version: Revision) -> VersionEntry:
    told = [
        _("%(kind)s: %(reason)s") % {"kind": NoticeKind(notice.kind).label, "reason": notice.reason}
        for notice in edition.notices
        if notice.revision_id == version.pk
    ]
    comparison = None if edition.retracted else edition.comparison(version)
    return VersionEntry(
        number=version.number,
        approved_at=version.moment_of_approval,
        changes=(*(comparison.sentences() if comparison else ()), *told),
        address=address("version-changes", edition.article.slug, version.number) if comparison else "",
        is_current=version.pk == edition.revision.pk and not edition.retracted,
    )


def versions_page(edition: Edition) -> pages.VersionsPage:
    return pages.VersionsPage(
        title=edition.document.title,
        address=address("article", edition.article.slug),
        versions=version_entries(edition),
        language=edition.document.language,
    )


def changes_page(edition: Edition, number: int) -> pages.VersionChangesPage | None:
    """What version `number` changed against the one before it; None when there is nothing to compare."""
    version = next((each for each in edition.versions if each.number == number), None)
    older = edition.before(version) if version else None
    comparison = edition.comparison(version) if version and not edition.retracted else None
    if version is None or older is None or comparison is None:
        return None
    return pages.VersionChangesPage(
        title=version.shown.title,
        address=address("article", edition.article.slug),
        versions_address=address("versions", edition.article.slug),
        older=older.number,
        newer=version.number,
        approved_at=version.moment_of_approval,
        changes=tuple(change(each) for each in comparison.changes),
        language=version.document.language,
    )


def change(difference: Change) -> pages.VersionChange:
    kinds = {"added": _("Added"), "removed": _("Removed"), "changed": _("Changed"), "moved": _("Moved")}
    pieces = difference.segments
    return pages.VersionChange(
        kind=kinds[difference.kind],
        where=difference.where,
        before=tuple(pages.Piece(text, kind == "removed") for kind, text in pieces if kind != "added"),
        after=tuple(pages.Piece(text, kind == "added") for kind, text in pieces if kind != "removed"),
        is_quantity=difference.quantity,
    )


def retracted_page(edition: Edition) -> pages.RetractedPage:
    """The tombstone: the notice, and nothing of the treatment."""
    slug = edition.article.slug
    return pages.RetractedPage(
        title=edition.document.title,
        notice=banner(edition.retraction, edition.document.language),
        versions_address=address("versions", slug),
        proof_address=address("proof", slug),
        language=edition.document.language,
    )


def summary(document: Document) -> str:
    """The answer as plain text, for lists; at most SUMMARY_LENGTH characters, cut at a word."""
    return shorten(" ".join(unmarked(each.professional) for each in document.answer), SUMMARY_LENGTH, placeholder="…")


def card(listing: Listing, slug: str) -> pages.ArticleCard:
    """An approved article in a list."""
    return pages.ArticleCard(
        title=shown(listing.title),
        answer=shown(listing.answer),
        address=address("article", slug),
        specialty=shown(listing.specialty),
        approved_on=timezone.localdate(listing.approved_at),
        standing=listing.notice or ("overdue" if is_overdue(listing.next_review) else None),
        language=listing.language,
    )
