"""Add parts to the working copy: in place with htmx, on a page of its own without."""

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import (
    Article,
    Intervention,
    NodeRow,
    Place,
    Section,
    Statement,
    TreatmentLine,
)
from articles.working_copy import outline
from articles.working_copy.places import Where, section_of
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.add_forms import AddForm, AddInterventionForm, AddLineForm, AddSectionForm
from editorial.desk.draft.forms import StatementForm
from editorial.desk.draft.in_place import done, own_ids, part, part_anew, redraw, rows_of_part, saved_at, wording_of
from editorial.desk.draft.rows import place_of
from editorial.desk.draft.spots import Adding, Spot, spot_or_404, uuid_or_404
from editorial.desk.draft.workbench import bench_of
from editorial.refusals import Attempt, sent

BULLET = re.compile(r"^\s*(?:[•·▪◦‣⁃*–-]|\(?\d{1,2}[.)])\s+")


@door.page("GET", "POST")
def statement(request: SignedInRequest, article: UUID) -> HttpResponse:
    """A new statement at the spot that the address names (spots.py)."""
    the_article = draft_or_404(request.user, article)
    spot = spot_or_404(request, the_article)
    form = form_at(the_article, spot, sent(request))
    with Attempt(form) as attempt:
        if form.is_valid():
            return added(request, the_article, spot, form)
    if request.htmx and request.method == "GET" and "closed" in request.GET:
        return done(part(request, the_article, spot.part), spot.after or spot.owner_id)
    if request.htmx:
        adding = Adding(spot, form)
        return part(request, the_article, spot.part, adding=adding, status=attempt.status)
    context = {"article": the_article, "form": form, "spot": spot, "back": place_of(article, spot.after)}
    return render(request, "desk/draft/add_statement.html", context, status=attempt.status)


def form_at(article: Article, spot: Spot, data: Any = None) -> StatementForm:
    """The form for a new statement there; it is shown like the sibling that it follows."""
    sibling = article.statements.filter(pk=spot.after).first() if spot.after else None
    style = outline.style_at(spot.place) if sibling is None else sibling.style
    row = Statement(article=article, place=spot.place, style=style)
    return StatementForm(data, row=row, auto_id=own_ids())


def added(request: SignedInRequest, article: Article, spot: Spot, form: StatementForm) -> HttpResponse:
    """Write the statement, or one for each line, once; go to it, or on to the next."""
    with first_time(request) as is_first:
        if not is_first:
            return again(request, article, spot.after or spot.owner_id)
        rows = written(request, article, spot, form)
    last = rows[-1]
    if not request.htmx:
        messages.success(request, _("Added."))
        return redirect(place_of(article.pk, last.pk))
    if request.POST.get("then") == "next" and spot.goes_on:
        after = last.pk if last.place == spot.place else spot.after  # one that got figures stands among the rates
        return as_written(request, article, rows, Spot(spot.place, spot.owner, after))
    return done(part(request, article, spot.part), last.pk)


def as_written(request: SignedInRequest, article: Article, rows: list[Statement], following: Spot) -> HttpResponse:
    """The new statements alone, to be drawn before the form that goes on, and where that writes next."""
    bench = bench_of(article, rows_of_part(article, following.part), wording_of(request))
    views = [bench.statement(row.pk) for row in rows]
    context = {"bench": bench, "article": article, "statements": views, "style": rows[0].style}
    response = render(request, "desk/draft/_written.html", context)
    address = reverse("desk:add-statement", args=[article.pk])
    going_on = {
        "address": address + following.query + bench.more_query,
        "keep": f"new{following.query}",
        "closed": f"{address}{following.query}&closed",
        "inner": address + following.inner if following.inner else "",
        "outer": address + following.outer if following.outer else "",
        "said": saved_at(timezone.now()),
    }
    response["HX-Trigger-After-Settle"] = json.dumps({"desk:next": going_on})
    return response


def again(request: SignedInRequest, article: Article, node: UUID | None) -> HttpResponse:
    """The same form, sent twice: what it asked for was done the first time."""
    return redraw(node) if request.htmx else redirect(place_of(article.pk, node))


def written(request: SignedInRequest, article: Article, spot: Spot, form: StatementForm) -> list[Statement]:
    values = form.values()
    each = [values]
    if "split" in request.POST:
        lines = lines_of(values["professional"])
        others = ({"professional": line, "style": values["style"]} for line in lines[1:])
        each = [values | {"professional": lines[0]}, *others]
    return outline.add_statements(
        article=article, place=spot.place, owner=spot.owner, each=each, where=spot.where, actor=request.user
    )


def lines_of(text: str) -> list[str]:
    """The lines of a pasted text that say something, without the marks of its list."""
    return [line for each in text.splitlines() if (line := BULLET.sub("", each).strip())] or [text]


class Named(NamedTuple):
    """A part with a name of its own that is added by it: its form, the owner that its address names, its action."""

    form: type[AddForm]
    owner: type[NodeRow] | None
    add: Callable[..., NodeRow]


KINDS = {
    "sections": Named(AddSectionForm, None, outline.add_section),
    "lines": Named(AddLineForm, Section, outline.add_line),
    "interventions": Named(AddInterventionForm, TreatmentLine, outline.add_intervention),
}


@door.page("GET", "POST")
def titled(request: SignedInRequest, article: UUID, kind: str) -> HttpResponse:
    """A new section, line (of the section ?owner=) or intervention (of the line ?owner=), after the sibling ?after=."""
    if kind not in KINDS:
        raise Http404
    the_kind, the_article = KINDS[kind], draft_or_404(request.user, article)
    owner = None
    if the_kind.owner:
        owner = get_object_or_404(the_kind.owner, article=the_article, pk=uuid_or_404(request.GET.get("owner")))
    after = uuid_or_404(request.GET.get("after"))
    where: Where = after or "last"
    form = the_kind.form(sent(request), article=the_article, auto_id=own_ids())
    with Attempt(form) as attempt:
        if form.is_valid():
            with first_time(request) as is_first:
                if not is_first:
                    return again(request, the_article, after)
                above = {"article": the_article} if owner is None else {form.under: owner}
                row = the_kind.add(where=where, actor=request.user, **above, **form.cleaned_data)
            return titled_done(request, the_article, row)
    context = {
        "article": the_article,
        "form": form,
        "kind": kind,
        "owner": owner,
        "back": place_of(article, after or (owner.pk if owner else None)),
    }
    template = "desk/draft/_add_titled.html" if request.htmx else "desk/draft/add_titled.html"
    return render(request, template, context, status=attempt.status)


def titled_done(request: SignedInRequest, article: Article, row: NodeRow) -> HttpResponse:
    """Go to the new part; in place, on to what is written in it first."""
    if not request.htmx:
        messages.success(request, _("Added."))
        return redirect(place_of(article.pk, row.pk))
    within = section_of(row)
    if isinstance(row, Section) or within is None:
        return redraw(row.pk)
    following = None
    if isinstance(row, Intervention) and request.POST.get("then") == "next":
        spot = Spot(Place.DETAIL, row)
        following = Adding(spot, form_at(article, spot))
    response = part_anew(request, article, within, adding=following)
    return done(response, "new" if following else row.pk)
