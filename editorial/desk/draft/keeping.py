"""What becomes of a draft as a whole: handed over, archived and taken back, or deleted."""

from collections import Counter
from typing import NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import limits
from articles.fields import ProseField
from articles.models import Article, Author, Intervention, Reference, Section, Statement, TreatmentLine
from articles.permissions import keeps, may_see_draft
from articles.working_copy import archiving, handing
from articles.working_copy.acts import latest
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.models import User
from editorial.desk.access import draft_or_404
from editorial.desk.draft.rows import place_of
from editorial.refusals import Attempt, sent


class Keeping(NamedTuple):
    """What this person may do with the draft as a whole, and what stands in the way of it (a sentence)."""

    is_archived: bool
    is_theirs: bool
    obstacle_to_archiving: str
    obstacle_to_deleting: str
    obstacle_to_handing_over: str


class DeleteForm(forms.Form):
    """shown: the last act on the draft that the person saw."""

    shown = forms.IntegerField(widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    """shown: the account whose draft it was when the person was shown it."""

    shown = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.EmailField(
        label=_lazy("To"), help_text=_lazy("The e-mail address of the account of another author or editor here.")
    )
    reason = ProseField(
        label=_lazy("Reason"), required=False, max_length=limits.PROSE, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_to(self) -> User:
        person = User.objects.known_by(self.cleaned_data["to"]).first()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this address. Correct it."))
        return person


class Going(NamedTuple):
    """How many parts of each kind a deletion removes."""

    sections: int
    lines: int
    interventions: int
    statements: int
    references: int
    authors: int


def keeping_of(article: Article, person: User) -> Keeping:
    return Keeping(
        is_archived=bool(article.set_aside),
        is_theirs=keeps(person, article),
        obstacle_to_archiving=archiving.obstacle_to_archiving(article),
        obstacle_to_deleting=archiving.obstacle_to_deleting(article),
        obstacle_to_handing_over=handing.obstacle_to_handing_over(article),
    )


@door.page("POST")
def archive(request: SignedInRequest, article: UUID) -> HttpResponse:
    archiving.archive(article=draft_or_404(request.user, article), actor=request.user)
    messages.success(request, _("Archived. It is out of the lists, and can be taken back at any time."))
    return redirect(place_of(article))


@door.page("POST")
def take_back(request: SignedInRequest, article: UUID) -> HttpResponse:
    archiving.take_back(article=draft_or_404(request.user, article), actor=request.user)
    messages.success(request, _("Taken back from the archive. It is as it was."))
    return redirect(place_of(article))


@door.page("GET", "POST")
def hand_over(request: SignedInRequest, article: UUID) -> HttpResponse:
    """Make it another account's draft. Who gave it away and is not named with their account sees it no more."""
    the_article = draft_or_404(request.user, article)
    form = HandOverForm(sent(request), initial={"shown": the_article.author_id})
    with Attempt(form) as attempt:
        if form.is_valid():
            handed = handing.hand_over(article=the_article, actor=request.user, **form.cleaned_data)
            name = handed.author.get_full_name()
            messages.success(request, _("It is the draft of %(name)s now.") % {"name": name})
            still = may_see_draft(request.user, Article.objects.get(pk=article))
            return redirect(place_of(article) if still else "desk:mine")
    context = {
        "article": the_article,
        "form": form,
        "is_theirs": keeps(request.user, the_article),
        "obstacle": handing.obstacle_to_handing_over(the_article),
        "back": place_of(article),
    }
    return render(request, "desk/draft/hand_over.html", context, status=attempt.status)


@door.page("GET", "POST")
def delete(request: SignedInRequest, article: UUID) -> HttpResponse:
    """Says what goes and what stays, then does it. What somebody changed meanwhile is not deleted unseen."""
    the_article = draft_or_404(request.user, article)
    form = DeleteForm(sent(request))
    with Attempt(form) as attempt:
        if form.is_valid():
            archiving.delete_draft(article=the_article, shown=form.cleaned_data["shown"], actor=request.user)
            messages.success(request, _("The draft “%(title)s” is deleted.") % {"title": the_article.title})
            return redirect("desk:mine")
    context = {
        "article": the_article,
        "form": form,
        "shown": latest(the_article),
        "going": going(the_article),
        "is_theirs": keeps(request.user, the_article),
        "obstacle": archiving.obstacle_to_deleting(the_article),
        "back": place_of(article),
    }
    return render(request, "desk/draft/delete.html", context, status=attempt.status)


def going(article: Article) -> Going:
    count = Counter(type(row) for row in archiving.rows_of_working_copy(article))
    return Going(
        count[Section],
        count[TreatmentLine],
        count[Intervention],
        count[Statement],
        count[Reference],
        count[Author],
    )
