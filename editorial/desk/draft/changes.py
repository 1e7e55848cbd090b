"""What was done to the working copy, act by act, each word by word; and what the working copy was after any of them."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from articles.comparison import Comparison, compare
from articles.document import Document
from articles.models import Act, ActKind, Article
from articles.states import Refused
from articles.working_copy import acts, past, undoing
from articles.working_copy.composing import composed
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft import told
from editorial.desk.draft.rows import number_in, place_of
from editorial.desk.draft.steps import NamedChange, author_changes
from editorial.desk.paging import asked_page
from editorial.refusals import status_of
from editorial.typesetting.changes import ListedChange, listed

PAGE_SIZE = 50
MOST = 200  # changes that one page shows; an import may make thousands


@dataclass(frozen=True)
class Compared:
    """Two states side by side, as templates/desk/draft/_compared.html shows them: figures first, at most MOST."""

    comparison: Comparison

    @cached_property
    def quantities(self) -> tuple[ListedChange, ...]:
        return listed(self.comparison.quantities[:MOST])

    @cached_property
    def others(self) -> tuple[ListedChange, ...]:
        others = [change for change in self.comparison.changes if not change.quantity]
        return listed(others[: MOST - len(self.quantities)])

    @property
    def left_out(self) -> int:
        return len(self.comparison.changes) - len(self.quantities) - len(self.others)


@dataclass(frozen=True)
class WhatChanged:
    """What one act did. compared: None where it cannot be told, then `why_not` says why."""

    compared: Compared | None
    authors: list[NamedChange]
    why_not: str = ""

    @property
    def is_nothing(self) -> bool:
        return not self.why_not and not self.authors and not (self.compared and self.compared.comparison)


@door.page("GET")
def overview(request: SignedInRequest, article: UUID) -> HttpResponse:
    """Every act, newest first, in sittings; ?after= is the cursor."""
    the_article = draft_or_404(request.user, article)
    found = asked_page(request, the_article.acts.select_related("actor", "of"), "-pk", size=PAGE_SIZE)
    context = {
        "article": the_article,
        "sittings": told.sittings(told.told(the_article, found.rows)),
        "earlier": found.next,
        "began_before": not found.next and not (found.rows and found.rows[-1].kind == ActKind.STARTED),
    }
    return render(request, "desk/draft/changes.html", context)


@door.page("GET")
def act(request: SignedInRequest, article: UUID, act: int) -> HttpResponse:
    """One act word by word; with htmx only that, to stand in the list."""
    the_article = draft_or_404(request.user, article)
    done = told.act_or_404(the_article, act)
    context = {"article": the_article, "what": what_changed(done)}
    if request.htmx:
        return render(request, "desk/draft/_what_changed.html", context)
    context["each"] = told.told(the_article, [done])[0]
    return render(request, "desk/draft/act.html", context)


@door.page("GET", "POST")
def state(request: SignedInRequest, article: UUID, act: int) -> HttpResponse:
    """The working copy as it was after an act, compared with what it is now; sent, it is made that again."""
    the_article = draft_or_404(request.user, article)
    done = told.act_or_404(the_article, act)
    if request.method != "POST":
        return state_page(request, the_article, done)
    shown = request.POST.get("shown", "")
    try:
        with first_time(request) as is_first:
            if is_first:
                undoing.restore_version(done=done, actor=request.user, shown=number_in(shown))
                messages.success(request, restored(done))
    except Refused as refusal:
        return state_page(request, the_article, done, refusal)
    return redirect(place_of(article))


def state_page(request: SignedInRequest, article: Article, done: Act, refusal: Refused | None = None) -> HttpResponse:
    shown = acts.latest(article)  # before the text is read: what comes in between makes the form stale, not wrong
    article = draft_or_404(request.user, article.pk)
    context = {
        "article": article,
        "each": told.told(article, [done])[0],
        "refusal": str(refusal or ""),
        "shown": shown,
        **since(article, done),
    }
    return render(request, "desk/draft/state.html", context, status=status_of(refusal) if refusal else 200)


def since(article: Article, done: Act) -> dict[str, object]:
    """How the working copy of now differs from what it was after the act. `why_not`: why that cannot be told."""
    try:
        then = past.state_after(done)
    except Refused as refusal:
        return {"compared": None, "why_not": str(refusal), "can_restore": False}
    try:
        compared = between(then, composed(article))
    except Refused as refusal:
        return {"compared": None, "why_not": str(refusal), "can_restore": True}
    return {"compared": compared, "why_not": "", "can_restore": bool(compared.comparison)}


def what_changed(done: Act) -> WhatChanged:
    """A constant number of queries, whatever the act wrote. Of the first act, which had nothing before it, nothing."""
    authors = author_changes(done)
    if not done.since:
        return WhatChanged(None, authors, _("The article began with this."))
    if {name: tip for name, tip in done.upto.items() if name != "author"} == {
        name: tip for name, tip in done.since.items() if name != "author"
    }:
        return WhatChanged(None, authors)
    try:
        return WhatChanged(between(*past.states_around(done)), authors)
    except Refused as refusal:
        return WhatChanged(None, authors, str(refusal))


def between(before: Document, after: Document) -> Compared:
    """Compare two states. Sections that are the same in both cost nothing, as long as none came, went or moved."""
    if [each.id for each in before.sections] == [each.id for each in after.sections]:
        differing = {old.id for old, new in zip(before.sections, after.sections, strict=True) if old != new}
        before, after = (
            each.model_copy(update={"sections": tuple(part for part in each.sections if part.id in differing)})
            for each in (before, after)
        )
    return Compared(compare(before.shown(), after.shown()))


def restored(done: Act) -> str:
    what = told.in_short(done)
    return _("The working copy is again as it was after “%(what)s”. Undo takes this back, too.") % {"what": what}
