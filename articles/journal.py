"""The audit trail: an append-only record of decisions about an article, hash-chained per article.

Every event seals who (name frozen), what, when, on which digest, the hash of the event before it, and a digest of all
row history written since then; so a change to the working copy that bypassed the actions shows too. The hash is SHA-256
over RFC 8785 bytes. A chain alone misses a truncated tail; the head row (one step at a time, guarded by the database)
and published proofs catch that.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import rfc8785
from django.apps import apps
from django.db import connection, models
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Event, JournalHead, Revision
from articles.permissions import Person

GENESIS = "0" * 64
SEALED = ("article", "section", "treatmentline", "intervention", "statement", "reference")

# Sent inside the transaction, after the event was written, with `event`. A receiver that fails undoes the decision.
recorded = Signal()


class Decision(models.TextChoices):
    """What can be decided about an article in this room; the board has its own list in reviewers."""

    CREATED = "created", _("started the article")
    IMPORTED = "imported", _("imported a text")
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
    upto, sealed = seal_history(article)
    head, _created = JournalHead.objects.select_for_update().get_or_create(
        article=article, defaults={"sequence": 0, "hash": GENESIS}
    )
    event = Event(
        article=article,
        sequence=head.sequence + 1,
        kind=str(kind.value),
        at=timezone.now(),
        actor=actor,
        actor_name=actor.get_full_name(),
        revision=revision,
        digest=revision.digest if revision else "",
        data=data or {},
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
    """What the hash of an event covers, as JSON values; published with every proof."""
    return {
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


def event_hash(event: Event) -> str:
    """SHA-256 of the sealed fields in canonical JSON, lower-case hex."""
    return hashlib.sha256(rfc8785.dumps(sealed_fields(event))).hexdigest()


def history_model(name: str) -> Any:
    return apps.get_model("articles", f"historical{name}")


def of_article(name: str, article: Article) -> Any:
    """The history rows of one kind that belong to the article."""
    key = "id" if name == "article" else "article_id"
    return history_model(name).objects.filter(**{key: article.pk})


def seal_history(article: Article) -> tuple[dict[str, int], str]:
    """How far row history goes now (highest history id a table), and the digest of what came since the last event."""
    since = (
        Event.objects.filter(article=article).order_by("-sequence").values_list("history_upto", flat=True).first() or {}
    )
    upto = dict(since) | history_tips(article)
    return upto, history_digest(article, since, upto)


def history_tips(article: Article) -> dict[str, int]:
    """The highest history id of each kind of row that has any. In SQL, since every decision comes through here."""
    key = Article._meta.pk.get_db_prep_value(article.pk, connection)
    tips = " UNION ALL ".join(
        f"SELECT '{name}', MAX(history_id) FROM {history_model(name)._meta.db_table} "  # noqa: S608 (names of our own)
        f"WHERE {'id' if name == 'article' else 'article_id'} = %s"
        for name in SEALED
    )
    with connection.cursor() as cursor:
        cursor.execute(tips, [key] * len(SEALED))
        return {name: tip for name, tip in cursor.fetchall() if tip is not None}


def history_digest(article: Article, since: dict[str, int], upto: dict[str, int]) -> str:
    """SHA-256 over the history rows after `since` up to and including `upto`, table by table in SEALED order."""
    digest = hashlib.sha256()
    for name in SEALED:
        low, high = since.get(name, 0), upto.get(name, 0)
        if high > low:
            rows = of_article(name, article).filter(history_id__gt=low, history_id__lte=high).order_by("history_id")
            for row in rows.values():
                digest.update(rfc8785.dumps({"table": name} | {key: plain(value) for key, value in row.items()}))
    return digest.hexdigest()


def plain(value: Any) -> Any:
    """A database value as JSON that is the same on both databases."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return str(value)


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
        if history_digest(article, since, event.history_upto) != event.history_digest:
            yield f"The row history sealed by event {event.sequence} was changed."
        previous, since = event.hash, event.history_upto
    head = JournalHead.objects.filter(article=article).first()
    if (head.sequence if head else 0) != sequence or (head.hash if head else GENESIS) != previous:
        yield "The journal does not end where its head says: events at the end are missing or were added."
