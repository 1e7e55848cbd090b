"""One reference as a form: the fields of CSL-JSON that we keep, written as people write them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from pydantic import ValidationError

from articles import document, limits
from articles.csl import Csl, PersonName
from articles.fields import LineField, ProseField
from articles.markup import is_https
from articles.models import Reference
from editorial.desk.draft.forms import RowForm, line, prose
from editorial.typesetting.references import MISSING_NAMES

TYPES: dict[str, Promise] = {
    "article-journal": _lazy("Journal article"),
    "chapter": _lazy("Chapter"),
    "book": _lazy("Book"),
    "report": _lazy("Report or guideline"),
    "webpage": _lazy("Web page"),
    "thesis": _lazy("Thesis"),
    "paper-conference": _lazy("Conference paper"),
}
PLAIN_FIELDS = ("type", "title", "volume", "issue", "page", "DOI", "PMID", "PMCID", "URL")
DOI_ADDRESS = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


class ReferenceForm(RowForm):
    called = _lazy("Reference")

    key = line(_lazy("Key"), required=True, help_text=_lazy("Your short name for it; cite it as @key."))
    type = forms.ChoiceField(label=_lazy("Kind"), choices=list(TYPES.items()))
    title = line(_lazy("Title"))
    authors = ProseField(
        label=_lazy("Authors"),
        required=False,
        max_length=limits.PROSE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_lazy("One a line: family name, comma, given names."),
    )
    journal = line(_lazy("Journal or book"))
    issued = LineField(
        label=_lazy("Date"),
        required=False,
        validators=[RegexValidator(r"^\d{4}(-\d{2}(-\d{2})?)?$", _lazy("Write 2015, 2015-02 or 2015-02-03."))],
        help_text=_lazy("2015, 2015-02 or 2015-02-03."),
    )
    volume = line(_lazy("Volume"))
    issue = line(_lazy("Issue"))
    page = line(_lazy("Pages"))
    DOI = line("DOI")
    PMID = line("PMID", validators=[RegexValidator(r"^\d{1,9}$", _lazy("A PMID is a number."))])
    PMCID = line("PMCID", validators=[RegexValidator(r"^PMC\d+$", _lazy("A PMCID is PMC and a number."))])
    URL = line(_lazy("Web address"))
    note = prose(_lazy("Note"), rows=2)

    def __init__(self, data: Any = None, *, row: Reference, **options: Any) -> None:
        super().__init__(data, row=row, **options)
        kind = row.csl.get("type", "")
        if kind and kind not in TYPES:
            self.fields["type"].choices = [*TYPES.items(), (kind, kind)]  # type: ignore[attr-defined]

    @property
    def missing(self) -> str:
        """What a reader needs to find the publication and the row does not have, in words."""
        reference = document.Reference(key=self.row.key or "?", csl=Csl.model_validate(self.row.csl))
        return ", ".join(str(MISSING_NAMES[name]) for name in reference.missing)

    def read(self, row: Reference) -> dict[str, Any]:
        csl = Csl.model_validate(row.csl)
        names = (f"{person.family}, {person.given}".removesuffix(", ") for person in csl.author)
        parts = csl.issued.date_parts[0] if csl.issued and csl.issued.date_parts else ()
        return {
            "key": row.key,
            "note": row.note,
            "authors": "\n".join(names),
            "journal": csl.container_title,
            "issued": "-".join(f"{part:02}" for part in parts),
            **{name: getattr(csl, name) for name in PLAIN_FIELDS},
        }

    def clean_issued(self) -> str:
        text: str = self.cleaned_data["issued"]
        try:
            date.fromisoformat((text + "-01-01")[:10] if text else "2000-01-01")
        except ValueError:
            raise forms.ValidationError(_("There is no such day.")) from None
        return text

    def clean_DOI(self) -> str:
        doi = DOI_ADDRESS.sub("", self.cleaned_data["DOI"])
        if doi and not doi.startswith("10."):
            raise forms.ValidationError(_("A DOI begins with 10., like 10.1007/s13244-014-0376-7."))
        return doi

    def clean_URL(self) -> str:
        address: str = self.cleaned_data["URL"]
        if address and not is_https(address):
            raise forms.ValidationError(_("Only addresses that begin with https:// become links."))
        return address

    def clean(self) -> None:
        if not self.errors:
            try:
                self.cleaned_data["csl"] = self.csl()
            except ValidationError as error:
                self.add_error(None, _("This is not a reference yet: %(why)s") % {"why": error.errors()[0]["msg"]})

    def csl(self) -> dict[str, Any]:
        """The fields as CSL-JSON without the empty ones, as drafting keeps them."""
        data = self.cleaned_data
        people = [name.partition(",") for name in data["authors"].splitlines() if name.strip(" ,")]
        fields = {name: data[name] for name in PLAIN_FIELDS}
        if data["issued"]:
            fields["issued"] = {"date-parts": [[int(part) for part in data["issued"].split("-")]]}
        csl = Csl(
            **{"container-title": data["journal"]},
            author=tuple(PersonName(family=family.strip(), given=given.strip()) for family, _comma, given in people),
            **fields,
        )
        return csl.as_json()

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("key", "csl", "note")}

    def shown(self, name: str, value: Any) -> str:
        if name != "csl":
            return super().shown(name, value)
        return "; ".join(f"{key}: {each}" for key, each in self.read(Reference(csl=value)).items() if each)
