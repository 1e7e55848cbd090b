"""Paste or upload a text, look at the structure found in it, then keep it. Nothing is written before the last step."""

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
from articles.importing import ImportResult, Unreadable
from articles.importing.source.reading import MAX_BYTES, check_size
from articles.importing.text import import_text
from articles.models import Article
from articles.states import Refused
from articles.working_copy import drafting
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.desk.access import draft_or_404, require_desk
from editorial.desk.draft.rows import place_of
from editorial.refusals import status_of
from editorial.typesetting.layout import Layout

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
    if form.is_bound and form.is_valid():
        try:
            raw = form.raw()
            return preview(request, raw, import_text(raw))
        except Unreadable as error:
            form.add_error(None, str(error))
    context = {"form": form, "target": target(request)}
    return render(request, "desk/draft/import.html", context, status=422 if form.is_bound else 200)


def preview(
    request: SignedInRequest, raw: bytes, result: ImportResult, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    chosen = target(request)
    mine = Article.objects.filter(author=request.user).order_by("-created_at")[:MOST_CHOICES]
    layout = Layout(result.document, "professional")
    context = {
        "result": result,
        "answer": layout.groups(result.document.answer),
        "sections": [layout.section(section) for section in result.document.sections],
        "content": base64.urlsafe_b64encode(raw).decode(),
        "target": chosen,
        "articles": [chosen] if chosen else list(mine),
        "refusal": refusal,
    }
    return render(request, "desk/draft/import_preview.html", context, status=status)


def keep(request: SignedInRequest) -> HttpResponse:
    """Step three: read the same bytes again and write them, as a new article or over a working copy. Once."""
    try:
        raw = base64.b64decode(request.POST["content"], altchars=b"-_", validate=True)
        result = import_text(raw)
    except (binascii.Error, ValueError, Unreadable):
        messages.error(request, _("The text did not arrive whole. Nothing was kept; import it once more."))
        return redirect("desk:import")
    chosen = target(request)
    if request.POST.get("keep") == "replace" and chosen is None:
        return preview(request, raw, result, refusal=_("Choose the article whose working copy to replace."), status=422)
    try:
        with first_time(request) as is_first:
            if not is_first:
                messages.info(request, _("This text was kept already."))
                return redirect(place_of(chosen.pk)) if chosen else redirect("desk:mine")
            if request.POST.get("keep") == "replace" and chosen is not None:
                article = drafting.replace_document(article=chosen, document=result.document, actor=request.user)
            else:
                article = drafting.create_article(document=result.document, author=request.user)
    except Refused as refusal:
        return preview(request, raw, result, refusal=str(refusal), status=status_of(refusal))
    messages.success(request, _("Imported. Look at what the checks found, then submit it."))
    return redirect(place_of(article.pk))


def target(request: SignedInRequest) -> Article | None:
    """The article named by `article` whose working copy would be replaced. 404 when the person may not edit it."""
    name = request.POST.get("article") or request.GET.get("article", "")
    try:
        return draft_or_404(request.user, UUID(name)) if name else None
    except ValueError:
        return None
