"""The proof of an article: what anyone needs to check that the board signed exactly this text, and our own check of it.

Published of the journal is the whole chain of hashes up to the last decision that readers know of, and of each public
decision everything its hash covers. What editors and board discussed stays theirs: of those events the hash alone is
told, which is enough to follow the chain and tells nothing else.
"""

import hashlib
import logging
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from articles import journal
from articles.journal import Decision
from articles.models import Article, Event
from editorial.press import pages
from editorial.press.edition import Edition, absolute, address, authors, publication
from reviewers import mail
from reviewers.preconditions import BoardDecision
from reviewers.proof import decisions, standing, statements

logger = logging.getLogger(__name__)

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
    """The proof as JSON values (docs/verifying.md). The same records make the same bytes: no clock is asked."""
    slug, revision = edition.article.slug, edition.revision
    claims = {
        "article": str(edition.article.pk),
        "address": absolute(address("article", slug)),
        "revision": revision.number,
        "state": revision.state,
        "digest": revision.digest,
        "document": absolute(address("document", slug)),
        "keys": absolute(address("keys")),
    }
    signoffs = [signoff.jws for signoff in edition.signoffs]
    events = public_events(edition)
    told = [journal_line(event, is_public(event, edition)) for event in events]
    return {
        "format": "imprimatur-proof/2",
        **claims,
        "statement": statements.sign(claims | statement(signoffs, told)),
        "signoffs": signoffs,
        "journal": told,
    }


def journal_line(event: Event, told: bool) -> dict[str, Any]:
    """An event as the proof holds it. told: all that its hash covers, or only its place in the chain."""
    sealed = journal.sealed_fields(event) | {"hash": event.hash}
    return sealed if told else {name: sealed[name] for name in ("sequence", "previous_hash", "hash")}


def statement(signoffs: list[str], told: list[dict[str, Any]]) -> dict[str, Any]:
    """What the house signs beside the claims: which sign-offs it counted, and where the journal ends.

    So a sign-off or an event that is left out, put in or written anew is found by whoever has the house's key. `told`
    names the events whose words belong to the proof: else a correction could be shown as work of the editors.
    """
    last = told[-1] if told else {"sequence": 0, "hash": journal.GENESIS, "at": ""}
    return {
        "type": "imprimatur-statement/1",
        "publisher": settings.SITE_NAME,
        "signoffs_required": signoffs_required(signoffs),
        "signoffs": [hashlib.sha256(jws.encode()).hexdigest() for jws in signoffs],
        "journal": {
            "sequence": last["sequence"],
            "hash": last["hash"],
            "told": [event["sequence"] for event in told if "kind" in event],
        },
        "at": last["at"],
    }


def signoffs_required(signoffs: list[str]) -> int | None:
    """How many the rule asked for when they signed, as they say; None where all are of format 1, which does not say.

    Not today's policy: what it asks now says nothing about what was asked then.
    """
    said = [statements.payload_of(jws).get("signoffs_required") for jws in signoffs]
    return max((number for number in said if isinstance(number, int)), default=None)


def proof_page(edition: Edition) -> pages.ProofPage:
    """The proof as the page shows it, which tells no more than proof.json; `intact` is checked now."""
    slug = edition.article.slug
    submission = edition.article.events.filter(kind=Decision.SUBMITTED, revision=edition.revision).first()
    required = standing.required(edition.revision, submission)
    found = len(standing.signers(edition.revision))
    return pages.ProofPage(
        title=edition.document.title,
        address=address("article", slug),
        number=edition.revision.number,
        authors=authors(edition.revision),
        contributors=tuple(edition.revision.contributors),
        required=required,
        found=found,
        digest=edition.revision.digest,
        # Nobody is given the text of a retracted article any more.
        document_address="" if edition.retracted else address("document", slug),
        keys_address=address("keys"),
        verifier_address=address("verifier"),
        checked_address=publication(edition).address,
        signoffs=tuple(
            pages.SignOffProof(
                name=signoff.name,
                credentials=signoff.credentials,
                specialty=signoff.specialty,
                signed_at=signoff.signed_at,
                statement=statements.MEANING,
                digest=signoff.digest,
                jws=signoff.jws,
            )
            for signoff in edition.signoffs
        ),
        journal=tuple(journal_entry(event, is_public(event, edition)) for event in public_events(edition)),
        intact=is_intact(edition.article),
        language=edition.document.language,
    )


def journal_entry(event: Event, told: bool) -> pages.JournalEntry:
    """An event as the page shows it. told: its words, or only that there was one."""
    label = PUBLIC.get(event.kind, BoardDecision.SIGNED).label
    return pages.JournalEntry(
        number=event.sequence,
        at=event.at if told else None,
        actor=event.actor_name if told else "",
        event=str(label) if told else _("Work of the editors and the board"),
        previous=event.previous_hash,
        hash=event.hash,
    )


def is_intact(article: Article) -> bool:
    """Whether everything claimed about the article holds. What does not is logged, and mailed to the editors, once."""
    found = list(faults(article))
    if not found:
        return True
    which = hashlib.sha256("\n".join(found).encode()).hexdigest()
    if cache.add(f"evidence-{article.pk}-{which}", True, timeout=None):
        logger.error("The evidence of %s does not agree with itself: %s", article.slug, " ".join(found))
        mail.tell_editors("evidence", title=article.title, slug=article.slug, faults=found)
    return False


def faults(article: Article) -> Iterator[str]:
    """Check everything that is claimed about an article; yields one sentence for each thing that does not hold."""
    yield from standing.faults(article)
    yield from decisions.faults(article)
    yield from journal.faults(article)
