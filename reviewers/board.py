"""What the board does with a revision: assign, declare, recuse, decide, sign. Comments are in discussion.py.

The only writer of assignments, interests, change requests and sign-offs; transitions go through articles.workflow.
Every action is keyword-only and atomic, locks the article row first, and journals. `Forbidden` is about the person,
`Stale` about a document other than the one they saw, `Refused` about the situation.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import journal, workflow
from articles.models import Article, Revision, policy_verdict
from articles.permissions import Person
from articles.remarks import remark
from articles.states import IN_REVIEW, Forbidden, Refused, State, Verdict
from reviewers import policy, signing
from reviewers.decisions import BoardDecision, require_assignment, require_state, save
from reviewers.models import Assignment, ChangeRequest, Interest, Member, SignOff
from reviewers.permissions import may_assign, member_of


def verdict(revision: Revision) -> Verdict:
    """The default settings.REVIEW_POLICY: the board's quorum on this very document (policy.missing_for_quorum)."""
    interest = Interest.objects.filter(
        member=OuterRef("member"), article_id=revision.article_id, lifted_at__isnull=True
    )
    conflicted = dict(revision.assignments.filter(recused_at__isnull=True).values_list("member_id", Exists(interest)))
    signatures = tuple(
        policy.SignatureFact(
            member=signoff.member_id,
            digest=signoff.digest,
            is_author=signoff.member.user_id in (revision.author_id, revision.article.author_id),
            is_active=signoff.member.active and signoff.member.user.is_active,
            is_assigned=signoff.member_id in conflicted,
            has_interest=conflicted.get(signoff.member_id, False),
        )
        for signoff in revision.signoffs.select_related("member__user")
    )
    facts = policy.QuorumFacts(
        digest=revision.digest,
        required=revision.signoffs_required,
        signatures=signatures,
        standing_change_requests=revision.change_requests.count(),
    )
    return Verdict(policy.missing_for_quorum(facts))


@transaction.atomic
def assign(
    *, revision: Revision, member: Member, actor: Person, due: date | None = None, reason: str = ""
) -> Assignment:
    """Ask a member to review; the first assignment opens the review. The same request twice is one assignment.

    due: the day the review is due (default: the policy's number of days from today).
    """
    if not may_assign(actor):
        raise Forbidden(_("Only editors may assign board members."))
    article, revision = workflow.locked(revision)
    require_state(revision, *IN_REVIEW)
    existing = revision.assignments.filter(member=member).first()
    if existing and existing.standing:
        return existing
    if reasons := reasons_against(member, revision, existing):
        raise Refused(" ".join(reasons))
    today = timezone.localdate()
    if due is not None and due < today:
        raise Refused(_("The review cannot be due in the past. Nobody was assigned."))
    assignment = Assignment(
        revision=revision,
        member=member,
        assigned_by=actor,
        assigned_at=timezone.now(),
        due=due or today + timedelta(days=policy.current_policy().review_days),
        reason=remark(reason),
    )
    save(assignment, actor)
    if revision.state == State.SUBMITTED:
        revision = workflow.begin_review(revision=revision, actor=actor)
    journal.append(
        article=article,
        kind=BoardDecision.ASSIGNED,
        actor=actor,
        revision=revision,
        data={"member": str(member.pk), "name": member.name, "due": assignment.due.isoformat()},
    )
    return assignment


def standing_interests(revision: Revision) -> dict[UUID, str]:
    """Member -> the conflict of interest they declared about this article, while it stands."""
    rows = Interest.objects.filter(article_id=revision.article_id, lifted_at__isnull=True)
    return dict(rows.values_list("member_id", "description"))


def candidate_facts(
    member: Member, revision: Revision, assignment: Assignment | None, interests: dict[UUID, str]
) -> policy.CandidateFacts:
    """The facts about one member and one revision.

    assignment: theirs to this revision, if there is one. interests: standing_interests of the revision.
    """
    return policy.CandidateFacts(
        name=member.name,
        is_active=member.active and member.user.is_active,
        is_author=member.user_id in (revision.author_id, revision.article.author_id),
        interest=interests.get(member.pk, ""),
        has_recused=bool(assignment and not assignment.standing),
    )


def reasons_against(member: Member, revision: Revision, assignment: Assignment | None) -> tuple[str, ...]:
    """Why this one member may not review this revision now; empty when they may."""
    return policy.reasons_not_to_review(candidate_facts(member, revision, assignment, standing_interests(revision)))


def suggestions(revision: Revision) -> list[policy.Suggestion]:
    """Members the editor might ask, best first, each with what stands against them; not those assigned already."""
    assignments = {each.member_id: each for each in revision.assignments.all()}
    interests = standing_interests(revision)
    standing = [pk for pk, each in assignments.items() if each.standing]
    members = (
        Member.objects.filter(active=True)
        .exclude(pk__in=standing)
        .select_related("user")
        .annotate(
            open_reviews=Count(
                "assignments",
                filter=Q(assignments__recused_at__isnull=True, assignments__revision__state__in=IN_REVIEW),
            )
        )
    )
    return policy.ranked(
        policy.Suggestion(
            member=member,
            same_specialty=policy.shares_specialty(member.specialty, revision.article.specialty),
            open_reviews=member.open_reviews,
            reasons_against=policy.reasons_not_to_review(
                candidate_facts(member, revision, assignments.get(member.pk), interests)
            ),
        )
        for member in members
    )


@transaction.atomic
def declare_interest(*, article: Article, member: Member, description: str, actor: Person) -> Interest:
    """Record a member's conflict of interest in an article; it keeps them from being assigned to it."""
    if member_of(actor) != member:
        raise Forbidden(_("Members declare their own interests."))
    if not (description := remark(description)):
        raise Refused(_("Describe the interest. Nothing was recorded."))
    article = Article.objects.locked(article.pk)
    interest, is_new = Interest.objects.get_or_create(
        member=member,
        article=article,
        lifted_at=None,
        defaults={"description": description, "declared_at": timezone.now()},
    )
    if not is_new:
        return interest
    journal.append(
        article=article,
        kind=BoardDecision.INTEREST_DECLARED,
        actor=actor,
        data={"member": str(member.pk), "description": interest.description},
    )
    return interest


@transaction.atomic
def recuse(*, revision: Revision, actor: Person, reason: str, conflict: bool = False) -> Assignment:
    """The member steps back from this revision. A sign-off they gave no longer counts.

    conflict: the reason is a conflict of interest; it is then also declared for the article.
    """
    article, revision = workflow.locked(revision)
    assignment = require_assignment(actor, revision)
    require_state(revision, *IN_REVIEW)
    if not (reason := remark(reason)):
        raise Refused(_("Give a reason, so that the editor can find somebody else. Nothing was changed."))
    assignment.recused_at, assignment.recusal_reason = timezone.now(), reason
    save(assignment, actor)
    journal.append(
        article=article,
        kind=BoardDecision.RECUSED,
        actor=actor,
        revision=revision,
        data={"member": str(assignment.member_id), "reason": assignment.recusal_reason},
    )
    if conflict:
        declare_interest(article=article, member=assignment.member, description=reason, actor=actor)
    return assignment


@transaction.atomic
def request_changes(*, revision: Revision, actor: Person, reason: str, digest: str) -> ChangeRequest:
    """The member cannot approve this document; it goes back to its author. The same request twice is one.

    digest: of the document the member saw. Raises Stale when the revision holds another.
    """
    article, revision = workflow.locked(revision)
    assignment = require_assignment(actor, revision)
    workflow.require_digest(revision, digest)
    if already := revision.change_requests.filter(member=assignment.member).first():
        return already
    require_state(revision, State.UNDER_REVIEW)
    if not (reason := remark(reason)):
        raise Refused(_("Say what should change, so that the author can act on it. Nothing was decided."))
    request = ChangeRequest(revision=revision, member=assignment.member, reason=reason, made_at=timezone.now())
    save(request, actor)
    journal.append(
        article=article,
        kind=BoardDecision.CHANGES_WANTED,
        actor=actor,
        revision=revision,
        data={"member": str(assignment.member_id), "reason": request.reason},
    )
    workflow.request_changes(revision=revision, actor=actor, reason=request.reason)
    return request


@transaction.atomic
def sign(*, revision: Revision, actor: Person, digest: str) -> SignOff:
    """Sign off the document with this digest; the sign-off that completes the quorum approves and publishes.

    The caller has just re-authenticated the person. The same request twice is one sign-off.
    Raises Stale when the revision holds another document, Forbidden for anyone without a standing assignment,
    Refused when the revision is no longer under review.
    """
    article, revision = workflow.locked(revision)
    assignment = require_assignment(actor, revision)
    workflow.require_digest(revision, digest)
    if already := revision.signoffs.filter(member=assignment.member).first():
        return already
    require_state(revision, State.UNDER_REVIEW)
    member = assignment.member
    if reasons := reasons_against(member, revision, assignment):
        raise Refused(" ".join(reasons))
    signoff = _signed(revision, member)
    signoff.save(force_insert=True)
    journal.append(
        article=article,
        kind=BoardDecision.SIGNED,
        actor=actor,
        revision=revision,
        data={"member": str(member.pk), "name": member.name, "signoff": str(signoff.pk), "jws": signoff.jws},
    )
    if policy_verdict(revision).satisfied:
        months = policy.current_policy().review_interval_months
        next_review = policy.next_review_date(timezone.localdate(), months)
        workflow.approve(revision=revision, actor=actor, next_review=next_review)
    return signoff


def statement(revision: Revision, member: Member, signed_at: datetime) -> dict[str, Any]:
    """What this member's signature on this revision says; a page can show it before it is signed."""
    return signing.signoff_statement(
        article=str(revision.article_id),
        title=revision.document.title,
        revision=revision.number,
        digest=revision.digest,
        member=str(member.pk),
        name=member.name,
        credentials=member.credentials,
        specialty=member.specialty,
        disclosure=member.disclosure,
        signed_at=signed_at.isoformat(timespec="microseconds"),
        signoffs_required=revision.signoffs_required,
    )


def _signed(revision: Revision, member: Member) -> SignOff:
    signed_at = timezone.now()
    return SignOff(
        revision=revision,
        member=member,
        digest=revision.digest,
        name=member.name,
        credentials=member.credentials,
        specialty=member.specialty,
        disclosure=member.disclosure,
        signed_at=signed_at,
        jws=signing.sign(statement(revision, member, signed_at)),
    )
