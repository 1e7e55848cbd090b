"""Edit one row of the working copy: in place with htmx, on a page of its own without. Nothing typed is ever lost."""

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from articles.models import Article, Statement
from articles.states import Refused
from articles.working_copy import drafting
from articles.working_copy.rows import Row
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.access import draft_or_404
from editorial.desk.draft.article import wording_of
from editorial.desk.draft.forms import RowForm
from editorial.desk.draft.rows import Kind, address_of, form_for, kind_or_404, place_of, word_for
from editorial.desk.draft.workbench import workbench
from editorial.refusals import status_of
from reviewers.models import Thread


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
        return statement_as_read(request, the_article, row)
    return edit_row(request, the_article, row)


def edit_row(request: SignedInRequest, article: Article, row: Row) -> HttpResponse:
    form_class = form_for(row)
    if request.method != "POST":
        return show_form(request, article, row, form_class(row=row, initial=suggested(request, article, row)))
    form = form_class(request.POST, row=row)
    if not form.is_valid():
        return show_form(request, article, row, form, status=422)
    try:
        drafting.edit(row=row, version=form.cleaned_data["version"], values=form.values(), actor=request.user)
    except drafting.Conflict as conflict:
        differences = differences_between(form, conflict.current)
        if differences:
            seen = request.POST.copy()
            seen["version"] = str(conflict.current.version)
            form.data = seen
            by = last_change(conflict.current)
            is_own = by is not None and by.history_user == request.user
            sentence = own_window() if is_own else str(conflict)
            clash = {"differences": differences, "sentence": sentence, "by": by, "is_own": is_own}
            return show_form(request, article, row, form, status=409, clash=clash)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show_form(request, article, row, form, status=status_of(refusal))
    return saved(request, article, row)


def saved(request: SignedInRequest, article: Article, row: Row) -> HttpResponse:
    """The statement as it now reads and what the checks say about it; the article's page without htmx."""
    if request.htmx and isinstance(row, Statement):
        return statement_as_read(request, draft_or_404(request.user, article.pk), row, is_saved=True)
    messages.success(request, _("Saved."))
    return redirect(place_of(article.pk, None if isinstance(row, Article) else row.pk))


def statement_as_read(
    request: SignedInRequest, article: Article, row: Statement, *, is_saved: bool = False
) -> HttpResponse:
    """The fragment that takes the place of a form: the statement, and the panels that follow from the text."""
    bench = workbench(article, wording_of(request))
    context = {"bench": bench, "article": article, "statement": bench.statement(row.pk), "is_saved": is_saved}
    return render(request, "desk/draft/_saved.html", context)


def show_form(
    request: SignedInRequest, article: Article, row: Row, form: RowForm, *, status: int = 200, clash: Any = None
) -> HttpResponse:
    in_place = bool(request.htmx)
    query = f"?wording={wording_of(request)}"
    context = {
        "article": article,
        "row": row,
        "form": form,
        "clash": clash,
        "in_place": in_place,
        "address": address_of(row) + query,
        "address_as_read": f"{address_of(row)}{query}&read",
        "back": place_of(article.pk, None if isinstance(row, Article) else row.pk),
        "word": "" if isinstance(row, Article) else word_for(row),
    }
    return render(request, "desk/draft/_edit.html" if in_place else "desk/draft/edit.html", context, status=status)


def suggested(request: SignedInRequest, article: Article, row: Row) -> dict[str, str]:
    """The wording that a board member suggested, when the author follows it into the form (?suggestion=thread)."""
    pk = request.GET.get("suggestion", "")
    if not pk or not isinstance(row, Statement):
        return {}
    threads = Thread.objects.filter(revision__article=article, node=row.pk).exclude(suggested_wording="")
    return next(({"professional": each.suggested_wording} for each in threads if str(each.pk) == pk), {})


def differences_between(form: RowForm, current: Row) -> list[Difference]:
    """Where the text that was sent and the row as it is now differ; empty when somebody saved the very same."""
    values = form.values()
    return [
        Difference(
            label=str(form.fields[name].label) if name in form.fields else str(form.called),
            mine=form.shown(name, value),
            theirs=form.shown(name, getattr(current, name)),
        )
        for name, value in values.items()
        if value != getattr(current, name)
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
