"""The forms for one row of the working copy each. They check what `drafting.edit` cannot say as nicely.

A form is made from the row (`row=`), or from the row and what was sent; `values()` is what drafting takes.
"""

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.db.models.fields.json import KT
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import limits
from articles.document import RATE_KINDS, STATEMENT_STYLES, WAIT_UNITS
from articles.fields import LineField, ProseField
from articles.models import Article, Author, Place, Statement, TreatmentLine
from articles.values import PERCENTAGE
from articles.working_copy.rows import RATE
from editorial.accounts.models import User
from editorial.desk.draft.citing import offer, take_citations, unclear
from editorial.desk.draft.suggesting import SuggestedField, conditions, settled, specialties
from editorial.typesetting.layout import KIND_NAMES, SECTION_NAMES

STYLE_NAMES: dict[str, Promise] = {
    "paragraph": _lazy("Paragraph"),
    "bullet": _lazy("Item of a bulleted list"),
    "number": _lazy("Item of a numbered list"),
}
RATE_NAMES: dict[str, Promise] = {
    "use": _lazy("use: how many had it"),
    "benefit": _lazy("benefit: how many it helped"),
    "harm": _lazy("harm: how many it harmed"),
}
UNIT_NAMES: dict[str, Promise] = {
    "minute": _lazy("minutes"),
    "hour": _lazy("hours"),
    "day": _lazy("days"),
    "week": _lazy("weeks"),
    "month": _lazy("months"),
    "year": _lazy("years"),
}
A_PERCENTAGE = RegexValidator(PERCENTAGE, _lazy("Write the percentage as the source prints it, like 35.7."))


def line(label: Any, *, required: bool = False, **options: Any) -> LineField:
    return LineField(label=label, max_length=limits.LINE, required=required, **options)


def prose(label: Any, *, required: bool = False, rows: int = 5, **options: Any) -> ProseField:
    widget = forms.Textarea(attrs={"rows": rows})
    return ProseField(label=label, max_length=limits.PROSE, required=required, widget=widget, **options)


class RowForm(forms.Form):
    """`version` is the row's version that the person saw."""

    called: ClassVar[Promise]
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, row: Any, **options: Any) -> None:
        self.row = row
        super().__init__(data, **options)
        self.initial = {**self.read(row), "version": row.version, **self.initial}

    def read(self, row: Any) -> dict[str, Any]:
        """What the fields show for the row."""
        return {name: getattr(row, name) for name in self.fields if hasattr(row, name)}

    def values(self) -> dict[str, Any]:
        """New values by the names of the row's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def shown(self, name: str, value: Any) -> str:
        """A value as a person reads it, where two of them are set side by side."""
        return ", ".join(map(str, value)) if isinstance(value, list) else str("" if value is None else value)


class ArticleForm(RowForm):
    called = _lazy("About the article")

    title = line(_lazy("Question"), required=True, help_text=_lazy("As a reader would ask it. It is the title."))
    heading = line(_lazy("Heading"))
    plain_heading = line(_lazy("Heading in plain wording"))
    condition = SuggestedField(label=_lazy("Condition"), known=conditions)
    synonyms = ProseField(
        label=_lazy("Also known as"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("One name a line; readers find the article by each of them."),
    )
    icd10 = line("ICD-10")
    specialty = SuggestedField(
        label=_lazy("Specialty"),
        known=specialties,
        help_text=_lazy("Board members of this specialty are suggested first."),
    )
    source_date = forms.DateField(
        label=_lazy("Date of the original"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    language = LineField(
        label=_lazy("Language"),
        max_length=5,
        validators=[RegexValidator(r"^[a-z]{2}(-[A-Z]{2})?$", _lazy("Write a language code, like en or de."))],
    )

    def read(self, row: Article) -> dict[str, Any]:
        return {**super().read(row), "synonyms": "\n".join(row.synonyms)}

    def clean_condition(self) -> str:
        return settled(self, "condition", self.row.condition)

    def clean_specialty(self) -> str:
        return settled(self, "specialty", self.row.specialty)

    def clean_synonyms(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["synonyms"].splitlines() if name.strip()]
        if any(len(name) > limits.LINE for name in names):
            raise forms.ValidationError(_("A name may have at most %(limit)s characters.") % {"limit": limits.LINE})
        return names


class AuthorForm(RowForm):
    called = _lazy("Author")

    name = LineField(
        label=_lazy("Name"), max_length=limits.NAME, help_text=_lazy("As readers are shown it, like Ada Müller.")
    )
    credentials = LineField(
        label=_lazy("Credentials"), max_length=limits.NAME, required=False, help_text=_lazy("Like MD, PhD.")
    )
    account = forms.EmailField(
        label=_lazy("E-mail address of their account here"),
        required=False,
        help_text=_lazy(
            "Readers never see it. An author who is named with their account may edit, submit and withdraw this "
            "article, is told what happens to it, and does not review it."
        ),
    )

    def read(self, row: Author) -> dict[str, Any]:
        return {"name": row.name, "credentials": row.credentials, "account": row.account.email if row.account else ""}

    def clean_account(self) -> User | None:
        address = self.cleaned_data["account"]
        person = User.objects.known_by(address).first() if address else None
        if address and person is None:
            raise forms.ValidationError(_("Nobody here has this address. Leave it empty, or correct it."))
        return person

    def shown(self, name: str, value: Any) -> str:
        return super().shown(name, value.email if isinstance(value, User) else value)


class SectionForm(RowForm):
    called = _lazy("Section")

    title = line(_lazy("Title"))
    plain_title = line(_lazy("Title in plain wording"))
    kind = forms.ChoiceField(label=_lazy("Kind"), choices=list(SECTION_NAMES.items()))


class LineForm(RowForm):
    called = _lazy("Treatment line")

    title = line(_lazy("Title"), required=True)
    plain_title = line(_lazy("Title in plain wording"))
    wait_min = forms.IntegerField(label=_lazy("At least"), min_value=0, max_value=limits.WAIT, required=False)
    wait_max = forms.IntegerField(label=_lazy("At most"), min_value=0, max_value=limits.WAIT, required=False)
    wait_unit = forms.ChoiceField(
        label=_lazy("Unit"), choices=[(each, UNIT_NAMES[each]) for each in WAIT_UNITS], required=False
    )

    def read(self, row: TreatmentLine) -> dict[str, Any]:
        return {**super().read(row), "wait_unit": row.wait_unit or "week"}

    def clean(self) -> None:
        low, high = self.cleaned_data.get("wait_min"), self.cleaned_data.get("wait_max")
        if {"wait_min", "wait_max"} & set(self.errors):
            return
        if low is None and high is None:
            self.cleaned_data["wait_unit"] = ""
        elif not self.cleaned_data.get("wait_unit"):
            self.add_error("wait_unit", _("Say in which unit the waiting time is given."))
        elif low is not None and high is not None and low > high:
            self.add_error("wait_max", _("The maximum cannot be less than the minimum."))


class InterventionForm(RowForm):
    called = _lazy("Intervention")

    name = line(_lazy("Name"), required=True)
    plain_name = line(_lazy("Name in plain wording"))
    kind = forms.ChoiceField(label=_lazy("Kind"), choices=list(KIND_NAMES.items()))


class StatementForm(RowForm):
    called = _lazy("Statement")

    label = line(_lazy("Label"), help_text=_lazy("The words before the colon."))
    plain_label = line(_lazy("Label in plain wording"))
    professional = prose(
        _lazy("Professional wording"), required=True, help_text=_lazy("Write @ and a key to cite a reference.")
    )
    plain = prose(_lazy("Plain wording"), help_text=_lazy("As you would say it to a patient."))
    citations = forms.MultipleChoiceField(label=_lazy("Sources"), required=False, widget=forms.CheckboxSelectMultiple)
    style = forms.ChoiceField(
        label=_lazy("Shown as"),
        choices=[(style, STYLE_NAMES[style]) for style in STATEMENT_STYLES],
        required=False,
    )
    # A rate as the source prints it, for sentences right under an intervention.
    rate_kind = forms.ChoiceField(
        label=_lazy("Rate of"),
        choices=[("", "–"), *((each, RATE_NAMES[each]) for each in RATE_KINDS)],
        required=False,
    )
    percentage = LineField(
        label=_lazy("Percentage"), max_length=limits.PERCENTAGE, validators=[A_PERCENTAGE], required=False
    )
    numerator = forms.IntegerField(label=_lazy("Patients"), min_value=0, max_value=limits.INTEGER, required=False)
    denominator = forms.IntegerField(label=_lazy("Out of"), min_value=1, max_value=limits.INTEGER, required=False)

    def __init__(self, data: Any = None, *, row: Statement, **options: Any) -> None:
        super().__init__(data, row=row, **options)
        if row.place not in (Place.DETAIL, Place.RATE):
            for name in RATE:
                del self.fields[name]
        listed = row.article.references.order_by("position", "id").values_list("pk", "key", KT("csl__title"))
        references = list(listed)  # values only: of 500 rows nothing else is wanted
        self.ids = {key: str(pk) for pk, key, _title in references}
        self.keys = {pk: key for key, pk in self.ids.items()}
        choices = [
            (str(pk), offer(number, key, title or "")) for number, (pk, key, title) in enumerate(references, start=1)
        ]
        self.fields["citations"].choices = choices  # type: ignore[attr-defined]
        self.offered = choices
        self.fields["version"].required = not row._state.adding

    @property
    def shows_rate(self) -> bool:
        """Whether the figures of a rate are unfolded: there is one, one is asked for, or something was typed there."""
        return self.row.place == Place.RATE or any(self[name].errors or self[name].value() for name in RATE)

    @property
    def cited(self) -> list[tuple[str, str]]:
        """The references that are ticked now: all that is drawn where others are offered by the page itself."""
        ticked = {str(pk) for pk in self["citations"].value() or []}
        return [(pk, label) for pk, label in self.offered if pk in ticked]

    def clean(self) -> None:
        """Citation signs become citations. Those that were there keep their order; new ones follow."""
        cited = list(self.cleaned_data.get("citations", []))
        for name in ("professional", "plain"):
            text, ids, unknown = take_citations(self.cleaned_data.get(name, ""), self.ids)
            if unknown:
                self.add_error(name, unclear(unknown[0], self.ids))
            elif name == "professional" and not text and name in self.cleaned_data:
                self.add_error(name, _("There are only citations here. Write what they support."))
            elif name in self.cleaned_data:
                self.cleaned_data[name] = text
            cited += ids
        before = [pk for pk in self.row.citations if pk in cited]
        self.cleaned_data["citations"] = list(dict.fromkeys(before + cited))
        self.cleaned_data["style"] = self.cleaned_data.get("style") or self.row.style
        if "percentage" in self.fields:
            self._clean_rate()

    def _clean_rate(self) -> None:
        """All of a rate, or nothing: then the sentence is a detail like others."""
        rate = {name: self.cleaned_data.get(name) for name in RATE}
        part, whole = rate["numerator"], rate["denominator"]
        is_asked_for = self.row.place == Place.RATE and self.row._state.adding
        is_given = any(value not in ("", None) for value in rate.values())
        if set(RATE) & set(self.errors) or not (is_asked_for or is_given):
            return
        if not rate["percentage"]:
            self.add_error("percentage", _("A rate needs its percentage."))
        if not rate["rate_kind"]:
            self.add_error("rate_kind", _("Say what the rate is: use, benefit or harm."))
        if part is not None and whole is not None and part > whole:
            self.add_error("numerator", _("There cannot be more patients than there were in all."))

    def shown(self, name: str, value: Any) -> str:
        if name == "citations":
            return ", ".join(f"@{self.keys.get(pk, '?')}" for pk in value)
        return super().shown(name, value)
