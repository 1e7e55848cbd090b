"""Citing while writing: “@key” in a text means the reference with that key; its first letters are enough.

The page reads what is typed by the same rule (static/js/offer-references.js) and tells what it took at once.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

# An e-mail address is not a citation: what stands before the sign must not be part of a word.
UNKNOWN = r"\w(?:[\w:.-]*\w)?"

OFFERED = 6


class Cited(NamedTuple):
    """A text without its citation signs, the ids they named in order, and the signs that name none, or several."""

    text: str
    ids: tuple[str, ...]
    unknown: tuple[str, ...]


def offer(number: int, key: str, title: str) -> str:
    """A reference as it is offered to be cited: its number, its key and its title."""
    return f"{number}. @{key}" + (f" – {title}" if title else "")


def take_citations(text: str, ids: Mapping[str, str]) -> Cited:
    """Take “@key” out of a text. ids: reference id by key, in the order of the list; case does not matter, keys may
    hold spaces. The first letters of one key only, or the number of a reference, are taken for it.

    What names none, or several, stays in the text, where its author can see and mend it.
    """
    by_key = {key.casefold(): pk for key, pk in ids.items()}
    known = "|".join(re.escape(key) for key in sorted(ids, key=len, reverse=True))
    sign = re.compile(rf"\s*(?<![\w@])@(?:(?P<known>{known or '(?!)'})(?!\w)|(?P<unknown>{UNKNOWN}))", re.IGNORECASE)
    cited: list[str] = []
    unknown: list[str] = []

    def take(found: re.Match[str]) -> str:
        meant = [by_key[found["known"].casefold()]] if found["known"] else candidates(found["unknown"], ids)
        if len(meant) != 1:
            unknown.append(found["unknown"])
            return found[0]
        if meant[0] not in cited:
            cited.append(meant[0])
        return ""

    return Cited(sign.sub(take, text).strip(), tuple(cited), tuple(unknown))


def candidates(sign: str, ids: Mapping[str, str]) -> list[str]:
    """The ids of the references that these letters may mean: whose keys begin so, or the one with this number."""
    found = [pk for key, pk in ids.items() if key.casefold().startswith(sign.casefold())]
    if not found and sign.isdecimal() and 0 < int(sign) <= len(ids):
        return [list(ids.values())[int(sign) - 1]]
    return found


def unclear(sign: str, ids: Mapping[str, str]) -> str:
    """Why “@…” was not taken, and what to do."""
    meant = candidates(sign, ids)
    keys = [f"@{key}" for key, pk in ids.items() if pk in meant][:OFFERED]
    if not keys:
        return _("No reference has the key “%(key)s”. Add the reference first, or correct the key.") % {"key": sign}
    return _("“@%(sign)s” may be %(keys)s. Write more of it.") % {"sign": sign, "keys": ", ".join(keys)}
