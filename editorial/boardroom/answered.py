"""The letter of answers that goes with a revision, for the members who are asked to review it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.boardroom import access
from editorial.typesetting.letter import as_file
from reviewers import letter


@door.page("GET")
def answers(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What was answered to the points of the rounds before; ?as=text is the same to keep.

    What changed is told word by word where the member was asked about the revision that the point was raised on.
    """
    assignment = access.assigned(request, pk)
    revision = assignment.revision
    entries = letter.of_revision(revision, assignment.member)
    if request.GET.get("as") == "text":
        about = _("Revision %(number)s") % {"number": revision.number}
        return as_file(entries, revision.shown.title, about, revision.article.slug, revision.number)
    return render(request, "boardroom/answers.html", {"revision": revision, "entries": entries})
