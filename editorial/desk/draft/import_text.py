"""Paste or upload a text, look at the structure found in it, then keep it. Nothing is written before the last step.

Over an article that is there it is compared with it first (import_over.py).
"""

import base64
import binascii
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.fields import ProseField
from articles.importing import Unreadable
from articles.importing.source.reading import MAX_BYTES, check_size
from articles.importing.text import import_text
from articles.models import Article
from articles.states import Refused
from articles.working_copy import drafting
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404, require_desk
from editorial.desk.draft import import_over
from editorial.desk.draft.import_over import Manuscript
from editorial.desk.draft.rows import place_of
from editorial.refusals import status_of

MOST_CHOICES = 50


class ImportForm(forms.Form):
    """A text or a file, never both."""

    text = ProseField(
        label=_lazy("Text of the article"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "data-most": MAX_BYTES}),
        help_text=_lazy("The whole page as you copied it: what is not article is recognised and set aside."),
    )
    upload = forms.FileField(
        label=_lazy("or a text file"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".txt,.md,text/plain"}),
        help_text=_lazy("UTF-8 text of at most 2 MB."),
    )

    def clean(self) -> None:
        text, upload = self.cleaned_data.get("text", ""), self.cleaned_data.get("upload")
        if upload and text.strip():
            raise forms.ValidationError(_("Paste a text or choose a file, not both. Nothing was imported."))
        if not upload and not text.strip() and not self.errors:
            raise forms.ValidationError(_("Paste a text or choose a file first."))

    def raw(self) -> bytes:
        """The bytes to import. Raises Unreadable when there are too many."""
        upload = self.cleaned_data.get("upload")
        if upload is None:
            return str(self.cleaned_data["text"]).encode()
        check_size(upload.size)
        content: bytes = upload.read()
        return content


@door.page("GET", "POST", only=require_desk)
def start(request: SignedInRequest) -> HttpResponse:
    """Step one: the text. Step two (the same address): its structure, and where to keep it."""
    if "content" in request.POST:
        return keep(request)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    over = target(request)
    if form.is_bound and form.is_valid():
        try:
            text = Manuscript(raw := form.raw(), import_text(raw))
            return import_over.comparison(request, over, text) if over else preview(request, text)
        except Unreadable as error:
            form.add_error(None, str(error))
    context = {"form": form, "target": over}
    return render(request, "desk/draft/import.html", context, status=422 if form.is_bound else 200)


def preview(request: SignedInRequest, text: Manuscript, *, refusal: str = "", status: int = 200) -> HttpResponse:
    mine = Article.objects.of_author(request.user.pk).at_hand().order_by("-created_at")[:MOST_CHOICES]
    context = import_over.shown(text) | {"articles": list(mine), "refusal": refusal}
    return render(request, "desk/draft/import_preview.html", context, status=status)


def keep(request: SignedInRequest) -> HttpResponse:
    """Step three: read the same bytes again and write them, as a new article or over a working copy. Once."""
    try:
        raw = base64.b64decode(request.POST["content"], altchars=b"-_", validate=True)
        text = Manuscript(raw, import_text(raw))
    except (binascii.Error, ValueError, Unreadable):
        messages.error(request, _("The text did not arrive whole. Nothing was kept; import it once more."))
        return redirect("desk:import")
    over, how = target(request), request.POST.get("keep", "")
    if how == "new":
        return keep_as_new(request, text)
    if over is None:
        return preview(request, text, refusal=_("Choose the article to import it over."), status=422)
    if how in ("chosen", "all"):
        return import_over.take_over(request, over, text)
    return import_over.comparison(request, over, text)


def keep_as_new(request: SignedInRequest, text: Manuscript) -> HttpResponse:
    try:
        with first_time(request) as is_first:
            if not is_first:
                messages.info(request, _("This text was kept already."))
                return redirect("desk:mine")
            article = drafting.create_article(
                document=text.result.document, author=request.user, doubts=text.result.doubts
            )
    except Refused as refusal:
        return preview(request, text, refusal=str(refusal), status=status_of(refusal))
    messages.success(request, _("Imported. Look at what the checks found, then submit it."))
    return redirect(place_of(article.pk))


def target(request: SignedInRequest) -> Article | None:
    """The article named by `article`, to import over its working copy. 404 when the person may not edit it."""
    name = request.POST.get("article") or request.GET.get("article", "")
    try:
        return draft_or_404(request.user, UUID(name)) if name else None
    except ValueError:
        return None
