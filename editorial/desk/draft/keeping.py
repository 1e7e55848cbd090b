"""What becomes of a draft as a whole: archived and taken back, or deleted."""

from collections import Counter
from typing import NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from articles.models import Article, Author, Intervention, Reference, Section, Statement, TreatmentLine
from articles.permissions import keeps
from articles.working_copy import archiving
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


class DeleteForm(forms.Form):
    """shown: the last act on the draft that the person saw."""

    shown = forms.IntegerField(widget=forms.HiddenInput)


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
