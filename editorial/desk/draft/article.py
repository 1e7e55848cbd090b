"""The article as it will look, every statement editable where it stands."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from articles.models import Article, Revision
from articles.permissions import is_chief_editor, is_editor
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.access import draft_or_404
from editorial.desk.draft.in_place import wording_of
from editorial.desk.draft.spots import uuid_or_404
from editorial.desk.draft.undo import undo_bar
from editorial.desk.draft.workbench import workbench
from reviewers.models import ChangeRequest


@door.page("GET")
def show(request: SignedInRequest, article: UUID) -> HttpResponse:
    return article_page(request, draft_or_404(request.user, article))


def article_page(request: SignedInRequest, article: Article, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of an article; `more` goes to the template (a refusal, what was typed)."""
    bench = workbench(
        article,
        wording_of(request),
        opened=uuid_or_404(request.GET.get("part")),
        has_all_sources="references" in request.GET,
        is_checked="checks" in request.GET,
    )
    context = {
        "bench": bench,
        "undo_bar": undo_bar(article, request.user),
        "article": article,
        "change_requests": change_requests(bench.progress.revision),
        "is_editor": is_editor(request.user),
        "is_chief_editor": is_chief_editor(request.user),
        **more,
    }
    return render(request, "desk/draft/article.html", context, status=status)


def change_requests(revision: Revision | None) -> list[ChangeRequest]:
    """What the board asked for when it sent the latest revision back."""
    if revision is None or revision.state != "changes_requested":
        return []
    return list(revision.change_requests.select_related("member"))
