"""The inbox: what readers asked and reported, and what an editor does with it."""

from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import limits
from articles.fields import LineField, ProseField
from articles.models import Article
from articles.states import Refused
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.draft.rows import place_of
from editorial.desk.draft.starting import SkeletonFields
from editorial.desk.paging import asked_page, further
from editorial.inbox import questions
from editorial.inbox.models import Question
from editorial.paging import Page, keyset_page
from editorial.press.sheets import SHEETS
from editorial.refusals import status_of
from editorial.search.find import find

PAGE_SIZE = 20
SUGGESTED = 4  # articles
OLDEST_FIRST = ("asked_at", "pk")
# The pages of an article; other pages have slugs too.
OF_ARTICLES = {sheet.name for sheet in SHEETS} | {"version-changes", "ask", "asked", "report", "reported"}
UNTOLD = Q(status=Question.Status.ANSWERED, told_at__isnull=True) & ~Q(email="")


class AnswerForm(forms.Form):
    """Which published article answers it: one of those that search finds, or any other by its address."""

    article = forms.UUIDField(label=_lazy("Article"), required=False, widget=forms.RadioSelect)
    address = LineField(
        label=_lazy("Or another article"),
        required=False,
        max_length=limits.LINE,
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


class DraftForm(SkeletonFields):
    field_order = ("title", "language", "skeleton", "lines")

    title = LineField(
        label=_lazy("The question that the new article answers"),
        max_length=limits.LINE,
        help_text=_lazy("It becomes public. Leave out everything that tells who asked."),
    )


class ReviewForm(forms.Form):
    message = ProseField(
        label=_lazy("Message to the board"),
        max_length=questions.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("In your own words: what to look at. It stays in the record; leave out who wrote to you."),
    )


@door.page("GET", only=door.editors)
def inbox(request: SignedInRequest) -> HttpResponse:
    """What waits, the oldest first: open, in work, and answered without the mail having gone out.

    Problems stand above questions. ?show=problems is all of them, ?show=settled what was answered or closed.
    """
    show = request.GET.get("show", "")
    if show == "settled":
        found = asked_page(request, settled(), "-answered_at", "-pk", size=PAGE_SIZE)
        return inbox_page(request, show, [], found)
    problems = waiting().filter(kind=Question.Kind.PROBLEM)
    if show == "problems":
        return inbox_page(request, show, [], asked_page(request, problems, *OLDEST_FIRST, size=PAGE_SIZE))
    others = asked_page(request, waiting().exclude(kind=Question.Kind.PROBLEM), *OLDEST_FIRST, size=PAGE_SIZE)
    first = keyset_page(problems, *OLDEST_FIRST, after=None, size=PAGE_SIZE).rows if others.is_first else []
    return inbox_page(request, "", first, others)


def inbox_page(request: SignedInRequest, show: str, problems: list[Question], found: Page[Question]) -> HttpResponse:
    """problems: those that stand above the others; all of them are behind ?show=problems."""
    context = {
        "show": show,
        "questions": [*problems, *found.rows],
        "has_more_problems": len(problems) == PAGE_SIZE,
        "next": further(found, show=show),
    }
    return render(request, "desk/editors/questions.html", context)


def waiting() -> QuerySet[Question]:
    return Question.objects.filter(Q(status__in=questions.UNSETTLED) | UNTOLD).select_related("article", "answer")


def settled() -> QuerySet[Question]:
    """What was answered or closed, until the day on which it is deleted."""
    done = Question.objects.exclude(status__in=questions.UNSETTLED).exclude(UNTOLD)
    return done.filter(answered_at__isnull=False).select_related("article", "answer")


@door.page("GET", only=door.editors)
def show(request: SignedInRequest, question: UUID) -> HttpResponse:
    return question_page(request, question_or_404(question))


@door.page("POST", only=door.editors)
def answer(request: SignedInRequest, question: UUID) -> HttpResponse:
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


@door.page("POST", only=door.editors)
def draft(request: SignedInRequest, question: UUID) -> HttpResponse:
    """Start a new article that will answer it."""
    asked, form = question_or_404(question), DraftForm(request.POST)
    if not form.is_valid():
        return question_page(request, asked, status=422, draft=form)
    try:
        article = questions.start_draft(question=asked, actor=request.user, **form.cleaned_data)
    except Refused as refusal:
        return refused(request, asked, refusal)
    messages.success(
        request, _("The draft is started. Who asked is told when it is approved, if they left an address.")
    )
    return redirect(place_of(article.pk))


@door.page("POST", only=door.editors)
def review(request: SignedInRequest, question: UUID) -> HttpResponse:
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


@door.page("POST", only=door.editors)
def close(request: SignedInRequest, question: UUID) -> HttpResponse:
    """Set it aside; nobody is told."""
    asked = question_or_404(question)
    try:
        questions.close(question=asked, actor=request.user)
    except Refused as refusal:
        return refused(request, asked, refusal)
    messages.success(request, _("Closed without an answer."))
    return redirect("desk:questions")


def question_page(request: SignedInRequest, question: Question, *, status: int = 200, **given: object) -> HttpResponse:
    """The question with what can be done about it. given: forms as they were sent, and `refusal`."""
    context = {
        "question": question,
        "suggested": find(question.text, limit=SUGGESTED).found,
        "in_review": question.article.revision_in_review if question.article else None,
        "waits": question.status in questions.UNSETTLED or question.untold,
        "answer": AnswerForm(),
        "draft": DraftForm(
            initial={"title": question.text if len(question.text) <= 200 else "", "language": question.language}
        ),
        "review": ReviewForm(),
        **given,
    }
    return render(request, "desk/editors/question.html", context, status=status)


def refused(request: SignedInRequest, question: Question, refusal: Refused) -> HttpResponse:
    """The page again with the sentence that says why; the question as it is now."""
    return question_page(request, question_or_404(question.pk), status=status_of(refusal), refusal=str(refusal))


def question_or_404(pk: UUID) -> Question:
    found = (
        Question.objects.select_related("article__revision_in_review", "answer", "answered_by").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def article_at(address: str) -> Article | None:
    """The article with this public address, with or without the host; None when there is none."""
    try:
        path = urlsplit(address.strip()).path
        with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
            found = resolve(path)
    except (Resolver404, ValueError):
        return None
    if found.view_name not in OF_ARTICLES:
        return None
    return Article.objects.filter(slug=found.kwargs["slug"]).first()
