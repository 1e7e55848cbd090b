"""The letter of answers: as it would go with the working copy now, and as it goes with a revision."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.models import Article
from articles.working_copy.composing import composed
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.access import draft_or_404, revision_or_404
from editorial.typesetting.letter import as_file
from reviewers import letter
from reviewers.letter import LetterEntry
from reviewers.models import PointState


@door.page("GET")
def of_draft(request: SignedInRequest, article: UUID) -> HttpResponse:
    """?as=text is the same to keep."""
    the_article = draft_or_404(request.user, article)
    document = composed(the_article).shown()
    entries = letter.of_draft(the_article, document)
    return answered(request, the_article, entries, document.title, _("The text as it is now"))


@door.page("GET")
def of_revision(request: SignedInRequest, revision: UUID) -> HttpResponse:
    """For who works on the article: the same that the board is shown with this revision."""
    found = revision_or_404(request.user, revision)
    about = _("Revision %(number)s") % {"number": found.number}
    return answered(request, found.article, letter.of_revision(found), found.shown.title, about, found.number)


def answered(
    request: SignedInRequest,
    article: Article,
    entries: list[LetterEntry],
    title: str,
    about: str,
    number: int | None = None,
) -> HttpResponse:
    """about: which text the answers go with, in words; number: of that revision, None for the working copy."""
    if request.GET.get("as") == "text":
        return as_file(entries, title, about, article.slug, number)
    context = {
        "article": article,
        "entries": entries,
        "title": title,
        "about": about,
        "number": number,
        "unanswered": sum(entry.point.state == PointState.OPEN for entry in entries),
    }
    return render(request, "desk/draft/answers.html", context)
