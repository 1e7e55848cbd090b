"""Whether the board's rows say what the decisions in the journal say: requests, recusals, points, and whose they are.

These rows decide whose sign-off counts and what blocks an approval. The guards keep them as they are (evidence.py);
whoever takes the guards away leaves a row without its event, or an event without its row, and here is the sentence.
An approval does not rest on them any more once it is made, so that nothing is taken from readers (standing.py does).
"""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import rfc8785
from django.db.models import Prefetch

from articles.contributors import handed_to
from articles.history import plain
from articles.journal import Decision
from articles.models import Article, Event, SetAside
from reviewers.models import Assignment, ChangeRequest, Comment, Interest, SignOff, Thread
from reviewers.preconditions import BoardDecision


@dataclass(frozen=True)
class BoardRow:
    """What a row says. key: what its event is found by; said: what both must say; name: of the row, for people."""

    key: Hashable
    said: tuple[Any, ...]
    name: str


@dataclass(frozen=True)
class ToldEvent:
    """What an event says of a row."""

    key: Hashable
    said: tuple[Any, ...]
    sequence: int


def comment_digest(comment: Comment) -> str:
    """SHA-256 of who said what and when, in canonical JSON (RFC 8785): what the event of a comment names it by."""
    said = {
        "author": comment.author_id,
        "author_name": comment.author_name,
        "text": comment.text,
        "written_at": plain(comment.written_at),
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def suggestion_digest(point: Thread) -> str:
    """SHA-256 of what a point suggests for either wording, in canonical JSON; the event that raised it keeps it."""
    suggested = {"professional": point.suggested_wording, "plain": point.suggested_plain}
    return hashlib.sha256(rfc8785.dumps(suggested)).hexdigest()


ABOUT_POINTS = (
    BoardDecision.COMMENTED,
    BoardDecision.ANSWERED,
    BoardDecision.ANSWER_TAKEN_BACK,
    BoardDecision.RESOLVED,
)
SET_ASIDE_AFTER: dict[str, str] = {
    Decision.ARCHIVED: SetAside.ARCHIVED,
    Decision.DELETED: SetAside.DELETED,
    Decision.TAKEN_BACK: "",
}


def faults(article: Article) -> Iterator[str]:
    """One sentence for each row of the board about this article that is not what its journal says. Seven queries."""
    events: dict[str, list[Event]] = defaultdict(list)
    for event in article.events.order_by("sequence"):
        events[event.kind].append(event)
    yield from _account_faults(article, events)
    yield from _request_faults(article, events)
    yield from _interest_faults(article, events)
    yield from _change_request_faults(article, events)
    yield from _point_faults(article, events)


def _account_faults(article: Article, events: dict[str, list[Event]]) -> Iterator[str]:
    """Whose the draft is, and whose account signed: other accounts there would let other people sign."""
    yield from _owner_faults(article, events)
    yield from _set_aside_faults(article, events)
    members = {
        str(signoff.pk): signoff.member
        for signoff in SignOff.objects.filter(revision__article=article).select_related("member")
    }
    for event in events[BoardDecision.SIGNED]:
        member = members.get(str(event.data.get("signoff")))
        if member and member.user_id != event.actor_id:
            yield f"{member.name} has another account than the one that signed by event {event.sequence}."


def _owner_faults(article: Article, events: dict[str, list[Event]]) -> Iterator[str]:
    """Whose the draft is: whoever started it, or to whom it was handed over last, each time by whose it was."""
    for started in events[Decision.CREATED]:
        owner, last = started.actor_id, f"the one that started it by event {started.sequence}"
        for event in events[Decision.HANDED_OVER]:
            if event.data.get("from") != str(owner):
                yield f"Event {event.sequence} hands over a draft of another account than the one that had it."
            owner, last = handed_to(event), f"the one that it was handed over to by event {event.sequence}"
        if owner != article.author_id:
            yield f"The draft belongs to another account than {last}."


def _set_aside_faults(article: Article, events: dict[str, list[Event]]) -> Iterator[str]:
    """Whether it is archived or deleted: who sets that in the table hides an article, or brings one back."""
    told = sorted((event for kind in SET_ASIDE_AFTER for event in events[kind]), key=lambda event: event.sequence)
    if article.set_aside != (SET_ASIDE_AFTER[told[-1].kind] if told else ""):
        yield f"The article is {article.set_aside or 'not set aside'}, and the last event about that says otherwise."


def _request_faults(article: Article, events: dict[str, list[Event]]) -> Iterator[str]:
    """Requests for a review, and who stepped back from them."""
    rows = list(Assignment.objects.filter(revision__article=article).select_related("member", "revision"))
    there = {_of_member(each) for each in rows}
    yield from _differences(
        "request",
        (BoardRow(_of_member(each), (each.assigned_by_id,), f"The request to {_who_and_where(each)}") for each in rows),
        (ToldEvent(_told_member(each), (each.actor_id,), each.sequence) for each in events[BoardDecision.ASSIGNED]),
    )
    yield from _differences(
        "recusal",
        (
            BoardRow(_of_member(each), (each.recusal_reason,), f"The recusal of {_who_and_where(each)}")
            for each in rows
            if not each.standing
        ),
        (
            ToldEvent(_told_member(each), (each.data.get("reason"),), each.sequence)
            for each in events[BoardDecision.RECUSED]
            if _told_member(each) in there
        ),
    )


def _interest_faults(article: Article, events: dict[str, list[Event]]) -> Iterator[str]:
    rows = list(Interest.objects.filter(article=article).select_related("member"))
    yield from _differences(
        "interest",
        (BoardRow((str(each.member_id), each.description), (), f"The interest of {each.member.name}") for each in rows),
        (
            ToldEvent((each.data.get("member"), each.data.get("description")), (), each.sequence)
            for each in events[BoardDecision.INTEREST_DECLARED]
        ),
    )
    for each in rows:
        if each.lifted_at:
            yield f"The interest of {each.member.name} was lifted, and no event of the journal tells so."


def _change_request_faults(article: Article, events: dict[str, list[Event]]) -> Iterator[str]:
    rows = ChangeRequest.objects.filter(revision__article=article).select_related("member", "revision")
    yield from _differences(
        "request for changes",
        (
            BoardRow(_of_member(each), (each.reason,), f"The request for changes of {_who_and_where(each)}")
            for each in rows
        ),
        (
            ToldEvent(_told_member(each), (each.data.get("reason"),), each.sequence)
            for each in events[BoardDecision.CHANGES_WANTED]
        ),
    )


def _point_faults(article: Article, events: dict[str, list[Event]]) -> Iterator[str]:
    """Points, what they suggest, their answers and their closing, and what was said in them."""
    comments = Prefetch("comments", Comment.objects.order_by("written_at"))
    points = Thread.objects.filter(revision__article=article).select_related("revision").prefetch_related(comments)
    rows = list(points)
    there = {str(each.pk) for each in rows}
    said = {kind: [event for event in events[kind] if event.data.get("thread") in there] for kind in ABOUT_POINTS}
    raised = [event for event in events[BoardDecision.COMMENTED] if "severity" in event.data]
    yield from _differences(
        "point",
        (BoardRow(str(each.pk), _said(each), f"A point about revision {each.revision.number}") for each in rows),
        (ToldEvent(event.data["thread"], _told(event), event.sequence) for event in raised),
    )
    yield from _suggestion_faults(rows, raised)
    yield from _answer_faults(rows, [event for kind in ABOUT_POINTS for event in said[kind]])
    yield from _differences(
        "closing of a point",
        (
            BoardRow(
                str(each.pk), (each.resolved_by_name,), f"The closing of a point about revision {each.revision.number}"
            )
            for each in rows
            if each.resolved_at
        ),
        (
            ToldEvent(event.data["thread"], (event.actor_name,), event.sequence)
            for event in said[BoardDecision.RESOLVED]
        ),
    )
    yield from _comment_faults(rows, [event for kind in ABOUT_POINTS for event in said[kind]])


def _suggestion_faults(points: list[Thread], raised: list[Event]) -> Iterator[str]:
    """What points suggest. Events of the first releases do not tell, so of their points it is not asked."""
    told = {event.data["thread"]: event for event in raised if "suggestion_digest" in event.data}
    for point in points:
        event = told.get(str(point.pk))
        if event and event.data["suggestion_digest"] != suggestion_digest(point):
            number = point.revision.number
            yield f"What a point about revision {number} suggests is not what event {event.sequence} tells of."


def _answer_faults(points: list[Thread], events: list[Event]) -> Iterator[str]:
    """Which comment answers each point, if one does: the last that was marked so, unless that was taken back since."""
    answers: dict[str, ToldEvent] = {}
    for event in sorted(events, key=lambda event: event.sequence):
        point = event.data["thread"]
        if event.kind == BoardDecision.ANSWERED:
            answers[point] = ToldEvent(point, (event.data.get("comment"),), event.sequence)
        elif event.kind == BoardDecision.ANSWER_TAKEN_BACK or event.data.get("answered") is False:
            answers.pop(point, None)
    name = "The answer to a point about revision"
    yield from _differences(
        "answer",
        (
            BoardRow(str(each.pk), (str(each.answer_id),), f"{name} {each.revision.number}")
            for each in points
            if each.answer_id
        ),
        answers.values(),
    )


def _comment_faults(points: list[Thread], events: list[Event]) -> Iterator[str]:
    """Each comment against its event. Events of the first releases name none: of theirs the number alone is asked."""
    named = [event for event in events if "comment" in event.data]
    known = {event.data["comment"] for event in named}
    yield from _differences(
        "comment",
        (
            BoardRow(str(each.pk), (comment_digest(each),), f"A comment about revision {point.revision.number}")
            for point in points
            for each in point.comments.all()
            if str(each.pk) in known
        ),
        (ToldEvent(event.data["comment"], (event.data.get("comment_digest"),), event.sequence) for event in named),
    )
    for point in points:
        found = sum(str(each.pk) not in known for each in point.comments.all())
        told = sum(event.data["thread"] == str(point.pk) and _is_old_comment(event) for event in events)
        if found != told:
            number = point.revision.number
            yield f"A point about revision {number} has {found} comments that no event names; there should be {told}."


def _is_old_comment(event: Event) -> bool:
    """Whether it told of a comment without naming it. Closing with a reason said the reason in a comment, too."""
    return "comment" not in event.data and (event.kind == BoardDecision.COMMENTED or "reason" in event.data)


def _said(point: Thread) -> tuple[Any, ...]:
    return point.revision_id, point.severity, str(point.node or "")


def _told(event: Event) -> tuple[Any, ...]:
    return event.revision_id, event.data["severity"], event.data.get("node")


def _of_member(row: Assignment | ChangeRequest) -> Hashable:
    return row.revision_id, str(row.member_id)


def _told_member(event: Event) -> Hashable:
    return event.revision_id, event.data.get("member")


def _who_and_where(row: Assignment | ChangeRequest) -> str:
    return f"{row.member.name} (revision {row.revision.number})"


def _differences(kind: str, rows: Iterable[BoardRow], told: Iterable[ToldEvent]) -> Iterator[str]:
    """What rows and events of one kind do not say alike; of the same key the last event is meant."""
    events = {each.key: each for each in told}
    for row in rows:
        event = events.pop(row.key, None)
        if event is None:
            yield f"{row.name} is in no event of the journal."
        elif event.said != row.said:
            yield f"{row.name} is not the one that event {event.sequence} tells of."
    for event in events.values():
        yield f"The {kind} that event {event.sequence} tells of is missing."
