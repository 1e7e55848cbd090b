"""What the board does with a revision: assign, declare, recuse, decide, sign. Comments are in discussion.py.

The only writer of assignments, interests, change requests and sign-offs; transitions go through articles.workflow.
Every action is keyword-only and atomic, locks the article row first, and journals. `Forbidden` is about the person,
`Stale` about a document other than the one they saw, `Refused` about the situation.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles import ancestry, journal, workflow
from articles.models import Article, Revision, policy_verdict
from articles.permissions import Person, account
from articles.remarks import remark
from articles.states import IN_REVIEW, Forbidden, Refused, State
from reviewers import candidates, policy
from reviewers.models import Assignment, ChangeRequest, Interest, Member, SignOff
from reviewers.permissions import may_assign, member_of
from reviewers.preconditions import BoardDecision, require_assignment, require_state, save
from reviewers.proof import statements


@transaction.atomic
def settle(*, revision: Revision, actor: Person) -> Revision:
    """Approve the revision if nothing is missing any more; otherwise leave it as it is. Returns it as it is now.

    Asked after every act that may take the last obstacle away, and it decides nothing itself, so anybody may ask.
    """
    _article, revision = workflow.locked(revision)
    if revision.state != State.UNDER_REVIEW or ancestry.retraction_since(revision):
        return revision
    return _approved_when_complete(revision, actor)


def _approved_when_complete(revision: Revision, actor: Person) -> Revision:
    """The revision, approved if the policy misses nothing. The caller holds the lock; it is under review."""
    verdict = policy_verdict(revision)
    if not verdict.satisfied:
        return revision
    months = policy.current_policy().review_interval_months
    next_review = policy.next_review_date(timezone.localdate(), months)
    return workflow.approve(revision=revision, actor=actor, next_review=next_review, verdict=verdict)


def settle_all(*, revisions: Iterable[Revision], actor: Person) -> None:
    """Settle each, in one order for everybody, so that two who do this at once never wait for each other in a ring."""
    for revision in sorted(revisions, key=lambda each: each.article_id):
        settle(revision=revision, actor=actor)


@transaction.atomic
def assign(
    *,
    revision: Revision,
    member: Member,
    actor: Person,
    due: date | None = None,
    reason: str = "",
    confirmed: bool = False,
) -> Assignment:
    """Ask a member to review; the first assignment opens the review. The same request twice is one assignment.

    due: the day the review is due (default: the policy's number of days from today). confirmed: the editor was told
    what policy.to_confirm says of the member and asks them all the same; the journal keeps what it was.
    """
    if not may_assign(actor):
        raise Forbidden(_("Only editors may ask board members to review."))
    article, revision = workflow.locked(revision)
    require_state(revision, *IN_REVIEW)
    existing = revision.assignments.filter(member=member).first()
    if existing and existing.standing:
        return existing
    facts = candidates.facts_of_one(member, revision, existing, actor)
    if reasons := policy.reasons_not_to_review(facts):
        raise Refused(" ".join(reasons))
    told = " ".join(policy.to_confirm(facts))
    if told and not confirmed:
        raise Refused(_("%(although)s Confirm it to ask them all the same. Nobody was asked.") % {"although": told})
    with translation.override(settings.LANGUAGE_CODE):  # what the journal keeps
        although = " ".join(policy.to_confirm(facts))
    today = timezone.localdate()
    if due is not None and due < today:
        raise Refused(_("The review cannot be due in the past. Nobody was asked."))
    assignment = Assignment(
        revision=revision,
        member=member,
        assigned_by=account(actor),
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
        data={"member": str(member.pk), "name": member.name, "due": assignment.due.isoformat()}
        | ({"although": although} if although else {}),
    )
    return assignment


def suggestions(revision: Revision, asker: Person | None = None) -> list[policy.Suggestion]:
    """Members the editor `asker` might ask, best first, each with what stands against them; not those assigned already.

    Former members stand last with the reason, so that nobody wonders where they are.
    """
    assignments = {each.member_id: each for each in candidates.asked(revision)}
    standing = [pk for pk, each in assignments.items() if each.standing]
    members = (
        candidates.members(revision)
        .exclude(pk__in=standing)
        .annotate(
            open_reviews=Count(
                "assignments",
                filter=Q(assignments__recused_at__isnull=True, assignments__revision__state__in=IN_REVIEW),
            )
        )
    )
    facts = candidates.facts_of(members, revision, assignments, asker)
    return policy.ranked(
        policy.Suggestion(
            member=member,
            same_specialty=policy.shares_specialty(member.specialty, revision.article.specialty),
            open_reviews=member.open_reviews,
            reasons_against=policy.reasons_not_to_review(facts[member.pk]),
            to_confirm=policy.to_confirm(facts[member.pk]),
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
    if standing := Interest.objects.filter(member=member, article=article, lifted_at__isnull=True).first():
        return standing
    interest = Interest(member=member, article=article, description=description, declared_at=timezone.now())
    save(interest, actor)
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
    Refused when the revision is no longer under review, when the member may not review it (reasons_against), or when
    the article was retracted since it was submitted.
    """
    article, revision = workflow.locked(revision)
    assignment = require_assignment(actor, revision)
    workflow.require_digest(revision, digest)
    if already := revision.signoffs.filter(member=assignment.member).first():
        return already
    require_state(revision, State.UNDER_REVIEW)
    member = assignment.member
    if reasons := candidates.reasons_against(member, revision, assignment):
        raise Refused(" ".join(reasons))
    if retraction := ancestry.retraction_since(revision):
        raise Refused(workflow.overtaken(retraction))
    signoff = _signed(revision, member)
    signoff.save(force_insert=True)
    journal.append(
        article=article,
        kind=BoardDecision.SIGNED,
        actor=actor,
        revision=revision,
        data={"member": str(member.pk), "name": member.name, "signoff": str(signoff.pk), "jws": signoff.jws},
    )
    _approved_when_complete(revision, actor)
    return signoff


def statement(revision: Revision, member: Member, signed_at: datetime) -> dict[str, str | int]:
    """What this member's signature on this revision says; a page can show it before it is signed."""
    return statements.signoff_statement(
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
        jws=statements.sign(statement(revision, member, signed_at)),
    )
