"""The author's side of the conversation with the board: replies, answers, and suggested words that are taken over."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from articles.models import Article, Statement
from articles.states import Refused
from articles.working_copy import drafting
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.article import article_page
from editorial.desk.draft.edit import clashed, show_form
from editorial.desk.draft.forms import StatementForm
from editorial.desk.draft.rows import number_in, place_of
from editorial.refusals import status_of
from reviewers import discussion, suggestions
from reviewers.models import Thread


@door.page("POST")
def reply(request: SignedInRequest, article: UUID, thread: UUID) -> HttpResponse:
    return said(request, article, thread, discussion.reply, _("Your reply is with the board."))


@door.page("POST")
def answer(request: SignedInRequest, article: UUID, thread: UUID) -> HttpResponse:
    """Reply to a point and mark it answered."""
    return said(request, article, thread, discussion.answer, _("Answered. Who raised it decides if it is closed."))


@door.page("POST")
def take_answer_back(request: SignedInRequest, article: UUID, thread: UUID) -> HttpResponse:
    """The point is not answered after all."""
    the_article = draft_or_404(request.user, article)
    the_thread = thread_or_404(the_article, thread)
    try:
        discussion.take_answer_back(thread=the_thread, actor=request.user)
    except Refused as refusal:
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal))
    messages.success(request, _("The point is open again. What you said stays."))
    return redirect(place_of(article, the_thread.node))


@door.page("POST")
def resolve(request: SignedInRequest, article: UUID, thread: UUID) -> HttpResponse:
    the_article = draft_or_404(request.user, article)
    the_thread = thread_or_404(the_article, thread)
    reason = request.POST.get("reason", "")
    try:
        discussion.resolve(thread=the_thread, actor=request.user, reason=reason)
    except Refused as refusal:
        kept = {the_thread.pk: reason}
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal), reason_for=kept)
    messages.success(request, _("Closed. The history of the article keeps the conversation."))
    return redirect(place_of(article, the_thread.node))


@door.page("POST")
def take_over(request: SignedInRequest, article: UUID, thread: UUID) -> HttpResponse:
    """Make a statement say what a point suggests, in the wording that the form names (wording, or all of them).

    Where somebody changed it meanwhile, the answer is the form for it with both texts, as after any clash.
    """
    the_article = draft_or_404(request.user, article)
    the_thread = thread_or_404(the_article, thread)
    chosen = request.POST.get("wording", "")
    wordings = [name for name in the_thread.suggestions if chosen in (name, "all")]
    row = Statement.objects.filter(article=the_article, pk__in=[the_thread.node]).first()
    if row is None or not wordings:
        sentence = _("There is no statement any more that this could be taken over into. Nothing was changed.")
        return article_page(request, the_article, status=409, refusal=sentence)
    row.article = the_article
    form = form_with(row, {name: the_thread.suggestions[name] for name in wordings}, request.POST.get("version", ""))
    if not form.is_valid():
        return show_form(request, the_article, row, form, status=422, suggestion=the_thread)
    values = {name: form.cleaned_data[name] for name in (*wordings, "citations")}
    if values["citations"] == row.citations:
        del values["citations"]
    try:
        with first_time(request) as is_first:
            if is_first:
                suggestions.take_over(
                    thread=the_thread,
                    row=row,
                    version=form.cleaned_data["version"],
                    values=values,
                    actor=request.user,
                    answer=taken(the_thread, row, wordings) if "answer" in request.POST else "",
                )
    except drafting.Conflict as conflict:
        return clashed(request, the_article, row, form, conflict, the_thread)
    except Refused as refusal:
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal))
    messages.success(request, _("Taken over. Undo takes it back."))
    return redirect(place_of(article, row.pk))


def said(
    request: SignedInRequest, article: UUID, thread: UUID, action: Callable[..., object], sentence: str
) -> HttpResponse:
    """Say something to a point, and go back to it. Where that is refused, the words stay in their field."""
    the_article = draft_or_404(request.user, article)
    the_thread = thread_or_404(the_article, thread)
    text = request.POST.get("text", "")
    try:
        with first_time(request) as is_first:
            if is_first:
                action(thread=the_thread, actor=request.user, text=text)
    except Refused as refusal:
        kept = {the_thread.pk: text}
        return article_page(request, the_article, status=status_of(refusal), refusal=str(refusal), reply_for=kept)
    messages.success(request, sentence)
    return redirect(place_of(article, the_thread.node))


def thread_or_404(article: Article, thread: UUID) -> Thread:
    return get_object_or_404(Thread, pk=thread, revision__article=article)


def form_with(row: Statement, suggested: dict[str, str], version: str) -> StatementForm:
    """The form of a statement as if somebody had sent it with these words, having seen this version."""
    data = QueryDict(mutable=True)
    for name, value in StatementForm(row=row).initial.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    for name, value in {**suggested, "version": str(number_in(version))}.items():
        data[name] = value
    return StatementForm(data, row=row)


def taken(thread: Thread, row: Statement, wordings: Collection[str]) -> str:
    """What the author says to the point, as true as can be: all of it is taken over, or one wording."""
    left = [name for name, text in thread.suggestions.items() if name not in wordings and text != getattr(row, name)]
    if not left:
        return _("Taken over.")
    if "plain" in wordings:
        return _("The plain wording is taken over.")
    return _("The professional wording is taken over.")
