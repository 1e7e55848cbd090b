"""The inbox: what readers asked and reported, and what an editor does with it."""

from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.models import Article
from articles.states import Forbidden, Refused
from editorial.desk.access import DeskRequest, action, for_editors, page
from editorial.desk.keyset import keyset_page
from editorial.desk.rows import place_of
from editorial.reading import questions
from editorial.reading.models import Question
from editorial.reading.search import find

PAGE_SIZE = 20
SUGGESTED = 4  # articles


class AnswerForm(forms.Form):
    """Which published article answers it: one of those that search finds, or any other by its address."""

    article = forms.UUIDField(label=_lazy("Article"), required=False, widget=forms.RadioSelect)
    address = forms.CharField(
        label=_lazy("Or another article"),
        required=False,
        max_length=500,
        help_text=_lazy("Paste its public address."),
    )

    def clean(self) -> None:
        if self.errors:
            return
        chosen, address = self.cleaned_data.get("article"), self.cleaned_data.get("address", "")
        found = Article.objects.filter(pk=chosen).first() if chosen and not address else article_at(address)
        if found is None:
            raise forms.ValidationError(_("Choose an article, or paste the address of one. Nothing was sent."))
        self.cleaned_data["found"] = found


class DraftForm(forms.Form):
    title = forms.CharField(
        label=_lazy("The question that the new article answers"),
        max_length=500,
        help_text=_lazy("It becomes public. Leave out everything that tells who asked."),
    )


class ReviewForm(forms.Form):
    message = forms.CharField(
        label=_lazy("Message to the board"),
        max_length=questions.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("In your own words: what to look at. It stays in the record; leave out who wrote to you."),
    )


@page
@for_editors
def inbox(request: DeskRequest) -> HttpResponse:
    """What waits, the oldest first: open, in work, and answered without the mail having gone out."""
    untold = Q(status=Question.Status.ANSWERED, told_at__isnull=True) & ~Q(email="")
    waiting = Question.objects.filter(Q(status__in=questions.UNSETTLED) | untold).select_related("article", "answer")
    found = keyset_page(waiting, "asked_at", request.GET.get("after", ""), size=PAGE_SIZE)
    return render(request, "desk/questions.html", {"questions": found.rows, "next": found.next})


@page
@for_editors
def show(request: DeskRequest, question: UUID) -> HttpResponse:
    return question_page(request, question_or_404(question))


@action
@for_editors
def answer(request: DeskRequest, question: UUID) -> HttpResponse:
    """Point the reader to a published article."""
    asked, form = question_or_404(question), AnswerForm(request.POST)
    if not form.is_valid():
        return question_page(request, asked, status=422, answer=form)
    try:
        settled = questions.answer(question=asked, article=form.cleaned_data["found"], actor=request.user)
    except Refused as refusal:
        return refused(request, asked, refusal)
    told = _("The reader is told by e-mail.") if settled.email else _("The reader left no address, so nobody is told.")
    messages.success(request, _("Answered.") + " " + told)
    return redirect("desk:questions")


@action
@for_editors
def draft(request: DeskRequest, question: UUID) -> HttpResponse:
    """Start a new article that will answer it."""
    asked, form = question_or_404(question), DraftForm(request.POST)
    if not form.is_valid():
        return question_page(request, asked, status=422, draft=form)
    try:
        article = questions.start_draft(question=asked, title=form.cleaned_data["title"], actor=request.user)
    except Refused as refusal:
        return refused(request, asked, refusal)
    messages.success(
        request, _("The draft is started. Who asked is told when it is approved, if they left an address.")
    )
    return redirect(place_of(article.pk))


@action
@for_editors
def review(request: DeskRequest, question: UUID) -> HttpResponse:
    """Send the article that the problem is about to the board again."""
    asked, form = question_or_404(question), ReviewForm(request.POST)
    if not form.is_valid():
        return question_page(request, asked, status=422, review=form)
    try:
        revision = questions.start_review(question=asked, message=form.cleaned_data["message"], actor=request.user)
    except Refused as refusal:
        return refused(request, asked, refusal)
    messages.success(request, _("Revision %(number)s is submitted for review again.") % {"number": revision.number})
    return redirect("desk:revision", revision.pk)


@action
@for_editors
def close(request: DeskRequest, question: UUID) -> HttpResponse:
    """Set it aside; nobody is told."""
    asked = question_or_404(question)
    try:
        questions.close(question=asked, actor=request.user)
    except Refused as refusal:
        return refused(request, asked, refusal)
    messages.success(request, _("Closed without an answer."))
    return redirect("desk:questions")


def question_page(request: DeskRequest, question: Question, *, status: int = 200, **given: object) -> HttpResponse:
    """The question with what can be done about it. given: forms as they were sent, and `refusal`."""
    suggested = find(question.text, limit=SUGGESTED).found
    about = question.article
    context = {
        "question": question,
        "suggested": suggested,
        "about": reverse("article", args=(about.slug,))
        if about and about.published_revision_id and not suggested
        else "",
        "waits": question.status in questions.UNSETTLED or question.untold,
        "answer": AnswerForm(),
        "draft": DraftForm(initial={"title": question.text if len(question.text) <= 200 else ""}),
        "review": ReviewForm(),
        **given,
    }
    return render(request, "desk/question.html", context, status=status)


def refused(request: DeskRequest, question: Question, refusal: Refused) -> HttpResponse:
    """The page again with the sentence that says why; the question as it is now."""
    if isinstance(refusal, Forbidden):
        raise refusal
    return question_page(request, question_or_404(question.pk), status=409, refusal=str(refusal))


def question_or_404(pk: UUID) -> Question:
    found = Question.objects.select_related("article", "answer", "answered_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def article_at(address: str) -> Article | None:
    """The article with this public address, with or without the host; None when there is none."""
    try:
        path = urlsplit(address.strip()).path
        with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
            slug = resolve(path).kwargs.get("slug", "")
    except (Resolver404, ValueError):
        return None
    return Article.objects.filter(slug=slug).first()
