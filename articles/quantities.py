"""Quantities in medical prose: doses, rates, durations, counts and how often.

Found by their form, so that a reviewer sees first what can harm most when it is wrong. What looks like a
number but names something (the level "L4") is left out; a number whose meaning is unclear is kept.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

NUMBER_WORDS = {
    word: Decimal(value)
    for value, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
FRACTIONS = {
    "½": Decimal("0.5"),
    "¼": Decimal("0.25"),
    "¾": Decimal("0.75"),
    "⅓": Decimal(1) / 3,
    "⅔": Decimal(2) / 3,
}
DOSE_UNITS = (
    r"mg|mcg|[µμ]g|ng|kg|g|ml|dl|l|iu|units?|mmol|meq|"
    r"tablets?|capsules?|drops?|puffs?|sprays?|patch(?:es)?|ampoules?|doses?"
)
OTHER_UNITS = (
    r"%|per\s?cent|times|injections?|sessions?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|"
    r"patients?|people|persons?|studies|study|cases?|mm|cm|gy"
)

_SIGN = r"[<>≤≥]|\b(?:at least|at most|more than|less than|fewer than|over|under|above|below|up to)\b"
_FREQUENCY = (
    r"(?:daily|weekly|monthly|nightly|hourly|"
    r"(?:a|per|every|each)\s+(?:\d{1,3}\s+)?(?:hour|day|night|week|month|year)s?)\b"
)
_NUMBER = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+|[" + "".join(FRACTIONS) + r"]|"
    r"(?:" + "|".join(NUMBER_WORDS) + r")\b"
)
_QUANTITY = re.compile(
    rf"(?:(?P<sign>{_SIGN})\s*)?"
    rf"(?<!\w)(?P<low>{_NUMBER})"
    rf"(?:\s?(?:[-‐‑–—]|\bto\b)\s?(?P<high>{_NUMBER}))?"
    rf"(?:[\s\-‑]?(?P<unit>(?:{DOSE_UNITS}|{OTHER_UNITS})(?!\w)(?:/(?:kg|ml|l|dl|day|h|hour|min)\b)*))?"
    rf"(?P<often>\s+(?:once\s+|twice\s+)?{_FREQUENCY})?"
    rf"|\b(?P<rhythm>(?:once|twice)\s+{_FREQUENCY})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range with its sign, unit and rhythm. Equal when it means the same, however it is written.

    `low` and `high` are the ends of a range, and the same for a single number. `text` is as written.
    """

    low: Decimal
    high: Decimal
    unit: str = ""
    sign: str = ""
    often: str = ""
    text: str = field(default="", compare=False)


def quantities(text: str) -> list[Quantity]:
    """The quantities in a text in reading order. Emphasis marks are ignored ("**20** mg" is 20 mg)."""
    found = []
    for match in _QUANTITY.finditer(text.replace("*", "")):
        written = match[0].strip()
        if match["rhythm"]:
            times = Decimal(1 if written.lower().startswith("once") else 2)
            found.append(Quantity(times, times, often=_words(match["rhythm"]), text=written))
        elif match["low"].lower() not in NUMBER_WORDS or match["unit"]:  # "one of them" is no quantity
            low = _value(match["low"])
            high = _value(match["high"]) if match["high"] else low
            sign, often = _words(match["sign"]), _words(match["often"])
            found.append(Quantity(low, high, _unit(match["unit"]), sign, often, written))
    return found


def _value(number: str) -> Decimal:
    number = number.lower()
    return NUMBER_WORDS.get(number) or FRACTIONS.get(number) or Decimal(number.replace(",", ""))


def _words(text: str | None) -> str:
    return " ".join((text or "").lower().split())


def _unit(unit: str | None) -> str:
    """One spelling per unit: "weeks" is week, "per cent" is %, both micro signs and mcg are mcg."""
    unit = "".join((unit or "").lower().split())
    if unit.startswith("percent"):
        return "%"
    if unit[:2] in ("µg", "μg"):
        return "mcg" + unit[2:]
    if unit in ("studies", "patches"):
        return {"studies": "study", "patches": "patch"}[unit]
    return unit.removesuffix("s") if len(unit) > 2 else unit
