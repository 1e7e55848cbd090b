"""Search: one view for the page and for the results alone, which htmx asks for while the reader types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from articles.exporting.wording import Wording
from editorial.press.article_page import READER_COOKIE, wording_for
from editorial.reading import contexts
from editorial.search.find import Found, find
from editorial.search.quoting import Quote

LONGEST = 200  # characters, as the form says


class ReaderRequest(HttpRequest):
    htmx: HtmxDetails


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request", "Cookie")
def search(request: ReaderRequest) -> HttpResponse:
    """Approved articles for ?q=, in the wording that the reader chose; ?after= is the cursor of the page before."""
    query, after = request.GET.get("q", "")[:LONGEST], request.GET.get("after", "")
    wording = wording_of(request)
    results = find(query, wording=wording, after=after)
    page = contexts.SearchPage(
        query=results.query,
        results=tuple(result(found, wording) for found in results.found),
        corrected=results.corrected,
        any_word=results.any_word,
        next_address=f"{reverse('search')}?{urlencode({'q': results.query, 'after': results.next})}"
        if results.next
        else "",
        is_continued=bool(after),
    )
    wants_part = request.htmx and not request.htmx.history_restore_request
    return render(request, "reading/_results.html" if wants_part else "reading/search.html", {"page": page})


def wording_of(request: HttpRequest) -> Wording:
    return wording_for(request.COOKIES.get(READER_COOKIE, ""))


def result(found: Found, wording: Wording) -> contexts.SearchResult:
    """A found article as templates show it."""
    return contexts.SearchResult(
        article=found.title,
        address=article_address(found, wording),
        approved_on=timezone.localdate(found.approved_at),
        passages=tuple(passage(found, each, wording) for each in found.quotes),
        specialty=found.specialty,
        language=found.language,
    )


def passage(found: Found, quote: Quote, wording: Wording) -> contexts.QuotedPassage:
    """A quotation as templates show it, with the way to its place in the article."""
    return contexts.QuotedPassage(
        article=found.title,
        address=f"{article_address(found, wording)}#s-{quote.node}",
        spans=tuple(contexts.Piece(text, matches) for text, matches in quote.spans),
        where=quote.where,
        where_spans=tuple(contexts.Piece(text, matches) for text, matches in quote.where_spans),
        approved_on=timezone.localdate(found.approved_at),
        sources=quote.sources,
        language=found.language,
        is_fallback=quote.is_fallback,
    )


def article_address(found: Found, wording: Wording) -> str:
    return reverse("article-plain" if wording == "plain" else "article", args=(found.slug,))
