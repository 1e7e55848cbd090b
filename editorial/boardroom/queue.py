"""The queue: what is due and why it came, what waits for others, what was decided."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.ancestry import last_approved_of
from articles.models import Notice, Revision
from articles.states import IN_REVIEW
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.boardroom import access
from editorial.boardroom.effort import Effort, effort
from editorial.boardroom.history import changes_since
from reviewers import candidates, policy
from reviewers.models import Assignment, Member, Severity, SignOff, Thread

RECENT = 10  # decided revisions that the page still lists


@dataclass(frozen=True)
class Item:
    """One assignment of the member who is looking."""

    assignment: Assignment
    before: Revision | None = None

    @property
    def required(self) -> int:
        return self.revision.signoffs_required

    @property
    def revision(self) -> Revision:
        return self.assignment.revision

    @cached_property
    def mine(self) -> SignOff | None:
        signoffs = self.revision.signoffs.all()
        return next((each for each in signoffs if each.member_id == self.assignment.member_id), None)

    @cached_property
    def effort(self) -> Effort:
        """Asked of open reviews only: those are compared with the text that was approved last."""
        return effort(self.revision.shown, changes_since(self.before, self.revision))

    @property
    def notices(self) -> list[Notice]:
        """What readers were told of the text before this one."""
        return list(self.before.notices.all()) if self.before else []

    @property
    def same_specialty(self) -> bool:
        return policy.shares_specialty(self.assignment.member.specialty, self.revision.document.specialty)

    @property
    def days_left(self) -> int:
        """Days until it is due; negative when it is overdue."""
        return (self.assignment.due - timezone.localdate()).days

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def lapsed(self) -> list[str]:
        """Why somebody who was asked can no longer sign, or why a sign-off that was given counts no more."""
        return [reason for each in self.revision.assignments.all() if (reason := candidates.lapsed(each))]

    @cached_property
    def asked(self) -> dict[UUID, Member]:
        """Those who were asked and whose sign-off counts or would."""
        return {each.member_id: each.member for each in self.revision.assignments.all() if not candidates.lapsed(each)}

    @property
    def signed(self) -> int:
        """The sign-offs that count."""
        return sum(each.member_id in self.asked for each in self.revision.signoffs.all())

    @property
    def waits_for(self) -> list[Member]:
        """Colleagues who were asked and have not signed yet."""
        signed = {each.member_id for each in self.revision.signoffs.all()}
        return [member for pk, member in self.asked.items() if pk not in signed]

    @property
    def open_majors(self) -> int:
        return len(self.revision.open_majors)  # type: ignore[attr-defined]


def items(member: Member) -> tuple[list[Item], list[Item], list[Item]]:
    """Due for this member (soonest first), signed by them and waiting for others, and recently decided."""
    mine = Assignment.objects.filter(member=member, recused_at__isnull=True).select_related(
        "member", "assigned_by", "revision__article", "revision__frozen"
    )
    waiting = list(mine.filter(revision__state__in=IN_REVIEW).order_by("due", "assigned_at"))
    decided = list(mine.exclude(revision__state__in=IN_REVIEW).order_by("-revision__submitted_at")[:RECENT])
    majors = Thread.objects.filter(severity=Severity.MAJOR, resolved_at__isnull=True)
    prefetch_related_objects(
        [*waiting, *decided],
        "revision__signoffs",
        Prefetch("revision__assignments", candidates.standing_assignments()),
        Prefetch("revision__threads", majors, to_attr="open_majors"),
    )
    before = last_approved_of(each.revision for each in waiting)
    open_ones = [Item(each, before.get(each.revision_id)) for each in waiting]
    return (
        [each for each in open_ones if not each.mine],
        [each for each in open_ones if each.mine],
        [Item(each) for each in decided],
    )


@door.page("GET")
def queue(request: SignedInRequest) -> HttpResponse:
    """What the board member was asked to do."""
    due, signed, decided = items(access.the_member(request))
    return render(request, "boardroom/queue.html", {"due": due, "signed": signed, "decided": decided})
