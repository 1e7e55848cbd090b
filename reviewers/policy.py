"""Who may review what, and what a quorum is: pure functions over facts.

board.py gathers the facts from the rows; nothing here reads a database, except for the one row of settings that an
operator keeps (`current_policy`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from reviewers.models import ReviewPolicy


@dataclass(frozen=True)
class SignatureFact:
    """One sign-off as the policy sees it."""

    member: UUID
    digest: str
    is_author: bool
    is_active: bool
    is_assigned: bool
    has_interest: bool = False


@dataclass(frozen=True)
class QuorumFacts:
    """All that decides whether a revision may be approved."""

    digest: str
    required: int
    signatures: tuple[SignatureFact, ...]
    standing_change_requests: int


def missing_for_quorum(facts: QuorumFacts) -> tuple[str, ...]:
    """THE QUORUM RULE. One sentence for each thing that is missing; empty when the revision may be approved.

    Two people who know the field, neither of them its author, must have read this very text. So a signature counts
    only when it names the digest of this revision, and its member is active, still assigned, not the author, and has
    declared no conflict of interest in the article; each member counts once. A standing request for changes blocks
    approval however many have signed.
    """
    counted = {
        signature.member
        for signature in facts.signatures
        if signature.digest == facts.digest
        and signature.is_active
        and signature.is_assigned
        and not signature.is_author
        and not signature.has_interest
    }
    missing = []
    if (short := facts.required - len(counted)) > 0:
        missing.append(
            ngettext(
                "%(count)d more sign-off by an assigned board member is needed.",
                "%(count)d more sign-offs by assigned board members are needed.",
                short,
            )
            % {"count": short}
        )
    if facts.standing_change_requests:
        missing.append(_("A board member has requested changes to this revision."))
    return tuple(missing)


@dataclass(frozen=True)
class CandidateFacts:
    """What decides whether a member may review an article."""

    name: str
    is_active: bool
    is_author: bool
    interest: str
    has_recused: bool


def reasons_not_to_review(facts: CandidateFacts) -> tuple[str, ...]:
    """Why this member may not review; empty when they may. Conflicts of interest after the ICMJE recommendations."""
    reasons = []
    if not facts.is_active:
        reasons.append(_("%(name)s is no longer an active board member."))
    if facts.is_author:
        reasons.append(_("%(name)s wrote this article, and nobody reviews their own."))
    if facts.interest:
        reasons.append(_("%(name)s declared a conflict of interest: %(interest)s"))
    if facts.has_recused:
        reasons.append(_("%(name)s recused themselves from this revision."))
    return tuple(reason % {"name": facts.name, "interest": facts.interest} for reason in reasons)


@dataclass(frozen=True)
class Suggestion:
    """A member the editor might ask: why, how many reviews they have open, and what stands against it."""

    member: Any
    same_specialty: bool
    open_reviews: int
    reasons_against: tuple[str, ...]


GENERIC = frozenset({"and", "medicine", "surgery", "general", "clinical", "interventional", "diseases"})


def shares_specialty(one: str, other: str) -> bool:
    """Whether two specialties name a field in common ("Spine surgery" and "Spine and musculoskeletal medicine")."""
    first, second = (set(text.casefold().replace(",", " ").split()) - GENERIC for text in (one, other))
    return bool(first & second)


def ranked(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Best first: those who may, then of the same specialty, then with the fewest open reviews, then by name."""
    return sorted(
        suggestions,
        key=lambda each: (
            bool(each.reasons_against),
            not each.same_specialty,
            each.open_reviews,
            each.member.name,
        ),
    )


def next_review_date(approved_on: date, months: int) -> date:
    """The day `months` calendar months after the approval (the last day of the month where it has no such day)."""
    year, month = divmod(approved_on.year * 12 + approved_on.month - 1 + months, 12)
    for day in range(approved_on.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, approved_on.day)


def current_policy() -> ReviewPolicy:
    """The board's settings; the row is made after migrate and there is exactly one."""
    return ReviewPolicy.objects.get(pk=1)


def quorum(article: Article) -> int:
    """The default settings.REVIEW_QUORUM: sign-offs that a revision submitted now must have, whatever article it is of.

    The number is frozen on the revision: a policy changed later counts for what is submitted later.
    """
    return current_policy().signoffs_required


def make_default_policy(using: str = "default", **kwargs: Any) -> None:
    """Make sure the one row is there (post_migrate)."""
    ReviewPolicy.objects.using(using).get_or_create(pk=1)
