"""The parts of the article page one by one: the answer, a section. What an act in place is answered with."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.exporting.wording import Wording
from articles.models import Article, Intervention, NodeRow, Place, Section, Statement, TreatmentLine
from articles.working_copy.places import beneath, section_of
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.access import draft_or_404
from editorial.desk.draft.rows import place_of
from editorial.desk.draft.spots import Adding
from editorial.desk.draft.undo import undo_bar
from editorial.desk.draft.workbench import bench_of, workbench

REDRAW = "desk:redraw"  # the page draws its outline anew (js/outline.js)
DONE = "desk:done"  # something was saved: the checks look again


def wording_of(request: SignedInRequest) -> Wording:
    return "plain" if request.GET.get("wording") == "plain" else "professional"


@door.page("GET")
def answer(request: SignedInRequest, article: UUID) -> HttpResponse:
    return part(request, draft_or_404(request.user, article), None)


@door.page("GET")
def section(request: SignedInRequest, article: UUID, node: UUID) -> HttpResponse:
    """The section with this id, or the one that this part is in. Its answer says which that is."""
    the_article = draft_or_404(request.user, article)
    if not request.htmx:
        return redirect(place_of(article, node))
    row = part_or_404(the_article, node)
    return done(part_anew(request, the_article, section_of(row)), None)  # what the checks find in it comes to its place


def part_or_404(article: Article, node: UUID) -> NodeRow:
    """A part of the text of this article; five queries at most."""
    for kind in (Section, Statement, Intervention, TreatmentLine):
        if row := kind._default_manager.filter(article=article, pk=node).first():
            return row
    raise Http404


@door.page("GET")
def findings(request: SignedInRequest, article: UUID) -> HttpResponse:
    """What the checks say now: the panels beside the article, and the findings at their places."""
    return checked(request, draft_or_404(request.user, article))


def checked(request: SignedInRequest, article: Article) -> HttpResponse:
    """The answer of `findings`."""
    bench = workbench(article, wording_of(request))
    context = {"bench": bench, "article": article, "undo_bar": undo_bar(article, request.user)}
    return render(request, "desk/draft/_checked.html", context)


def part(
    request: SignedInRequest, article: Article, node: UUID | None, *, adding: Adding | None = None, status: int = 200
) -> HttpResponse:
    """One part of the page as it is now: the section with this id, or the answer."""
    bench = bench_of(article, rows_of_part(article, node), wording_of(request), adding)
    context: dict[str, Any] = {"bench": bench, "article": article}
    if node is None:
        return render(request, "desk/draft/_answer.html", context, status=status)
    drawn = next((each for each in bench.parts if each.section.id == node), None)
    if drawn is None:
        return redraw(None)
    return render(request, "desk/draft/_section.html", context | {"part": drawn}, status=status)


def part_anew(
    request: SignedInRequest, article: Article, node: UUID | None, *, adding: Adding | None = None
) -> HttpResponse:
    """The same, to take the place of the part as it is drawn, wherever in the page it was asked for."""
    response = part(request, article, node, adding=adding)
    response["HX-Retarget"], response["HX-Reswap"] = f"#part-{node or 'answer'}", "outerHTML"
    return response


def rows_of_part(article: Article, node: UUID | None) -> list[NodeRow]:
    if node is None:
        return list(Statement.objects.filter(Q(place=Place.ANSWER) | Q(place=Place.NESTED), article=article))
    return [row for section in Section.objects.filter(article=article, pk=node) for row in beneath(section)]


def own_ids() -> str:
    """Ids for the fields of a form, as its auto_id, that no other form of the page has: several are open at once."""
    return f"id_{uuid4().hex[:8]}_%s"


def saved_at(moment: datetime) -> str:
    return _("Saved %(time)s") % {"time": time_format(localtime(moment), "H:i")}


def done(response: HttpResponse, focus: UUID | str | None, *, again: bool = True) -> HttpResponse:
    """Tell the page that something was saved, and where the eye is: the id of a node, or of an element.

    again: the checks look again; not where the answer is theirs.
    """
    events: dict[str, object] = {DONE: ""} if again else {}
    if focus:
        events["desk:focus"] = str(focus)
    response["HX-Trigger-After-Settle"] = json.dumps(events)
    return response


def changed(request: SignedInRequest, article: Article, row: NodeRow, before: UUID | None) -> HttpResponse:
    """What is answered when a row was changed or moved: its part where it stayed in one, else the outline anew.

    before: the section that it was in. Without htmx: its place on the page.
    """
    if not request.htmx:
        return redirect(place_of(article.pk, row.pk))
    now = section_of(row)
    if now != before or not _is_drawn_alone(row):
        return redraw(row.pk)
    return done(part_anew(request, article, now), row.pk)


def _is_drawn_alone(row: NodeRow) -> bool:
    """Whether nothing outside its part depends on the row: not on a reference, whose number stands in every part."""
    return isinstance(row, Statement) or section_of(row) is not None


def redraw(focus: UUID | None) -> HttpResponse:
    """Let the page draw the whole outline anew."""
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({REDRAW: str(focus or ""), DONE: ""})
    return response
