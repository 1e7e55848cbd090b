"""What a person finds at the desk: editors the pipeline, authors their articles and what waits for them."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from pydantic import ValidationError

from articles import checks
from articles.models import Article
from articles.permissions import is_editor
from articles.working_copy.composing import WorkingCopies
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.access import require_desk
from editorial.desk.editors import pipeline
from editorial.desk.paging import asked_page, further
from editorial.desk.progress import Progress, latest_revisions, progress_of
from reviewers.models import Thread

PAGE_SIZE = 20


class ListedArticle(NamedTuple):
    """One article in the author's list. errors and warnings of the checks; None where it is not a document yet."""

    article: Article
    progress: Progress
    errors: int | None
    warnings: int
    open_threads: int


@door.page("GET")
def start(request: SignedInRequest) -> HttpResponse:
    return pipeline.overview(request) if is_editor(request.user) else mine(request)


@door.page("GET", only=require_desk)
def mine(request: SignedInRequest) -> HttpResponse:
    """The person's own articles, newest first."""
    articles = Article.objects.filter(author=request.user).select_related("published_revision", "revision_in_review")
    found = asked_page(request, articles, "-created_at", "-pk", size=PAGE_SIZE)
    context = {"entries": entries(found.rows), "next": further(found), "is_editor": is_editor(request.user)}
    return render(request, "desk/mine.html", context)


def entries(articles: list[Article]) -> list[ListedArticle]:
    """What waits for the author of each article. Seven queries, however many there are."""
    latest, copies, threads = latest_revisions(articles), WorkingCopies.of(articles), open_threads(articles)
    made = []
    for article in articles:
        severities = severities_of(copies, article)
        made.append(
            ListedArticle(
                article=article,
                progress=progress_of(article, latest.get(article.pk)),
                errors=None if severities is None else severities["error"],
                warnings=0 if severities is None else severities["warning"],
                open_threads=threads.get(article.pk, 0),
            )
        )
    return made


def severities_of(copies: WorkingCopies, article: Article) -> Counter[str] | None:
    """How many findings of each severity; None when the rows do not make a document."""
    try:
        return Counter(finding.severity for finding in checks.check(copies.document(article)))
    except ValidationError:
        return None


def open_threads(articles: Iterable[Article]) -> dict[UUID, int]:
    """How many points of the board stand open on each article that has any."""
    rows = (
        Thread.objects.filter(revision__article__in=list(articles), resolved_at__isnull=True)
        .order_by()
        .values_list("revision__article")
        .annotate(Count("pk"))
    )
    return dict(rows)
