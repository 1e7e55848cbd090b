"""Who changed this part, and any earlier wording of it again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from articles import history
from articles.models import Act, ActKind, Article, NodeRow, Place, Revision, Statement
from articles.states import Refused, Stale
from articles.working_copy import drafting
from articles.working_copy.past import act_behind
from articles.working_copy.rows import EDITABLE, RATE
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.history import readable_or_404, submission_of
from editorial.desk.draft.rows import Kind, form_for, kind_or_404, number_in, place_of
from editorial.desk.draft.steps import moves_of, names_of, one_for_each_act, steps, suggested_in
from editorial.refusals import status_of


@door.page("GET")
def node(request: SignedInRequest, article: UUID, kind: str, node: UUID) -> HttpResponse:
    """Who changed this part, and what it said each time."""
    the_article, horizon = readable_or_404(request, article)
    return history_page(request, the_article, kind_or_404(kind), kind, node, horizon)


@door.page("POST")
def restore(request: SignedInRequest, article: UUID, kind: str, node: UUID) -> HttpResponse:
    """Make the part say again what it said in the save that the form names (record); where it stands, it stays.

    The form names the version of the part that its page showed: what somebody changed since is not overwritten.
    """
    the_kind, the_article = kind_or_404(kind), draft_or_404(request.user, article)
    record = record_or_404(the_article, the_kind, node, request.POST.get("record", ""))
    row = the_kind.model._default_manager.filter(article=the_article, pk=node).first()
    if row is None:
        refusal = Refused(_("This part is not in the article any more. Restore it first; nothing was changed."))
        return history_page(request, the_article, the_kind, kind, node, refusal=refusal)
    version = request.POST.get("version", "")
    values, kept = earlier(row, record)
    try:
        with first_time(request) as is_first:
            if is_first:
                drafting.edit(row=row, version=number_in(version), values=values, actor=request.user)
    except Refused as refusal:
        return history_page(request, the_article, the_kind, kind, node, refusal=said(refusal))
    if is_first:
        messages.success(request, " ".join([_("The earlier wording stands again. Undo takes it back."), *kept]))
    return redirect(place_of(article, node))


def history_page(
    request: SignedInRequest,
    article: Article,
    the_kind: Kind,
    kind: str,
    node: UUID,
    horizon: Revision | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    """The page; as far as the horizon for a member of the board, who restores nothing."""
    model = the_kind.model
    name = model._meta.model_name or ""
    rows = history.of_article(name, article).filter(id=node)
    if horizon:
        rows = rows.filter(history_id__lte=submission_of(horizon).history_upto.get(name, 0))
    records = list(rows.select_related("history_user").order_by("history_id"))
    if not records:
        raise Http404
    records = one_for_each_act(article, model, node, records)
    current = None if horizon else model._default_manager.filter(article=article, pk=node).first()
    is_removed = horizon is None and current is None
    names = names_of(model, records, article, horizon)
    moves, suggested = moves_of(article, model, node), suggested_in(article, node, horizon)
    context = {
        "article": article,
        "title": horizon.document.title if horizon else article.title,
        "name": form_for(model()).called,
        "steps": list(steps(model, records, names, current, moves, suggested))[::-1],
        "may_edit": horizon is None,
        "node": node,
        "kind": kind,
        "version": current.version if current else None,
        "is_removed": is_removed,
        "removed_by": removal(article, the_kind, records[-1]) if is_removed else None,
        "refusal": str(refusal or ""),
    }
    return render(request, "desk/draft/node_history.html", context, status=status_of(refusal) if refusal else 200)


def removal(article: Article, kind: Kind, record: Any) -> Act | None:
    """The act that took the part away, when undoing that brings it back; an older removal nobody can undo."""
    found = act_behind(article, kind.model, record.history_id)
    return found if found and found.kind != ActKind.STARTED else None


def record_or_404(article: Article, kind: Kind, node: UUID, number: str) -> Any:
    """The save of this very part that a form names."""
    records = history.of_article(kind.model._meta.model_name or "", article).filter(id=node)
    found = records.filter(history_id=number_in(number)).exclude(history_type="-").first()
    if found is None:
        raise Http404
    return found


def earlier(row: NodeRow, record: Any) -> tuple[dict[str, object], list[str]]:
    """What to save so that the row says what it said then, and in sentences what of it cannot come back.

    A source that was removed since is not cited, and a rate without its sentence does not come back: each is told.
    """
    then = record.instance
    values = {name: getattr(then, name) for name in EDITABLE[type(row)]}
    kept = []
    if isinstance(row, Statement):
        known = {str(pk) for pk in row.article.references.values_list("pk", flat=True)}
        if lost := [pk for pk in then.citations if pk not in known]:
            values["citations"] = [pk for pk in then.citations if pk in known]
            keys = names_of(Statement, [record], row.article, None)
            left = ", ".join(keys.get(pk, pk) for pk in lost)
            kept.append(_("Not cited any more, because it was removed from the article: %(keys)s.") % {"keys": left})
        if then.place == Place.RATE and not then.percentage:  # its rate was kept elsewhere (models/before.py)
            values = {name: value for name, value in values.items() if name not in RATE}
            kept.append(_("The rate stays as it is: this wording is older than the release that keeps both together."))
    return values, kept


def said(refusal: Refused) -> Refused:
    """A clash in the words of this page: there is no form here that holds both texts."""
    if isinstance(refusal, drafting.Conflict):
        return Stale(_("Somebody changed this part since you opened the page. Nothing was restored; look at it again."))
    return refusal
