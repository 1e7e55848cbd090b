"""The pages of the house (editorial policy, the board, disclaimer, privacy): records that the chief editor keeps.

`edit` is their only writer, apart from the default texts that a new installation begins with.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from articles import characters
from articles.markup import unmarked
from articles.permissions import Person, is_chief_editor
from articles.states import Forbidden, Refused, Stale
from editorial.house.first_texts import DEFAULTS
from editorial.house.models import LONGEST_BODY, HousePage

DISCLAIMER = "disclaimer"

# Sent inside the transaction, after a page was saved, with `page`. A receiver that fails undoes the change.
changed = Signal()


class PageConflict(Stale):
    """Somebody saved the page since the person read it. `current` is the page as it is now."""

    def __init__(self, current: HousePage) -> None:
        super().__init__(_("Somebody else saved this page while you were editing. Both texts are kept below."))
        self.current = current


def require_chief_editor(person: Person) -> None:
    if not is_chief_editor(person):
        raise Forbidden(_("Only the chief editor may change the pages of the house."))


@transaction.atomic
def edit(*, page: HousePage, version: int, title: str, body: str, actor: Person) -> HousePage:
    """Change a page of the house. version: the one that the person saw. Saving the same again changes nothing.

    Raises Forbidden for anyone but a chief editor, PageConflict, or Refused when the text cannot stand.
    """
    require_chief_editor(actor)
    current = HousePage.objects.select_for_update().get(pk=page.pk)
    if current.version != version:
        raise PageConflict(current)
    try:
        title, body = characters.line(title), characters.prose(body).strip()
    except characters.Unfit as complaint:
        raise Refused(f"{complaint} " + _("Nothing was saved.")) from None
    if len(body) > LONGEST_BODY:
        message = _("The text may have at most %(limit)s characters. Nothing was saved.")
        raise Refused(message % {"limit": LONGEST_BODY})
    if (current.title, current.body) == (title, body):
        return current
    current.title, current.body = title, body
    current.version += 1
    try:
        current.clean_fields()
    except ValidationError as error:
        raise Refused(" ".join(error.messages) + " " + _("Nothing was saved.")) from None
    current._history_user = actor  # type: ignore[attr-defined]
    current.save(force_update=True)
    changed.send(sender=HousePage, page=current)
    return current


def disclaimer() -> str:
    """The first paragraph of the disclaimer as plain text, for paper."""
    page = HousePage.objects.filter(pk=DISCLAIMER).first()
    return unmarked(page.body.split("\n\n", 1)[0]) if page else ""


def make_default_pages(using: str = "default", **kwargs: Any) -> None:
    """Make sure that every page is there (post_migrate); pages that are there stay as they are."""
    there = set(HousePage.objects.using(using).values_list("pk", flat=True))
    for slug, (title, body) in DEFAULTS.items():
        if slug not in there:
            HousePage(slug=slug, title=title, body=body.strip()).save(using=using, force_insert=True)
