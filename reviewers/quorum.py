"""The facts about whether a revision may be approved: gathered from the rows, judged by policy.missing_for_quorum."""

from collections import Counter

from django.db.models import Prefetch, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Coalesce

from articles import ancestry, workflow
from articles.contributors import contributors
from articles.models import Revision
from articles.states import Verdict
from reviewers import candidates, policy
from reviewers.models import Assignment, Severity, Thread


def verdict(revision: Revision) -> Verdict:
    """The default settings.REVIEW_POLICY: the board's quorum on this very document (policy.missing_for_quorum).

    Six queries; four where `read_ahead` read requests and sign-offs.
    """
    hands = contributors(revision)
    signoffs = revision.signoffs.all()
    retraction = ancestry.retraction_since(revision)
    change_requests, majors = against(revision)
    facts = policy.QuorumFacts(
        digest=revision.digest,
        required=revision.signoffs_required,
        signatures=tuple(policy.SignatureFact(member=each.member_id, digest=each.digest) for each in signoffs),
        asked={
            each.member_id: candidates.facts_of_request(each, hands)
            for each in candidates.asked(revision)
            if each.standing
        },
        standing_change_requests=change_requests,
        open_majors=majors,
        retracted_because=workflow.overtaken(retraction) if retraction else "",
    )
    counted = policy.counted(facts)
    return Verdict(
        missing=policy.missing_for_quorum(facts),
        counted=tuple(str(each.pk) for each in signoffs if each.member_id in counted),
        not_counted=policy.not_counted(facts.asked),
    )


def read_ahead(revision: Revision, requests: QuerySet[Assignment] | None = None) -> None:
    """Read requests and sign-offs with the revision, for a page that shows both and asks for the verdict.

    requests: of candidates.requests, where the page wants more in them. For pages only: an action fetches the revision
    anew under the lock of its article, and what it decides rests on what is read after that.
    """
    asked = Prefetch("assignments", candidates.requests() if requests is None else requests, to_attr="asked")
    prefetch_related_objects([revision], "signoffs", asked)


def against(revision: Revision) -> tuple[int, int]:
    """How many requests for changes stand, and how many major points are not closed. One query."""
    asked, raised = Value("request"), Value("major")
    requests = revision.change_requests.order_by().values_list(asked)
    found = Counter(requests.union(open_majors(revision).order_by().values_list(raised), all=True))
    return found["request",], found["major",]


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
