"""Submit the working copy to the board, or take it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles import workflow
from articles.states import Refused
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.article import article_page
from editorial.desk.draft.rows import place_of
from editorial.refusals import status_of


@door.page("POST")
def submit(request: SignedInRequest, article: UUID) -> HttpResponse:
    the_article = draft_or_404(request.user, article)
    message = request.POST.get("message", "")
    try:
        with first_time(request) as is_first:
            if is_first:
                revision = workflow.submit(
                    article=the_article,
                    actor=request.user,
                    message=message,
                    after_retraction="after_retraction" in request.POST,
                )
                messages.success(
                    request,
                    _("Revision %(number)s is submitted. An editor will ask board members to review it.")
                    % {"number": revision.number},
                )
    except Refused as refusal:
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal), message=message)
    return redirect(place_of(article))


@door.page("POST")
def withdraw(request: SignedInRequest, article: UUID) -> HttpResponse:
    the_article = draft_or_404(request.user, article)
    reason = request.POST.get("reason", "")
    try:
        with first_time(request) as is_first:
            if is_first:
                if the_article.revision_in_review is None:
                    raise Refused(_("No revision of this article is in review, so there is nothing to withdraw."))
                workflow.withdraw(revision=the_article.revision_in_review, actor=request.user, reason=reason)
                messages.success(request, _("The revision is withdrawn. The working copy is as it was."))
    except Refused as refusal:
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal), reason=reason)
    return redirect(place_of(article))
