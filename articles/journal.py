"""The audit trail: an append-only record of decisions about an article, hash-chained per article.

Every event seals who (name frozen), what, when, on which digest, the hash of the event before it, and a digest of all
row history written since then; so a change to the working copy that bypassed the actions shows too. The hash is SHA-256
over RFC 8785 bytes. A chain alone misses a truncated tail; the head row (one step at a time, guarded by the database)
and published proofs catch that.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import rfc8785
from django.db import models
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import history
from articles.models import Article, Event, JournalHead, Revision
from articles.permissions import Person, account

GENESIS = "0" * 64

# Sent inside the transaction, after the event was written, with `event`. A receiver that fails undoes the decision.
recorded = Signal()


class Decision(models.TextChoices):
    """What can be decided about an article in this room; the board has its own list in reviewers."""

    CREATED = "created", _("started the article")
    IMPORTED = "imported", _("imported a text")
    TAKEN_OVER = "taken_over", _("took over a suggested wording")
    HANDED_OVER = "handed_over", _("handed the draft over")
    ARCHIVED = "archived", _("archived the article")
    TAKEN_BACK = "taken_back", _("took the article back from the archive")
    DELETED = "deleted", _("deleted the draft")
    SUBMITTED = "submitted", _("submitted a revision")
    REVIEW_BEGAN = "review_began", _("opened the review")
    CHANGES_REQUESTED = "changes_requested", _("sent the revision back")
    APPROVED = "approved", _("approved and published")
    SUPERSEDED = "superseded", _("superseded by a newer revision")
    WITHDRAWN = "withdrawn", _("withdrew the revision")
    CORRECTION = "correction", _("issued a correction")
    EXPRESSION_OF_CONCERN = "expression_of_concern", _("issued an expression of concern")
    RETRACTION = "retraction", _("retracted the article")


def append(
    *,
    article: Article,
    kind: models.TextChoices,
    actor: Person,
    revision: Revision | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Write one event. The caller holds the article row's lock; the head is locked here, last.

    data: JSON values that belong to the decision (reasons, names, numbers). Returns the saved event.
    """
    upto, sealed = history.seal(article)
    head, _created = JournalHead.objects.select_for_update().get_or_create(
        article=article, defaults={"sequence": 0, "hash": GENESIS}
    )
    event = Event(
        article=article,
        sequence=head.sequence + 1,
        kind=str(kind.value),
        at=timezone.now(),
        actor=account(actor),
        actor_name=actor.get_full_name(),
        revision=revision,
        digest=revision.digest if revision else "",
        data=data or {},
        history_format=history.CURRENT,
        history_upto=upto,
        history_digest=sealed,
        previous_hash=head.hash,
    )
    event.hash = event_hash(event)
    event.save(force_insert=True)
    head.sequence, head.hash = event.sequence, event.hash
    head.save(force_update=True)
    recorded.send(sender=Event, event=event)
    return event


def sealed_fields(event: Event) -> dict[str, Any]:
    """What the hash of an event covers, as JSON values; published with every proof.

    Events of the first releases, history_format 1, did not seal that number: theirs must stay what was hashed.
    """
    fields = {
        "article": str(event.article_id),
        "sequence": event.sequence,
        "kind": event.kind,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(event.actor_id),
        "actor_name": event.actor_name,
        "revision": str(event.revision_id) if event.revision_id else None,
        "digest": event.digest,
        "data": event.data,
        "history_digest": event.history_digest,
        "previous_hash": event.previous_hash,
    }
    return fields if event.history_format == 1 else fields | {"history_format": event.history_format}


def event_hash(event: Event) -> str:
    """SHA-256 of the sealed fields in canonical JSON, lower-case hex."""
    return hashlib.sha256(rfc8785.dumps(sealed_fields(event))).hexdigest()


def faults(article: Article) -> Iterator[str]:
    """Re-verify the whole journal of an article; yields one sentence for each thing that does not hold."""
    previous, sequence = GENESIS, 0
    since: dict[str, int] = {}
    for event in Event.objects.filter(article=article).order_by("sequence"):
        sequence += 1
        if event.sequence != sequence:
            yield f"Event {sequence} is missing; the next one is {event.sequence}."
            sequence = event.sequence
        if event.previous_hash != previous:
            yield f"Event {event.sequence} does not follow from the event before it."
        if event_hash(event) != event.hash:
            yield f"Event {event.sequence} was changed after it was written."
        yield from _history_faults(event, article, since)
        previous, since = event.hash, event.history_upto
    head = JournalHead.objects.filter(article=article).first()
    if (head.sequence if head else 0) != sequence or (head.hash if head else GENESIS) != previous:
        yield "The journal does not end where its head says: events at the end are missing or were added."


def _history_faults(event: Event, article: Article, since: dict[str, int]) -> Iterator[str]:
    try:
        found = history.digest(article, since, event.history_upto, event.history_format)
    except history.NotCheckable as reason:
        yield f"The row history sealed by event {event.sequence} cannot be checked: it is in format {reason}."
        return
    if found != event.history_digest:
        yield f"The row history sealed by event {event.sequence} was changed."
