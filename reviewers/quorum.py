"""The facts about whether a revision may be approved: gathered from the rows, judged by policy.missing_for_quorum."""

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce

from articles import ancestry, workflow
from articles.contributors import contributors
from articles.models import Revision
from articles.states import Verdict
from reviewers import candidates, policy
from reviewers.models import Severity, Thread


def verdict(revision: Revision) -> Verdict:
    """The default settings.REVIEW_POLICY: the board's quorum on this very document (policy.missing_for_quorum)."""
    interests = candidates.standing_interests(revision)
    standing = list(revision.assignments.filter(recused_at__isnull=True).select_related("member__user"))
    recused = candidates.recused_before(revision)
    asked = {each.member_id for each in standing if not each.is_own} - recused.same_text
    hands = contributors(revision)
    signoffs = list(revision.signoffs.select_related("member__user"))
    signatures = tuple(
        policy.SignatureFact(
            member=signoff.member_id,
            digest=signoff.digest,
            is_author=signoff.member.user_id in hands,
            is_active=signoff.member.is_active,
            is_assigned=signoff.member_id in asked,
            has_interest=signoff.member_id in interests,
        )
        for signoff in signoffs
    )
    retraction = ancestry.retraction_since(revision)
    facts = policy.QuorumFacts(
        digest=revision.digest,
        required=revision.signoffs_required,
        signatures=signatures,
        standing_change_requests=revision.change_requests.count(),
        open_majors=open_majors(revision).count(),
        retracted_because=workflow.overtaken(retraction) if retraction else "",
    )
    counted = policy.counted(facts)
    return Verdict(
        missing=policy.missing_for_quorum(facts),
        counted=tuple(str(each.pk) for each in signoffs if each.member_id in counted),
        not_counted=candidates.reasons_not_counted(standing, interests, hands, recused),
    )


def open_majors(revision: Revision) -> QuerySet[Thread]:
    """The major points about this text that nobody has closed: of this round, and of those since it was approved last.

    Submitting it again answers no objection: else whoever wrote the text could close what another raised.
    """
    last = ancestry.approved_before(revision).values("number")[:1]
    return Thread.objects.filter(
        revision__article=revision.article_id,
        revision__number__lte=revision.number,
        revision__number__gt=Coalesce(Subquery(last), 0),
        severity=Severity.MAJOR,
        resolved_at__isnull=True,
    ).order_by("opened_at")
