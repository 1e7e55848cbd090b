"""The demonstration: a small house with people in every role and an article in each state. Never in production.

Every row is written by the real actions, in the order in which people would have done it: `people.py` says who there
is, `stories.py` what became of each article, `clock.py` when. Loading twice changes nothing; where an older release
loaded less, the rest is added.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from editorial.demonstration.people import ACCOUNTS, PASSWORD, Account, people
from editorial.demonstration.stories import BAASTRUP, STORIES, Story

__all__ = ["ACCOUNTS", "BAASTRUP", "PASSWORD", "STORIES", "TEXT", "Account", "NotADemonstration", "load"]

TEXT = BAASTRUP.path


class NotADemonstration(Exception):
    """The demonstration was asked for outside demonstration mode."""


@transaction.atomic
def load(stories: Iterable[Story] = STORIES) -> bool:
    """Make what is missing of the people and of these stories. Returns whether an article was made.

    Raises NotADemonstration outside demonstration mode.
    """
    if not settings.DEMONSTRATION:
        raise NotADemonstration("Demonstration accounts exist in demonstration mode only (IMPRIMATUR_MODE).")
    who = people()
    missing = [story for story in stories if not story.was_told()]
    for story in missing:
        story.tell(who, story.text())
    return bool(missing)
