"""What came before a revision: the text that was approved last, whatever became of it, and what readers were told."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from articles.models import Notice, NoticeKind, Revision
from articles.states import ONCE_APPROVED


def approved_before(revision: Revision) -> QuerySet[Revision]:
    """The texts before this one that were approved, whatever became of them, the one approved last first."""
    approved = Revision.objects.filter(article=revision.article_id, state__in=ONCE_APPROVED, number__lt=revision.number)
    return approved.order_by("-number")


def last_approved(revision: Revision) -> Revision | None:
    """The text before this one that was approved last, be it superseded or retracted by now; None when none was.

    With its document.
    """
    return approved_before(revision).select_related("frozen").first()


def last_approved_of(revisions: Iterable[Revision]) -> dict[UUID, Revision]:
    """last_approved of each revision that has one, by the revision's key, with documents and notices. Three queries."""
    asked = list(revisions)
    approved = Revision.objects.filter(article__in={each.article_id for each in asked}, state__in=ONCE_APPROVED)
    numbers = list(approved.order_by("number").values_list("article_id", "number", "pk"))
    # In order of numbers, so that the last one below the revision's own wins.
    found = {
        each.pk: pk
        for each in asked
        for article, number, pk in numbers
        if article == each.article_id and number < each.number
    }
    rows = Revision.objects.select_related("frozen").prefetch_related("notices__revision").in_bulk(set(found.values()))
    return {pk: rows[before] for pk, before in found.items()}


def standing_notices(revision: Revision, before: Revision | None) -> list[Notice]:
    """The notices that whoever decides about the revision has to know, oldest first: on the text before it, and on it.

    before: its last_approved.
    """
    about = [revision.pk, before.pk] if before else [revision.pk]
    notices = Notice.objects.filter(revision__in=about).select_related("revision")
    return list(notices.order_by("revision__number", "issued_at"))


def retraction_since(revision: Revision) -> Notice | None:
    """The retraction of the article since the revision was submitted, if any: the board decides about it no more."""
    return (
        Notice.objects.filter(
            article=revision.article_id, kind=NoticeKind.RETRACTION, issued_at__gte=revision.submitted_at
        )
        .exclude(revision=revision)
        .order_by("-issued_at")
        .first()
    )
