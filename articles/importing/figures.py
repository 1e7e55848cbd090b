"""Figures in sentences: how often a source reports an intervention, and how many weeks to wait."""

import re
from dataclasses import dataclass

NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}"
_PER_CENT = re.compile(r"(?<![\d.,])(100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]{1,6})?)\s*(?:%|per\s?cent\b)", re.IGNORECASE)
_COUNTS = re.compile(
    rf"(?<![\d.,/])({NUMBER})\s*(?:of|out of|/|in)\s*(?:the\s+)?({NUMBER})(?![\d/%]|[.,]\d)", re.IGNORECASE
)
_USE = re.compile(
    r"\b(used?|uses|given|report(ed|s)|received|treated with|chosen|performed|underwent|undergone|offered|applied)\b",
    re.IGNORECASE,
)
_PATIENTS = re.compile(
    r"(?:%|per\s?cent)\s+of\s+(?:[\w-]+\s+){0,3}?(cases|patients|people|participants|adults|children|women|men)\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    rf"(?P<per_cent>100(?:\.0+)?|[0-9]{{1,2}}(?:\.[0-9]{{1,6}})?)\s*%"
    rf"(?:\s*\((?P<numerator>{NUMBER})? of (?P<denominator>{NUMBER})?\))?"
)
_WEEKS = re.compile(
    r"(?<![\d.,])([0-9]{1,3})(?:\s*(?:[-\u2010-\u2014]|to|or)\s*([0-9]{1,3}))?[\s-]*weeks?\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Rate:
    """A percentage as printed, with its counts of patients where the sentence has them."""

    percentage: str
    numerator: int | None = None
    denominator: int | None = None


def rate_of_use(sentence: str) -> Rate | None:
    """The rate in a sentence that says how often something is used; None for any other sentence.

    "Used in 28.9% of cases" and "Reported for 35.7% of patients (99 of 277)" are rates of use;
    "relieves pain in 80% of patients" is an effect and is not.
    """
    per_cent = _PER_CENT.search(sentence)
    if not per_cent or not _USE.search(sentence):
        return None
    counts = [(_integer(a), _integer(b)) for a, b in _COUNTS.findall(sentence)]
    numerator, denominator = next(((a, b) for a, b in counts if a <= b and b > 0), (None, None))
    if denominator is None and not _PATIENTS.search(sentence):
        return None
    return Rate(per_cent[1], numerator, denominator)


def read_rate(field: str) -> Rate | None:
    """The rate that an author wrote out: "35.7%" or "35.7% (99 of 277)"; None when it is not one."""
    match = _RATE.fullmatch(field.strip())
    if not match:
        return None
    numerator, denominator = (_integer(match[name]) if match[name] else None for name in ("numerator", "denominator"))
    if denominator == 0 or (numerator and denominator and numerator > denominator):
        return None
    return Rate(match["per_cent"], numerator, denominator)


def write_rate(rate: Rate) -> str:
    """The rate in the form that read_rate reads."""
    counts = ["" if count is None else str(count) for count in (rate.numerator, rate.denominator)]
    return f"{rate.percentage}%" + (f" ({' of '.join(counts)})" if any(counts) else "")


def weeks_in(sentence: str) -> tuple[int, int] | None:
    """The waiting time in whole weeks, (minimum, maximum): "4-6 weeks", "4 to 6 weeks", "6 weeks"; else None."""
    match = _WEEKS.search(sentence)
    if not match:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, last) if first <= last else None


def _integer(digits: str) -> int:
    return int(digits.replace(",", ""))
