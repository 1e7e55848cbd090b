"""Version 1 of the API: the operations. Reading only; what the public pages show, in values (docs/api.md)."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from ninja import Query, Router
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from articles import limits
from articles.document import Document
from articles.exporting.wording import Wording
from editorial import paging
from editorial.api import cursors, records, telling, values
from editorial.api.problems import in_openapi
from editorial.press.specialties import slug_listed
from editorial.search.find import CURSOR, find
from reviewers.proof.keys import public_keys

BAD, MISSING, GONE = HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE
# How many articles are opened for one page of references, however few each has.
ARTICLES_A_PAGE = 20


def in_utc(moment: datetime) -> datetime:
    """Without an offset it is UTC. Refuses a moment that is in no year from 1 to 9999 there."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("year", "The year is out of range") from None


Limit = Annotated[int, Query(ge=1, le=100, description="Items a page.")]
Cursor = Annotated[str | None, Query(description="From “next” of the page before; opaque.")]
Since = Annotated[
    Annotated[datetime, AfterValidator(in_utc)] | None,
    Query(description="Changed at or after this moment (ISO 8601; write + as %2B, or use Z)."),
]
Specialty = Annotated[str | None, Query(max_length=limits.LINE, description="Name of a specialty, or its slug.")]
Words = Annotated[str, Query(min_length=1, description="What a reader would type.")]

router = Router(tags=["Version 1"])


@router.get(
    "/articles",
    response=values.ArticleList,
    url_name="articles",
    operation_id="articles",
    openapi_extra=in_openapi([BAD]),
)
def articles(
    request: HttpRequest,
    specialty: Specialty = None,
    changed_since: Since = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> values.ArticleList:
    """Published articles, least recently changed first, so that who follows “next” to the end misses no change."""
    rows = records.published()
    if specialty is not None:
        slug = slug_listed(specialty) or slugify(specialty)
        rows = rows.filter(specialty_slug=slug) if slug or not specialty else rows.none()
    if changed_since is not None:
        rows = rows.filter(changed_at__gte=changed_since)
    page = cursors.page(rows, "changed_at", "article_id", cursor=cursor, limit=limit)
    since = changed_since.isoformat() if changed_since else None
    return values.ArticleList(
        items=[telling.entry(each) for each in page.rows],
        next=cursors.next_address(
            reverse("api:articles"), page.next, specialty=specialty, changed_since=since, limit=limit
        ),
    )


@router.get(
    "/articles/{slug:slug}",
    response=values.ArticleDetail,
    url_name="article",
    operation_id="article",
    openapi_extra=in_openapi([MISSING, GONE]),
)
def article(request: HttpRequest, slug: str) -> values.ArticleDetail:
    """One published article: what it is about, who approved it, what was announced. Its text is at “links.document”."""
    return telling.detail(records.edition_at(slug))


@router.get(
    "/articles/{slug:slug}/versions",
    response=values.VersionList,
    url_name="versions",
    operation_id="versions",
    openapi_extra=in_openapi([BAD, MISSING]),
)
def versions(request: HttpRequest, slug: str, cursor: Cursor = None, limit: Limit = 20) -> values.VersionList:
    """The versions that the board approved, newest first; also of a retracted article."""
    page = cursors.page(records.versions_at(slug), "-number", cursor=cursor, limit=limit)
    if not page.rows:
        raise records.unknown_article(slug)
    return values.VersionList(
        items=[telling.version(each) for each in page.rows],
        next=cursors.next_address(reverse("api:versions", args=(slug,)), page.next, limit=limit),
    )


@router.get(
    "/articles/{slug:slug}/versions/{int:number}",
    response=values.VersionDetail,
    url_name="version",
    operation_id="version",
    openapi_extra=in_openapi([MISSING]),
)
def version(request: HttpRequest, slug: str, number: int) -> values.VersionDetail:
    """One version: digest, sign-offs as JWS, notices."""
    return telling.version_detail(records.version_at(slug, number))


@router.get(
    "/articles/{slug:slug}/versions/{int:number}/document",
    response=Document,
    by_alias=True,
    url_name="document",
    operation_id="document",
    openapi_extra=in_openapi([MISSING, GONE]),
)
def document(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The very bytes that the board signed (RFC 8785), their digest as ETag. After a retraction 410: the notice."""
    revision = records.version_at(slug, number)
    if notice := records.retraction_of(revision):
        raise records.gone(notice)
    return HttpResponse(revision.frozen.content.encode(), content_type="application/json")


@router.get(
    "/references",
    response=values.ReferenceList,
    url_name="references",
    operation_id="references",
    openapi_extra=in_openapi([BAD]),
)
def references(request: HttpRequest, cursor: Cursor = None, limit: Limit = 20) -> values.ReferenceList:
    """The reference lists of published articles as CSL-JSON. A page may be short; “next” is null only on the last."""
    rows = records.published().select_related("revision__frozen").order_by("article_id")
    place = cursors.place(cursor, (UUID, int))
    if place:
        rows = rows.filter(article_id__gte=place[0])
    listings = list(rows[: ARTICLES_A_PAGE + 1])
    found = [
        (listing, number, reference)
        for listing in listings[:ARTICLES_A_PAGE]
        for number, reference in enumerate(listing.revision.shown.references, start=1)
        if not place or (listing.article_id, number) > place
    ]
    following = ""
    if len(found) > limit:
        following = paging.cursor_at(found[limit - 1][0].article_id, found[limit - 1][1])
    elif len(listings) > ARTICLES_A_PAGE:
        following = paging.cursor_at(listings[ARTICLES_A_PAGE].article_id, 0)
    return values.ReferenceList(
        items=[telling.reference(*each) for each in found[:limit]],
        next=cursors.next_address(reverse("api:references"), following, limit=limit),
    )


@router.get(
    "/search", response=values.SearchAnswer, url_name="search", operation_id="search", openapi_extra=in_openapi([BAD])
)
def search(
    request: HttpRequest, q: Words, wording: Wording = "professional", cursor: Cursor = None, limit: Limit = 20
) -> values.SearchAnswer:
    """Published articles by words, best first, each with the passages that match, quoted in the wording asked for."""
    cursors.place(cursor, CURSOR)
    results = find(q, wording=wording, after=cursor, limit=limit)
    return values.SearchAnswer(
        query=results.query,
        corrected=results.corrected,
        any_word=results.any_word,
        items=[telling.found(each) for each in results.found],
        next=cursors.next_address(reverse("api:search"), results.next, q=q, wording=wording, limit=limit),
    )


@router.get("/keys", response=values.KeySet, url_name="keys", operation_id="keys")
def keys(request: HttpRequest) -> dict[str, Any]:
    """The house's public keys, for whoever verifies a sign-off."""
    return {"keys": public_keys()}
