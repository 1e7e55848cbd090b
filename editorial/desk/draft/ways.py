"""What stands in the way of what was refused, and the links that lead there: no refusal without a way on."""

from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.characters import shown
from articles.models import Act, ActKind, Article
from articles.states import Refused
from articles.working_copy.acts import words_of
from articles.working_copy.fitting import InTheWay
from articles.working_copy.past import last_act_on
from articles.working_copy.removing import ChangedMeanwhile, StillCited
from articles.working_copy.rows import Row
from editorial.accounts.door import SignedInRequest
from editorial.desk.draft import told
from editorial.desk.draft.rows import address_of, place_of
from editorial.paging import cursor_at
from editorial.refusals import status_of


class WayOn(NamedTuple):
    """A link to what has to be settled first."""

    text: str
    address: str


def ways_on(article: Article, refusal: Refused) -> list[WayOn]:
    """Where the person finds what stands in the way. A constant number of queries."""
    return list(_ways(article, refusal))


def refused(request: SignedInRequest, article: Article, refusal: Refused) -> HttpResponse:
    """The page, or with htmx the part of one, that says why and leads on."""
    template = "desk/draft/_in_the_way.html" if request.htmx else "desk/draft/in_the_way.html"
    context = {"article": article, "refusal": str(refusal), "ways": ways_on(article, refusal)}
    return render(request, template, context, status=status_of(refusal))


def removed_entry(act: Act) -> str:
    """Where the act stands in the list of removed parts."""
    page = reverse("desk:removed", args=[act.article_id])
    return f"{page}?after={cursor_at(act.pk + 1)}#act-{act.pk}"


def act_address(act: Act) -> str:
    return reverse("desk:act", args=[act.article_id, act.pk])


def _ways(article: Article, refusal: Refused) -> Iterator[WayOn]:
    match refusal:
        case StillCited():
            for statement in refusal.statements:
                yield WayOn(_("Edit “%(text)s”") % {"text": _short(statement)}, address_of(statement))
        case ChangedMeanwhile():
            yield WayOn(_("Look at “%(text)s”") % {"text": _short(refusal.row)}, place_of(article.pk, refusal.row.pk))
        case InTheWay():
            if (row := refusal.row) is not None:
                place = place_of(article.pk, None if isinstance(row, Article) else row.pk)
                yield WayOn(_("Look at “%(text)s”") % {"text": _short(row)}, place)
                yield from _latest(last_act_on(article, type(row), row.pk))
            if refusal.gone:
                yield from _latest(last_act_on(article, *refusal.gone))


def _latest(act: Act | None) -> Iterator[WayOn]:
    """To the act that has to be taken back first."""
    if act is None:
        return
    if act.kind == ActKind.REMOVED and not act.is_undone:
        yield WayOn(_("Removed parts: %(what)s") % {"what": told.in_short(act)}, removed_entry(act))
    else:
        yield WayOn(_("The last change of it: %(what)s") % {"what": told.in_short(act)}, act_address(act))


def _short(row: Row) -> str:
    return Truncator(shown(words_of(row))).chars(60)
