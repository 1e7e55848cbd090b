"""Move and remove parts of the working copy."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from articles.models import Section, Statement
from articles.states import Refused
from articles.working_copy import moving, removing
from articles.working_copy.places import section_of
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft import ways
from editorial.desk.draft.destinations import Destination, destination_or_404, destinations
from editorial.desk.draft.in_place import changed, done, part, redraw
from editorial.desk.draft.rows import kind_or_404, number_in, place_of


@door.page("GET", "POST")
def move(request: SignedInRequest, article: UUID, kind: str, node: UUID) -> HttpResponse:
    """Move a part: `how` is earlier, later, nest or unnest, or `to` names where (destinations.py).

    version: of the row as the page had it. Sent twice it moves once. GET: the page that asks where to.
    """
    the_article = draft_or_404(request.user, article)
    row: Any = get_object_or_404(kind_or_404(kind).model, article=the_article, pk=node)
    if request.method == "GET":
        context = {"article": the_article, "row": row, "word": kind, "destinations": destinations(the_article, row)}
        return render(request, "desk/draft/move.html", context | {"back": place_of(article, node)})
    before, version, how = section_of(row), number_in(request.POST.get("version")), request.POST.get("how", "")
    if how in ("earlier", "later"):
        moved = moving.shift(row=row, version=version, earlier=how == "earlier", actor=request.user)
    elif how in ("nest", "unnest") and isinstance(row, Statement):
        moved = (moving.nest if how == "nest" else moving.unnest)(row=row, version=version, actor=request.user)
    else:
        to: Destination = destination_or_404(the_article, row, request.POST.get("to", ""))
        moved = moving.move(
            row=row, version=version, where=to.where, owner=to.owner, place=to.place, actor=request.user
        )
    if isinstance(moved, Section) and request.htmx:
        return redraw(moved.pk)
    return changed(request, the_article, moved, before)


@door.page("POST")
def remove(request: SignedInRequest, article: UUID, kind: str, node: UUID) -> HttpResponse:
    """Take a part out of the working copy, with what hangs on it. Sent twice, it is removed once.

    version, shown: of the row and of the page, so that nobody removes what they have not read.
    """
    the_article = draft_or_404(request.user, article)
    model = kind_or_404(kind).model
    row = model._default_manager.filter(article=the_article, pk=node).first()
    try:
        with first_time(request) as is_first:
            if is_first and row is None:
                messages.info(request, _("It was removed already."))
            elif is_first and row is not None:
                version, shown = number_in(request.POST.get("version")), number_in(request.POST.get("shown"))
                removing.remove(row=row, version=version, shown=shown, actor=request.user)
                if not request.htmx:
                    messages.success(request, _("Removed. Undo brings it back."))
    except Refused as refusal:
        return ways.refused(request, the_article, refusal)
    if not request.htmx or row is None:
        return redirect(place_of(article))
    if isinstance(row, Statement) and (within := section_of(row)) is not None:
        return done(part(request, the_article, within), row.parent_id or within)
    return redraw(None)
