"""The facts about who may review a revision: gathered from the rows, judged by policy.reasons_not_to_review."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
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


class Recused(NamedTuple):
    """Members who stepped back from earlier revisions of an article."""

    last: frozenset[UUID]  # from the one that they were asked about last
    same_text: frozenset[UUID]  # from one that holds this very text


NOBODY = Recused(frozenset(), frozenset())


def recused_before(revision: Revision) -> Recused:
    """Who stepped back in an earlier round: submitting the same article again does not take a reason away."""
    last, same_text = set(), set()
    asked = Assignment.objects.filter(revision__article=revision.article_id, revision__number__lt=revision.number)
    rows = asked.order_by("revision__number").values_list("member_id", "recused_at", "revision__digest")
    for member, recused_at, digest in rows:
        if recused_at is None:
            last.discard(member)
            continue
        last.add(member)
        if digest == revision.digest:
            same_text.add(member)
    return Recused(frozenset(last), frozenset(same_text))


def facts(
    member: Member,
    assignment: Assignment | None,
    interests: dict[UUID, str],
    hands: dict[int, Hand],
    recused: Recused = NOBODY,
    asker: Person | None = None,
    authors: Iterable[str] = (),
) -> policy.CandidateFacts:
    """The facts about one member and one revision.

    assignment: theirs to this revision, if there is one. interests: standing_interests of the revision.
    hands: its contributors. recused: recused_before of it. asker: who asks them to review it, where nobody has yet;
    authors: the names of its authors then.
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
        has_recused_before=member.pk in recused.last,
        has_recused_from_text=member.pk in recused.same_text,
        shares_name=not (hand and hand.is_named) and any(policy.same_name(member.name, each) for each in authors),
    )


def facts_of(
    members: Iterable[Member],
    revision: Revision,
    assignments: Mapping[UUID, Assignment],
    asker: Person | None = None,
) -> dict[UUID, policy.CandidateFacts]:
    """The facts about these members and this revision, by member. assignments: theirs to it, those that there are."""
    interests, hands, recused = standing_interests(revision), contributors(revision), recused_before(revision)
    authors = [author["name"] for author in revision.named_authors]
    return {
        member.pk: facts(member, assignments.get(member.pk), interests, hands, recused, asker, authors)
        for member in members
    }


def reasons_against(member: Member, revision: Revision, assignment: Assignment) -> tuple[str, ...]:
    """Why this one member, who was asked, may not review this revision now; empty when they may."""
    return policy.reasons_not_to_review(facts_of([member], revision, {member.pk: assignment})[member.pk])


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


def reasons_not_counted(
    assignments: Iterable[Assignment], interests: dict[UUID, str], hands: dict[int, Hand], recused: Recused
) -> dict[UUID, tuple[str, ...]]:
    """Why those who were asked cannot sign, or why their sign-off counts no more; by member. Who counts is left out.

    assignments: those that stand, with their members. interests, hands, recused: as for `facts`.
    """
    found = {
        each.member_id: policy.reasons_not_to_review(facts(each.member, each, interests, hands, recused))
        for each in assignments
    }
    return {member: reasons for member, reasons in found.items() if reasons}
