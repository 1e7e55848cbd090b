"""The proof of an article: what anyone needs to check that the board signed exactly this text, and our own check of it.

Published of the journal is the whole chain of hashes up to the last decision that readers know of, and of each public
decision everything its hash covers. What editors and board discussed stays theirs: of those events the hash alone is
told, which is enough to follow the chain and tells nothing else.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from articles import journal
from articles.journal import Decision
from articles.models import Article, Event
from editorial.reading import public
from editorial.reading.edition import Edition, absolute, address, publication
from reviewers import signing, standing
from reviewers.decisions import BoardDecision

# Decisions whose every sealed word readers may see, when they are about a revision that readers were shown.
PUBLIC = {
    Decision.APPROVED.value: Decision.APPROVED,
    Decision.SUPERSEDED.value: Decision.SUPERSEDED,
    Decision.CORRECTION.value: Decision.CORRECTION,
    Decision.EXPRESSION_OF_CONCERN.value: Decision.EXPRESSION_OF_CONCERN,
    Decision.RETRACTION.value: Decision.RETRACTION,
}


def public_events(edition: Edition) -> list[Event]:
    """The journal up to the last public decision: what came after it is work that nobody has been told of."""
    events = list(edition.article.events.order_by("sequence"))
    while events and events[-1].kind not in PUBLIC:
        events.pop()
    return events


def is_public(event: Event, edition: Edition) -> bool:
    """Whether readers may see every word of it: decisions about what they read, and the signatures that it rests on."""
    if event.kind == BoardDecision.SIGNED:
        return event.data.get("signoff") in {str(signoff.pk) for signoff in edition.signoffs}
    return event.kind in PUBLIC


def proof(edition: Edition) -> dict[str, Any]:
    """The proof as JSON values (docs/verifying.md)."""
    slug, revision = edition.article.slug, edition.revision
    return {
        "format": "imprimatur-proof/1",
        "article": str(edition.article.pk),
        "address": absolute(address("article", slug)),
        "revision": revision.number,
        "state": revision.state,
        "digest": revision.digest,
        "document": absolute(address("document", slug)),
        "keys": absolute(address("keys")),
        "signoffs": [signoff.jws for signoff in edition.signoffs],
        "journal": [
            journal.sealed_fields(event) | {"hash": event.hash}
            if is_public(event, edition)
            else {"sequence": event.sequence, "previous_hash": event.previous_hash, "hash": event.hash}
            for event in public_events(edition)
        ],
    }


def proof_page(edition: Edition) -> public.ProofPage:
    """The proof as the page shows it; `intact` is checked now."""
    slug = edition.article.slug
    submission = edition.article.events.filter(kind=Decision.SUBMITTED, revision=edition.revision).first()
    required = standing.required(edition.revision, submission)
    found = len(standing.signers(edition.revision))
    return public.ProofPage(
        title=edition.document.title,
        address=address("article", slug),
        number=edition.revision.number,
        required=required,
        found=found,
        digest=edition.revision.digest,
        document_address=address("document", slug) if not edition.retracted else "",
        keys_address=address("keys"),
        verifier_address=address("verifier"),
        checked_address="" if edition.retracted else publication(edition).address,
        signoffs=tuple(
            public.SignOffProof(
                name=signoff.name,
                credentials=signoff.credentials,
                specialty=signoff.specialty,
                signed_at=signoff.signed_at,
                statement=signing.MEANING,
                digest=signoff.digest,
                jws=signoff.jws,
            )
            for signoff in edition.signoffs
        ),
        journal=tuple(journal_entry(event, is_public(event, edition)) for event in public_events(edition)),
        intact=not any(faults(edition.article)),
        language=edition.document.language,
    )


def journal_entry(event: Event, told: bool) -> public.JournalEntry:
    """An event as the page shows it. told: its words, or only that there was one."""
    label = PUBLIC.get(event.kind, BoardDecision.SIGNED).label
    return public.JournalEntry(
        number=event.sequence,
        at=event.at,
        actor=event.actor_name if told else "",
        event=str(label) if told else _("Work of the editors and the board"),
        previous=event.previous_hash,
        hash=event.hash,
    )


def faults(article: Article) -> Iterator[str]:
    """Check everything that is claimed about an article; yields one sentence for each thing that does not hold."""
    yield from standing.faults(article)
    yield from journal.faults(article)
