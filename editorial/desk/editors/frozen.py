"""The text of one revision as it was submitted, for editors to read before they ask anybody to review it."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from articles import checks
from articles.checks import Finding
from articles.models import Revision
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.access import revision_or_404
from editorial.typesetting.findings import Group, grouped
from editorial.typesetting.review import ReviewLayout


@dataclass(frozen=True)
class FrozenPage:
    """What the partials of the boardroom want as `page`: nothing is compared, and nothing can be decided here."""

    revision: Revision
    before: None = None
    can_decide: bool = False

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return checks.check(self.revision.document)

    @property
    def groups(self) -> tuple[Group, ...]:
        return grouped(self.findings)

    @cached_property
    def layout(self) -> ReviewLayout:
        return ReviewLayout(self.revision.shown, None, self.findings, ())


@door.page("GET", only=door.editors)
def text(request: SignedInRequest, revision: UUID) -> HttpResponse:
    """Read only: the frozen document in both wordings, its figures and what the checks find in it."""
    found = revision_or_404(request.user, revision)
    return render(request, "desk/editors/frozen.html", {"page": FrozenPage(found), "revision": found})
