"""Name another author, and say in which order they are named. One name is edited and removed like any row (edit.py)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Author
from articles.working_copy import byline, moving
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.forms import AuthorForm
from editorial.refusals import Attempt, sent


def list_of(article: UUID) -> str:
    """Where the authors of an article stand among what it is about."""
    return reverse("desk:about", args=[article]) + "#authors"


@door.page("GET", "POST")
def add(request: SignedInRequest, article: UUID) -> HttpResponse:
    """One more author, after the others. Sent twice, they are named once."""
    the_article = draft_or_404(request.user, article)
    form = AuthorForm(sent(request), row=Author(article=the_article))
    with Attempt(form) as attempt:
        if form.is_valid():
            with first_time(request) as is_first:
                if is_first:
                    byline.add_author(article=the_article, actor=request.user, **form.values())
                    messages.success(request, _("Added."))
            return redirect(list_of(article))
    context = {"article": the_article, "form": form, "back": list_of(article)}
    return render(request, "desk/draft/add_author.html", context, status=attempt.status)


@door.page("POST")
def move(request: SignedInRequest, article: UUID, author: UUID) -> HttpResponse:
    """Name an author earlier, or later without `earlier`. version: as the page had it, so sent twice it moves once."""
    the_article = draft_or_404(request.user, article)
    row = get_object_or_404(Author, article=the_article, pk=author)
    sent = request.POST.get("version", "")
    moving.shift(
        row=row,
        version=int(sent) if sent.isdecimal() and len(sent) < 10 else 0,
        earlier="earlier" in request.POST,
        actor=request.user,
    )
    return redirect(list_of(article))
