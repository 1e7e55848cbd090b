"""Which characters a text may hold: one rule, asked wherever words come in, and how they are shown that came in before.

Refused: control characters (C0 and C1, U+007F) but tab and line feed, noncharacters, lone surrogates, and the controls
that turn the direction of writing (U+202A-202E, U+2066-2069). XML 1.0, FHIR strings or PostgreSQL forbid the former;
the latter show a reader other words than were signed
(https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing).
Every kind of line break becomes a line feed, in a text of one line a space: that changes no word.

What is in evidence stays as it is for ever, so it is not asked again (`as_stored`); people and formats are given it
`shown`.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel

AROUND = 20  # characters on either side that tell where something stands
T = TypeVar("T")

_BEYOND = "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
_BREAK = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_IN_FIRST_PLANE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
_UNFIT = re.compile(f"[{_IN_FIRST_PLANE}{_BEYOND}]")
_UNFIT_IN_FIRST_PLANE = re.compile(f"[{_IN_FIRST_PLANE}]")
_OF_OTHER_PLANES = re.compile("[\U00010000-\U0010ffff]")
_SPACED_BREAK = re.compile(r"[ \t]*\n\s*")
_ESCAPED = re.compile(r"\\[bfru]")
_PICTURES = 0x2400  # the block of pictures of control characters, whose names name them
_stored: ContextVar[bool] = ContextVar("stored", default=False)


class Unfit(ValueError):
    """A text holds a character that it may not. The message is the sentence for the person."""


@contextmanager
def as_stored() -> Iterator[None]:
    """In this block texts are what a record holds: taken as they are, to the byte."""
    token = _stored.set(True)
    try:
        yield
    finally:
        _stored.reset(token)


def prose(text: str) -> str:
    """The text as it is kept, line breaks as line feeds. Raises Unfit."""
    if _stored.get():
        return text
    text = _BREAK.sub("\n", text)
    if complaint := unfit(text):
        raise Unfit(complaint)
    return text


def line(text: str) -> str:
    """The text as it is kept where it is one line, without outer space. Raises Unfit."""
    return text if _stored.get() else _SPACED_BREAK.sub(" ", prose(text).strip())


def unfit(text: str) -> str:
    """What is the matter with the first character that may not stand in a text, with its place; empty when none is."""
    found = _first_unfit(text)
    if not found:
        return ""
    start, end = found.span()
    place = shown(f"{text[:start][-AROUND:]}{found[0]}{text[end:][:AROUND]}").strip()
    return _("“%(place)s” holds a character that no text may hold, %(character)s. Remove it there.") % {
        "place": place,
        "character": f"U+{ord(found[0]):04X} ({_name(found[0])})",
    }


def _first_unfit(text: str) -> re.Match[str] | None:
    """Every page is asked. A class with characters of many planes is compared with each in turn, ten times slower than
    one of the first plane, and few texts have any of another.
    """
    return (_UNFIT if _OF_OTHER_PLANES.search(text) else _UNFIT_IN_FIRST_PLANE).search(text)


def is_fit_json(content: str) -> bool:
    """Whether no text in this JSON, which escapes control characters, needs to be `shown`. No may be said in vain."""
    return not _first_unfit(content) and not _ESCAPED.search(content)


def shown(text: str) -> str:
    """A text that is kept already, as every page and format may show it: [U+202E] for what may not stand in one."""
    if not _BREAK.search(text) and not _first_unfit(text):
        return text  # the same object: what is marked as safe HTML stays so
    return _UNFIT.sub(lambda found: f"[U+{ord(found[0]):04X}]", _BREAK.sub("\n", text))


def shown_in(value: T) -> T:
    """A value (text, list, mapping, dataclass, document) with every text in it as `shown`; lengths are not asked."""
    shape: object = value
    match value:
        case str():
            shape = shown(value)
        case list():
            shape = [shown_in(each) for each in value]
        case tuple():
            shape = tuple(shown_in(each) for each in value)
        case dict():
            shape = {name: shown_in(each) for name, each in value.items()}
        case BaseModel():
            shape = value.model_copy(update={name: shown_in(getattr(value, name)) for name in type(value).model_fields})
        case _ if is_dataclass(value) and not isinstance(value, type):
            shape = replace(value, **{each.name: shown_in(getattr(value, each.name)) for each in fields(value)})
    return shape  # type: ignore[return-value]


def _name(character: str) -> str:
    """The character's name as Unicode has it; that of its picture for control characters, which have none."""
    if name := unicodedata.name(character, ""):
        return name.lower()
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return unicodedata.name(chr(_PICTURES + min(code, 0x21))).removeprefix("SYMBOL FOR ").lower()
    if 0x80 <= code < 0xA0:
        return _("control character")
    return _("half of a character") if 0xD800 <= code < 0xE000 else _("not a character")
