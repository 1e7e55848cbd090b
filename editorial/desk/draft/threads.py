"""The author's side of the conversation with the board."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from articles.states import Refused
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.article import article_page
from editorial.desk.draft.rows import place_of
from editorial.refusals import status_of
from reviewers import discussion
from reviewers.models import Thread


@door.page("POST")
def reply(request: SignedInRequest, article: UUID, thread: UUID) -> HttpResponse:
    the_article = draft_or_404(request.user, article)
    the_thread = get_object_or_404(Thread, pk=thread, revision__article=the_article)
    text = request.POST.get("text", "")
    try:
        with first_time(request) as is_first:
            if is_first:
                discussion.reply(thread=the_thread, actor=request.user, text=text)
    except Refused as refusal:
        kept = {the_thread.pk: text}
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal), reply_for=kept)
    messages.success(request, _("Your reply is with the board."))
    return redirect(place_of(article, the_thread.node))


@door.page("POST")
def resolve(request: SignedInRequest, article: UUID, thread: UUID) -> HttpResponse:
    the_article = draft_or_404(request.user, article)
    the_thread = get_object_or_404(Thread, pk=thread, revision__article=the_article)
    reason = request.POST.get("reason", "")
    try:
        discussion.resolve(thread=the_thread, actor=request.user, reason=reason)
    except Refused as refusal:
        kept = {the_thread.pk: reason}
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal), reason_for=kept)
    messages.success(request, _("Closed. The history of the article keeps the conversation."))
    return redirect(place_of(article, the_thread.node))
