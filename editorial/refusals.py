"""A refusal becomes a page with its sentence."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.states import Forbidden, Refused


def status_of(refusal: Refused) -> int:
    """403 when it is the person, 409 when it is the situation; a refusal may name a status of its own."""
    own: Any = getattr(refusal, "status", None)
    return int(own) if own else 403 if isinstance(refusal, Forbidden) else 409


class RefusalMiddleware:
    """The last resort, with what was typed: views that can show the refusal beside the form do (accounts.door)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = status_of(exception)
        return render(request, "refused.html", {"reason": str(exception), "status": status}, status=status)
