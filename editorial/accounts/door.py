"""The one door of every page for people with an account: which methods, who, and that no cache keeps it.

What they may do behind it is asked again by every action.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from articles.permissions import is_editor
from articles.states import Forbidden
from editorial.accounts.models import User
from editorial.accounts.typed import texts
from editorial.refusals import came_from

View = Callable[..., HttpResponse]


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in, as the middleware leaves it."""

    user: User
    htmx: HtmxDetails


def editors(user: User) -> None:
    if not is_editor(user):
        raise Forbidden(_("This page is for editors."))


def page(*methods: str, only: Callable[[User], None] | None = None) -> Callable[[View], View]:
    """A view for people with an account.

    methods: all that it takes (else 405). only: raises Forbidden for those whom the page keeps out.

    Everybody else is sent to sign in; who sent a text gets it back first (403), since signing in would drop it.
    """
    allowed = [*methods, "HEAD"] if "GET" in methods else [*methods]

    def decorate(view: View) -> View:
        @require_http_methods(allowed)
        def checked(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return signed_out(request)
            if only:
                only(request.user)
            return view(request, *args, **kwargs)

        @wraps(view)
        def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
            response = kept_by_nobody(checked(request, *args, **kwargs))
            patch_vary_headers(response, ["HX-Request"])  # some answer htmx with a part of the page
            return response

        return guarded

    return decorate


def signed_out(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and texts(request):
        return given_back(request, "account/signed_out.html")
    return redirect_to_login(came_from(request) or request.get_full_path())


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose protection does not hold (settings.CSRF_FAILURE_VIEW). reason: for developers only."""
    return given_back(request, "403_csrf.html")


def given_back(request: HttpRequest, template: str) -> HttpResponse:
    """A page with what was typed, and the way back to where it was typed."""
    return kept_by_nobody(
        render(request, template, {"back": came_from(request) or request.get_full_path()}, status=403)
    )


def kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    return response


class PrivateAnswers:
    """Middleware: an answer that looked at who asks, and found somebody who is signed in, is kept by no cache.

    An answer that did not look is the same for everybody, and keeps the rules of its room.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            kept_by_nobody(response)
        return response
