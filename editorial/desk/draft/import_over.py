"""Import a text over a working copy: what comes, what would go, what was written here; the author takes any part of it.

Each change is a checkbox. What would undo an edit made here is not ticked until a person ticks it.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.comparison import Change
from articles.exporting.text import document_to_text
from articles.importing import ImportResult
from articles.models import Article
from articles.states import Refused
from articles.working_copy import drafting
from articles.working_copy.accepting import Offer
from articles.working_copy.composing import composed
from articles.working_copy.offering import Incoming, incoming, is_alone
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft.rows import number_in, place_of
from editorial.refusals import status_of
from editorial.typesetting.layout import Layout


@dataclass(frozen=True)
class Manuscript:
    """Bytes that were sent, and what was read in them."""

    raw: bytes
    result: ImportResult


@dataclass(frozen=True)
class Choice:
    """One checkbox. changes: each with what was done here to the same text since the last one, if anything was."""

    offer: Offer
    is_chosen: bool
    is_edited: bool
    changes: list[tuple[Change, Change | None]]


@dataclass(frozen=True)
class OfferGroup:
    name: str
    title: str
    choices: list[Choice]


def shown(text: Manuscript) -> dict[str, Any]:
    """What the pages show of a text that was read."""
    document = text.result.document
    layout = Layout(document, "professional")
    return {
        "result": text.result,
        "answer": layout.groups(document.answer),
        "sections": [layout.section(section) for section in document.sections],
        "content": base64.urlsafe_b64encode(text.raw).decode(),
    }


def comparison(
    request: SignedInRequest, article: Article, text: Manuscript, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """What taking the text over would do. What was ticked on the page that was sent stays as it was."""
    comes = incoming(article, text.result.document)
    context = shown(text) | {
        "target": article,
        "comes": comes,
        "groups": grouped(comes, chosen(request, comes)),
        "offered": " ".join(comes.offers.by_id),
        "is_mine": is_alone(comes, request.user),
        "refusal": refusal,
    }
    return render(request, "desk/draft/import_over.html", context, status=status)


def chosen(request: SignedInRequest, comes: Incoming) -> set[str]:
    """What is ticked: as the person left it where the same was offered to them before, else by default."""
    before = set(request.POST.get("offered", "").split())
    ticked = set(request.POST.getlist("take"))
    return {each for each in comes.offers.by_id if each in (ticked if each in before else comes.defaults)}


def grouped(comes: Incoming, ticked: set[str]) -> list[OfferGroup]:
    """The choices: those that undo edits first, then what comes, then what would go; in each, quantities first."""
    groups = [
        OfferGroup("edited", _("Was changed here"), []),
        OfferGroup("comes", _("Comes"), []),
        OfferGroup("goes", _("Would go"), []),
    ]
    for offer in comes.offers:
        is_edited = comes.is_edited(offer)
        changes = [(change, comes.before(offer, change)) for change in offer.changes]
        is_less = offer.kind == "removed" or offer.is_emptied
        groups[0 if is_edited else 2 if is_less else 1].choices.append(
            Choice(offer, offer.id in ticked, is_edited, changes)
        )
    return [group for group in groups if group.choices]


def take_over(request: SignedInRequest, article: Article, text: Manuscript) -> HttpResponse:
    """Take over what is ticked, or all of it; the article's page, which comes next, has the button that undoes it.

    When somebody wrote meanwhile it is compared again, ticks kept.
    """
    accepted: Iterable[str] | None = None if request.POST.get("keep") == "all" else request.POST.getlist("take")
    try:
        with first_time(request) as is_first:
            if not is_first:
                messages.info(request, _("This text was taken over already."))
                return redirect(place_of(article.pk))
            taken = drafting.take_over(
                article=article,
                document=text.result.document,
                doubts=text.result.doubts,
                accepted=None if accepted is None else frozenset(accepted),
                shown=number_in(request.POST.get("shown")),
                actor=request.user,
            )
    except drafting.ChangedSince as refusal:
        sentence = _("%(why)s Here it is compared again; what you had ticked is still ticked, where it is the same.")
        return comparison(request, article, text, refusal=sentence % {"why": refusal}, status=status_of(refusal))
    except Refused as refusal:
        return comparison(request, article, text, refusal=str(refusal), status=status_of(refusal))
    if taken.act is None:
        messages.info(request, _("Nothing was taken over. The working copy is as it was."))
        return redirect(place_of(article.pk))
    said = ngettext(
        "%(number)d change was taken over. Undo takes it back.",
        "%(number)d changes were taken over. Undo takes them back.",
        taken.changes,
    )
    messages.success(request, said % {"number": taken.changes})
    if taken.stayed:
        said = ngettext(
            "%(number)d part that was to go stayed: something that you kept stands in it or cites it.",
            "%(number)d parts that were to go stayed: something that you kept stands in them or cites them.",
            taken.stayed,
        )
        messages.warning(request, said % {"number": taken.stayed})
    return redirect(place_of(article.pk))


@door.page("GET")
def download(request: SignedInRequest, article: UUID) -> HttpResponse:
    """The working copy as text, in the form that the importer reads."""
    the_article = draft_or_404(request.user, article)
    text = document_to_text(composed(the_article))
    name = f"{the_article.slug}.txt"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8", headers=disposition)
