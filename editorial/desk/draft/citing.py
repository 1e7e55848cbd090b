"""Citing while writing: “@key” in a text means the reference with that key."""

import re
from collections.abc import Mapping
from typing import NamedTuple

# An e-mail address is not a citation: what stands before the sign must not be part of a word.
UNKNOWN = r"\w(?:[\w:.-]*\w)?"


class Cited(NamedTuple):
    """A text without its citation signs, the ids they named in order, and the keys that name no reference."""

    text: str
    ids: tuple[str, ...]
    unknown: tuple[str, ...]


def offer(number: int, key: str, title: str) -> str:
    """A reference as it is offered to be cited: its number, its key and its title."""
    return f"{number}. @{key}" + (f" – {title}" if title else "")


def take_citations(text: str, ids: Mapping[str, str]) -> Cited:
    """Take “@key” out of a text. ids: reference id by key; case does not matter, keys may hold spaces.

    An unknown key stays in the text, where its author can see and mend it.
    """
    by_key = {key.casefold(): pk for key, pk in ids.items()}
    known = "|".join(re.escape(key) for key in sorted(ids, key=len, reverse=True))
    sign = re.compile(rf"\s*(?<![\w@])@(?:(?P<known>{known or '(?!)'})(?!\w)|(?P<unknown>{UNKNOWN}))", re.IGNORECASE)
    cited: list[str] = []
    unknown: list[str] = []

    def take(found: re.Match[str]) -> str:
        if found["known"] is None:
            unknown.append(found["unknown"])
            return found[0]
        if (pk := by_key[found["known"].casefold()]) not in cited:
            cited.append(pk)
        return ""

    return Cited(sign.sub(take, text).strip(), tuple(cited), tuple(unknown))
