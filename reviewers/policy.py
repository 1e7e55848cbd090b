"""Who may review what, and what a quorum is: pure functions over facts.

quorum.py and candidates.py gather the facts from the rows; nothing here reads a database, except for the one row of
settings that an operator keeps (`current_policy`).
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from reviewers.models import Member, ReviewPolicy


@dataclass(frozen=True)
class CandidateFacts:
    """What decides whether a member may review an article.

    wrote, wrote_on: what they wrote last in this text, and when; has_submitted: they submitted it, or it as it was
    before it was sent back. asks_themselves: the editor who asks is this very person. has_recused_before: from the
    revision of the article that they were asked about last; has_recused_from_text: from this text, to the byte.
    shares_name: somebody is named as author without an account whose name is theirs.
    """

    name: str
    is_active: bool
    is_author: bool
    interest: str
    has_recused: bool
    wrote: str = ""
    wrote_on: date | None = None
    has_submitted: bool = False
    asks_themselves: bool = False
    has_recused_before: bool = False
    has_recused_from_text: bool = False
    shares_name: bool = False


@dataclass(frozen=True)
class SignatureFact:
    """One sign-off as the policy sees it."""

    member: UUID
    digest: str


@dataclass(frozen=True)
class QuorumFacts:
    """All that decides whether a revision may be approved. asked: the members whose request stands."""

    digest: str
    required: int
    signatures: tuple[SignatureFact, ...]
    asked: Mapping[UUID, CandidateFacts]
    standing_change_requests: int
    open_majors: int = 0
    retracted_because: str = ""


def missing_for_quorum(facts: QuorumFacts) -> tuple[str, ...]:
    """THE QUORUM RULE. One sentence for each thing that is missing; empty when the revision may be approved.

    Two people who know the field, neither of whom wrote in it, must have read this very text. So a signature counts
    only when it names the digest of this revision, and its member was asked, has not stepped back, and may review it
    (reasons_not_to_review); each member counts once. A standing request for changes blocks approval however many have
    signed; so do a major point that is not closed, and a retraction of the article since the revision was submitted.
    """
    missing = []
    if (short := facts.required - len(counted(facts))) > 0:
        missing.append(
            ngettext(
                "%(count)d more sign-off by a board member who was asked is needed.",
                "%(count)d more sign-offs by board members who were asked are needed.",
                short,
            )
            % {"count": short}
        )
    if facts.standing_change_requests:
        missing.append(_("A board member has requested changes to this revision."))
    if facts.open_majors:
        missing.append(
            ngettext(
                "A major point is not closed: who raised it closes it, or a chief editor with a reason.",
                "%(count)d major points are not closed: who raised each closes it, or a chief editor with a reason.",
                facts.open_majors,
            )
            % {"count": facts.open_majors}
        )
    if facts.retracted_because:
        missing.append(facts.retracted_because)
    return tuple(missing)


def counted(facts: QuorumFacts) -> frozenset[UUID]:
    """The members whose signature counts (missing_for_quorum says why)."""
    signed = {each.member for each in facts.signatures if each.digest == facts.digest}
    may_review = facts.asked.keys() - not_counted(facts.asked).keys()
    return frozenset(signed & may_review)


def not_counted(asked: Mapping[UUID, CandidateFacts]) -> dict[UUID, tuple[str, ...]]:
    """Why those who were asked cannot sign, or why their sign-off counts no more; by member. Who counts is left out."""
    found = {member: reasons_not_to_review(facts) for member, facts in asked.items()}
    return {member: reasons for member, reasons in found.items() if reasons}


def reasons_not_to_review(facts: CandidateFacts) -> tuple[str, ...]:
    """Why this member may not review; empty when they may. Conflicts of interest after the ICMJE recommendations."""
    reasons = []
    if not facts.is_active:
        reasons.append(_("%(name)s is no longer an active board member."))
    if facts.is_author:
        reasons.append(_("%(name)s wrote this article, and nobody reviews their own."))
    elif facts.wrote:
        reasons.append(_("%(name)s wrote in this text (last: %(part)s, %(day)s), and nobody reviews their own."))
    elif facts.has_submitted:
        reasons.append(_("%(name)s submitted this text to the board, and nobody reviews their own."))
    if facts.asks_themselves:
        reasons.append(_("Nobody asks themselves: another editor may ask %(name)s."))
    if facts.interest:
        reasons.append(_("%(name)s declared a conflict of interest: %(interest)s"))
    if facts.has_recused:
        reasons.append(_("%(name)s recused themselves from this revision."))
    elif facts.has_recused_from_text:
        reasons.append(_("%(name)s recused themselves from this very text when it was submitted before."))
    day = date_format(facts.wrote_on) if facts.wrote_on else ""
    told = {"name": facts.name, "interest": facts.interest, "part": facts.wrote, "day": day}
    return tuple(reason % told for reason in reasons)


def to_confirm(facts: CandidateFacts) -> tuple[str, ...]:
    """What an editor is told before they ask this member all the same; empty when there is nothing.

    Only the editor can know whether what kept the member away has gone, and whether two people have one name.
    """
    sentences = []
    if facts.has_recused_before and not facts.has_recused_from_text:
        sentences.append(_("%(name)s recused themselves from an earlier revision of this article."))
    if facts.shares_name:
        sentences.append(
            _("An author named %(name)s has no account here. If they are the same person, give the author theirs.")
        )
    return tuple(sentence % {"name": facts.name} for sentence in sentences)


@dataclass(frozen=True)
class Suggestion:
    """A member the editor might ask: why, how many reviews they have open, what stands against it, what to confirm."""

    member: Member
    same_specialty: bool
    open_reviews: int
    reasons_against: tuple[str, ...]
    to_confirm: tuple[str, ...] = ()


GENERIC = frozenset({"and", "medicine", "surgery", "general", "clinical", "interventional", "diseases"})


def shares_specialty(one: str, other: str) -> bool:
    """Whether two specialties name a field in common ("Spine surgery" and "Spine and musculoskeletal medicine")."""
    first, second = (set(text.casefold().replace(",", " ").split()) - GENERIC for text in (one, other))
    return bool(first & second)


TITLES = frozenset({"dr", "prof", "professor", "med", "pd", "priv", "doz", "mr", "mrs", "ms", "herr", "frau"})


def same_name(one: str, other: str) -> bool:
    """Whether two names are of the same words, whatever their order, titles, accents and capitals."""
    first, second = (frozenset(re.findall(r"\w+", _plain_letters(name))) - TITLES for name in (one, other))
    return bool(first) and first == second


def _plain_letters(text: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))


def ranked(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Best first: those who may, those of whom nothing is to be confirmed, then of the same specialty, then with the
    fewest open reviews, then by name.
    """
    return sorted(
        suggestions,
        key=lambda each: (
            bool(each.reasons_against),
            bool(each.to_confirm),
            not each.same_specialty,
            each.open_reviews,
            each.member.name,
        ),
    )


def next_review_date(approved_on: date, months: int) -> date:
    """The day `months` calendar months after the approval (the last day of the month where it has no such day)."""
    year, before = divmod(approved_on.year * 12 + approved_on.month - 1 + months, 12)
    _weekday, days = monthrange(year, before + 1)
    return date(year, before + 1, min(approved_on.day, days))


def current_policy() -> ReviewPolicy:
    """The board's settings; the row is made after migrate and there is exactly one."""
    return ReviewPolicy.objects.get(pk=1)


def quorum(article: Article) -> int:
    """The default settings.REVIEW_QUORUM: sign-offs that a revision submitted now must have, whatever article it is of.

    The number is frozen on the revision: a policy changed later counts for what is submitted later.
    """
    return current_policy().signoffs_required


def make_default_policy(using: str = "default", **kwargs: object) -> None:
    """Make sure the one row is there (post_migrate)."""
    ReviewPolicy.objects.using(using).get_or_create(pk=1)
