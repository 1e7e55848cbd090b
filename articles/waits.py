"""Waiting times in sentences: "4-6 weeks", "at least 3 months", "within 48 hours", "six months"."""

import re
from collections.abc import Iterator

from articles import limits
from articles.document import WAIT_UNITS, Statement, Wait
from articles.quantities import NUMBER_WORDS

_ABBREVIATED = {"h": "hour", "hr": "hour", "min": "minute", "wk": "week", "mo": "month", "yr": "year"}
_UNIT = "|".join((*WAIT_UNITS, *_ABBREVIATED))
_NUMBER = rf"(?:[0-9]{{1,3}}|{'|'.join(NUMBER_WORDS)})"
_LEAST = r"at least|more than|no less than|not less than|longer than|over|a minimum of|minimum|min\.|≥|>="
_MOST = r"at most|up to|within|no more than|not more than|less than|a maximum of|maximum|max\.|≤|<="
_WAIT = re.compile(
    rf"(?<![\w.,])(?:(?P<least>{_LEAST})\s*|(?P<most>{_MOST})\s*)?(?<![\d.,])(?P<low>{_NUMBER})"
    rf"(?:\s*(?:[-\u2010-\u2014]|to|or)\s*(?P<high>{_NUMBER}))?[\s\u00a0-]*(?P<unit>{_UNIT})s?\b"
    r"(?!\s*(?:old|of age)\b)",
    re.IGNORECASE,
)
# An age is no wait: "adults over 65 years", "aged 6 months".
_AGE = re.compile(
    r"\b(?:aged?|older|younger|(?:adults?|patients?|people|women|men|children|infants?|those)\s+(?:over|under|above|below))"
    r"(?:\s+(?:than|of|over|under|above|below|between|from))?\s*$",
    re.IGNORECASE,
)


def waits_in(text: str) -> list[Wait]:
    """The waiting times that a sentence names, in order. Without those longer than anybody waits (limits.WAIT)."""
    return list(_found(text))


def wait_before(criterion: Statement | None) -> Wait | None:
    """The waiting time that a criterion's sentences name; the first one counts."""
    sentences = criterion.walk() if criterion else ()
    return next((wait for sentence in sentences for wait in waits_in(sentence.professional)), None)


def _found(text: str) -> Iterator[Wait]:
    for match in _WAIT.finditer(text.replace("*", "")):
        low, high = _value(match["low"]), _value(match["high"] or match["low"])
        before = match.start("low") if not match["least"] else match.start()
        if low > high or high > limits.WAIT or _AGE.search(text[:before]) or _AGE.search(text[: match.start("low")]):
            continue
        unit = _ABBREVIATED.get(match["unit"].lower()) or match["unit"].lower()
        ends: dict[str, int | None] = {"min": low, "max": high}
        if match["least"] and not match["high"]:
            ends["max"] = None
        elif match["most"] and not match["high"]:
            ends["min"] = None
        yield Wait.model_validate(ends | {"unit": unit})


def _value(number: str) -> int:
    return int(NUMBER_WORDS.get(number.lower()) or number)
