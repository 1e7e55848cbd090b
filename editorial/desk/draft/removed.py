"""Removed parts: what went, with its words, and the way back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from articles import history
from articles.characters import shown
from articles.models import Act, ActKind, Article, Reference, Statement
from articles.states import Refused
from articles.working_copy import undoing
from articles.working_copy.acts import words_of
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft import told
from editorial.desk.draft.rows import place_of, word_for
from editorial.desk.draft.ways import WayOn, ways_on
from editorial.desk.paging import asked_page
from editorial.refusals import status_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class Removed:
    """One removal. words, plain: of the part itself, in its two wordings; more: how many parts went with it."""

    act: Act
    part: str
    kind: str
    label: str
    words: str
    plain: str
    more: int


@door.page("GET")
def overview(request: SignedInRequest, article: UUID) -> HttpResponse:
    """What was removed and is not there again, newest first; ?after= is the cursor."""
    return removed_page(request, draft_or_404(request.user, article))


@door.page("POST")
def restore(request: SignedInRequest, article: UUID, act: int) -> HttpResponse:
    """Bring the part back to its place, with all that went with it. Sent twice, it comes back once."""
    the_article = draft_or_404(request.user, article)
    done = told.act_or_404(the_article, act)
    if done.kind != ActKind.REMOVED:
        raise Http404
    try:
        with first_time(request) as is_first:
            if is_first:
                undoing.undo(done=done, actor=request.user)
                messages.success(request, _("“%(text)s” is back in its place.") % {"text": told.words(done, 50)})
    except Refused as refusal:
        return removed_page(request, the_article, refusal)
    return redirect(place_of(article, done.node))


def removed_page(request: SignedInRequest, article: Article, refusal: Refused | None = None) -> HttpResponse:
    found = asked_page(request, standing(article), "-pk", size=PAGE_SIZE)
    ways: list[WayOn] = ways_on(article, refusal) if refusal else []
    context = {
        "article": article,
        "removed": removals(article, found.rows),
        "earlier": found.next,
        "refusal": str(refusal or ""),
        "ways": ways,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "desk/draft/removed_parts.html", context, status=status)


def standing(article: Article) -> QuerySet[Act]:
    """Removals that nobody took back, of parts that did not come back otherwise (with an earlier state, say)."""
    found = article.acts.filter(kind=ActKind.REMOVED, is_undone=False, node__isnull=False)
    for model in told.MODELS.values():
        found = found.exclude(node__in=model._default_manager.filter(article=article).order_by().values("pk"))
    return found.select_related("actor")


def removals(article: Article, acts: Sequence[Act]) -> list[Removed]:
    """These removals with what went. Two queries for each kind of part, however many they are."""
    counts: dict[int, int] = defaultdict(int)
    rows: dict[tuple[str, UUID], Any] = {}
    for name in told.MODELS:
        stretches = {act.pk: (act.since.get(name, 0), act.upto.get(name, 0)) for act in acts}
        for act, numbers in gone(article, name, stretches).items():
            counts[act] += len(numbers)
        tops = [act.node for act in acts if act.part == name]
        if tops:
            records = history.of_article(name, article).filter(id__in=tops, history_type="-").order_by("history_id")
            rows |= {(name, record.id): record.instance for record in records}
    return [removal(act, rows.get((act.part, act.node)), counts[act.pk] - 1) for act in acts if act.node]


def gone(article: Article, name: str, stretches: dict[int, tuple[int, int]]) -> dict[int, list[int]]:
    """By act the history ids of what was removed in its stretch of this kind's history. One query, or none."""
    wanted = {act: (low, high) for act, (low, high) in stretches.items() if high > low}
    if not wanted:
        return {}
    within = Q()
    for low, high in wanted.values():
        within |= Q(history_id__gt=low, history_id__lte=high)
    found = history.of_article(name, article).filter(within, history_type="-").values_list("history_id", flat=True)
    numbers = list(found.order_by())
    return {act: [each for each in numbers if low < each <= high] for act, (low, high) in wanted.items()}


def removal(act: Act, row: Any, more: int) -> Removed:
    """row: as it was when it went; None where its history is not kept, then the act's own label has to do."""
    words = words_of(row) if row else act.label
    label = plain = ""
    match row:
        case Statement():
            label, words, plain = row.label, row.professional, row.plain
        case Reference():
            words = f"@{row.key}: {words}"
    return Removed(
        act=act,
        part=told.part(act),
        kind=word_for(row) if row else "",
        label=shown(label),
        words=shown(words),
        plain=shown(plain),
        more=max(more, 0),
    )
