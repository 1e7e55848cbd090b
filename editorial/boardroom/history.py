"""What the board said before a revision, about the text since the one it approved last (articles.ancestry)."""

from collections.abc import Iterable

from django.db.models import QuerySet

from articles.comparison import Comparison, compare
from articles.models import Revision
from reviewers.letter import points_of
from reviewers.models import ChangeRequest, Thread


def changes_since(before: Revision | None, revision: Revision) -> Comparison | None:
    return compare(before.shown, revision.shown) if before else None


def asked_before(revision: Revision, before: Revision | None) -> Iterable[ChangeRequest]:
    """Requests for changes to the revisions between the last approved one and this, newest first."""
    return (
        ChangeRequest.objects.filter(
            revision__article=revision.article_id,
            revision__number__lt=revision.number,
            revision__number__gt=before.number if before else 0,
        )
        .select_related("revision", "member")
        .order_by("-made_at")
    )


def points_since(before: Revision | None, revision: Revision) -> QuerySet[Thread]:
    """The points raised about those revisions and about this one, oldest first, each with what was said."""
    return points_of(revision.article_id, after=before.number if before else 0, upto=revision.number)


def left_open(revision: Revision, before: Revision | None) -> QuerySet[Thread]:
    """Points about the revisions before this one that nobody has resolved, oldest first."""
    return points_since(before, revision).filter(revision__number__lt=revision.number, resolved_at__isnull=True)
