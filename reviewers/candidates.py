"""The facts about who may review a revision: gathered from the rows, judged by policy.reasons_not_to_review."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from articles.contributors import Hand, contributors
from articles.models import Revision
from articles.permissions import Person
from reviewers import policy
from reviewers.models import Assignment, Interest, Member

NOT_DESCRIBED = "–"


class Said(NamedTuple):
    """What a member has said about an article before a revision of it; read in the row of the member or the request.

    interest: the conflict of interest that stands, None where there is none. stepped_back: when they did from the
    revision they were asked about last, if they did; stepped_back_from_text: whether from one that holds this very text
    (submitting the same again does not take a reason away).
    """

    interest: str | None
    stepped_back: datetime | None
    stepped_back_from_text: bool

    @classmethod
    def beside(cls, row: Assignment | Member) -> "Said":
        """row: of `requests` or `members`."""
        return cls(*(vars(row)[name] for name in cls._fields))


def _said(member: Any, article: Any, number: Any, digest: Any) -> dict[str, Any]:
    """The columns of `Said` about a member (key) and a revision (article, number, digest): values or OuterRefs."""
    interests = Interest.objects.filter(member=member, article=article, lifted_at__isnull=True)
    earlier = Assignment.objects.filter(member=member, revision__article=article, revision__number__lt=number)
    from_text = earlier.filter(recused_at__isnull=False, revision__digest=digest)
    return {
        "interest": Subquery(interests.values("description")[:1]),
        "stepped_back": Subquery(earlier.order_by("-revision__number").values("recused_at")[:1]),
        "stepped_back_from_text": Exists(from_text),
    }


def members(revision: Revision) -> QuerySet[Member]:
    """The board, each with their account and what they have said about the article before this revision."""
    said = _said(OuterRef("pk"), revision.article_id, revision.number, revision.digest)
    return Member.objects.select_related("user").annotate(**said)


def requests() -> QuerySet[Assignment]:
    """Requests for a review, each with its member, their account, and what they have said about the article before."""
    of = "revision__article", "revision__number", "revision__digest"
    said = _said(OuterRef("member"), *(OuterRef(name) for name in of))
    return Assignment.objects.select_related("member__user").annotate(**said)


def standing_assignments() -> QuerySet[Assignment]:
    """Those who were asked and have not stepped back, with what `lapsed` needs."""
    return requests().filter(recused_at__isnull=True)


def asked(revision: Revision) -> list[Assignment]:
    """All requests about the revision, also those stepped back from: as quorum.read_ahead read them, or now."""
    read: list[Assignment] | None = vars(revision).get("asked")
    return list(requests().filter(revision=revision)) if read is None else read


def facts(
    member: Member,
    said: Said,
    assignment: Assignment | None,
    hands: Mapping[int, Hand],
    asker: Person | None = None,
    authors: Iterable[str] = (),
) -> policy.CandidateFacts:
    """The facts about one member and one revision.

    assignment: theirs to this revision, if there is one. hands: its contributors. asker: who asks them to review it,
    where nobody has yet; authors: the names of its authors then.
    """
    hand = hands.get(member.user_id)
    asked_by = assignment.assigned_by_id if assignment else asker.pk if asker else None
    return policy.CandidateFacts(
        name=member.name,
        is_active=member.is_active,
        is_author=bool(hand and hand.is_author),
        interest="" if said.interest is None else said.interest or NOT_DESCRIBED,
        has_recused=bool(assignment and not assignment.standing),
        wrote=hand.part_name if hand else "",
        wrote_on=timezone.localdate(hand.at) if hand and hand.at else None,
        has_submitted=hand is not None,
        asks_themselves=asked_by == member.user_id,
        has_recused_before=said.stepped_back is not None,
        has_recused_from_text=said.stepped_back_from_text,
        shares_name=not (hand and hand.is_named) and any(policy.same_name(member.name, each) for each in authors),
    )


def facts_of(
    chosen: QuerySet[Member],
    revision: Revision,
    assignments: Mapping[UUID, Assignment | None],
    asker: Person | None = None,
) -> dict[UUID, policy.CandidateFacts]:
    """The facts about these members and this revision, by member.

    chosen: of `members`. assignments: theirs to the revision, by member, those that there are.
    """
    hands = contributors(revision)
    authors = [author["name"] for author in revision.named_authors]
    return {
        member.pk: facts(member, Said.beside(member), assignments.get(member.pk), hands, asker, authors)
        for member in chosen
    }


def facts_of_one(
    member: Member, revision: Revision, assignment: Assignment | None, asker: Person | None = None
) -> policy.CandidateFacts:
    """The facts about this member, as they are now, and this revision. assignment: theirs to it, if there is one."""
    chosen = members(revision).filter(pk=member.pk)
    return facts_of(chosen, revision, {member.pk: assignment}, asker)[member.pk]


def facts_of_request(assignment: Assignment, hands: Mapping[int, Hand]) -> policy.CandidateFacts:
    """assignment: of `requests`. hands: the contributors of its revision."""
    return facts(assignment.member, Said.beside(assignment), assignment, hands)


def reasons_against(member: Member, revision: Revision, assignment: Assignment | None) -> tuple[str, ...]:
    """Why this one member may not review this revision now; empty when they may. assignment: theirs, if there is."""
    return policy.reasons_not_to_review(facts_of_one(member, revision, assignment))


def lapsed(assignment: Assignment) -> str:
    """Why the member can no longer sign, or why their sign-off counts no more, as far as it shows in many rows at once.

    assignment: of standing_assignments. Empty when nothing of that stands against them.
    """
    return " ".join(policy.reasons_not_to_review(facts_of_request(assignment, {})))
