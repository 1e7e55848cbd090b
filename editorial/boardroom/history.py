"""What came before a revision: the text the board approved last, and what it asked for since."""

from collections.abc import Iterable

from articles.comparison import Comparison, compare
from articles.models import Revision
from articles.states import IN_REVIEW, State
from reviewers.models import ChangeRequest, Thread


def last_approved(revision: Revision) -> Revision | None:
    """The approved revision that this one is compared with; None when all of it is new to readers.

    A revision that was retracted is nothing to build on, so what follows it is read as new.
    """
    if revision.state in IN_REVIEW:
        return revision.article.published_revision
    return (
        Revision.objects.filter(
            article=revision.article_id, number__lt=revision.number, state__in=(State.APPROVED, State.SUPERSEDED)
        )
        .select_related("frozen")
        .order_by("-number")
        .first()
    )


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


def left_open(revision: Revision, before: Revision | None) -> Iterable[Thread]:
    """Points raised about those revisions that nobody has resolved, oldest first."""
    return (
        Thread.objects.filter(
            revision__article=revision.article_id,
            revision__number__lt=revision.number,
            revision__number__gt=before.number if before else 0,
            resolved_at__isnull=True,
        )
        .select_related("revision")
        .prefetch_related("comments")
    )
