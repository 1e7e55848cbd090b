"""What a board member types. The document's digest travels along as the one they were shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles import limits
from articles.document import Statement
from articles.fields import ProseField
from articles.values import Node
from reviewers.models import Severity


def prose(label: object, rows: int, **options: object) -> ProseField:
    widget = forms.Textarea(attrs={"rows": rows})
    return ProseField(label=label, max_length=limits.PROSE, widget=widget, **options)  # type: ignore[arg-type]


class CommentForm(forms.Form):
    """A point about one part. Of a statement it opens with both wordings as they stand, to be changed.

    part: of the document as it is shown, in this language; None: the whole, or no part of it.
    """

    node = forms.CharField(required=False, widget=forms.HiddenInput)
    text = prose(_("Comment"), 3)
    severity = forms.ChoiceField(
        label=_("How grave is it?"),
        choices=Severity.choices,
        initial=Severity.MINOR,
        widget=forms.RadioSelect,
    )
    suggested_wording = prose(
        _("Suggested wording"), 2, required=False, help_text=_("As it should read. The author can take it over.")
    )
    suggested_plain = prose(_("Suggested plain wording"), 2, required=False)

    def __init__(self, data: Any = None, *, part: Node | None = None, language: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        for name in ("suggested_wording", "suggested_plain"):
            self.fields[name].widget.attrs["lang"] = language
        if isinstance(part, Statement):
            as_it_stands = {"suggested_wording": part.professional, "suggested_plain": part.plain}
            self.initial = {**self.initial, **as_it_stands}
            self.fields["suggested_wording"].label = _("Professional wording")
            self.fields["suggested_wording"].help_text = ""
            self.fields["suggested_plain"].label = _("Plain wording")
        elif not self.data.get("suggested_plain"):  # what was sent for another part is refused, and stays in its field
            del self.fields["suggested_plain"]

    @property
    def is_of_statement(self) -> bool:
        return "suggested_wording" in self.initial

    def suggestions(self) -> dict[str, str]:
        """What is suggested: the wordings that were changed. One that was emptied suggests nothing."""
        typed = {name: self.cleaned_data.get(name, "") for name in ("suggested_wording", "suggested_plain")}
        return {name: text for name, text in typed.items() if text != self.initial.get(name, "")}


class ReplyForm(forms.Form):
    text = prose(_("Reply"), 2)


class SigningForm(forms.Form):
    # Not required: without it the board refuses as it does for any other document than the one in review.
    digest = forms.CharField(required=False, widget=forms.HiddenInput)
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("The one you sign in with. It makes this signature yours."),
    )


class RequestChangesForm(forms.Form):
    digest = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = prose(
        _("What should change"), 6, help_text=_("The author reads this first; your points follow at their places.")
    )


class RecuseForm(forms.Form):
    reason = prose(_("Your reason"), 4, help_text=_("The editor reads this and asks somebody else."))
    conflict = forms.BooleanField(
        label=_("This is a conflict of interest"),
        required=False,
        help_text=_("It is recorded for this article, and you will not be asked to review it again."),
    )
