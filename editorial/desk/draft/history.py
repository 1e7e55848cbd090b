"""The history of an article in sentences, and whether the journal still holds."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import journal
from articles.journal import Decision
from articles.models import Article, Event, Revision
from articles.permissions import may_see_draft
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.models import User
from editorial.desk.paging import asked_page
from reviewers.permissions import last_asked, may_read_confidences, may_read_history
from reviewers.preconditions import BoardDecision

PAGE_SIZE = 100
# What these say is for editors only (reviewers.permissions.may_read_confidences).
CONFIDENCES = {BoardDecision.RECUSED.value, BoardDecision.INTEREST_DECLARED.value}
LABELS = {str(value): label for value, label in (*Decision.choices, *BoardDecision.choices)}


class Told(NamedTuple):
    """One event as a person reads it: who, did what, on which revision, and what they said."""

    event: Event
    deed: str
    number: int | None
    words: str


@door.page("GET")
def article(request: SignedInRequest, article: UUID) -> HttpResponse:
    """Who did what, when; newest first. ?verify=1 re-verifies the journal; ?before= is the cursor."""
    the_article, horizon = readable_or_404(request, article)
    events = visible_events(the_article, horizon).select_related("revision")
    found = asked_page(request, events, "-sequence", size=PAGE_SIZE, called="before")
    context = {
        "article": the_article,
        "title": horizon.document.title if horizon else the_article.title,
        "told": [tell(event, request.user) for event in found.rows],
        "earlier": found.next,
        "faults": list(journal.faults(the_article)) if request.GET.get("verify") else None,
        "may_edit": horizon is None,
    }
    return render(request, "desk/draft/history.html", context)


def readable_or_404(request: SignedInRequest, article: UUID) -> tuple[Article, Revision | None]:
    """The article for those who work on it, to others it does not exist; and how far this person reads its history.

    Who may see the draft reads all of it (None); a board member as far as the latest revision they are asked to review.
    """
    found = Article.objects.select_related("author").filter(pk=article).first()
    if found is None or not may_read_history(request.user, found):
        raise Http404
    return found, None if may_see_draft(request.user, found) else last_asked(request.user, found)


def submission_of(revision: Revision) -> Event:
    return Event.objects.get(revision=revision, kind=Decision.SUBMITTED)


def visible_events(article: Article, horizon: Revision | None) -> QuerySet[Event]:
    """All events, or those until the horizon was submitted and whatever was decided about it since."""
    events = Event.objects.filter(article=article)
    if horizon is None:
        return events
    return events.filter(Q(sequence__lte=submission_of(horizon).sequence) | Q(revision=horizon))


def tell(event: Event, reader: User) -> Told:
    """The event with its kind in words and what its data adds to it, as far as this reader is told."""
    is_told = event.kind not in CONFIDENCES or may_read_confidences(reader, event.article)
    return Told(
        event=event,
        deed=str(LABELS.get(event.kind, event.kind)),
        number=event.revision.number if event.revision else None,
        words=said(event.data) if is_told else "",
    )


def said(data: dict[str, Any]) -> str:
    """What was given with a decision, in words: the reason, the message, the person, the day."""
    parts = [data.get("name", "") if "member" in data else ""]
    if name := data.get("to_name"):
        parts.append(_("to %(name)s") % {"name": name})
    if name := data.get("suggested_by_name"):
        parts.append(_("suggested by %(name)s") % {"name": name})
    if day := data.get("due"):
        parts.append(_("due %(day)s") % {"day": date_format(date.fromisoformat(day))})
    if day := data.get("next_review"):
        parts.append(_("next review by %(day)s") % {"day": date_format(date.fromisoformat(day))})
    parts += [data.get(key, "") for key in ("title", "reason", "message", "description", "although")]
    if authors := data.get("authors"):
        parts.append(_("written by %(names)s") % {"names": "; ".join(each["name"] for each in authors)})
    return " · ".join(str(part) for part in parts if part)
