"""Whom the boardroom is for, and which revisions exist for them."""

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from articles.models import Revision
from articles.states import IN_REVIEW, Forbidden
from editorial.accounts.door import SignedInRequest
from reviewers.models import Assignment, Member
from reviewers.permissions import member_of, requests_to


def the_member(request: SignedInRequest) -> Member:
    """The person's board membership. Raises Forbidden (403) for everybody else."""
    member = member_of(request.user)
    if member is None:
        raise Forbidden(_("The boardroom is for active members of the medical advisory board."))
    return member


def assigned(request: SignedInRequest, pk: UUID) -> Assignment:
    """The person's standing assignment to this revision, with all a page of it needs.

    Raises Http404 where there is none: what somebody was not asked to review does not exist for them.
    """
    theirs = requests_to(request.user).filter(revision=pk)
    assignment = theirs.select_related("member__user", "revision__article__author", "revision__frozen").first()
    if assignment is None:
        raise Http404
    return assignment


def is_open(revision: Revision) -> bool:
    """Whether the board may still decide about it."""
    return revision.state in IN_REVIEW
