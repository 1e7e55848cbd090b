"""What a person finds at the desk: editors the pipeline, authors their articles, what waits for them first."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerChoices,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Revision, Tally
from articles.permissions import is_editor
from articles.states import State
from articles.working_copy.tallies import tallies_of
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.models import User
from editorial.desk.access import require_desk
from editorial.desk.editors import pipeline
from editorial.desk.paging import asked_page, further
from editorial.desk.progress import Progress, latest_revisions, progress_of
from reviewers.models import Thread

PAGE_SIZE = 20
LONGEST = 200  # characters of a search


class Turn(IntegerChoices):
    """Whose turn it is, in the order of the list."""

    SENT_BACK = 1, _("Waits for you")
    POINTS = 2, _("Waits for you")
    DRAFT = 3, _("Drafts")
    IN_REVIEW = 4, _("In review")
    PUBLISHED = 5, _("Published")
    OVER = 6, _("Retracted")
    ARCHIVED = 7, _("Archived")


class ListedArticle(NamedTuple):
    """One article in the author's list."""

    article: Article
    progress: Progress
    tally: Tally
    open_threads: int
    group: str


@door.page("GET")
def start(request: SignedInRequest) -> HttpResponse:
    return pipeline.overview(request) if is_editor(request.user) else mine(request)


@door.page("GET", only=require_desk)
def mine(request: SignedInRequest) -> HttpResponse:
    """The person's own articles, what waits for them first. ?q= is a part of the title or the condition.

    ?show=archived is what was archived.
    """
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    show = "archived" if request.GET.get("show") == "archived" else ""
    articles = in_turn(theirs(request.user, wanted, set_aside=show))
    articles = articles.select_related("published_revision", "revision_in_review")
    found = asked_page(request, articles, "turn", "-created_at", "-pk", size=PAGE_SIZE)
    context = {
        "entries": entries(found.rows),
        "next": further(found, q=wanted, show=show),
        "show": show,
        "wanted": wanted,
        "is_first": found.is_first,
    }
    return render(request, "desk/mine.html", context)


def theirs(person: User, wanted: str = "", *, set_aside: str = "") -> QuerySet[Article]:
    """The articles that this person writes, whose title or condition holds `wanted`. set_aside: which (SetAside)."""
    articles = Article.objects.of_author(person.pk).filter(set_aside=set_aside)
    return articles.filter(Q(title__icontains=wanted) | Q(condition__icontains=wanted)) if wanted else articles


def in_turn(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Each with `turn`, a Turn. What is in review counts before what was decided earlier."""
    latest = Revision.objects.filter(article=OuterRef("pk"), number=OuterRef("latest_number")).values("state")[:1]
    points = Thread.objects.filter(revision__article=OuterRef("pk"), resolved_at__isnull=True, answer__isnull=True)
    return articles.annotate(
        latest_state=Subquery(latest),
        turn=Case(
            When(~Q(set_aside=""), then=Value(Turn.ARCHIVED.value)),
            When(Exists(points), revision_in_review__isnull=False, then=Value(Turn.POINTS.value)),
            When(revision_in_review__isnull=False, then=Value(Turn.IN_REVIEW.value)),
            When(latest_state=State.CHANGES_REQUESTED, then=Value(Turn.SENT_BACK.value)),
            When(Q(latest_number=0) | Q(latest_state=State.WITHDRAWN), then=Value(Turn.DRAFT.value)),
            When(published_revision__isnull=False, then=Value(Turn.PUBLISHED.value)),
            default=Value(Turn.OVER.value),
            output_field=IntegerField(),
        ),
    )


def entries(articles: list[Article]) -> list[ListedArticle]:
    """What each article of in_turn is to its author. Four queries while nobody has acted on them, else ten."""
    latest, tallies, threads = latest_revisions(articles), tallies_of(articles), open_threads(articles)
    return [
        ListedArticle(
            article=article,
            progress=progress_of(article, latest.get(article.pk)),
            tally=tallies[article.pk],
            open_threads=threads.get(article.pk, 0),
            group=str(Turn(article.turn).label),  # type: ignore[attr-defined]
        )
        for article in articles
    ]


def open_threads(articles: Iterable[Article]) -> dict[UUID, int]:
    """How many points of the board are open, so not answered, on each article that has any."""
    rows = (
        Thread.objects.filter(revision__article__in=list(articles), resolved_at__isnull=True, answer__isnull=True)
        .order_by()
        .values_list("revision__article")
        .annotate(Count("pk"))
    )
    return dict(rows)
