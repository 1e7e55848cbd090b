"""Which best describes you? The answer chooses the wording that is shown first."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from editorial.press.article_page import READER_COOKIE, READERS, wording_for

A_YEAR = 365 * 24 * 60 * 60  # seconds


@csrf_exempt  # printed pages hold no token; the answer is a preference in the reader's own browser and nothing else
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest) -> HttpResponse:
    """Remember who reads (POST reader, next) and lead to the wording that suits; asked with GET, the question alone."""
    reader = request.POST.get("reader", "")
    back = request.POST.get("next", request.GET.get("next", ""))
    if reader not in READERS:
        context = {"next": back, "wording_address": reverse("wording")}
        status = 400 if request.method == "POST" else 200
        return render(request, "reading/wording.html", context, status=status)
    response = HttpResponse(status=303, headers={"Location": address_for(reader, back)})
    # Readable by reader-answer.js, which then hides the question. It holds one of three words and identifies nobody.
    response.set_cookie(READER_COOKIE, reader, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    response["Cache-Control"] = "no-store"
    return response


def address_for(reader: str, back: str) -> str:
    """The article at `back` in the wording that suits the reader; home when `back` is no article of ours."""
    try:
        match = resolve(urlsplit(back).path)
    except (Resolver404, ValueError):
        return reverse("home")
    if match.url_name not in ("article", "article-plain"):
        return reverse("home")
    name = "article-plain" if wording_for(reader) == "plain" else "article"
    return reverse(name, args=(match.kwargs["slug"],))
