"""Lists in pages. A cursor is the place of the last item shown, signed, so that only our own come back."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from editorial.api.problems import Problem
from editorial.press.edition import absolute

Position = list[Any]


def position(cursor: str | None, of: str) -> Position | None:
    """Where to go on; None at the beginning. of: which list. Raises Problem (400) for a cursor that is not of it."""
    if cursor is None:
        return None
    try:
        return list(_signer(of).unsign_object(cursor))
    except BadSignature:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            _("This cursor is not one that this list gave. Leave it out to start from the beginning."),
        ) from None


def next_address(path: str, place: Position | None, of: str, **parameters: object) -> str | None:
    """The address of the following page, with the filters of this one; None without a place to go on from.

    place: JSON values. parameters: those that are None are left out.
    """
    if place is None:
        return None
    given = {name: value for name, value in parameters.items() if value is not None}
    return absolute(f"{path}?{urlencode(given | {'cursor': _signer(of).sign_object(place)})}")


def _signer(of: str) -> Signer:
    # Without a time in it: the same page has the same cursor, and so the same entity tag.
    return Signer(salt=f"editorial.api.{of}")
