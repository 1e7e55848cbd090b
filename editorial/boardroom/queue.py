"""The queue: what is due and why it came, what waits for others, what was decided."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Revision
from articles.states import IN_REVIEW
from editorial.boardroom import access
from editorial.boardroom.effort import Effort, effort
from editorial.boardroom.history import changes_since
from reviewers import policy
from reviewers.models import Assignment, Member, SignOff

RECENT = 10  # decided revisions that the page still lists


@dataclass(frozen=True)
class Item:
    """One assignment of the member who is looking."""

    assignment: Assignment
    required: int

    @property
    def revision(self) -> Revision:
        return self.assignment.revision

    @cached_property
    def mine(self) -> SignOff | None:
        signoffs = self.revision.signoffs.all()
        return next((each for each in signoffs if each.member_id == self.assignment.member_id), None)

    @cached_property
    def effort(self) -> Effort:
        """Asked of open reviews only: those are compared with the published revision."""
        before = self.revision.article.published_revision
        return effort(self.revision.shown, changes_since(before, self.revision))

    @property
    def same_specialty(self) -> bool:
        return policy.shares_specialty(self.assignment.member.specialty, self.revision.article.specialty)

    @property
    def days_left(self) -> int:
        """Days until it is due; negative when it is overdue."""
        return (self.assignment.due - timezone.localdate()).days

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def signed(self) -> int:
        return len(self.revision.signoffs.all())

    @property
    def waits_for(self) -> list[Member]:
        """Colleagues who were asked and have not signed yet."""
        signed = {each.member_id for each in self.revision.signoffs.all()}
        return [each.member for each in self.revision.assignments.all() if each.member_id not in signed]


def items(member: Member) -> tuple[list[Item], list[Item], list[Item]]:
    """Due for this member (soonest first), signed by them and waiting for others, and recently decided."""
    standing = Assignment.objects.filter(recused_at__isnull=True).select_related("member")
    mine = (
        Assignment.objects.filter(member=member, recused_at__isnull=True)
        .select_related("member", "assigned_by", "revision__article")
        .prefetch_related("revision__signoffs", Prefetch("revision__assignments", standing))
    )
    required = policy.current_policy().signoffs_required
    open_ones = [
        Item(each, required)
        for each in mine.filter(revision__state__in=IN_REVIEW)
        .select_related("revision__frozen", "revision__article__published_revision__frozen")
        .order_by("due", "assigned_at")
    ]
    decided = [
        Item(each, required)
        for each in mine.exclude(revision__state__in=IN_REVIEW).order_by("-revision__submitted_at")[:RECENT]
    ]
    return [each for each in open_ones if not each.mine], [each for each in open_ones if each.mine], decided


@access.page("GET")
def queue(request: HttpRequest) -> HttpResponse:
    """What the board member was asked to do."""
    due, signed, decided = items(access.the_member(request))
    return render(request, "boardroom/queue.html", {"due": due, "signed": signed, "decided": decided})
