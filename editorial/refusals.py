"""A refusal becomes a page with its sentence: 403 when it is the person, 409 when it is the situation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.states import Forbidden, Refused


class RefusalMiddleware:
    """The last resort: views that can show the refusal beside the form catch `Refused` themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, Forbidden) else 409
        return render(request, "refused.html", {"reason": str(exception), "status": status}, status=status)
