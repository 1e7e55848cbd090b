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
from articles.document import PERCENTAGE, STATEMENT_STYLES
from articles.fields import LineField, ProseField
from articles.models import Article, Author, Intervention, Place, Statement
from editorial.accounts.models import User
from editorial.desk.draft.citing import offer, take_citations, unclear
from editorial.desk.draft.suggesting import SuggestedField, conditions, settled, specialties
from editorial.typesetting.layout import KIND_NAMES, SECTION_NAMES

STYLE_NAMES: dict[str, Promise] = {
    "paragraph": _lazy("Paragraph"),
    "bullet": _lazy("Item of a bulleted list"),
    "number": _lazy("Item of a numbered list"),
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
    min_weeks = forms.IntegerField(
        label=_lazy("Wait before this line: at least (weeks)"), min_value=0, max_value=limits.WEEKS, required=False
    )
    max_weeks = forms.IntegerField(
        label=_lazy("Wait before this line: at most (weeks)"), min_value=0, max_value=limits.WEEKS, required=False
    )

    def clean(self) -> None:
        low, high = self.cleaned_data.get("min_weeks"), self.cleaned_data.get("max_weeks")
        if {"min_weeks", "max_weeks"} & set(self.errors):
            return
        if (low is None) != (high is None):
            self.add_error(None, _("A waiting time needs both its minimum and its maximum."))
        elif low is not None and high is not None and low > high:
            self.add_error("max_weeks", _("The maximum cannot be less than the minimum."))


class RateFields(forms.Form):
    """A rate as the source prints it."""

    percentage = LineField(label=_lazy("Percentage"), max_length=limits.PERCENTAGE, validators=[A_PERCENTAGE])
    numerator = forms.IntegerField(label=_lazy("Patients"), min_value=0, max_value=limits.INTEGER, required=False)
    denominator = forms.IntegerField(label=_lazy("Out of"), min_value=1, max_value=limits.INTEGER, required=False)

    def clean(self) -> None:
        part, whole = self.cleaned_data.get("numerator"), self.cleaned_data.get("denominator")
        if part is not None and whole is not None and part > whole:
            self.add_error("numerator", _("There cannot be more patients than there were in all."))


class InterventionForm(RateFields, RowForm):
    """The rate is there when a sentence reports it: a number without its source says nothing."""

    called = _lazy("Intervention")
    field_order = ("version", "name", "plain_name", "kind", "percentage", "numerator", "denominator")

    name = line(_lazy("Name"), required=True)
    plain_name = line(_lazy("Name in plain wording"))
    kind = forms.ChoiceField(label=_lazy("Kind"), choices=list(KIND_NAMES.items()))

    def __init__(self, data: Any = None, *, row: Intervention, **options: Any) -> None:
        super().__init__(data, row=row, **options)
        if not row.statements.filter(place=Place.USE).exists():
            for rate in RateFields.base_fields:
                del self.fields[rate]


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

    def __init__(self, data: Any = None, *, row: Statement, **options: Any) -> None:
        super().__init__(data, row=row, **options)
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

    def shown(self, name: str, value: Any) -> str:
        if name == "citations":
            return ", ".join(f"@{self.keys.get(pk, '?')}" for pk in value)
        return super().shown(name, value)


class UseForm(RateFields, StatementForm):
    """The sentence that reports a rate, and the rate."""

    field_order = ("version", "professional", "plain", "percentage", "numerator", "denominator")

    def clean(self) -> None:
        RateFields.clean(self)
        StatementForm.clean(self)


class AddForm(forms.Form):
    """A new part that begins with its name. `under`: what its action calls the part that it stands in."""

    called: ClassVar[Promise]
    under: ClassVar[str] = "article"

    def __init__(self, data: Any = None, *, article: Article, **options: Any) -> None:
        super().__init__(data, **options)
        self.article = article


class AddSectionForm(AddForm):
    called = _lazy("Add a section")
    title = line(_lazy("Title"), required=True)
    kind = forms.ChoiceField(label=_lazy("Kind"), choices=list(SECTION_NAMES.items()), initial="text")


class AddLineForm(AddForm):
    called = _lazy("Add a treatment line")
    under = "section"

    title = line(_lazy("Title"), required=True)


class AddInterventionForm(AddForm):
    called = _lazy("Add an intervention")
    under = "line"

    name = line(_lazy("Name"), required=True)
    kind = forms.ChoiceField(label=_lazy("Kind"), choices=list(KIND_NAMES.items()), initial="other")
