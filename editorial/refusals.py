"""A refusal becomes a page with its sentence: 403 when it is the person, 409 when it is the situation."""

from collections.abc import Callable
from types import TracebackType

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.states import Forbidden, Refused


class RefusalMiddleware:
    """The last resort: views that can show the refusal beside the form do (`Beside`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, Forbidden) else 409
        return render(request, "refused.html", {"reason": str(exception), "status": status}, status=status)


class Beside:
    """What the situation refuses is shown beside what was sent; who may not do it at all still gets 403.

    with Beside() as refusal: the action, and the answer where it went well; what follows the block shows
    `refusal.sentence`. form: where one was sent, it gets the sentence as an error of the whole.
    """

    def __init__(self, form: forms.BaseForm | None = None) -> None:
        self.form = form
        self.sentence = ""

    def __enter__(self) -> "Beside":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, refusal: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(refusal, Refused) or isinstance(refusal, Forbidden):
            return False
        self.sentence = str(refusal)
        if self.form is not None:
            self.form.add_error(None, self.sentence)
        return True
