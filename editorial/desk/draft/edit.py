"""Edit one row of the working copy: in place with htmx, on a page of its own without. Nothing typed is ever lost."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Author, Place, Statement
from articles.states import Refused
from articles.working_copy import drafting, outline
from articles.working_copy.acts import latest
from articles.working_copy.places import section_of
from articles.working_copy.rows import Row
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.access import draft_or_404
from editorial.desk.draft.adding import form_at, lines_of
from editorial.desk.draft.forms import RowForm
from editorial.desk.draft.in_place import changed, done, own_ids, part_anew, rows_of_part, saved_at, wording_of
from editorial.desk.draft.points import open_threads_of
from editorial.desk.draft.rows import Kind, address_of, form_for, kind_or_404, number_in, place_of, word_for
from editorial.desk.draft.spots import Adding, Spot, spot_of
from editorial.desk.draft.workbench import Bench, bench_of
from editorial.refusals import status_of
from reviewers.models import Thread
from reviewers.suggestions import raised_by


class Difference(NamedTuple):
    """One field in which two people's texts differ."""

    label: str
    mine: str
    theirs: str


@door.page("GET", "POST")
def about(request: SignedInRequest, article: UUID) -> HttpResponse:
    """The article's own fields."""
    the_article = draft_or_404(request.user, article)
    return edit_row(request, the_article, the_article)


@door.page("GET", "POST")
def node(request: SignedInRequest, article: UUID, kind: str, node: UUID) -> HttpResponse:
    """One section, treatment line, intervention, statement, reference or author."""
    the_kind, the_article = kind_or_404(kind), draft_or_404(request.user, article)
    row = the_kind.model._default_manager.filter(article=the_article, pk=node).first()
    if row is None:
        return was_removed(request, the_article, the_kind, node)
    row.article = the_article
    if request.htmx and "read" in request.GET and isinstance(row, Statement):
        return done(as_read(request, the_article, row), row.pk)
    return edit_row(request, the_article, row)


def edit_row(request: SignedInRequest, article: Article, row: Row) -> HttpResponse:
    form_class = form_for(row)
    suggestion = suggestion_of(request, article, row)
    if request.method != "POST":
        form = form_class(row=row, auto_id=own_ids(), initial=suggestion.suggestions if suggestion else {})
        return show_form(request, article, row, form, suggestion=suggestion)
    form = form_class(request.POST, row=row, auto_id=own_ids())
    if request.htmx and request.POST.get("then") == "stay":
        return save_as_you_go(request, article, row, form)
    if not form.is_valid():
        return show_form(request, article, row, form, status=422, suggestion=suggestion)
    lines = lines_of(form.cleaned_data["professional"]) if "split" in request.POST else []
    values = form.values() | ({"professional": lines[0]} if lines else {})
    by = None
    if suggestion and any(values[name] != getattr(row, name) for name in suggestion.suggestions):
        by = raised_by(suggestion)
    try:
        now = drafting.edit(
            row=row,
            version=form.cleaned_data["version"],
            values=values,
            actor=request.user,
            suggested_by=by,
            goes_on=number_in(request.POST.get("goes_on", "")),
        )
    except drafting.Conflict as conflict:
        return clashed(request, article, row, form, conflict, suggestion)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, article, row, form, status=status_of(refusal), suggestion=suggestion)
    return saved(request, article, row, lines[1:], has_figures=is_rate(row) or is_rate(now))


def save_as_you_go(request: SignedInRequest, article: Article, row: Row, form: RowForm) -> HttpResponse:
    """Save what the open form holds and leave the form as it is; told as JSON: when, the version and the act to go on.

    Nothing is decided behind the back of somebody who types: what is not valid yet, or would be joined with what
    somebody else saved meanwhile, is answered with the sentence why, and waits until it is saved by hand.
    """
    if not form.is_valid():
        return JsonResponse({"why": next(iter(form.errors.values()))[0]}, status=422)
    version = form.cleaned_data["version"]
    if version != row.version:
        return JsonResponse({"why": _("Somebody saved this part meanwhile. Save to see both.")}, status=409)
    number = number_in(request.POST.get("goes_on", ""))
    try:
        row = drafting.edit(row=row, version=version, values=form.values(), actor=request.user, goes_on=number)
    except Refused as refusal:
        return JsonResponse({"why": str(refusal)}, status=status_of(refusal))
    if row.version > version + 1:  # somebody saved other fields in this very moment: this form shows them as they were
        return JsonResponse({"why": _("Somebody saved this part meanwhile. Save to see both.")}, status=409)
    said = saved_at(timezone.now())
    return JsonResponse({"version": row.version, "act": latest(article), "said": said})


def clashed(
    request: SignedInRequest,
    article: Article,
    row: Row,
    form: RowForm,
    conflict: drafting.Conflict,
    suggestion: Thread | None = None,
) -> HttpResponse:
    """The form with both texts, when somebody saved the same meanwhile."""
    form.data = with_theirs(form, conflict)
    by = last_change(conflict.current)
    is_own = by is not None and by.history_user == request.user
    sentence = own_window() if is_own else str(conflict)
    differences = differences_between(form, conflict)
    clash = {"differences": differences, "sentence": sentence, "by": by, "is_own": is_own}
    return show_form(request, article, row, form, status=409, clash=clash, suggestion=suggestion)


def is_rate(row: Row) -> bool:
    """Whether it is shown with figures beside it, so that more than itself is drawn anew."""
    return isinstance(row, Statement) and row.place == Place.RATE


def saved(
    request: SignedInRequest, article: Article, row: Row, more: Sequence[str] = (), *, has_figures: bool = False
) -> HttpResponse:
    """The statement as it now reads, in place, or on to the next; without htmx its place on the article's page.

    more: the further lines of a text that was pasted into it, which become statements after it.
    has_figures: it is a rate now, or was one before.
    """
    if isinstance(row, Statement) and more:
        each = [{"professional": line, "style": row.style} for line in more]
        spot = spot_of(row)
        row = outline.add_statements(
            article=article, place=spot.place, owner=spot.owner, each=each, where=row.pk, actor=request.user
        )[-1]
    if request.htmx and not isinstance(row, Statement | Article | Author):
        return changed(request, article, row, section_of(row))
    if not request.htmx or not isinstance(row, Statement):
        messages.success(request, _("Saved."))
        return redirect(place_of(article.pk, None if isinstance(row, Article) else row.pk))
    then, spot = request.POST.get("then", ""), spot_of(row)
    goes_on = then == "next" and spot.goes_on and not has_figures
    if goes_on:
        after = Spot(spot.place, spot.owner, row.pk)
        response = part_anew(request, article, spot.part, adding=Adding(after, form_at(article, after)))
    elif more or has_figures:
        response = part_anew(request, article, spot.part)
    else:
        return done(statement_as_read(request, article, row), row.pk if then != "leave" else None)
    return done(response, "new" if goes_on else row.pk)


def as_read(request: SignedInRequest, article: Article, row: Statement) -> HttpResponse:
    """What takes the place of a form that is closed: the statement; of a rate its part, with the figures beside it."""
    return part_anew(request, article, section_of(row)) if is_rate(row) else statement_as_read(request, article, row)


def statement_as_read(request: SignedInRequest, article: Article, row: Statement) -> HttpResponse:
    """The fragment that takes the place of a form: the statement, when it was saved, and how the acts stand."""
    bench = bench_of(article, rows_of_part(article, section_of(row)), wording_of(request))
    context = {"bench": bench, "article": article, "statement": bench.statement(row.pk), "saved_at": timezone.now()}
    return render(request, "desk/draft/_statement.html", context)


def show_form(
    request: SignedInRequest,
    article: Article,
    row: Row,
    form: RowForm,
    *,
    status: int = 200,
    clash: Any = None,
    suggestion: Thread | None = None,
) -> HttpResponse:
    """suggestion: the point whose suggested words the form was opened with."""
    in_place = bool(request.htmx)
    query = f"?wording={wording_of(request)}"
    context = {
        "article": article,
        "row": row,
        "form": form,
        "clash": clash,
        "suggestion": suggestion,
        "bench": bench_with_points(article, row) if isinstance(row, Statement) else None,
        "in_place": in_place,
        "address": address_of(row) + query,
        "address_as_read": f"{address_of(row)}{query}&read",
        "back": place_of(article.pk, None if isinstance(row, Article) else row.pk),
        "word": "" if isinstance(row, Article) else word_for(row),
        "shown": latest(article),
        "spot": spot_of(row) if isinstance(row, Statement) else None,
    }
    response = render(request, "desk/draft/_edit.html" if in_place else "desk/draft/edit.html", context, status=status)
    if in_place and not isinstance(row, Statement):  # its form stands beside the part, not in its place
        response["HX-Retarget"], response["HX-Reswap"] = f"#e-{row.pk}", "innerHTML"
    return response


def bench_with_points(article: Article, row: Statement) -> Bench | None:
    """The part around a statement, for the points about it; None where there are none: then nothing of it is shown."""
    threads = open_threads_of(article)
    if not any(thread.node == row.pk for thread in threads):
        return None
    return bench_of(article, rows_of_part(article, section_of(row)), threads=threads)


def suggestion_of(request: SignedInRequest, article: Article, row: Row) -> Thread | None:
    """The point whose suggested words the author follows into the form (?suggestion=, then a field of the form)."""
    named = request.POST.get("suggestion") or request.GET.get("suggestion", "")
    if not named or not isinstance(row, Statement):
        return None
    threads = Thread.objects.filter(revision__article=article, node=row.pk)
    return next((each for each in threads if str(each.pk) == named and each.suggestions), None)


def with_theirs(form: RowForm, conflict: drafting.Conflict) -> QueryDict:
    """What was sent, on the row as it is now: fields that the person left alone get what somebody else saved."""
    seen, theirs = sent_with(form), form.read(conflict.current)
    seen["version"] = str(conflict.current.version)
    for name in set(theirs) & set(form.fields) - conflict.clashing - set(conflict.values):
        values = theirs[name] if isinstance(theirs[name], list) else ["" if theirs[name] is None else theirs[name]]
        seen.setlist(name, [str(value) for value in values])
    return seen


def sent_with(form: RowForm) -> QueryDict:
    """What the form was sent with, to be changed."""
    return form.data.copy() if isinstance(form.data, QueryDict) else QueryDict(mutable=True)


def differences_between(form: RowForm, conflict: drafting.Conflict) -> list[Difference]:
    """The fields that both changed, with both texts."""
    return [
        Difference(
            label=str(form.fields[name].label) if name in form.fields else str(form.called),
            mine=form.shown(name, value),
            theirs=form.shown(name, getattr(conflict.current, name)),
        )
        for name, value in form.values().items()
        if name in conflict.clashing
    ]


def own_window() -> str:
    """What is said to somebody whose own save came in between."""
    return _("You saved this in another window while you were editing here. Both texts are kept below.")


def last_change(row: Any) -> Any:
    """The newest history record of a row: who saved it and when."""
    return row.history.select_related("history_user").first()


def was_removed(request: SignedInRequest, article: Article, kind: Kind, node: UUID) -> HttpResponse:
    """Somebody removed the row meanwhile: say so, and give back what was typed. 404 if it never was."""
    history = kind.model.history.filter(id=node, article_id=article.pk)
    if not history.exists():
        raise Http404
    typed = {name: text for name, text in request.POST.items() if name in kind.form.base_fields and str(text).strip()}
    typed.pop("version", None)
    context = {"article": article, "typed": typed, "in_place": bool(request.htmx), "node": node}
    return render(request, "desk/draft/removed.html", context, status=409 if request.method == "POST" else 404)
