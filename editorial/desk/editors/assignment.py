"""One revision in review: who is asked, who could be, and why the others cannot."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import limits
from articles.ancestry import last_approved, standing_notices
from articles.fields import LineField
from articles.models import Revision, policy_verdict
from articles.states import IN_REVIEW, State, Verdict
from articles.working_copy.doubting import open_when_submitted
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.access import revision_or_404
from editorial.desk.editors.pipeline import signed
from editorial.refusals import Attempt
from reviewers import board, candidates, quorum
from reviewers.models import Member
from reviewers.permissions import may_read_confidences
from reviewers.policy import current_policy


class AssignForm(forms.Form):
    member = forms.ModelChoiceField(Member.objects.all(), error_messages={"required": _lazy("Choose a board member.")})
    due = forms.DateField(label=_lazy("Review due"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reason = LineField(
        label=_lazy("Why this member"),
        max_length=limits.LINE,
        required=False,
        help_text=_lazy("They see it with the request."),
    )
    confirmed = forms.BooleanField(label=_lazy("Ask this member all the same"), required=False)


@door.page("GET", only=door.editors)
def revision(request: SignedInRequest, revision: UUID) -> HttpResponse:
    return revision_page(request, revision_or_404(request.user, revision), fresh_form())


@door.page("POST", only=door.editors)
def assign(request: SignedInRequest, revision: UUID) -> HttpResponse:
    the_revision = revision_or_404(request.user, revision)
    form = AssignForm(request.POST)
    with Attempt(form) as attempt:
        if form.is_valid():
            assignment = board.assign(revision=the_revision, actor=request.user, **form.cleaned_data)
            messages.success(
                request,
                _("%(name)s is asked to review it by %(due)s.")
                % {"name": assignment.member.name, "due": date_format(assignment.due)},
            )
            return redirect("desk:revision", revision)
    return revision_page(request, the_revision, form, status=attempt.status)


@door.page("POST", only=door.editors)
def settle(request: SignedInRequest, revision: UUID) -> HttpResponse:
    """Approve what has its quorum and waits all the same, for instance since the board's settings were changed."""
    the_revision = revision_or_404(request.user, revision)
    settled = board.settle(revision=the_revision, actor=request.user)
    if settled.state == State.APPROVED:
        messages.success(request, _("Nothing is missing: the revision is approved and published."))
        return redirect("desk:revision", revision)
    return revision_page(request, settled, fresh_form(), status=409)


def fresh_form() -> AssignForm:
    due = timezone.localdate() + timedelta(days=current_policy().review_days)
    return AssignForm(initial={"due": due})


def revision_page(request: SignedInRequest, revision: Revision, form: AssignForm, *, status: int = 200) -> HttpResponse:
    is_in_review = revision.state in IN_REVIEW
    quorum.read_ahead(revision, candidates.requests().annotate(has_signed=signed()))
    suggestions = board.suggestions(revision, request.user) if is_in_review else []
    verdict = policy_verdict(revision) if revision.state == State.UNDER_REVIEW else Verdict()
    context: dict[str, Any] = {
        "revision": revision,
        "article": revision.article,
        "form": form,
        "assignments": candidates.asked(revision),
        "not_counted": verdict.not_counted,
        "suggestions": suggestions,
        "asks_confirmation": any(each.to_confirm for each in suggestions),
        "missing": verdict.missing,
        "may_read_confidences": may_read_confidences(request.user, revision.article),
        "may_settle": revision.state == State.UNDER_REVIEW and verdict.satisfied,
        "notices": standing_notices(revision, last_approved(revision)),
        "is_in_review": is_in_review,
        "doubts": open_when_submitted(revision),
        "is_public": revision.state in (State.APPROVED, State.RETRACTED),
        "chosen": form["member"].value(),
        "today": timezone.localdate(),
    }
    return render(request, "desk/editors/revision.html", context, status=status)
