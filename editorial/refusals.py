"""A refusal is said in the form that it refuses; where there is none it becomes a page with its sentence."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from articles.states import Forbidden, Refused


def status_of(refusal: Refused) -> int:
    """403 when it is the person, 409 when it is the situation; a refusal may name a status of its own."""
    own: Any = getattr(refusal, "status", None)
    return int(own) if own else 403 if isinstance(refusal, Forbidden) else 409


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also when that is nothing; None when it is only looked at."""
    return request.POST if request.method == "POST" else None


def came_from(request: HttpRequest) -> str:
    """The path of the page that a form stood on, which may take no form itself; empty where that is not known."""
    page = request.headers.get("referer", "") if request.method == "POST" else ""
    if page and url_has_allowed_host_and_scheme(page, {request.get_host()}):
        parts = urlsplit(page)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return ""


class Attempt(AbstractContextManager["Attempt"]):
    """Inside, what a form asks for is tried; what is refused is said in the form, where what was typed still stands.

    status: of the page that shows the form. 200 before it was sent, 422 when it is not filled in as it must be, else
    that of the refusal. saying: the sentence for a refusal, where it is not its own.
    """

    def __init__(self, form: Form, saying: Callable[[Refused], str] = str) -> None:
        self.form, self.saying = form, saying
        self.status = 422 if form.is_bound else 200

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(error, Refused):
            return False
        self.form.add_error(None, self.saying(error))
        self.status = status_of(error)
        return True


class RefusalMiddleware:
    """The last resort, with what was typed: views that can show the refusal in the form do (Attempt)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        context = {"reason": str(exception), "status": status_of(exception), "back": came_from(request)}
        return render(request, "refused.html", context, status=status_of(exception))
