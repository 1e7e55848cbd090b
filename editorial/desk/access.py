"""Who gets past the door of a desk page; what they may do there is asked again by every action."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from articles.models import Article, Revision
from articles.permissions import is_editor, may_see_draft, may_start_article
from articles.states import Forbidden
from editorial.accounts.models import User
from editorial.desk.typed import texts

View = Callable[..., HttpResponse]


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in, as the middleware leaves it."""

    user: User
    htmx: HtmxDetails


def page(view: View) -> View:
    """A page that is only read."""
    return require_safe(login_required(view))


def form_page(view: View) -> View:
    """A page with a form that is sent back to it; the form alone when htmx asks."""
    return require_http_methods(["GET", "HEAD", "POST"])(signed_in(vary_on_headers("HX-Request")(view)))


def action(view: View) -> View:
    """An address that only takes a form."""
    return require_POST(signed_in(view))


def signed_in(view: View) -> View:
    """Sends everybody else to sign in; who sent a text gets it back first (403), since signing in would drop it."""

    @wraps(view)
    def guarded(request: DeskRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated and request.method == "POST" and texts(request):
            return render(request, "desk/signed_out.html", status=403)
        response: HttpResponse = login_required(view)(request, *args, **kwargs)
        return response

    return guarded


def for_editors(view: View) -> View:
    """Raises Forbidden for everybody but editors."""

    @wraps(view)
    def guarded(request: DeskRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_editor(request.user):
            raise Forbidden(_("This page is for editors."))
        return view(request, *args, **kwargs)

    return guarded


def require_desk(user: User) -> None:
    """Raises Forbidden for somebody who neither writes nor edits."""
    if not may_start_article(user):
        raise Forbidden(_("The desk is for authors and editors."))


def draft_or_404(user: User, article: UUID) -> Article:
    """The article, with its author and both revisions that it points at. To others a draft does not exist."""
    return visible_or_404(
        Article.objects.select_related("author", "published_revision", "revision_in_review"), user, article
    )


def visible_or_404(articles: QuerySet[Article], user: User, article: UUID) -> Article:
    found = articles.filter(pk=article).first()
    if found is None or not may_see_draft(user, found):
        raise Http404
    return found


def revision_or_404(user: User, revision: UUID) -> Revision:
    """The revision with its article; to those who may not see the article's draft it does not exist."""
    found = Revision.objects.select_related("article__author").filter(pk=revision).first()
    if found is None or not may_see_draft(user, found.article):
        raise Http404
    return found
