"""Issue a public notice on an approved article: correction, expression of concern, retraction (ICMJE, COPE)."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import limits, workflow
from articles.fields import ProseField
from articles.models import NoticeKind
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import OnceField, first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.rows import place_of
from editorial.refusals import Attempt, sent

MEANINGS: dict[NoticeKind, Promise] = {
    NoticeKind.CORRECTION: _lazy("Correction: a mistake that does not change what the article advises."),
    NoticeKind.EXPRESSION_OF_CONCERN: _lazy("Expression of concern: there is doubt, and it is being looked into."),
    NoticeKind.RETRACTION: _lazy("Retraction: the article must not be relied on. It is taken from readers at once."),
}


class NoticeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_lazy("What readers are told"),
        choices=[(kind.value, meaning) for kind, meaning in MEANINGS.items()],
        widget=forms.RadioSelect,
    )
    reason = ProseField(
        label=_lazy("Reason"),
        max_length=limits.PROSE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_lazy("Readers see it word for word above the article."),
    )
    confirmed = forms.BooleanField(
        label=_lazy("I have read it again. It is public at once, under my name, and cannot be taken back."),
        error_messages={"required": _lazy("Confirm that readers may see this. Nothing was issued.")},
    )
    once = OnceField()


@door.page("GET", "POST", only=door.editors)
def issue(request: SignedInRequest, article: UUID) -> HttpResponse:
    the_article = draft_or_404(request.user, article)
    form = NoticeForm(sent(request))
    with Attempt(form) as attempt:
        if form.is_valid():
            with first_time(request) as is_first:
                if is_first:
                    workflow.issue_notice(
                        article=the_article,
                        kind=NoticeKind(form.cleaned_data["kind"]),
                        reason=form.cleaned_data["reason"],
                        actor=request.user,
                    )
                    messages.success(request, _("The notice is issued. Readers see it now."))
            return redirect(place_of(article))
    context = {"article": the_article, "form": form, "notices": the_article.notices.order_by("-issued_at")}
    return render(request, "desk/editors/notice.html", context, status=attempt.status)
