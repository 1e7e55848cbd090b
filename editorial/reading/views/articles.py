"""The pages and downloads of one article. Whoever it is that asks: approved or retracted, or 404."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Article
from editorial.press import assemble, making
from editorial.press.answering import coding_for, not_modified, redirect_headers, wants_plain
from editorial.press.edition import Edition, edition_of
from editorial.press.models import PressedPage
from editorial.press.sheets import BY_NAME, sheet_called


@require_safe
def pressed(request: HttpRequest, slug: str, name: str, *args: str) -> HttpResponse:
    """A finished page or download, as the shelf would serve it. name: of its URL; args: the rest of its URL."""
    sheet = sheet_called(name, *args)
    language = get_language() if sheet.localized else sheet.languages[0]
    article = get_object_or_404(Article, slug=slug)
    page = making.page_at(article, sheet, language or sheet.languages[0])
    if page is None:
        return gone(request, public_edition(article))
    return answered(request, page)


def answered(request: HttpRequest, page: PressedPage) -> HttpResponse:
    """The finished page, answering conditions, encodings and the reader's choice of wording (answering.py)."""
    answer = making.answer_from(page, coding_for(request.headers.get("Accept-Encoding")))
    if answer.plain and wants_plain(request.headers.get("Cookie", ""), request.META.get("QUERY_STRING", "")):
        return HttpResponse(status=302, headers=dict(redirect_headers(answer.plain)))
    seen = request.headers.get("If-None-Match")
    if seen is not None and not_modified(seen, answer):
        return HttpResponse(status=304, headers=dict(answer.not_modified))
    return HttpResponse(b"".join(answer.body), status=page.status, headers=dict(answer.headers))


def public_edition(article: Article) -> Edition:
    """What readers may see of the article; nothing else about it is told, not even that it is there."""
    edition = edition_of(article)
    if edition is None or edition.faults:
        raise Http404
    return edition


def gone(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The tombstone at the address of something that a retraction took away."""
    page = assemble.retracted_page(edition)
    return render(request, "reading/retracted.html", {"page": page}, status=410)


@require_safe
def version_changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What an approved version changed against the one before it."""
    edition = public_edition(get_object_or_404(Article, slug=slug))
    if edition.retracted:
        return gone(request, edition)
    page = assemble.changes_page(edition, number)
    if page is None:
        raise Http404
    return render(request, "reading/version_changes.html", {"page": page})


@require_safe
def references(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The reference list in one of its formats."""
    if ("references", (extension,)) not in BY_NAME:
        raise Http404
    return pressed(request, slug, "references", extension)
