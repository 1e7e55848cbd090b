"""Begin an article: from nothing with a skeleton, or from an approved article of the house.

From a text it is begun in import_text.py, from a reader's question in editors/questions.py.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import limits
from articles.document import Document
from articles.fields import LineField
from articles.models import Article, Revision
from articles.working_copy import drafting
from articles.working_copy.skeletons import MOST_LINES, Skeleton, begun, copied
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import require_desk
from editorial.desk.draft.rows import place_of
from editorial.desk.draft.suggesting import SuggestedField, conditions, settled, specialties
from editorial.refusals import Attempt, sent
from editorial.search.find import LONGEST_QUERY, find

OFFERED = 10  # approved articles


class SkeletonFields(forms.Form):
    """What a new article begins with; `begin` makes its document."""

    skeleton = forms.ChoiceField(
        label=_lazy("Begin with"),
        choices=Skeleton.choices,
        initial=Skeleton.TREATMENT,
        widget=forms.RadioSelect,
        help_text=_lazy("Only headings. Each can be renamed, moved and removed."),
    )
    lines = forms.TypedChoiceField(
        label=_lazy("Treatment lines"),
        choices=[(number, str(number)) for number in range(1, MOST_LINES + 1)],
        initial=MOST_LINES,
        coerce=int,
        help_text=_lazy("For a treatment article: First line, Second line, Third line. More can be added."),
    )
    language = forms.ChoiceField(
        label=_lazy("Language of the article"), choices=settings.LANGUAGES, initial=lambda: get_language()
    )

    def begun(self) -> Document:
        """The document with the skeleton that was chosen. Only of a valid form."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "skeleton"}
        return begun(Skeleton(self.cleaned_data["skeleton"]), **values)


class AboutFields(forms.Form):
    """What a new article answers, and what it is about."""

    title = LineField(
        label=_lazy("Question"),
        max_length=limits.LINE,
        help_text=_lazy("As a reader would ask it. It is the title."),
    )
    condition = SuggestedField(label=_lazy("Condition"), known=conditions)
    specialty = SuggestedField(
        label=_lazy("Specialty"),
        known=specialties,
        help_text=_lazy("Board members of this specialty are suggested first."),
    )

    def clean_condition(self) -> str:
        return settled(self, "condition")

    def clean_specialty(self) -> str:
        return settled(self, "specialty")


class NewForm(SkeletonFields, AboutFields):
    field_order = ("title", "condition", "specialty", "language", "skeleton", "lines")


@door.page("GET", "POST", only=require_desk)
def start(request: SignedInRequest) -> HttpResponse:
    """The question and a skeleton; ?from= an approved article, of which the text is copied. Sent twice, begun once."""
    source = source_or_404(request)
    form = form_for(request, source)
    with Attempt(form) as attempt:
        if form.is_valid():
            with first_time(request) as is_first:
                if not is_first:
                    messages.info(request, _("This article was started already."))
                    return redirect("desk:mine")
                article = drafting.create_article(
                    document=document_of(form, source), author=request.user, source=source
                )
            messages.success(request, _("Started. Write the answer first."))
            return redirect(place_of(article.pk))
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    context: dict[str, Any] = {
        "form": form,
        "source": source,
        "wanted": wanted,
        "offered": find(wanted, limit=OFFERED).found if wanted else (),
    }
    return render(request, "desk/draft/new.html", context, status=attempt.status)


def form_for(request: SignedInRequest, source: Revision | None) -> NewForm | AboutFields:
    if source is None:
        return NewForm(sent(request))
    document = source.shown
    return AboutFields(sent(request), initial={"condition": document.condition.name, "specialty": document.specialty})


def document_of(form: NewForm | AboutFields, source: Revision | None) -> Document:
    if isinstance(form, NewForm):
        return form.begun()
    assert source  # noqa: S101 (form_for)
    return copied(source.shown, **form.cleaned_data)


def source_or_404(request: SignedInRequest) -> Revision | None:
    """The approved revision to copy, as readers are shown it now: never a working copy. None when none is asked for."""
    name = request.GET.get("from", "")
    if not name:
        return None
    try:
        pk = UUID(name)
    except ValueError:
        raise Http404 from None
    article = Article.objects.published().select_related("published_revision__frozen").filter(pk=pk).first()
    if article is None:
        raise Http404
    return article.published_revision
