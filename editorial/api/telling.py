"""From public records to the values that the API tells."""

from typing import Any, cast

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from articles.characters import shown, shown_in
from articles.document import Document, Reference
from articles.models import Article, Revision
from articles.models import Notice as NoticeRow
from articles.notices import NoticeKind
from articles.states import State
from editorial.api import values
from editorial.press.assemble import summary
from editorial.press.edition import Edition, absolute, counted_signoffs, is_overdue
from editorial.press.models import Listing
from editorial.search.find import Found
from reviewers.models import SignOff


def link(name: str, *args: object) -> str:
    """A whole address, in the default language: the same for everybody who asks."""
    with translation.override(settings.LANGUAGE_CODE):
        return absolute(reverse(name, args=args))


def article_links(slug: str) -> values.ArticleLinks:
    return values.ArticleLinks(
        self=link("api:article", slug),
        page=link("article", slug),
        versions=link("api:versions", slug),
        proof=link("proof-json", slug),
    )


def published_links(slug: str, number: int) -> values.PublishedLinks:
    return values.PublishedLinks(**dict(article_links(slug)), document=link("api:document", slug, number))


def entry(listing: Listing) -> values.ArticleEntry:
    """A published article in a list, from its approved document only."""
    return values.ArticleEntry(
        id=listing.article_id,
        slug=listing.article.slug,
        title=shown(listing.title),
        answer=shown(listing.answer),
        specialty=shown(listing.specialty),
        version=listing.revision.number,
        digest=listing.revision.digest,
        approved_at=listing.approved_at,
        next_review=listing.next_review,
        overdue=is_overdue(listing.next_review),
        changed_at=listing.changed_at,
        standing=listing.notice,
        links=published_links(listing.article.slug, listing.revision.number),
    )


def detail(edition: Edition) -> values.ArticleDetail:
    document, revision = edition.document, edition.revision
    return values.ArticleDetail(
        id=edition.article.pk,
        slug=edition.article.slug,
        title=document.title,
        answer=summary(document),
        specialty=document.specialty,
        version=revision.number,
        digest=revision.digest,
        approved_at=edition.approved_at,
        next_review=edition.next_review,
        overdue=edition.overdue,
        changed_at=edition.changed_at,
        standing=edition.standing,
        links=published_links(edition.article.slug, revision.number),
        language=document.language,
        condition=condition(document),
        **written(revision),
        approved_by=[values.Signatory(**person(each)) for each in edition.signoffs],
        notices=[notice(each) for each in edition.standing_notices],
        pending_since=edition.pending_since,
    )


def written(revision: Revision) -> dict[str, Any]:
    """Who wrote the revision, as it was frozen."""
    named = shown_in(revision.named_authors)
    return {
        "author": "; ".join(author["name"] for author in named),
        "authors": [values.Author(**author) for author in named],
        "contributors": shown_in(revision.contributors),
    }


def condition(document: Document) -> values.Condition:
    about = document.condition
    return values.Condition(name=about.name, synonyms=list(about.synonyms), icd10=about.icd10)


def person(signoff: SignOff) -> dict[str, Any]:
    """The member as they were when they signed."""
    return {name: getattr(signoff, name) for name in values.Signatory.model_fields}


def notice(row: NoticeRow) -> values.Notice:
    return values.Notice(
        kind=NoticeKind(row.kind),
        reason=row.reason,
        issued_at=row.issued_at,
        issued_by=row.issued_by_name,
    )


def version(revision: Revision) -> values.VersionEntry:
    """A revision that the board approved, once or now."""
    return values.VersionEntry(
        number=revision.number,
        state=cast(values.VersionState, revision.state),
        digest=revision.digest,
        **written(revision),
        submitted_at=revision.submitted_at,
        approved_at=revision.moment_of_approval,
        next_review=revision.day_of_review,
        links=version_links(revision, revision.article),
    )


def version_links(revision: Revision, article: Article) -> values.VersionLinks:
    address = article.slug, revision.number
    is_there = article.published_revision_id is not None and revision.state != State.RETRACTED
    return values.VersionLinks(
        self=link("api:version", *address),
        document=link("api:document", *address) if is_there else None,
    )


def version_detail(revision: Revision) -> values.VersionDetail:
    """Two queries more than the entry: who signed it, and what was announced about it."""
    return values.VersionDetail(
        **dict(version(revision)),
        signoffs=[
            values.SignOff(**person(each), digest=each.digest, jws=each.jws) for each in counted_signoffs(revision)
        ],
        notices=[notice(each) for each in revision.notices.all()],
        keys=link("api:keys"),
    )


def reference(listing: Listing, number: int, cited: Reference) -> values.ReferenceEntry:
    return values.ReferenceEntry(
        article=listing.article.slug, number=number, csl=cited.csl_item(), missing=list(cited.missing)
    )


def found(result: Found) -> values.SearchEntry:
    return values.SearchEntry(
        id=result.article,
        slug=result.slug,
        title=result.title,
        language=result.language,
        specialty=result.specialty,
        approved_at=result.approved_at,
        quotations=[
            values.Quotation(
                node=each.node,
                where=each.where,
                treatment_line=each.line_rank,
                text=each.text,
                is_fallback=each.is_fallback,
                sources=list(each.sources),
            )
            for each in result.quotes
        ],
        links=article_links(result.slug),
    )
