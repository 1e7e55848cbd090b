"""The review page: what changed first, then the figures, then the whole text, and one decision bar."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles import ancestry, checks
from articles.checks import Finding
from articles.comparison import Comparison
from articles.models import Notice, Revision, policy_verdict
from articles.states import State, Verdict
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.boardroom import access, history
from editorial.boardroom.effort import Effort, effort
from editorial.typesetting.changes import ListedChange, listed
from editorial.typesetting.findings import Group, grouped
from editorial.typesetting.review import ReviewLayout
from reviewers import candidates, quorum
from reviewers.letter import LetterEntry, letter, texts_of
from reviewers.models import Assignment, ChangeRequest, SignOff, Thread


@dataclass(frozen=True)
class ReviewPage:
    """What templates/boardroom/review.html shows as `page`. Rows are fetched once, when they are wanted.

    assignment: of boardroom.access, with requests and sign-offs read ahead (ReviewPage.of).
    """

    assignment: Assignment

    @classmethod
    def of(cls, assignment: Assignment) -> "ReviewPage":
        quorum.read_ahead(assignment.revision)
        return cls(assignment)

    @property
    def revision(self) -> Revision:
        return self.assignment.revision

    @cached_property
    def before(self) -> Revision | None:
        return ancestry.last_approved(self.revision)

    @cached_property
    def notices(self) -> list[Notice]:
        """What readers were told of the text before this one, and of this one."""
        return ancestry.standing_notices(self.revision, self.before)

    @cached_property
    def comparison(self) -> Comparison | None:
        return history.changes_since(self.before, self.revision)

    @cached_property
    def quantities(self) -> tuple[ListedChange, ...]:
        return listed(self.comparison.quantities if self.comparison else ())

    @cached_property
    def other_changes(self) -> tuple[ListedChange, ...]:
        changes = self.comparison.changes if self.comparison else ()
        return listed(change for change in changes if not change.quantity)

    @cached_property
    def effort(self) -> Effort:
        return effort(self.revision.shown, self.comparison)

    @cached_property
    def points(self) -> tuple[Thread, ...]:
        """Of this revision and of the earlier rounds."""
        return tuple(history.points_since(self.before, self.revision))

    @property
    def threads(self) -> tuple[Thread, ...]:
        return tuple(thread for thread in self.points if thread.revision_id == self.revision.pk)

    @property
    def open_threads(self) -> tuple[Thread, ...]:
        return tuple(thread for thread in self.threads if thread.resolved_at is None)

    @property
    def whole_threads(self) -> tuple[Thread, ...]:
        """What is said about the revision as a whole."""
        return tuple(thread for thread in self.threads if thread.node is None)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return checks.check(self.revision.document)

    @cached_property
    def questions(self) -> tuple[Group, ...]:
        """What the checks find, without advice on style."""
        return grouped(finding for finding in self.findings if finding.severity != "advice")

    @property
    def question_count(self) -> int:
        return sum(len(group.findings) for group in self.questions)

    @property
    def advice(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "advice")

    @cached_property
    def layout(self) -> ReviewLayout:
        return ReviewLayout(self.revision.shown, self.comparison, self.findings, self.threads)

    @cached_property
    def asked_before(self) -> tuple[ChangeRequest, ...]:
        return tuple(history.asked_before(self.revision, self.before))

    @cached_property
    def letter(self) -> tuple[LetterEntry, ...]:
        """What was answered to the points of the earlier rounds. One query more, where there are any."""
        earlier = [thread for thread in self.points if thread.revision_id != self.revision.pk]
        texts = texts_of(earlier, self.assignment.member)
        return tuple(letter(earlier, texts, self.revision.shown)) if earlier else ()

    @property
    def own_before(self) -> tuple[LetterEntry, ...]:
        """Of those, the points of the person who is looking."""
        return tuple(entry for entry in self.letter if self.is_own(entry))

    @property
    def others_before(self) -> tuple[LetterEntry, ...]:
        return tuple(entry for entry in self.letter if not self.is_own(entry))

    def is_own(self, entry: LetterEntry) -> bool:
        return entry.opening.author_id == self.assignment.member.user_id

    @cached_property
    def signoffs(self) -> dict[UUID, SignOff]:
        return {signoff.member_id: signoff for signoff in self.revision.signoffs.all()}

    @property
    def mine(self) -> SignOff | None:
        """The sign-off of the person who is looking."""
        return self.signoffs.get(self.assignment.member_id)

    @cached_property
    def colleagues(self) -> list[tuple[Assignment, SignOff | None, tuple[str, ...]]]:
        """Everybody who was asked and has not stepped back, with their sign-off, and why it does not count."""
        return [
            (each, self.signoffs.get(each.member_id), self.verdict.not_counted.get(each.member_id, ()))
            for each in candidates.asked(self.revision)
            if each.standing
        ]

    @cached_property
    def verdict(self) -> Verdict:
        """What the policy says; of a review that is over, nothing."""
        return policy_verdict(self.revision) if self.can_decide else Verdict()

    @property
    def missing(self) -> tuple[str, ...]:
        return self.verdict.missing

    @property
    def can_decide(self) -> bool:
        return self.revision.state == State.UNDER_REVIEW

    @property
    def is_late(self) -> bool:
        return self.can_decide and self.mine is None and self.assignment.due < timezone.localdate()


@door.page("GET")
def review(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Read a revision that one was asked to review."""
    page = ReviewPage.of(access.assigned(request, pk))
    return render(request, "boardroom/review.html", {"page": page, "revision": page.revision})
