"""Add and remove parts of the working copy."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from articles.models import (
    OWNER_OF_PLACE,
    Article,
    Intervention,
    NodeRow,
    Place,
    Section,
    Statement,
    TreatmentLine,
)
from articles.working_copy import outline, removing
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.forms import AddStatementForm, AddUseForm
from editorial.desk.draft.rows import kind_or_404, place_of
from editorial.refusals import Attempt, sent

OWNERS: dict[str, type[NodeRow]] = {
    "section": Section,
    "line": TreatmentLine,
    "intervention": Intervention,
    "parent": Statement,
}


@door.page("GET", "POST")
def statement(request: SignedInRequest, article: UUID) -> HttpResponse:
    """A new statement at ?place= (a Place), under ?owner= (the row that the place names)."""
    the_article = draft_or_404(request.user, article)
    place, owner = place_or_404(request, the_article)
    form_class = AddUseForm if place == Place.USE else AddStatementForm
    form = form_class(sent(request))
    with Attempt(form) as attempt:
        if form.is_valid():
            return added(request, the_article, place, owner, form.cleaned_data)
    context = {"article": the_article, "form": form, "owner": owner, "back": place_of(article), "place": place}
    return render(request, "desk/draft/add_statement.html", context, status=attempt.status)


def added(
    request: SignedInRequest, article: Article, place: Place, owner: NodeRow | None, data: dict[str, Any]
) -> HttpResponse:
    """Write the statement (and the rate it reports) once; go to it."""
    with first_time(request) as is_first:
        if not is_first:
            return redirect(place_of(article.pk, owner.pk if owner else None))
        if isinstance(owner, Intervention) and place == Place.USE:
            row = outline.add_use(article=article, intervention=owner, actor=request.user, **data)
        else:
            row = outline.add_statement(article=article, place=place, owner=owner, actor=request.user, **data)
    messages.success(request, _("Added."))
    return redirect(place_of(article.pk, row.pk))


def place_or_404(request: SignedInRequest, article: Article) -> tuple[Place, NodeRow | None]:
    """The place that the address names and the row that owns it, of this very article."""
    try:
        place = Place(request.GET.get("place", ""))
        name = OWNER_OF_PLACE[place]
        owner = UUID(request.GET.get("owner", "")) if name else None
    except ValueError:
        raise Http404 from None
    return place, get_object_or_404(OWNERS[name], article=article, pk=owner) if name else None


@door.page("POST")
def remove(request: SignedInRequest, article: UUID, kind: str, node: UUID) -> HttpResponse:
    """Take a part out of the working copy. Sent twice, it is removed once."""
    model = kind_or_404(kind).model
    the_article = draft_or_404(request.user, article)
    with first_time(request) as is_first:
        if is_first:
            row = get_object_or_404(model, article=the_article, pk=node)
            removing.remove(row=row, version=row.version, actor=request.user)
            messages.success(request, _("Removed. The history of the article keeps it."))
    return redirect(place_of(article))
