"""The two decisions that are not a signature: request changes, and recuse."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from articles.ancestry import last_approved, standing_notices
from articles.models import Revision
from articles.states import Refused
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.boardroom import access
from editorial.boardroom.forms import RecuseForm, RequestChangesForm
from editorial.boardroom.talk import name
from editorial.refusals import Attempt, sent
from reviewers import board
from reviewers.mail import editors
from reviewers.models import Assignment, Thread
from reviewers.permissions import member_of


@door.page("GET", "POST")
def request_changes(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Send the revision back to its author with a reason."""
    revision = access.assigned(request, pk).revision
    form = RequestChangesForm(sent(request), initial={"digest": revision.digest})
    with Attempt(form, saying=kept) as attempt:
        if form.is_valid():
            with first_time(request) as is_first:
                if is_first:
                    board.request_changes(revision=revision, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Sent back to the author. They were told what should change."))
            return redirect("boardroom:queue")
    context = {
        "revision": revision,
        "form": form,
        "points": open_points(revision),
        "notices": standing_notices(revision, last_approved(revision)),
    }
    return render(request, "boardroom/request_changes.html", context, status=attempt.status)


@door.page("GET", "POST")
def recuse(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Step back from a review. The same request twice is one recusal."""
    if request.method == "POST" and has_recused(request, pk):
        return redirect("boardroom:queue")
    revision = access.assigned(request, pk).revision
    form = RecuseForm(sent(request))
    with Attempt(form, saying=kept) as attempt:
        if form.is_valid():
            with first_time(request) as is_first:
                if is_first:
                    board.recuse(revision=revision, actor=request.user, **form.cleaned_data)
            messages.success(request, _("You are no longer a reviewer of this revision."))
            if editors() - {request.user.email}:
                messages.success(request, _("The editor was told."))
            return redirect("boardroom:queue")
    return render(request, "boardroom/recuse.html", {"revision": revision, "form": form}, status=attempt.status)


def has_recused(request: SignedInRequest, pk: UUID) -> bool:
    member = member_of(request.user)
    return Assignment.objects.filter(revision=pk, member=member, recused_at__isnull=False).exists()


def open_points(revision: Revision) -> list[tuple[Thread, str]]:
    """The open threads, each with the text it is about: the author gets them together with the reason."""
    threads = revision.threads.filter(resolved_at__isnull=True).prefetch_related("comments")
    return [(thread, name(revision.shown, thread.node)) for thread in threads]


def kept(refusal: Refused) -> str:
    return _("%(reason)s What you typed is still below; nothing else was kept.") % {"reason": refusal}
