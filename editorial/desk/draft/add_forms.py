"""The forms for a new part that begins with a name: a section, a treatment line, an intervention."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from articles.models import Article
from editorial.desk.draft.forms import line
from editorial.typesetting.layout import KIND_NAMES, SECTION_NAMES


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
