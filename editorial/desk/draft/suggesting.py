"""Suggestions for a field: what readers can see that the house has written there already, and who sits on its board.

Nothing of a draft is among them: to others it does not exist.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import limits
from articles.fields import LineField
from editorial.press.models import Listing
from editorial.search.models import SearchEntry
from reviewers.models import Member

LATEST = 1_000  # approved articles that are looked through
MOST = 200  # suggestions in a page


def specialties() -> list[str]:
    """Of approved articles and of the board, the most frequent spelling of each first. Two queries."""
    listed = Listing.objects.order_by("-approved_at").values_list("specialty", flat=True)[:LATEST]
    members = Member.objects.filter(active=True).order_by().values_list("specialty", flat=True)
    return _frequent([*listed, *members])


def conditions() -> list[str]:
    """What approved articles are about, the most frequent spelling of each first. One query."""
    entries = SearchEntry.objects.order_by("-pk").values_list("names", flat=True)[:LATEST]
    return _frequent(names[0] for names in entries if names)


def as_the_house_writes(typed: str, known: Iterable[str], before: str = "") -> str:
    """The house's own spelling where only the case differs.

    before: what stood there; who changes nothing but its case means to.
    """
    key = typed.casefold()
    if not key or key == before.casefold():
        return typed
    return next((each for each in known if each.casefold() == key), typed)


def _frequent(found: Iterable[str]) -> list[str]:
    """Each name once, whatever its case: in its most frequent spelling, the names in alphabetical order."""
    names: dict[str, str] = {}
    for name, _count in Counter(filter(None, found)).most_common():
        names.setdefault(name.casefold(), name)
    return sorted(list(names.values())[:MOST], key=str.casefold)


class SuggestingInput(forms.TextInput):
    """A line that offers what `known` answers, as a <datalist>: the browser filters it, and any other text is taken."""

    def __init__(self, known: Callable[[], list[str]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.known = known

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attrs = attrs or {}
        offers = f"{attrs.get('id', name)}_offers"
        field = super().render(name, value, {**attrs, "list": offers}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((each,) for each in self.known()))
        return format_html('{}<datalist id="{}">{}</datalist>', field, offers, options)


class SuggestedField(LineField):
    """A line with suggestions. What differs from one of them in case only is written as the house writes it."""

    def __init__(self, *, known: Callable[[], list[str]], **options: Any) -> None:
        self.known = known
        super().__init__(max_length=limits.LINE, required=False, widget=SuggestingInput(known), **options)


def settled(form: forms.Form, name: str, before: str = "") -> str:
    """What is kept of a SuggestedField of the form. before: what stood there until now."""
    field = form.fields[name]
    typed: str = form.cleaned_data[name]
    return as_the_house_writes(typed, field.known(), before) if isinstance(field, SuggestedField) else typed
