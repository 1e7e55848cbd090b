"""Every article there is, for editors: also those that no column of the pipeline shows."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Revision, SetAside
from articles.states import State
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.paging import asked_page, further
from editorial.desk.progress import Progress, latest_revisions, progress_of

PAGE_SIZE = 40
LONGEST = 200  # characters of a search
# What an article can be by its latest revision. Superseded is never the latest.
STANDINGS: dict[str, str | Promise] = {
    "draft": _("Draft"),
    **{str(state.value): state.label for state in State if state != State.SUPERSEDED},
    SetAside.ARCHIVED.value: SetAside.ARCHIVED.label,
}


class Listed(NamedTuple):
    article: Article
    progress: Progress


@door.page("GET", only=door.editors)
def overview(request: SignedInRequest) -> HttpResponse:
    """Newest first. ?q= is a part of the title, ?standing= one of STANDINGS; anything else there is no filter."""
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    standing = request.GET.get("standing", "")
    if standing not in STANDINGS:
        standing = ""
    found = asked_page(request, chosen(wanted, standing), "-created_at", "-pk", size=PAGE_SIZE)
    latest = latest_revisions(found.rows)
    context = {
        "listed": [Listed(article, progress_of(article, latest.get(article.pk))) for article in found.rows],
        "next": further(found, q=wanted, standing=standing),
        "wanted": wanted,
        "standing": standing,
        "standings": STANDINGS,
    }
    return render(request, "desk/editors/all.html", context)


def chosen(wanted: str, standing: str) -> QuerySet[Article]:
    """The articles whose title holds `wanted` and that stand so; an empty filter lets all through."""
    articles = Article.objects.select_related("author", "published_revision", "revision_in_review")
    if wanted:
        articles = articles.filter(title__icontains=wanted)
    if standing == SetAside.ARCHIVED:
        return articles.filter(set_aside=standing)
    articles = articles.at_hand()
    if standing == "draft":
        return articles.filter(latest_number=0)
    if standing:
        latest = Revision.objects.filter(article=OuterRef("pk"), number=OuterRef("latest_number"), state=standing)
        return articles.filter(Exists(latest))
    return articles
