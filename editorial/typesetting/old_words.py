"""Words that are older than the rule about characters, on any page: they are shown and turn nothing round.

Templates show rows as they are stored. What no text may hold any more (articles.characters) is put as [U+202E] where
a page leaves the house, in this one place; the rule for what comes in stands elsewhere. What a form gives back to be
edited stays as it is, to the byte: else whoever saves it would save the brackets, and nobody would be told.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from articles.characters import shown

TO_BE_EDITED = re.compile(r"(<textarea\b.*?</textarea>|<input\b[^>]*>)", re.DOTALL)  # text in both is escaped


def fit_page(html: str) -> str:
    """The page as a browser may show it; the very same text when there is nothing to do, as nearly always."""
    if shown(html) is html:
        return html
    # Every other piece is one that the pattern found.
    pieces = TO_BE_EDITED.split(html)
    return "".join(piece if number % 2 else shown(piece) for number, piece in enumerate(pieces))


def fit_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: every page and every part of one."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and _is_page(response):
            html = response.content.decode(response.charset)
            if (fit := fit_page(html)) is not html:
                response.content = fit.encode(response.charset)
        return response

    return answer


def _is_page(response: HttpResponse) -> bool:
    """HTML as text. A finished page that is sent compressed was made fit when it was made (press/sheets.py)."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and "Content-Encoding" not in response.headers
