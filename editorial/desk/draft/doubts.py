"""Settle what an importer guessed: it is right, it is open again, the words are put back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from articles.models import Doubt
from articles.states import Refused
from articles.working_copy.doubting import look_at
from articles.working_copy.places import section_of
from articles.working_copy.putting_back import put_back
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.article import article_page
from editorial.desk.draft.in_place import changed, checked, done
from editorial.desk.draft.rows import place_of
from editorial.refusals import status_of


@door.page("POST")
def right(request: SignedInRequest, article: UUID, doubt: int) -> HttpResponse:
    """It is right as the importer guessed."""
    return looked_at(request, article, doubt, is_right=True)


@door.page("POST")
def reopen(request: SignedInRequest, article: UUID, doubt: int) -> HttpResponse:
    """Take back that it is right."""
    return looked_at(request, article, doubt, is_right=False)


def looked_at(request: SignedInRequest, article: UUID, doubt: int, *, is_right: bool) -> HttpResponse:
    """With htmx the findings as they are now; without, the place that the form stood at (`back`: the list)."""
    the_article = draft_or_404(request.user, article)
    the_doubt = get_object_or_404(Doubt, pk=doubt, article=the_article)
    try:
        look_at(doubt=the_doubt, is_right=is_right, actor=request.user)
    except Refused as refusal:
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal))
    is_in_list = request.POST.get("back") == "list"
    if request.htmx:
        return done(checked(request, the_article), None if is_in_list else the_doubt.node, again=False)
    messages.success(request, _("Settled.") if is_right else _("It is open again."))
    return redirect(place_of(article) + "#findings-title" if is_in_list else place_of(article, the_doubt.node))


@door.page("POST")
def restore(request: SignedInRequest, article: UUID, doubt: int) -> HttpResponse:
    """Put the words back that the guess changed. Sent twice, it is done once."""
    the_article = draft_or_404(request.user, article)
    the_doubt = get_object_or_404(Doubt, pk=doubt, article=the_article)
    try:
        with first_time(request) as is_first:
            if not is_first:
                return redirect(place_of(article, the_doubt.node))
            row = put_back(doubt=the_doubt, actor=request.user)
    except Refused as refusal:
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal))
    if not request.htmx:
        messages.success(request, _("The words are as they were. Undo takes that back."))
    return changed(request, the_article, row, section_of(row))
