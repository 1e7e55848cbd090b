"""What all answers have in common: anyone may read them, from anywhere, and ask whether they changed."""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from editorial.api import problems
from editorial.press import headers
from editorial.press.answering import make_answer, not_modified

View = Callable[..., HttpResponse]
ALLOWED = "GET, HEAD, OPTIONS"
# Public and read-only, without cookies: every origin may read it (Fetch standard, CORS protocol).
FOR_ANY_ORIGIN = dict([headers.FOR_ANY_ORIGIN]) | {"Access-Control-Expose-Headers": "ETag"}
# If-None-Match makes a browser ask first; a day is how long it may remember the permission.
PREFLIGHT = {
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": ALLOWED,
}


def public(view: View) -> View:
    """A view that answers GET, as the API answers: HEAD, OPTIONS, 405, entity tags, conditions, any origin."""

    @csrf_exempt  # nothing can be changed here; another method gets its 405 and not a question for a token
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        elif request.method not in ("GET", "HEAD"):
            response = problems.answer(
                problems.Problem(
                    HTTPStatus.METHOD_NOT_ALLOWED,
                    _("This API only reads. Ask with GET; nothing was changed."),
                )
            )
            response["Allow"] = ALLOWED
        else:
            response = _read(request, view, *args, **kwargs)
        for name, value in FOR_ANY_ORIGIN.items():
            response[name] = value
        return response

    return answered


def _read(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponse:
    """What GET gives, without the body for HEAD, or 304 when the client has these very bytes."""
    is_head, request.method = request.method == "HEAD", "GET"
    response = view(request, *args, **kwargs)
    if response.status_code == HTTPStatus.OK:
        response = _tagged(request, response)
    if is_head:
        response["Content-Length"] = response.get("Content-Length", str(len(response.content)))
        response.content = b""
    return response


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The entity tag is the SHA-256 of the bytes; that of a document is therefore the digest that the board signed."""
    answer = make_answer(
        body=response.content,
        coding="identity",
        etag=hashlib.sha256(response.content).hexdigest(),
        headers=[("Content-Type", response["Content-Type"])],
        compressed=False,
    )
    if not_modified(request.headers.get("If-None-Match", ""), answer):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=dict(answer.not_modified))
    return HttpResponse(answer.body, headers=dict(answer.headers))
