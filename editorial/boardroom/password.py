"""Asking for the password once more before a signature (21 CFR 11.200: each signing takes a component known only
to the signer), and counting the guesses."""

import time

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.states import Refused
from editorial.accounts.models import User

GUESSES = 5
WINDOW = 5 * 60  # seconds


class WrongPassword(Refused):
    """The password is not theirs; they may try again."""


class TooManyGuesses(Refused):
    """All guesses of this window are used up; even the right password is refused now."""

    status = 429


def confirm(person: User, password: str) -> None:
    """Make sure that it is them. Raises WrongPassword, or TooManyGuesses after GUESSES within WINDOW seconds.

    Every guess takes one numbered place in the shared cache before the password is looked at. `add` gives a place away
    once, whichever worker asks, so guesses made at the same time count as well.
    """
    window = int(time.time() // WINDOW)
    places = [f"signing:{person.pk}:{window}:{number}" for number in range(GUESSES)]
    taken = next((number for number, place in enumerate(places) if cache.add(place, True, WINDOW)), None)
    if taken is None:
        raise TooManyGuesses(
            _("The password was wrong %(count)d times. Nothing was signed. Wait %(minutes)d minutes, then try again.")
            % {"count": GUESSES, "minutes": WINDOW // 60}
        )
    if person.check_password(password):
        cache.delete_many(places)
        return
    left = GUESSES - taken - 1
    raise WrongPassword(
        ngettext(
            "This is not your password. Nothing was signed. You have %(left)d more try.",
            "This is not your password. Nothing was signed. You have %(left)d more tries.",
            left,
        )
        % {"left": left}
    )
