"""The headers that travel with a finished page. Django's own middleware writes the security ones, from the settings."""

from typing import cast

from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from editorial.press.answering import Header

# Downloads are public, the same for everybody, without cookies: pages of any origin may fetch them (CORS protocol).
FOR_ANY_ORIGIN: Header = ("Access-Control-Allow-Origin", "*")


def page_headers(content_type: str, *, language: str = "", filename: str = "") -> list[Header]:
    """Headers of a page of this type, without those that depend on encoding or connection.

    filename: what a download is saved as. Strict-Transport-Security is left to whoever answers over HTTPS.
    """

    def page(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content_type=content_type)
        if language:
            response["Content-Language"] = language
        if filename:
            response["Content-Disposition"] = f'inline; filename="{filename}"'
            response[FOR_ANY_ORIGIN[0]] = FOR_ANY_ORIGIN[1]
        return response

    layers = SecurityMiddleware(CSPMiddleware(XFrameOptionsMiddleware(page)))
    response = cast(HttpResponse, layers(_SecureRequest()))
    return [(name, value) for name, value in response.items() if name != "Strict-Transport-Security"]


class _SecureRequest(HttpRequest):
    """An insecure request would be redirected to HTTPS instead of being given headers."""

    def is_secure(self) -> bool:
        return True
