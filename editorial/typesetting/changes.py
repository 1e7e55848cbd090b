"""Changes as a comparison lists them: with the name of the field beside the sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.comparison import Change

FIELD_NAMES: dict[str, Promise] = {
    "professional": _("Professional wording"),
    "plain": _("Plain wording"),
    "label": _("Label"),
    "plain_label": _("Plain label"),
    "title": _("Title"),
    "plain_title": _("Plain title"),
    "wait": _("Waiting time"),
    "rate": _("Rate"),
    "citations": _("Sources"),
}
KIND_NAMES: dict[str, Promise] = {"added": _("New"), "removed": _("Removed"), "moved": _("Moved")}


@dataclass(frozen=True)
class ListedChange:
    """A change and what it concerns in a word or two, empty where the sentence says it."""

    change: Change

    @property
    def about(self) -> str:
        return str(KIND_NAMES.get(self.change.kind) or FIELD_NAMES.get(self.change.field) or "")


def listed(changes: Iterable[Change]) -> tuple[ListedChange, ...]:
    return tuple(ListedChange(change) for change in changes)
