"""Citation marks in a sentence: [1], [1, 3-5], [smith2019], superscripts, and bare numbers at the end."""

import re
from collections.abc import Callable
from dataclasses import dataclass

MAX_RANGE = 50
_TAIL = 120  # characters in which a bare mark is looked for

_DASH = r"[-\u2010-\u2014\u207b]"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒", "0123456789-,")
_BRACKETS = re.compile(r"\s*\[([^\[\]]{1,200})\](?!\w)")
_SUPERSCRIPT = re.compile(
    rf"(?:(?<=[^\W\d_¹²³⁰⁴-⁹]{{3}})|(?<=[.,;:)\]%”’\"]))\s?"
    rf"([¹²³⁰⁴-⁹]+(?:\s?(?:[,˒]|{_DASH})\s?[¹²³⁰⁴-⁹]+)*)(?!\w)"
)
_BARE = re.compile(
    rf"(?:(?P<word>[^\s]*[^\W\d_][).%\"”’]*)|(?P<closing>[)\]%.”\"]))\s+"
    rf"(?P<marks>[1-9]\d?(?:\s*(?:,|{_DASH})\s*[1-9]\d?)*)(?P<stop>[.:;]?)$"
)
# A number after one of these words belongs to the sentence ("from 4 to 6", "grade 2", "more than 3").
_NUMBER_FOLLOWS = re.compile(
    r"and|or|to|of|in|at|on|than|by|for|from|with|until|about|approximately|around|nearly|over|under|"
    r"below|above|between|least|most|grade|stage|type|class|phase|step|day|days|week|month|year|score|"
    r"table|figure|fig|part|chapter|no|number|version|every|after|before|within|only|is|are|was|were|"
    r"times|x"
)
_NUMBERS = re.compile(rf"[0-9]{{1,3}}(\s*{_DASH}\s*[0-9]{{1,3}})*")
_KEY = re.compile(r"[a-z][\w-]*\d{4}[a-z]?", re.IGNORECASE)
_STRAY_SPACE = re.compile(r"\s+([.,;:!?])(?=\s|$)")


@dataclass(frozen=True)
class Style:
    """How this text cites.

    known: tells whether a word is a key of its reference list.
    bare_up_to: the highest bare number at the end of a sentence that is a mark; 0 when bare numbers are words.
    """

    known: Callable[[str], bool] = lambda _mark: False
    bare_up_to: int = 0


@dataclass(frozen=True)
class Cited:
    """A sentence without its marks. `inside`: marks stood within the sentence, not only at its end."""

    text: str
    marks: tuple[str, ...] = ()
    inside: bool = False


def take_marks(text: str, style: Style) -> Cited:
    """Take the citation marks out of a sentence; marks are numbers or keys, each once, in order.

    A sentence that consists of nothing but marks is left as it stands.
    """
    marks: list[str] = []
    inside = False

    def take(match: re.Match[str]) -> str:
        nonlocal inside
        found = _marks(match[1].translate(_SUPERSCRIPTS), style)
        if not found:
            return match[0]
        marks.extend(found)
        inside = inside or bool(re.search(r"\w", _BRACKETS.sub("", match.string[match.end() :])))
        return ""

    rest = _SUPERSCRIPT.sub(take, _BRACKETS.sub(take, text))
    tail = rest[-_TAIL:]
    if style.bare_up_to and (match := _BARE.search(tail)):
        word = (match["word"] or "").strip('.()%"”’').casefold()
        found = _marks(match["marks"], style)
        if found and not _NUMBER_FOLLOWS.fullmatch(word) and all(int(mark) <= style.bare_up_to for mark in found):
            marks.extend(found)
            rest = rest[:-_TAIL] + tail[: match.start("marks")].rstrip() + match["stop"]
    rest = _STRAY_SPACE.sub(r"\1", rest).strip() if marks else rest
    if not re.search(r"\w", rest):
        return Cited(text)
    return Cited(rest, tuple(dict.fromkeys(marks)), inside)


def take_last_brackets(text: str, style: Style) -> Cited:
    """Only the brackets at the very end, of which an empty pair means "no source": for words taken as they stand."""
    match = re.search(r"\s*\[([^\[\]]*)\]$", text)
    if not match:
        return Cited(text)
    if not match[1].strip():
        return Cited(text[: match.start()])
    marks = _marks(match[1], style)
    return Cited(text[: match.start()], tuple(dict.fromkeys(marks))) if marks else Cited(text)


def cites_in_brackets(text: str) -> bool:
    """Whether the text has a mark such as [1] or [1, 3-5]."""
    return any(
        all(_NUMBERS.fullmatch(part.strip()) for part in re.split(r"[,;]", group)) for group in _BRACKETS.findall(text)
    )


def _marks(group: str, style: Style) -> list[str]:
    """The marks in "1, 3-5" or "smith2019; 7"; empty when the group is not made of marks only."""
    marks: list[str] = []
    for part in re.split(r"[,;]", group):
        key = part.strip().removeprefix("@")
        found = _expand(key) if _NUMBERS.fullmatch(key) else [key] if style.known(key) or _KEY.fullmatch(key) else []
        if not found:
            return []
        marks.extend(found)
    return marks


def _expand(numbers: str) -> list[str]:
    """ "3", "4", "5" from "3-5"; empty for what is no range of references."""
    ends = [int(end) for end in re.split(_DASH, numbers)]
    first, last = ends[0], ends[-1]
    if first == 0 or len(ends) > 2 or not 0 <= last - first <= MAX_RANGE:
        return []
    return [str(number) for number in range(first, last + 1)]
