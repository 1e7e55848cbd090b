"""The facts about who may review a revision: gathered from the rows, judged by policy.reasons_not_to_review."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from articles.contributors import Hand, contributors
from articles.models import Revision
from articles.permissions import Person
from reviewers import policy
from reviewers.models import Assignment, Interest, Member


def standing_interests(revision: Revision) -> dict[UUID, str]:
    """Member -> the conflict of interest they declared about this article, while it stands."""
    rows = Interest.objects.filter(article_id=revision.article_id, lifted_at__isnull=True)
    return dict(rows.values_list("member_id", "description"))


def facts(
    member: Member,
    assignment: Assignment | None,
    interests: dict[UUID, str],
    hands: dict[int, Hand],
    asker: Person | None = None,
) -> policy.CandidateFacts:
    """The facts about one member and one revision.

    assignment: theirs to this revision, if there is one. interests: standing_interests of the revision.
    hands: its contributors. asker: who asks them to review it, where nobody has yet.
    """
    hand = hands.get(member.user_id)
    asked_by = assignment.assigned_by_id if assignment else asker.pk if asker else None
    return policy.CandidateFacts(
        name=member.name,
        is_active=member.is_active,
        is_author=bool(hand and hand.is_author),
        interest=interests.get(member.pk, ""),
        has_recused=bool(assignment and not assignment.standing),
        wrote=hand.part_name if hand else "",
        wrote_on=timezone.localdate(hand.at) if hand and hand.at else None,
        has_submitted=hand is not None,
        asks_themselves=asked_by == member.user_id,
    )


def reasons_against(
    member: Member, revision: Revision, assignment: Assignment | None, *, asker: Person | None = None
) -> tuple[str, ...]:
    """Why this one member may not review this revision now; empty when they may."""
    interests, hands = standing_interests(revision), contributors(revision)
    return policy.reasons_not_to_review(facts(member, assignment, interests, hands, asker))


def standing_assignments() -> QuerySet[Assignment]:
    """Those who were asked and have not stepped back, with their members and what `lapsed` needs."""
    interest = Interest.objects.filter(
        member=OuterRef("member"), article=OuterRef("revision__article"), lifted_at__isnull=True
    )
    return (
        Assignment.objects.filter(recused_at__isnull=True)
        .select_related("member__user")
        .annotate(interest=Subquery(interest.values("description")[:1]))
    )


def lapsed(assignment: Assignment) -> str:
    """Why the member can no longer sign, or why their sign-off counts no more, as far as it shows in many rows at once.

    assignment: of standing_assignments. Empty when nothing of that stands against them.
    """
    interest: str | None = assignment.interest  # type: ignore[attr-defined]
    interests = {assignment.member_id: interest} if interest else {}
    return " ".join(policy.reasons_not_to_review(facts(assignment.member, assignment, interests, {})))


def reasons_not_counted(revision: Revision, assignments: Iterable[Assignment]) -> dict[UUID, tuple[str, ...]]:
    """Why those who were asked and have not stepped back cannot sign, or why their sign-off counts no more; by member.

    assignments: of the revision, with their members. Who counts is left out.
    """
    interests, hands = standing_interests(revision), contributors(revision)
    standing = [each for each in assignments if each.standing]
    found = {
        each.member_id: policy.reasons_not_to_review(facts(each.member, each, interests, hands)) for each in standing
    }
    return {member: reasons for member, reasons in found.items() if reasons}
