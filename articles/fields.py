"""Form fields for words that people write: they ask articles.characters, and say what is the matter at the field."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from articles import characters


class ProseField(forms.CharField):
    """Words in several lines."""

    widget: type[forms.Widget] = forms.Textarea
    kept = staticmethod(characters.prose)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The most characters are told (js/count-down.js), not enforced: browsers cut what is pasted without a word."""
        attributes = super().widget_attrs(widget)
        most = attributes.pop("maxlength", None)
        return attributes if most is None else attributes | {"data-most": most}

    def to_python(self, value: Any) -> str:
        if isinstance(value, str):
            try:
                value = self.kept(value)
            except characters.Unfit as complaint:
                raise ValidationError(str(complaint), code="unfit") from None
        return super().to_python(value) or ""


class LineField(ProseField):
    """Words in one line."""

    widget = forms.TextInput
    kept = staticmethod(characters.line)


class AsksCharacters:
    """For administrations: every text of a row that can be changed there is asked."""

    formfield_overrides: ClassVar[Any] = {
        models.CharField: {"form_class": LineField},
        models.TextField: {"form_class": ProseField},
        models.EmailField: {},  # has its own rule
    }
