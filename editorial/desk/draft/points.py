"""The points of the board that the desk shows, and what became of the places that they are about."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, Subquery
from django.db.models.functions import Coalesce

from articles.document import Document
from articles.models import Article, Revision
from articles.states import ONCE_APPROVED
from reviewers.letter import LetterEntry, letter, texts_of
from reviewers.models import Thread


def open_threads_of(article: Article) -> tuple[Thread, ...]:
    """The points that are not closed. `in_letter`: of the rounds since the text was approved last."""
    approved = Revision.objects.filter(article=article, state__in=ONCE_APPROVED).order_by("-number").values("number")
    is_since = Q(revision__number__gt=Coalesce(Subquery(approved[:1]), 0))
    threads = Thread.objects.filter(revision__article=article, resolved_at__isnull=True).select_related("revision")
    threads = threads.annotate(in_letter=ExpressionWrapper(is_since, BooleanField()))
    return tuple(threads.prefetch_related("comments"))


def entries_of(threads: Iterable[Thread], document: Document) -> dict[UUID, LetterEntry]:
    """What became of the places in this document that points are about. One query; none where there are no such."""
    places = {node.id for node in document.nodes()}
    placed = [thread for thread in threads if thread.node in places]
    return {entry.point.pk: entry for entry in letter(placed, texts_of(placed), document)} if placed else {}
