"""Approve and sign: exactly what is signed, then the password, then the certificate."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from articles import ancestry, checks
from articles.characters import shown_in
from articles.models import Revision, policy_verdict
from articles.states import State
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.boardroom import access, history
from editorial.boardroom.forms import SigningForm
from editorial.boardroom.password import WINDOW, TooManyGuesses, WrongPassword, confirm
from editorial.refusals import Attempt, sent
from editorial.typesetting.findings import missing_evidence
from reviewers import board, quorum
from reviewers.models import Severity


@sensitive_post_parameters("password")
@door.page("GET", "POST")
def sign(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Sign off the revision. Who has signed already is shown their certificate: twice is one sign-off."""
    assignment = access.assigned(request, pk)
    revision, member = assignment.revision, assignment.member
    if already := revision.signoffs.filter(member=member).first():
        return redirect("boardroom:certificate", already.pk)
    form = SigningForm(sent(request), initial={"digest": revision.digest})
    with Attempt(form) as attempt:
        if form.is_valid():
            try:
                confirm(request.user, form.cleaned_data["password"])
            except WrongPassword as refusal:
                # A redirect, so that the browser's way back leads past this attempt and not into a form sent before.
                messages.error(request, str(refusal))
                return redirect("boardroom:sign", pk)
            # Not around the password: guesses are counted also when what follows is rolled back.
            with first_time(request) as is_first:
                if is_first:
                    board.sign(revision=revision, actor=request.user, digest=form.cleaned_data["digest"])
            signoff = revision.signoffs.get(member=member)
            messages.success(request, _outcome(revision.pk))
            return redirect("boardroom:certificate", signoff.pk)
    before = ancestry.last_approved(revision)
    statement = board.statement(revision, member, timezone.now())
    context = {
        "revision": revision,
        "statement": shown_in(statement),
        "form": form,
        "missing_evidence": missing_evidence(checks.check(revision.document)),
        "open_points": revision.threads.filter(resolved_at__isnull=True).exclude(severity=Severity.MAJOR).count(),
        "open_majors": quorum.open_majors(revision).prefetch_related("comments"),
        "left_open": history.left_open(revision, before).exclude(severity=Severity.MAJOR).count(),
        "notices": ancestry.standing_notices(revision, before),
        "can_sign": revision.state == State.UNDER_REVIEW and attempt.status not in (409, 429),
    }
    response = render(request, "boardroom/sign.html", context, status=attempt.status)
    if attempt.status == TooManyGuesses.status:
        response["Retry-After"] = str(WINDOW)
    return response


def _outcome(pk: UUID) -> str:
    """What the signature led to, read anew: it may have been the one that approves."""
    revision = Revision.objects.select_related("article").get(pk=pk)
    if revision.state == State.APPROVED:
        return " ".join([_("Signed."), _("The board's quorum is complete: the revision is approved and published.")])
    return " ".join([_("Signed."), *policy_verdict(revision).missing])
