"""The history of an article in sentences, the history of one sentence in texts, and whether the journal still holds."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import history, journal
from articles.comparison.segments import Segment, segments
from articles.journal import Decision
from articles.models import Article, Author, Event, Revision
from articles.permissions import may_see_draft
from articles.working_copy.rows import EDITABLE
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.models import User
from editorial.desk.draft.rows import form_for, kind_or_404
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


class FieldChange(NamedTuple):
    field: str
    segments: list[Segment]


class Step(NamedTuple):
    """One save of a row. `deed` says whether it was added, changed or removed."""

    at: datetime
    who: str
    deed: str
    changes: list[FieldChange]


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


@door.page("GET")
def node(request: SignedInRequest, article: UUID, kind: str, node: UUID) -> HttpResponse:
    """Who changed this sentence."""
    the_article, horizon = readable_or_404(request, article)
    model = kind_or_404(kind).model
    name = model._meta.model_name or ""
    rows = history.of_article(name, the_article).filter(id=node)
    if horizon:
        rows = rows.filter(history_id__lte=submission_of(horizon).history_upto.get(name, 0))
    records = list(rows.select_related("history_user").order_by("history_id"))
    if not records:
        raise Http404
    context = {
        "article": the_article,
        "title": horizon.document.title if horizon else the_article.title,
        "name": form_for(model()).called,
        "steps": list(steps(model, records, names_of(model, records, the_article, horizon)))[::-1],
        "may_edit": horizon is None,
        "node": node,
    }
    return render(request, "desk/draft/node_history.html", context)


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
    if day := data.get("due"):
        parts.append(_("due %(day)s") % {"day": date_format(date.fromisoformat(day))})
    if day := data.get("next_review"):
        parts.append(_("next review by %(day)s") % {"day": date_format(date.fromisoformat(day))})
    parts += [data.get(key, "") for key in ("title", "reason", "message", "description", "although")]
    if authors := data.get("authors"):
        parts.append(_("written by %(names)s") % {"names": "; ".join(each["name"] for each in authors)})
    return " · ".join(str(part) for part in parts if part)


def names_of(model: type[Model], records: list[Any], article: Article, horizon: Revision | None) -> dict[str, str]:
    """How ids in these records are told: the accounts of an author by name, references by key."""
    if model is Author:
        accounts = User.objects.filter(pk__in=[record.account_id for record in records if record.account_id])
        return {str(person.pk): person.get_full_name() for person in accounts}
    return keys_of(article, horizon)


def keys_of(article: Article, horizon: Revision | None) -> dict[str, str]:
    """The keys of the references as authors cite them, by id; as they were in the horizon, where there is one."""
    if horizon:
        return {str(each.id): f"@{each.key}" for each in horizon.document.references}
    return {str(pk): f"@{key}" for pk, key in article.references.values_list("pk", "key")}


def steps(model: type[Model], records: list[Any], names: dict[str, str]) -> Iterator[Step]:
    """Each save of the row, oldest first, with what it changed. names: what ids in it are told as."""
    fields = [field for field in model._meta.concrete_fields if field.name in EDITABLE[model]]
    deeds = {"+": _("wrote it"), "~": _("changed it"), "-": _("removed it")}
    for before, now in pairwise([None, *records]):
        changes = []
        for field in fields if now.history_type != "-" else ():
            old, new = (shown(getattr(record, field.attname, ""), names) for record in (before, now))
            if old != new:
                changes.append(FieldChange(str(field.verbose_name), segments(old, new)))
        yield Step(now.history_date, who(now), deeds[now.history_type], changes)


def who(record: Any) -> str:
    """Who saved a row: a person, or the upgrade that gives its reason."""
    if record.history_user:
        return str(record.history_user.get_full_name())
    return record.history_change_reason or _("Somebody whose account is gone")


def shown(value: Any, names: dict[str, str]) -> str:
    """A value of a row as text; an id as what it is told as."""
    if isinstance(value, list):
        return ", ".join(shown(each, names) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {shown(each, names)}" for name, each in value.items())
    return "" if value is None else names.get(str(value), str(value))
