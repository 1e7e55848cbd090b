"""Several people acting at the same instant, each on a database connection of their own, and what must hold after."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

from django.db import connections

from articles import journal
from articles.journal import Decision
from articles.models import Article, Event, Revision
from articles.states import IN_REVIEW, Refused, State
from reviewers import quorum
from reviewers.board import BoardDecision
from reviewers.proof import statements


@dataclass
class Outcome:
    """What one person got: a result, a refusal (as it should be), or a failure (never)."""

    result: Any = None
    refusal: Refused | None = None
    failure: Exception | None = None


def together(*acts: Callable[[], Any]) -> list[Outcome]:
    """Run the acts at the same instant in threads with real connections; returns their outcomes in order."""
    barrier = Barrier(len(acts))
    outcomes = [Outcome() for _ in acts]

    def run(act: Callable[[], Any], outcome: Outcome) -> None:
        try:
            barrier.wait(timeout=30)
            outcome.result = act()
        except Refused as refusal:
            outcome.refusal = refusal
        except Exception as failure:  # Whatever it is, the test reports it.
            outcome.failure = failure
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in zip(acts, outcomes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def failures(outcomes: list[Outcome]) -> list[Exception]:
    return [outcome.failure for outcome in outcomes if outcome.failure]


def violations(article: Article) -> list[str]:
    """Everything about the article that must never be seen, as sentences; empty when all holds."""
    article = Article.objects.get(pk=article.pk)
    found = list(journal.faults(article))
    revisions = list(article.revisions.all())
    approved = [each for each in revisions if each.state == State.APPROVED]
    in_review = [each for each in revisions if each.state in IN_REVIEW]
    if [each.pk for each in approved] != ([article.published_revision_id] if article.published_revision_id else []):
        found.append("The article does not point at its approved revision.")
    if [each.pk for each in in_review] != ([article.revision_in_review_id] if article.revision_in_review_id else []):
        found.append("The article does not point at its revision in review.")
    for revision in revisions:
        found += of_revision(revision)
    return found


def of_revision(revision: Revision) -> list[str]:
    found = []
    if revision.document.digest != revision.digest:
        found.append("The frozen document is not the one the revision names.")
    approvals = Event.objects.filter(revision=revision, kind=Decision.APPROVED).count()
    if approvals != (1 if revision.approved_at else 0):
        found.append(f"Revision {revision.number} has {approvals} approvals in the journal.")
    signoffs = list(revision.signoffs.all())
    signed = Event.objects.filter(revision=revision, kind=BoardDecision.SIGNED).count()
    if signed != len(signoffs):
        found.append(f"Revision {revision.number} has {len(signoffs)} sign-offs and {signed} signing events.")
    if any(statements.verify(each.jws)["digest"] != revision.digest for each in signoffs):
        found.append("A signature names another document.")
    complete = quorum.verdict(revision).satisfied
    if revision.state == State.APPROVED and not complete:
        found.append(f"Revision {revision.number} is approved without a quorum.")
    if revision.state == State.UNDER_REVIEW and complete:
        found.append(f"Revision {revision.number} has its quorum and was not approved: a sign-off was lost.")
    return found
