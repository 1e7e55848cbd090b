"""What the public must see of an article, derived from its journal and its sign-offs, and where the rows say otherwise.

State, pointers, dates and notices are rows that pages are made from; each of them follows from a decision in the
journal, and an approval from the signatures under it. So nothing here believes a row: `derived` says what follows, and
`faults` names each row that differs. `manage.py verify`, the proof page, the press and the search for misfits ask this.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from articles.journal import Decision
from articles.models import Article, Event, Notice, NoticeKind, Revision
from articles.states import ONCE_APPROVED, State
from reviewers.models import SignOff
from reviewers.preconditions import BoardDecision
from reviewers.proof import statements

STATE_AFTER: dict[str, State] = {
    Decision.SUBMITTED: State.SUBMITTED,
    Decision.REVIEW_BEGAN: State.UNDER_REVIEW,
    Decision.CHANGES_REQUESTED: State.CHANGES_REQUESTED,
    Decision.WITHDRAWN: State.WITHDRAWN,
    Decision.APPROVED: State.APPROVED,
    Decision.SUPERSEDED: State.SUPERSEDED,
    Decision.RETRACTION: State.RETRACTED,
}
IN_REVIEW_AFTER = (Decision.SUBMITTED, Decision.REVIEW_BEGAN)
OUT_OF_REVIEW_AFTER = (Decision.CHANGES_REQUESTED, Decision.WITHDRAWN, Decision.APPROVED)


@dataclass
class Standing:
    """What follows from the journal of one article. Revisions, sign-offs and notices by the id that the events name."""

    states: dict[UUID, State] = field(default_factory=dict)
    published: UUID | None = None
    in_review: UUID | None = None
    submissions: dict[UUID, Event] = field(default_factory=dict)
    approvals: dict[UUID, Event] = field(default_factory=dict)
    signatures: dict[str, Event] = field(default_factory=dict)
    notices: dict[str, Event] = field(default_factory=dict)


def derived(events: Iterable[Event]) -> Standing:
    """What the events, in order, say."""
    standing = Standing()
    for event in events:
        if event.kind in NoticeKind.values:
            standing.notices[str(event.data.get("notice"))] = event
        if event.kind == BoardDecision.SIGNED:
            standing.signatures[str(event.data.get("signoff"))] = event
        if event.revision_id is None or event.kind not in STATE_AFTER:
            continue
        standing.states[event.revision_id] = STATE_AFTER[event.kind]
        if event.kind == Decision.SUBMITTED:
            standing.submissions[event.revision_id] = event
        if event.kind in IN_REVIEW_AFTER:
            standing.in_review = event.revision_id
        elif event.kind in OUT_OF_REVIEW_AFTER:
            standing.in_review = None
        if event.kind == Decision.APPROVED:
            standing.approvals[event.revision_id] = event
            standing.published = event.revision_id
        elif event.kind == Decision.RETRACTION:
            standing.published = None
    return standing


class Records(NamedTuple):
    """What is recorded of an article, read at once: the journal in order, every revision in order with its document and
    its sign-offs, and the notices, oldest first.
    """

    events: tuple[Event, ...]
    revisions: tuple[Revision, ...]
    notices: tuple[Notice, ...]


def records(article: Article) -> Records:
    """The records as they are now. Four queries."""
    revisions = article.revisions.select_related("frozen").prefetch_related("signoffs").order_by("number")
    return Records(tuple(article.events.order_by("sequence")), tuple(revisions), tuple(article.notices.all()))


def faults(article: Article, read: Records | None = None) -> Iterator[str]:
    """One sentence for each row of the article that is not what its journal and sign-offs say.

    read: its records, where the caller has them; the rows as they are stored, not as readers are shown them.
    """
    events, revisions, notices = read or records(article)
    standing = derived(events)
    for revision in revisions:
        yield from _document_faults(revision)
        yield from _state_faults(revision, standing)
        for signoff in revision.signoffs.all():
            yield from signoff_faults(revision, signoff)
    yield from _pointer_faults(article, revisions, standing)
    signoffs = [signoff for revision in revisions for signoff in revision.signoffs.all()]
    yield from _signature_faults(signoffs, standing)
    yield from _notice_faults(notices, revisions, standing)


def signers(revision: Revision, approval: Event | None = None) -> set[UUID]:
    """The members whose valid signature is on exactly the digest of the revision.

    approval: its event, where there is one; then only the sign-offs that it names as those it rests on.
    """
    named = approval.data.get("signoffs") if approval else None
    return {
        each.member_id
        for each in revision.signoffs.all()
        if (named is None or str(each.pk) in named) and not any(signoff_faults(revision, each))
    }


def required(revision: Revision, submission: Event | None = None) -> int:
    """How many must have signed it: what the revision keeps, and no less than its submission says."""
    sealed = submission.data.get("signoffs_required", 0) if submission else 0
    return max(revision.signoffs_required, sealed)


def signoff_faults(revision: Revision, signoff: SignOff) -> Iterator[str]:
    """What does not hold of one sign-off on the revision."""
    number = revision.number
    if signoff.digest != revision.digest:
        yield f"The sign-off of {signoff.name} on revision {number} is on another document."
    try:
        statement = statements.verify(signoff.jws)
    except statements.BadSignature as error:
        yield f"The sign-off of {signoff.name} on revision {number} does not verify. {error}"
        return
    claimed = {
        "article": str(revision.article_id),
        "revision": number,
        "digest": signoff.digest,
        "member": str(signoff.member_id),
        "name": signoff.name,
        "credentials": signoff.credentials,
        "specialty": signoff.specialty,
        "disclosure": signoff.disclosure,
    }
    for name, value in claimed.items():
        if statement.get(name) != value:
            yield f"The sign-off of {signoff.name} on revision {number} was signed with another {name}."


def _document_faults(revision: Revision) -> Iterator[str]:
    frozen = getattr(revision, "frozen", None)
    if frozen is None:
        yield f"The document of revision {revision.number} is missing."
        return
    found = hashlib.sha256(frozen.content.encode()).hexdigest()
    if found != revision.digest:
        yield f"The document of revision {revision.number} has digest {found}, not {revision.digest}."


def _state_faults(revision: Revision, standing: Standing) -> Iterator[str]:
    """State and dates against the journal, and an approval against its signatures."""
    number, submission = revision.number, standing.submissions.get(revision.pk)
    approval = standing.approvals.get(revision.pk)
    said = standing.states.get(revision.pk)
    if revision.state != said:
        yield f"Revision {number} is {revision.state}; by the journal it is {said or 'unknown'}."
    if submission and submission.data.get("signoffs_required", revision.signoffs_required) != (
        revision.signoffs_required
    ):
        yield f"Revision {number} asks for {revision.signoffs_required} sign-offs; its submission says otherwise."
    for event in filter(None, (submission, approval)):
        if any(event.data.get(name, []) != getattr(revision, name) for name in ("authors", "contributors")):
            yield f"Revision {number} names other people than event {event.sequence} does."
    if said not in ONCE_APPROVED and revision.state not in ONCE_APPROVED:
        return
    needed, found = required(revision, submission), len(signers(revision, approval))
    if found < needed:
        yield f"Revision {number} was approved without its quorum: {needed} sign-offs are required, {found} found."
    if approval is None:
        yield f"Revision {number} is {revision.state}, and no event of the journal approves it."
    elif approval.digest != revision.digest:
        yield f"Revision {number} was approved by event {approval.sequence} with another digest."
    elif approval.data.get("next_review") != (revision.next_review and revision.next_review.isoformat()):
        yield f"Revision {number} is next due {revision.next_review}; event {approval.sequence} says otherwise."


def _pointer_faults(article: Article, revisions: Iterable[Revision], standing: Standing) -> Iterator[str]:
    numbers = {revision.pk: f"revision {revision.number}" for revision in revisions}

    def name(pk: UUID | None) -> str:
        return "nothing" if pk is None else numbers.get(pk, "a revision of another article")

    if article.published_revision_id != standing.published:
        yield f"The article publishes {name(article.published_revision_id)}; by the journal {name(standing.published)}."
    if article.revision_in_review_id != standing.in_review:
        yield (
            f"The article has {name(article.revision_in_review_id)} in review; "
            f"by the journal {name(standing.in_review)}."
        )
    for revision in revisions:
        if revision.state == State.APPROVED and article.published_revision_id != revision.pk:
            yield f"Revision {revision.number} is approved, and the article publishes another or none."


def _signature_faults(signoffs: list[SignOff], standing: Standing) -> Iterator[str]:
    events = dict(standing.signatures)
    for signoff in signoffs:
        event = events.pop(str(signoff.pk), None)
        if event is None:
            yield f"The sign-off of {signoff.name} is in no event of the journal."
        elif (event.revision_id, event.digest, event.data.get("jws")) != (
            signoff.revision_id,
            signoff.digest,
            signoff.jws,
        ):
            yield f"The sign-off of {signoff.name} is not the one that event {event.sequence} tells of."
    for event in events.values():
        yield f"The sign-off that event {event.sequence} tells of is missing."


def _notice_faults(notices: Iterable[Notice], revisions: Iterable[Revision], standing: Standing) -> Iterator[str]:
    events = dict(standing.notices)
    for notice in notices:
        event = events.pop(str(notice.pk), None)
        if event is None:
            yield f"The notice of {notice.issued_at:%Y-%m-%d} ({notice.kind}) is in no event of the journal."
        elif _told(event) != (notice.revision_id, notice.kind, notice.reason, notice.issued_by_id):
            yield f"The notice of {notice.issued_at:%Y-%m-%d} is not the one that event {event.sequence} tells of."
    for event in events.values():
        yield f"The notice that event {event.sequence} tells of is missing."
    retracted = {notice.revision_id for notice in notices if notice.kind == NoticeKind.RETRACTION}
    for revision in revisions:
        if revision.state == State.RETRACTED and revision.pk not in retracted:
            yield f"Revision {revision.number} is retracted without a notice."


def _told(event: Event) -> tuple[object, ...]:
    return event.revision_id, event.kind, event.data.get("reason"), event.actor_id
