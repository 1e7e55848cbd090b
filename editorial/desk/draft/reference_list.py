"""The list of references: one added in boxes, many pasted into one field, two merged, one removed."""

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.characters import as_stored
from articles.document import Reference as ReferenceNode
from articles.importing.references.likeness import differences, known, pairs
from articles.importing.references.pasted import read_pasted
from articles.models import Article, Reference, Statement
from articles.sayings import parts
from articles.states import Refused
from articles.working_copy import drafting, moving, outline, removing
from articles.working_copy.composing import csl_of
from articles.working_copy.places import Where
from articles.working_copy.uniting import merge_references
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404
from editorial.desk.draft import ways
from editorial.desk.draft.pasting import PastedForm, PasteForm, chosen, forms_for, sent_forms, shown
from editorial.desk.draft.reference_form import ReferenceForm
from editorial.desk.draft.rows import number_in, place_of
from editorial.refusals import Attempt, sent, status_of
from editorial.typesetting.references import reference_entry


def place_of_list(article: UUID) -> str:
    return place_of(article) + "#references"


def where_in(request: SignedInRequest) -> Where:
    """Where in the list the address says: ?where=first or last, or ?after= a reference. At the end without either."""
    name = request.GET.get("after") or request.GET.get("where", "last")
    if name in ("first", "last"):
        return "first" if name == "first" else "last"
    try:
        return UUID(name)
    except ValueError:
        raise Http404 from None


@door.page("GET", "POST")
def add(request: SignedInRequest, article: UUID) -> HttpResponse:
    """A new reference, in boxes."""
    the_article, where = draft_or_404(request.user, article), where_in(request)
    row = Reference(article=the_article)
    form = ReferenceForm(sent(request), row=row)
    with Attempt(form) as attempt:
        if form.is_valid():
            with first_time(request) as is_first:
                if is_first:
                    row = outline.add_reference(article=the_article, where=where, actor=request.user, **form.values())
            return redirect(place_of(article, row.pk if is_first else None))
    context = {"article": the_article, "form": form, "back": place_of(article)}
    return render(request, "desk/draft/add_reference.html", context, status=attempt.status)


@door.page("GET", "POST")
def paste(request: SignedInRequest, article: UUID) -> HttpResponse:
    """Step one: the text. Step two (the same address): each publication in it, to be corrected and kept at once."""
    the_article, where = draft_or_404(request.user, article), where_in(request)
    if "entries" in request.POST:
        return keep(request, the_article, where)
    form = PasteForm(sent(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        pasted = read_pasted(form.cleaned_data["whole"])
        return preview(request, the_article, forms_for(the_article, pasted.entries), pasted.rest)
    return page(request, the_article, form, status=422 if form.is_bound else 200)


def page(
    request: SignedInRequest, article: Article, form: PasteForm, *, status: int = 200, is_rest: bool = False
) -> HttpResponse:
    """is_rest: the text is what is left over of one that was kept, and takes its place in the browser."""
    context = {"article": article, "form": form, "is_rest": is_rest, "back": place_of_list(article.pk)}
    return render(request, "desk/draft/add_references.html", context, status=status)


def preview(
    request: SignedInRequest,
    article: Article,
    found: list[PastedForm],
    rest: str,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    sources = "\n".join(form.facts["source"] for form in found)
    context = {
        "article": article,
        "found": found,
        "digest": hashlib.sha256(sources.encode()).hexdigest()[:16],  # what is typed here is no other page's
        "rest": rest,
        "refusal": refusal,
        "back": place_of_list(article.pk),
    }
    return render(request, "desk/draft/pasted_references.html", context, status=status)


def keep(request: SignedInRequest, article: Article, where: Where) -> HttpResponse:
    """Show what was corrected once more, or keep it: all of it or, when one cannot stand, nothing."""
    found, rest = sent_forms(request.POST, article), request.POST.get("rest", "").replace("\r\n", "\n")
    if sum(not form.stands for form in found):  # each is asked, so that each says what is the matter with it
        sentence = _("Some of them cannot be kept as they are. Nothing was saved; what to do is said at each.")
        return preview(request, article, found, rest, refusal=sentence, status=422)
    if "look" in request.POST:
        rows = [form.row if form.cleaned_data["choice"] == "skip" else form.changed_row(article) for form in found]
        facts = [
            {**form.facts, "choice": form.cleaned_data["choice"], "doubts": [parts(each) for each in form.doubts]}
            for form in found
        ]
        return preview(request, article, shown(article, rows, facts), rest)
    each, doubts, filling = chosen(found, article)
    try:
        with first_time(request) as is_first:
            if is_first:
                outline.add_references(
                    article=article, each=each, where=where, filling=filling, doubts=doubts, actor=request.user
                )
    except Refused as refusal:
        return preview(request, article, found, rest, refusal=str(refusal), status=status_of(refusal))
    if is_first:
        messages.success(request, said(len(each), len(filling)))
    if rest.strip():
        return page(request, article, PasteForm(initial={"text": rest}), is_rest=True)
    return redirect(place_of_list(article.pk))


def said(added: int, filled: int) -> str:
    parts = [ngettext("%(count)s reference added.", "%(count)s references added.", added) % {"count": added}]
    if filled:
        parts.append(ngettext("%(count)s completed.", "%(count)s completed.", filled) % {"count": filled})
    return " ".join(parts)


@door.page("GET")
def alike(request: SignedInRequest, article: UUID) -> HttpResponse:
    """The references that look like the same publication, two by two."""
    the_article = draft_or_404(request.user, article)
    there = [known(row, csl_of(row)) for row in the_article.references.order_by("position", "id")]
    numbers = {each.item.pk: number for number, each in enumerate(there, start=1)}
    found = [[entry_of(row, numbers[row.pk]) for row in pair] for pair in pairs(there)]
    context = {"article": the_article, "pairs": found, "back": place_of_list(article)}
    return render(request, "desk/draft/alike_references.html", context)


@door.page("POST")
def order(request: SignedInRequest, article: UUID) -> HttpResponse:
    """Number the references in the order in which they are first cited."""
    the_article = draft_or_404(request.user, article)
    try:
        if moving.order_references(article=the_article, actor=request.user):
            messages.success(request, _("The references are in the order of their first citation. Undo takes it back."))
    except Refused as refusal:
        return ways.refused(request, the_article, refusal)
    return redirect(place_of_list(article))


@door.page("POST")
def order_citations(request: SignedInRequest, article: UUID, node: UUID) -> HttpResponse:
    """Let a statement cite each of its sources once, in the order of the list."""
    the_article = draft_or_404(request.user, article)
    row = get_object_or_404(Statement, article=the_article, pk=node)
    order = [str(pk) for pk in the_article.references.order_by("position", "id").values_list("pk", flat=True)]
    cited = [pk for pk in order if pk in row.citations]
    try:
        drafting.edit(row=row, version=row.version, values={"citations": cited}, actor=request.user)
    except Refused as refusal:
        return ways.refused(request, the_article, refusal)
    return redirect(place_of(article, row.pk))


@door.page("GET", "POST")
def merge(request: SignedInRequest, article: UUID, node: UUID) -> HttpResponse:
    """Make one of this reference and the one that ?with= names: first shown, then done."""
    the_article = draft_or_404(request.user, article)
    order = list(the_article.references.order_by("position", "id"))
    rows = {str(row.pk): row for row in order}
    this, other = rows.get(str(node)), rows.get(request.POST.get("with") or request.GET.get("with", ""))
    if this is None:
        raise Http404
    refusal, status = "", 200
    if request.method == "POST":
        try:
            with first_time(request) as is_first:
                if is_first:
                    merged(request, this, other)
                    messages.success(request, _("Merged. Every citation leads to the one that was kept."))
            return redirect(place_of(article, this.pk))
        except Refused as reason:
            refusal, status = str(reason), status_of(reason)
    numbers = {row.pk: place for place, row in enumerate(order, start=1)}
    context: dict[str, Any] = {"article": the_article, "this": this, "other": other, "refusal": refusal}
    context |= {"back": place_of(article, this.pk), "entry": entry_of(this, numbers[this.pk])}
    context["others"] = [entry_of(row, numbers[row.pk]) for row in order if row.pk != this.pk]
    if other:
        lost = differences(csl_of(this), csl_of(other))
        context |= {"other_entry": entry_of(other, numbers[other.pk]), "lost": sorted(lost.values())}
        context["cited"] = len(removing.citing(the_article, other))
    return render(request, "desk/draft/merge_reference.html", context, status=status)


def merged(request: SignedInRequest, keep: Reference, gone: Reference | None) -> None:
    if gone is None:
        raise Refused(_("Choose the reference to merge it with. Nothing was changed."))
    versions = (number_in(request.POST.get("version")), number_in(request.POST.get("with_version")))
    merge_references(keep=keep, gone=gone, versions=versions, actor=request.user)


@door.page("POST")
def remove(request: SignedInRequest, article: UUID, node: UUID) -> HttpResponse:
    """Take a reference out of the list, with the citations of it that the person was shown. Sent twice: once."""
    the_article = draft_or_404(request.user, article)
    row = Reference.objects.filter(article=the_article, pk=node).first()
    seen = set(request.POST.getlist("citing"))
    if row is None:
        messages.info(request, _("It was removed already."))
        return redirect(place_of_list(article))
    try:
        with first_time(request) as is_first:
            if is_first:
                removing.remove(
                    row=row,
                    version=number_in(request.POST.get("version")),
                    shown=number_in(request.POST.get("shown")) or None,
                    actor=request.user,
                    with_citations=[each.pk for each in the_article.statements.all() if str(each.pk) in seen],
                )
                messages.success(request, _("Removed. Undo brings it back."))
    except removing.StillCited as refusal:
        return still_cited(request, the_article, row, refusal)
    return redirect(place_of_list(article))


def still_cited(
    request: SignedInRequest, article: Article, row: Reference, refusal: removing.StillCited
) -> HttpResponse:
    """Why it cannot go alone, each statement that cites it, and the ways on."""
    citing: list[tuple[Statement, str]] = [(each, place_of(article.pk, each.pk)) for each in refusal.statements]
    entry = entry_of(row, 0)
    context = {"article": article, "row": row, "entry": entry, "citing": citing, "back": place_of(article.pk, row.pk)}
    context["citing_ids"] = [each.pk for each in removing.citing(article, row)]
    return render(request, "desk/draft/still_cited.html", context, status=status_of(refusal))


def entry_of(row: Reference, place: int) -> Any:
    with as_stored():
        return reference_entry(ReferenceNode(id=row.pk, key=row.key, csl=csl_of(row), note=row.note), place)
