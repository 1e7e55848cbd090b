"""The pages of the house, kept by the chief editor: editorial policy, disclaimer, and what else there is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.fields import LineField, ProseField
from articles.states import Refused
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.desk.draft.edit import last_change, own_window
from editorial.house import pages
from editorial.house.models import LONGEST_BODY, LONGEST_TITLE, HousePage
from editorial.refusals import status_of


class HouseForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    title = LineField(label=_lazy("Title"), max_length=LONGEST_TITLE)
    body = ProseField(
        label=_lazy("Text"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_lazy("Paragraphs, lists, headings and emphasis in Markdown."),
    )


@door.page("GET", only=pages.require_chief_editor)
def overview(request: SignedInRequest) -> HttpResponse:
    return render(request, "desk/editors/house.html", {"pages": HousePage.objects.all()})


@door.page("GET", "POST", only=pages.require_chief_editor)
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change one page; readers see it at once, and its earlier versions beside it."""
    record = get_object_or_404(HousePage, pk=slug)
    if request.method != "POST":
        initial = {"version": record.version, "title": record.title, "body": record.body}
        return show(request, record, HouseForm(initial=initial))
    form = HouseForm(request.POST)
    if not form.is_valid():
        return show(request, record, form, status=422)
    wanted = form.cleaned_data
    try:
        pages.edit(page=record, actor=request.user, **wanted)
    except pages.PageConflict as conflict:
        now = conflict.current
        if (now.title, now.body) != (wanted["title"].strip(), wanted["body"].strip()):
            seen = request.POST.copy()
            seen["version"] = str(now.version)
            form.data = seen
            by = last_change(now)
            is_own = by is not None and by.history_user == request.user
            clash = {"current": now, "sentence": own_window() if is_own else str(conflict)}
            return show(request, record, form, status=409, clash=clash)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, record, form, status=status_of(refusal))
    messages.success(request, _("Saved. Readers see it now."))
    return redirect("desk:house")


def show(request: SignedInRequest, record: HousePage, form: HouseForm, **options: Any) -> HttpResponse:
    context = {"record": record, "form": form, "clash": options.get("clash")}
    return render(request, "desk/editors/house_page.html", context, status=options.get("status", 200))
