"""References pasted into one field: the form for the text, and for each publication found in it what is kept of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy
from pydantic import ValidationError
from rapidfuzz import fuzz

from articles import characters, document, limits
from articles.csl import Csl
from articles.fields import LineField, ProseField
from articles.importing.references.amending import amended
from articles.importing.references.bibliography import format_entry
from articles.importing.references.likeness import Known, gaps_filled, known, like
from articles.importing.references.pasted import MOST, Entry, keyed
from articles.models import Article, Reference
from articles.sayings import Saying, parts, said_again
from articles.sayings import gettext as _
from articles.working_copy.composing import csl_of
from articles.working_copy.uniting import Filling
from editorial import lookup
from editorial.desk.draft.reference_form import ReferenceForm
from editorial.typesetting.references import MISSING_NAMES, ReferenceEntry, reference_entry

MAX_BYTES = 1024 * 1024  # of what is pasted or uploaded at once
ENDINGS = (".ris", ".bib", ".nbib", ".json", ".txt", ".bibtex", ".medline")
BOXES = ("type", "title", "authors", "journal", "issued", "volume", "issue", "page", "DOI", "PMID", "PMCID", "URL")
# The boxes by the fields of csl.Csl that they show.
BOX_OF = {name: name for name in Csl.model_fields} | {"author": "authors", "container_title": "journal"}
CHOICES: dict[str, Promise] = {
    "add": _lazy("Add it"),
    "skip": _lazy("Leave it out"),
    "fill": _lazy("Fill the gaps of the one that is there"),
}
SAME_TITLE = 50.0  # of 100: two titles less alike than that are not of one publication


class PasteForm(forms.Form):
    """A text or a file, never both."""

    text = ProseField(
        label=_lazy("References"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "autofocus": True}),
        help_text=_lazy(
            "DOI, PMID, PMCID, ISBN, lines of a list of references, RIS, BibTeX, nbib or CSL-JSON: one or many, mixed."
        ),
    )
    upload = forms.FileField(
        label=_lazy("or a file"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_lazy(".ris, .bib, .nbib or .json, UTF-8, at most 1 MB."),
    )

    def clean_upload(self) -> str:
        upload = self.cleaned_data["upload"]
        if not upload:
            return ""
        if not upload.name.lower().endswith(ENDINGS):
            raise forms.ValidationError(_("A file with references ends in .ris, .bib, .nbib, .json or .txt."))
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB. Take a part of it."))
        try:
            return str(ProseField(strip=False, required=False).clean(upload.read().decode("utf-8-sig")))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is no UTF-8 text. Export it again, or paste its text.")) from None

    def clean(self) -> None:
        text, upload = self.cleaned_data.get("text", ""), self.cleaned_data.get("upload", "")
        if self.errors:
            return
        if upload and text.strip():
            raise forms.ValidationError(_("Paste a text or choose a file, not both."))
        if not (upload or text).strip():
            raise forms.ValidationError(_("Paste a text or choose a file first."))
        if len(text.encode()) > MAX_BYTES:
            raise forms.ValidationError(_("The text is larger than 1 MB. Take a part of it."))
        self.cleaned_data["whole"] = upload or text


class PastedForm(ReferenceForm):
    """One publication that was pasted: as a line, in boxes, and what is to be done with it.

    was: what the page was made of, in JSON, to tell what the person has changed; only ever used for that.
    """

    version = None  # type: ignore[assignment]  # it is no row yet
    choice = forms.ChoiceField(label=_lazy("What to do"), choices=list(CHOICES.items()), widget=forms.RadioSelect)
    line = LineField(label=_lazy("As a line"), required=False, max_length=limits.PROSE, widget=forms.Textarea)
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, data: Any = None, *, row: Reference, was: dict[str, Any], **options: Any) -> None:
        self.facts = was
        super().__init__(data, row=row, **options)
        self.fields["line"].widget.attrs["rows"] = 3
        if not was.get("like"):
            self.fields["choice"].choices = [each for each in CHOICES.items() if each[0] != "fill"]  # type: ignore[attr-defined]
        self.before = self.read(row)
        self.initial["line"] = format_entry(self.csl_before)
        self.initial["was"] = json.dumps(was, ensure_ascii=False)

    @property
    def csl_before(self) -> Csl:
        return Csl.model_validate(self.row.csl)

    @property
    def entry(self) -> ReferenceEntry:
        """The publication as the list will show it."""
        reference = document.Reference(key=self.row.key or "?", csl=self.csl_before, note=self.row.note[: limits.PROSE])
        return reference_entry(reference, self.facts["number"])

    @property
    def doubts(self) -> list[Saying]:
        """What a person should look at, as the publication stands now: what they changed they looked at."""
        now = self.cleaned_data.get("csl") if self.is_bound and self.is_valid() else None
        if now is not None and now != self.csl_before.as_json():
            new = Csl.model_validate(now)
            return list(Entry("", csl=new, kind=self.facts["kind"] or "form").doubts)
        return [said_again(each) for each in self.facts["doubts"]]

    @property
    def remarks(self) -> list[Saying]:
        """What they should only know."""
        return [said_again(each) for each in self.facts["remarks"]]

    @property
    def lacking(self) -> str:
        reference = document.Reference(key="?", csl=self.csl_before)
        return ", ".join(str(MISSING_NAMES[name]) for name in reference.missing)

    @property
    def boxes(self) -> list[tuple[forms.BoundField, str]]:
        """Each box with the service that its value came from; empty for the text that was pasted."""
        origins = self.facts.get("origins", {})
        return [(self[name], str(origins.get(name, ""))) for name in ("key", *BOXES, "note")]

    @property
    def stands(self) -> bool:
        """Whether nothing keeps it from being kept, or left out."""
        return self.is_valid() or self.cleaned_data.get("choice") == "skip"

    @property
    def has_errors_in_boxes(self) -> bool:
        return bool({"key", "note", *BOXES} & set(self.errors))

    def clean(self) -> None:
        """What was changed, in the line or in a box, over what was found; a changed box has the last word."""
        if self.errors or self.cleaned_data.get("choice") == "skip":
            return
        data = self.cleaned_data
        csl, words = self.csl_before, ""
        if data["line"] != " ".join(format_entry(csl).split()):
            csl, words = amended(data["line"], csl)
        changed = {name for name in BOXES if data[name] != self.before[name]}
        data["note"] = "\n".join(filter(None, (data["note"], words)))
        data["csl"] = csl.as_json()
        if changed:
            there = self.read(Reference(csl=data["csl"]))
            self.cleaned_data = {**data, **{name: there[name] for name in BOXES if name not in changed}}
            try:
                merged = self.csl()
            except ValidationError as error:
                self.add_error(None, _("This is not a reference yet: %(why)s") % {"why": error.errors()[0]["msg"]})
                return
            if "authors" not in changed and "author" in data["csl"]:
                merged["author"] = data["csl"]["author"]
            self.cleaned_data["csl"] = merged

    def changed_row(self, article: Article) -> Reference:
        """The publication as it stands in the form now."""
        data = self.cleaned_data
        return Reference(article=article, key=data["key"], csl=data["csl"], note=data["note"])


def forms_for(article: Article, entries: Sequence[Entry]) -> list[PastedForm]:
    """A form for each publication that was found, looked up where the house does that."""
    answers = lookup.look_up([entry.csl for entry in entries]) if lookup.is_on() else [None] * len(entries)
    found: list[tuple[Entry, dict[str, Any]]] = []
    for entry, answer in zip(entries, answers, strict=True):
        facts: dict[str, Any] = {"kind": entry.kind, "source": entry.source, "origins": {}}
        found_so: list[str] = []
        remarks: list[str] = [*entry.remarks]
        if answer and answer.csl:
            csl = gaps_filled(entry.csl, answer.csl)
            new = [name for name in Csl.model_fields if getattr(csl, name) != getattr(entry.csl, name)]
            facts["origins"] = {BOX_OF[name]: answer.service for name in new}
            if fuzz.ratio(csl.title.casefold(), answer.csl.title.casefold()) < SAME_TITLE and answer.csl.title:
                found_so.append(
                    _("%(service)s has another title: “%(title)s”. Is the number right?") % answer_words(answer)
                )
            if answer.is_retracted:
                found_so.append(_("%(service)s says that it was retracted.") % answer_words(answer))
            entry = replace(entry, csl=csl)
        elif answer:
            (remarks if answer.is_late else found_so).append(answer.complaint)
        # What the look-up has filled is asked no more.
        doubts = [parts(each) for each in (*entry.doubts, *found_so)]
        found.append((entry, facts | {"doubts": doubts, "remarks": [parts(each) for each in remarks]}))
    keys = article.references.values_list("key", flat=True)
    with_keys = keyed([entry for entry, _facts in found], keys)
    rows = [Reference(article=article, key=each.key, csl=each.csl.as_json(), note=each.note) for each in with_keys]
    return shown(article, rows, [facts for _entry, facts in found])


def answer_words(answer: lookup.LookedUp) -> dict[str, str]:
    return {"service": answer.service, "title": answer.csl.title if answer.csl else ""}


def shown(article: Article, rows: Iterable[Reference], facts: Iterable[dict[str, Any]]) -> list[PastedForm]:
    """The forms for these publications, with what in the list each is like."""
    there = [known(row, csl_of(row)) for row in article.references.order_by("position", "id")]
    before: list[Known[int]] = []
    made: list[PastedForm] = []
    for number, (row, each) in enumerate(zip(rows, facts, strict=True), start=1):
        csl = Csl.model_validate(row.csl)
        twin, earlier = like(csl, there), like(csl, before)
        each = {**each, "number": len(there) + number, "like": "", "earlier": earlier or 0, "csl": row.csl}
        each |= {"key": row.key, "note": row.note}
        if twin:
            each |= {"like": str(twin.pk), "version": twin.version, "like_key": twin.key}
        choice = "skip" if twin or earlier else "add"
        made.append(PastedForm(row=row, was=each, prefix=f"r{number}", initial={"choice": each.get("choice", choice)}))
        before.append(known(number, csl))
    return made


def sent_forms(data: Any, article: Article) -> list[PastedForm]:
    """The forms of a page as they were sent."""
    count = data.get("entries", "")
    numbers = range(1, min(int(count), MOST * 2) + 1) if count.isdecimal() and len(count) < 4 else range(0)
    return [
        PastedForm(data, row=row, was=was, prefix=f"r{number}")
        for number in numbers
        for was in [facts_in(data.get(f"r{number}-was", ""), number)]
        for row in [Reference(article=article, key=was["key"], csl=was["csl"], note=was["note"])]
    ]


def facts_in(text: str, number: int) -> dict[str, Any]:
    """What a page was made of; of one that did not arrive as it was sent, nothing."""
    try:
        was = json.loads(text)
        Csl.model_validate(was["csl"])
        texts = {name: str(was[name]) for name in ("key", "note", "kind", "source", "like")}
        origins = {str(name): str(value) for name, value in dict(was["origins"]).items()}
        sentences = {
            name: [characters.shown_in(dict(each)) for each in list(was.get(name, ()))]
            for name in ("doubts", "remarks")
        }
        numbers = {name: int(was.get(name, 0)) for name in ("number", "version", "earlier")}
        return (
            texts | numbers | sentences | {"csl": was["csl"], "origins": origins, "like_key": str(was.get("like_key"))}
        )
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        empty: dict[str, Any] = {"key": "", "note": "", "csl": {}, "kind": "", "source": "", "like": ""}
        return empty | {"origins": {}, "doubts": [], "remarks": [], "number": number, "version": 0, "earlier": 0}


def chosen(
    made: Iterable[PastedForm], article: Article
) -> tuple[list[dict[str, Any]], list[list[Saying]], list[Filling]]:
    """What the forms, all valid, say is to be added, with what is doubted of each, and what is to be filled."""
    made = list(made)
    adding = [form for form in made if form.cleaned_data["choice"] == "add"]
    there = {str(row.pk): row for row in article.references.all()}
    filling = [
        Filling(
            there.get(form.facts["like"], Reference(pk=None, article=article)),
            form.facts["version"],
            form.cleaned_data["csl"],
        )
        for form in made
        if form.cleaned_data["choice"] == "fill"
    ]
    return [form.values() for form in adding], [form.doubts for form in adding], filling
