"""A reader asks about an article, or reports a problem with it."""

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from articles.characters import shown
from articles.fields import ProseField
from editorial.inbox import questions
from editorial.inbox.models import Question
from editorial.press.models import Listing
from editorial.reading import contexts
from editorial.reading.views.search import passage, wording_of
from editorial.refusals import Attempt, sent
from editorial.search.find import LONGEST_QUERY, find
from reviewers.policy import current_policy

OTHERS = 3  # passages from other articles


class QuestionForm(forms.Form):
    text = ProseField(
        label=_lazy("Your question to the editors"),
        max_length=questions.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    email = forms.EmailField(
        label=_lazy("E-mail address"),
        required=False,
        help_text=_lazy("Only if you want to be told when there is an answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    consent = forms.BooleanField(
        label=_lazy("Write to me once, when there is an approved answer, and keep my address until then."),
        required=False,
    )
    website = forms.CharField(required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("email") and not self.cleaned_data.get("consent"):
            self.add_error("consent", _("Agree to be written to, or leave out the e-mail address."))

    @property
    def is_trapped(self) -> bool:
        """Whether something filled in the field that people do not see."""
        return bool(self.data.get("website"))


class ReportForm(QuestionForm):
    text = ProseField(
        label=_lazy("What is wrong, and where"),
        max_length=questions.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    field_order = ("text", "email", "consent", "website")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """At once what approved articles say to ?q=, this one first; below it the form to ask the editors."""
    listing = public_listing(slug)
    asked = request.GET.get("q", request.POST.get("text", ""))[:LONGEST_QUERY].strip()
    form = QuestionForm(request.POST) if request.method == "POST" else QuestionForm(initial={"text": asked})
    with Attempt(form) as attempt:
        if form.is_valid():
            return send(request, listing, form, Question.Kind.QUESTION, "asked")
    page = question_page(listing, question=asked, passages=passages_for(request, listing, asked))
    return render(request, "reading/ask.html", {"page": page, "form": form}, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Report a problem with the article to the editors."""
    listing = public_listing(slug)
    form = ReportForm(sent(request))
    with Attempt(form) as attempt:
        if form.is_valid():
            return send(request, listing, form, Question.Kind.PROBLEM, "reported")
    context = {"page": question_page(listing), "form": form}
    return render(request, "reading/report.html", context, status=attempt.status)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next with what was sent. ?mail=1: an address was left."""
    page = question_page(public_listing(slug), is_answer_by_mail=request.GET.get("mail") == "1")
    return render(request, "reading/asked.html", {"page": page})


def public_listing(slug: str) -> Listing:
    """The article as lists show it, from its approved document; 404 for everything that readers may not see."""
    published = Listing.objects.filter(article__published_revision__isnull=False)
    return get_object_or_404(published.select_related("article"), article__slug=slug)


def question_page(listing: Listing, **more: object) -> contexts.QuestionPage:
    return contexts.QuestionPage(
        title=shown(listing.title),
        language=listing.language,
        address=reverse("article", args=(listing.article.slug,)),
        retention_days=current_policy().question_retention_days,
        **more,  # type: ignore[arg-type]
    )


def passages_for(request: HttpRequest, listing: Listing, asked: str) -> tuple[contexts.QuotedPassage, ...]:
    """Quotations, word for word: from this article, then the best one of each other article that is found."""
    if not asked:
        return ()
    wording = wording_of(request)
    here = find(asked, wording=wording, article=listing.article).found
    others = [
        each for each in find(asked, wording=wording, limit=OTHERS + 1).found if each.slug != listing.article.slug
    ]
    return (
        *(passage(found, quote, wording) for found in here for quote in found.quotes),
        *(passage(found, found.quotes[0], wording) for found in others[:OTHERS] if found.quotes),
    )


def send(
    request: HttpRequest, listing: Listing, form: QuestionForm, kind: Question.Kind, thanks_name: str
) -> HttpResponse:
    """Keep what was sent and lead to the thanks. Raises Refused."""
    email = form.cleaned_data["email"]
    if not form.is_trapped:
        questions.count(get_adapter().get_client_ip(request))
        questions.keep(
            kind=kind,
            article=listing.article,
            text=form.cleaned_data["text"],
            email=email,
            consent=form.cleaned_data["consent"],
            language=get_language() or "en",
        )
    address = reverse(thanks_name, args=(listing.article.slug,))
    return HttpResponseRedirect(address + ("?mail=1" if email else ""))
