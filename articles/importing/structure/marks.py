"""Citation marks in a sentence: [1], [1, 3-5], [smith2019], and numbers without brackets where they are sure."""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass

from articles.importing.structure import unbracketed

MAX_RANGE = 50

_DASH = r"[-\u2010-\u2014\u207b]"
_BRACKETS = re.compile(r"(?<!\s)\s*\[([^\[\]]{1,200})\](?!\w)")
# Brackets after these hold an interval of values: "(95% CI [1-4])", "median 5 [3-9]".
_INTERVAL = re.compile(
    r"(?:\b(?:CI|CrI|IQR|SD|SE|HR|OR|RR|range|scale|scores?|grades?|stages?|from|intervals?|quartiles?|percentiles?)\)?"
    r"|\d%?)[:,=]?$"
)
_NUMBERS = re.compile(rf"[0-9]{{1,3}}(\s*{_DASH}\s*[0-9]{{1,3}})*")
_KEY = re.compile(r"[a-z][\w-]*\d{4}[a-z]?", re.IGNORECASE)
_STRAY_SPACE = re.compile(r"(?<!\s)\s+([.,;:!?])(?=\s|$)")


@dataclass(frozen=True)
class Style:
    """How this text cites.

    known: tells whether a word is a key of its reference list.
    entries: the numbers that are sources without brackets too: those of its list, or, without a list, those that the
    text itself counts from 1 without a hole.
    bare: whether it ends sentences with bare numbers; they are words where it cites in brackets.
    """

    known: Callable[[str], bool] = lambda _mark: False
    entries: Container[int] = ()
    bare: bool = False


@dataclass(frozen=True)
class Unmarked:
    """A sentence without its marks.

    inside: marks stood within the sentence, not only at its end. unbracketed: those of the marks that were taken
    without brackets. left: numbers that look like marks, are not sure, and are in the text as they were.
    """

    text: str
    marks: tuple[str, ...] = ()
    inside: bool = False
    unbracketed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def take_marks(text: str, style: Style) -> Unmarked:
    """Take the citation marks out of a sentence; marks are numbers or keys, each once, in order.

    A sentence that consists of nothing but marks is left as it stands.
    """
    marks: dict[str, None] = {}
    first_end: int | None = None

    def take(match: re.Match[str]) -> str:
        nonlocal first_end
        found = [] if _is_interval(match) else _marks(match[1], style)
        if not found:
            return match[0]
        first_end = match.end() if first_end is None else first_end
        marks.update(dict.fromkeys(found))
        return ""

    rest = _BRACKETS.sub(take, text)
    inside = first_end is not None and bool(re.search(r"\w", _BRACKETS.sub("", text[first_end:])))
    bracketed = bool(marks)
    words: list[str] = []
    taken: dict[str, None] = {}
    left: list[str] = []
    place = 0
    for found in unbracketed.find(rest):
        confirmed = found.confirmed(style.entries)
        readable = not found.within and (style.bare or not found.bare)
        if confirmed and readable and found.verdict == "closed":
            words.append(rest[place : found.start].rstrip())
            place = found.end
            taken.update(dict.fromkeys(found.numbers))
        elif _is_doubtful(found, confirmed=confirmed, bare=style.bare, bracketed=bracketed):
            left.append(rest[found.start : found.end])
    if taken:
        inside = inside or bool(re.search(r"\w", rest[place:]) or any(re.search(r"\w", each) for each in words[1:]))
        rest = "".join([*words, rest[place:]])
        marks.update(taken)
    rest = _STRAY_SPACE.sub(r"\1", rest).strip() if marks else rest
    if not re.search(r"\w", rest):
        return Unmarked(text)
    return Unmarked(rest, tuple(marks), inside, tuple(taken), tuple(left))


def _is_doubtful(found: unbracketed.FoundNumbers, *, confirmed: bool, bare: bool, bracketed: bool) -> bool:
    """Whether a number that stays should be looked at: it may be a mark, and nothing proves that it is none."""
    if found.verdict == "open":
        return False
    if found.bare and (not bare or found.within):
        return confirmed and found.verdict == "closed" and not bracketed
    return confirmed or found.verdict == "closed"


def _is_interval(match: re.Match[str]) -> bool:
    """Whether the brackets hold an interval of values rather than sources."""
    values = re.fullmatch(rf"\s*\d+\s*(?:{_DASH}|to|,)\s*\d+\s*", match[1])
    before = match.string[max(0, match.start() - 40) : match.start()]
    if not values or not (named := _INTERVAL.search(before)):
        return False
    if not named[0][0].isdecimal():
        return True
    # A number and a range around it: "median 5 [3-9]". "for 7 days [1-4]" has a word between.
    number = re.search(r"(?<![\w.])(\d+)%?[:,=]?$", before)
    low, high = (int(end) for end in re.findall(r"\d+", match[1]))
    return "," not in match[1] and number is not None and low <= int(number[1]) <= high


def take_last_brackets(text: str, style: Style) -> Unmarked:
    """Only the brackets at the very end, of which an empty pair means "no source": for words taken as they stand."""
    before, opened, inside = text.rpartition("[")
    inside = inside.removesuffix("]")
    if not opened or not text.endswith("]") or "]" in inside:
        return Unmarked(text)
    if not inside.strip():
        return Unmarked(before.rstrip())
    marks = _marks(inside, style)
    return Unmarked(before.rstrip(), tuple(dict.fromkeys(marks))) if marks else Unmarked(text)


def cites_in_brackets(text: str) -> bool:
    """Whether the text has a mark such as [1] or [1, 3-5]."""
    return any(
        all(_NUMBERS.fullmatch(part.strip()) for part in re.split(r"[,;]", match[1])) and not _is_interval(match)
        for match in _BRACKETS.finditer(text)
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
