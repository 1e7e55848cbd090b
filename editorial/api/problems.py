"""What goes wrong, as JSON with a sentence for people (RFC 9457, application/problem+json)."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from pydantic_core import to_json

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Ends an operation. detail: the sentence for people; more: further members of the answer (RFC 9457, 3.2)."""

    def __init__(self, status: HTTPStatus, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


class ProblemDetails(Schema):
    """How every problem is told (RFC 9457). `detail` says what happened and what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def answer(problem: Problem) -> HttpResponse:
    """The problem as an answer that nobody keeps: what is missing now may be there the next moment."""
    told = ProblemDetails(title=problem.status.phrase, status=problem.status, detail=problem.detail)
    body = to_json(told.model_dump() | problem.more)
    return HttpResponse(body, status=problem.status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def not_found(what: str) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, what)


def bad_parameters(error: ValidationError) -> Problem:
    """Parameters that cannot be used, each with the reason."""
    sentences = [
        _("The parameter “%(name)s” cannot be used: %(why)s.")
        % {"name": str(each["loc"][-1]), "why": str(each["msg"]).rstrip(".")}
        for each in error.errors
    ]
    return Problem(HTTPStatus.BAD_REQUEST, " ".join(sentences))


def install(api: NinjaAPI) -> None:
    """Have the API tell problems in this way."""

    def told(request: HttpRequest, problem: Any) -> HttpResponse:
        return answer(problem)

    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(bad_parameters(error))

    api.add_exception_handler(Problem, told)
    api.add_exception_handler(ValidationError, refused)


def in_openapi(statuses: Iterable[HTTPStatus]) -> dict[str, Any]:
    """The problems of an operation for its OpenAPI description (`openapi_extra`)."""
    schema = ProblemDetails.model_json_schema()
    return {
        "responses": {
            int(status): {"description": status.phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
            for status in statuses
        }
    }
