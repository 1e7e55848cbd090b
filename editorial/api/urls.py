"""Addresses of the API: its page for people, its description for programs, its versions; all else is a JSON 404."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from editorial.api import problems, v1
from editorial.api.answers import View, public


class Json(BaseRenderer):
    """Times keep their microseconds, so that the last `changed_at` seen can be given back as `changed_since`."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)


api = NinjaAPI(
    title="Imprimatur",
    version="1",
    description="Published articles, their approved versions with signatures, references and search. Read-only.",
    urls_namespace="api",
    docs_url=None,  # ninja's page needs inline scripts, which the Content-Security-Policy refuses
    renderer=Json(),
)
problems.install(api)
api.add_router("/v1", v1.router)


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """What can be asked, for people; made from the same description that programs read."""
    return render(request, "reading/api.html", {"operations": [*operations()]})


def operations() -> list[dict[str, Any]]:
    """Each operation as OpenAPI describes it, with its path."""
    return [{"path": path, **methods["get"]} for path, methods in api.get_openapi_schema()["paths"].items()]


def unknown(request: HttpRequest) -> HttpResponse:
    detail = _("Nothing is at this address. What can be asked is described at /api/.")
    return problems.answer(problems.not_found(detail))


def opened(pattern: URLPattern) -> URLPattern:
    """The pattern with its view answering as the API does (answers.py)."""
    pattern.callback = public(cast(View, pattern.callback))
    return pattern


app_name = "api"
urlpatterns = [
    path("", documentation, name="documentation"),
    *(opened(cast(URLPattern, pattern)) for pattern in api.urls[0]),
    # Everything, line breaks included, which the converter "path" does not take.
    re_path(r"^[\s\S]+$", public(unknown), name="unknown"),
]
