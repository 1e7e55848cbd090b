"""Numbers without brackets that may be citation marks: at a sentence's end, glued to a word, or raised.

A number that is taken for a mark disappears from the sentence, and with it a dose, a score or a grade when the guess
was wrong. So the words before it must leave nothing open, and its entries must exist; what is not sure stays in place.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Literal

from articles.importing.structure import number_words

MAX_SPAN = 5  # more sources in one range without brackets than this were never meant as sources
_TAIL = 240  # characters before a number that are looked at

_DASH = r"[-\u2010-\u2014\u207b]"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒", "0123456789-,")
_RAISED = r"[¹²³⁰⁴-⁹]{1,3}"
_SUPERSCRIPT = re.compile(
    rf"(?:(?<=[^\W\d_¹²³⁰⁴-⁹]{{3}})|(?<=[.,;:)\]%”’\"]))\s?"
    rf"(?P<marks>{_RAISED}(?:\s?(?:[,˒]|{_DASH})\s?{_RAISED}){{0,20}})(?!\w)"
)
_NUMBERS = rf"[1-9]\d?(?:\s?(?:,|{_DASH})\s?[1-9]\d?){{0,20}}"
_BARE = re.compile(rf"(?<=[^\s\d,])\s+(?P<marks>{_NUMBERS})(?P<stop>[.:;]?)$")
_WITHIN = re.compile(rf"(?<=[^\W\d_][.;])\s(?P<marks>{_NUMBERS})(?=\s[A-Z])")
_GLUED = re.compile(
    rf"(?:(?<=[^\W\d_A-Z]{{3}})[.,;:)”\"]{{0,2}}|(?<=\d%)[.,;:)]{{0,2}})"
    rf"(?P<marks>[1-9]\d?(?:(?:,|{_DASH})[1-9]\d?){{0,20}})(?=$|\s|[.,;:](?:\s|$))"
)

Verdict = Literal["open", "unsure", "closed"]


@dataclass(frozen=True)
class FoundNumbers:
    """Numbers at a place of a sentence. verdict: whether the words before leave a place for the number ("open": it is
    theirs, "closed": they are complete without it). bare: nothing but its place tells it from a word."""

    numbers: tuple[str, ...]
    start: int
    end: int
    verdict: Verdict
    bare: bool = False
    within: bool = False

    def confirmed(self, entries: Container[int]) -> bool:
        return all(int(number) in entries for number in self.numbers)


def find(text: str) -> Iterator[FoundNumbers]:
    """Every number that looks like a mark, from left to right, none twice."""
    matches = [
        *((match, False, False) for match in _SUPERSCRIPT.finditer(text)),
        *((match, False, False) for match in _GLUED.finditer(text)),
        *((match, True, True) for match in _WITHIN.finditer(text)),
    ]
    tail = max(0, len(text) - _TAIL)
    if match := _BARE.search(text, tail):
        matches.append((match, True, False))
    end = 0
    for match, bare, within in sorted(matches, key=lambda each: each[0].start()):
        start = match.start("marks")
        numbers = _expand(match["marks"].translate(_SUPERSCRIPTS))
        if not numbers or start < end:
            continue
        end = match.end("marks")
        before = text[max(0, start - _TAIL) : start].rstrip()
        if match.re is _GLUED:
            before = before.rstrip(",;:")
        verdict = words_before(before, whole=start <= _TAIL)
        if not bare and number_words.HAS_EXPONENT.search(text[start - 12 if start > 12 else 0 : start]):
            verdict = "open"
        if verdict == "closed" and number_words.names_a_molecule(before):
            verdict = "unsure"
        if bare and verdict == "closed" and re.search(_DASH, match["marks"]) and number_words.measures(before):
            verdict = "unsure"
        yield FoundNumbers(numbers, start, end, verdict, bare, within)


def words_before(before: str, *, whole: bool = True) -> Verdict:
    """Whether these words want a number after them. whole: they are all the words of the sentence before it."""
    tokens = before.split()
    if not tokens:
        return "open"
    last = tokens[-1]
    word = last.strip("()[].,;:!?%*_“”‘’\"'").casefold()
    if re.search(r"[<>=≤≥±≈~×+/#№&:\-\u2010-\u2014]$", last) or last in ("*", "x"):
        return "open"
    if last.endswith((".", "!", "?", ".”", '."', ".)")):
        return "open" if word in number_words.ABBREVIATIONS else "closed"
    if last.endswith((")", "]")):
        return _after_parenthesis(before)
    if last.endswith(("%", "°")) or word in ("percent", "cent"):
        return "closed" if re.search(r"\d\s*(%|°|per\s?cent)$", before) else "open"
    if word in number_words.GLUE:
        return "open"
    if word in number_words.UNITS or "/" in word:
        return _after_unit(tokens, word)
    if re.fullmatch(r"\d[\d.,]*(?:[-\u2010-\u2014]\d[\d.,]*)?[^\W\d_]{1,5}", word):
        return "closed"  # 20mg
    plain = last.strip("()[].,;:!?*_“”‘’\"'")
    if not plain or plain[1:] != plain[1:].casefold() or plain[:1].isdecimal() or re.search(r"\d", plain):
        return "open" if not re.search(r"[^\W\d_]", plain) else "unsure"
    if plain[:1].isupper() or last.endswith((",", ";")):
        return "unsure"
    if number_words.VALUE_IS_SAID.search(before):
        return "closed"
    if (
        before.casefold().endswith("cranial nerve")
        or word in number_words.TAKES_A_VALUE
        or word.rstrip("s") in number_words.TAKES_A_VALUE
    ):
        return "unsure"
    return "unsure" if _target_is_open(tokens) or (whole and _dose_is_open(tokens)) else "closed"


def _after_parenthesis(before: str) -> Verdict:
    opened = before.rfind("(") if before.endswith(")") else before.rfind("[")
    inside, outside = before[opened + 1 : -1].strip(), before[: max(opened, 0)].rstrip()
    if opened < 0 or "/" in inside or inside.casefold() in number_words.UNITS:
        return "open"
    if " " not in inside and inside[1:] != inside[1:].casefold():
        return "unsure"  # the abbreviation of what was named: body mass index (BMI) 30
    if re.search(r"\b(?:CI|IQR|SD|range)\b", inside):
        return "unsure"
    return words_before(outside) if outside else "closed"


def _after_unit(tokens: list[str], word: str) -> Verdict:
    if "/" in word and not all(part in number_words.UNITS for part in word.split("/")):
        return "unsure"
    previous = tokens[-2].strip("()[],;:“”‘’\"'").casefold() if len(tokens) > 1 else ""
    numbered = re.fullmatch(r"[<>≤≥~±]?\d[\d.,/]*(?:[-\u2010-\u2014]\d[\d.,]*)?(?:th|st|nd|rd)?", previous)
    return "closed" if numbered or previous in number_words.QUANTITIES else "open"


def _target_is_open(tokens: list[str]) -> bool:
    """ "Target an activated clotting ratio": the number to reach has not been said yet."""
    for token in reversed(tokens[-6:]):
        if re.search(r"\d", token):
            return False
        if token.strip("(),;:").casefold() in number_words.TARGETS:
            return True
    return False


def _dose_is_open(tokens: list[str]) -> bool:
    """ "Give prednisolone" and nothing else: what follows is how much."""
    return len(tokens) <= 3 and tokens[0].casefold() in number_words.DOSING


def _expand(group: str) -> tuple[str, ...]:
    """ "1", "3", "4", "5" from "1, 3-5"; empty for what is no list of sources."""
    numbers: list[str] = []
    for part in re.split(r"[,˒]", group):
        ends = [int(end) for end in re.split(_DASH, part)]
        first, last = ends[0], ends[-1]
        if first == 0 or len(ends) > 2 or not 0 <= last - first < MAX_SPAN:
            return ()
        numbers += [str(number) for number in range(first, last + 1)]
    return tuple(dict.fromkeys(numbers))
