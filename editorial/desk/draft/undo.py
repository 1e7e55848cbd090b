"""Undo and redo: the two buttons beside the article, and the same for any act of its history."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from articles.models import Act, Article
from articles.states import Refused, Stale
from articles.working_copy import acts, undoing
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.models import User
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft import told
from editorial.desk.draft.rows import number_in, place_of
from editorial.desk.draft.ways import act_address, refused, ways_on
from editorial.desk.paging import query_of_page
from editorial.refusals import status_of


class UndoBar(NamedTuple):
    """What templates/desk/draft/_undo.html shows as `undo_bar`: acts, and each in one line."""

    to_undo: Act | None
    to_redo: Act | None

    @property
    def undo_what(self) -> str:
        return told.in_short(self.to_undo) if self.to_undo else ""

    @property
    def redo_what(self) -> str:
        return told.in_short(self.to_redo) if self.to_redo else ""


def undo_bar(article: Article, person: User) -> UndoBar:
    """What the person may take back and do again now. One query."""
    return UndoBar(*acts.to_undo_and_redo(article, person))


@door.page("POST")
def undo(request: SignedInRequest, article: UUID) -> HttpResponse:
    """Take the act back that the form names (act), whoever's it was. Sent twice, it is taken back once."""
    return reversed_by(request, article, undoing.undo, _("Undone: %(what)s."))


@door.page("POST")
def redo(request: SignedInRequest, article: UUID) -> HttpResponse:
    """Do the act again that the form names."""
    return reversed_by(request, article, undoing.redo, _("Done again: %(what)s."))


def reversed_by(request: SignedInRequest, article: UUID, action: Callable[..., Act], sentence: str) -> HttpResponse:
    """Do it and go back to where the form stood: to the place of the part, or (back=changes) to the list of changes.

    With htmx the answer is the bar as it is now and the event desk:undone, which names the act, its part and kind.
    """
    the_article = draft_or_404(request.user, article)
    number = number_in(request.POST.get("act", ""))
    if 0 < number < acts.latest(the_article) and not Act.objects.filter(pk=number).exists():
        return not_reversed(request, the_article, Stale(_("That change has gone on since. Look at it again.")))
    act = told.act_or_404(the_article, number)
    said = sentence % {"what": told.in_short(act)}
    try:
        with first_time(request) as is_first:
            if is_first:
                action(done=act, actor=request.user)
    except Refused as refusal:
        return not_reversed(request, the_article, refusal)
    if request.htmx:
        event = {"act": act.pk, "kind": act.kind, "part": act.part, "node": act.node, "said": said}
        return trigger_client_event(bar(request, the_article, said=said), "desk:undone", event)
    if is_first:
        messages.success(request, said)
    return redirect(back_to(request, the_article, act))


def not_reversed(request: SignedInRequest, article: Article, refusal: Refused) -> HttpResponse:
    if not request.htmx:
        return refused(request, article, refusal)
    told_why = {"undo_refusal": str(refusal), "undo_ways": ways_on(article, refusal)}
    return bar(request, article, status=status_of(refusal), **told_why)


def bar(request: SignedInRequest, article: Article, *, status: int = 200, **more: object) -> HttpResponse:
    """The bar as it is now; `more`: what was done (said), or why not (undo_refusal, undo_ways)."""
    context = {"article": article, "undo_bar": undo_bar(article, request.user), **more}
    return render(request, "desk/draft/_undo.html", context, status=status)


def back_to(request: SignedInRequest, article: Article, act: Act) -> str:
    """Where somebody goes who has taken an act back: to the list that they did it from, or to what it was about."""
    match request.POST.get("back", ""):
        case "changes":
            page = query_of_page(request.POST.get("after", ""))
            return f"{reverse('desk:changes', args=[article.pk])}{page}#act-{act.pk}"
        case "act":
            return act_address(act)
    about = told.subject(act)
    return place_of(article.pk, about.node if about.node in told.there(article, [about]) else None)
