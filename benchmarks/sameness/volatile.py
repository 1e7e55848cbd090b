"""What differs between any two recordings of the same code, made the same: rows, keys, times, tokens, digests.

Everything is counted in the order in which a file names it, so that mixed-up rows are still seen.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
HEX = re.compile(
    r"\b(?=[a-f]*\d)(?=\d*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{12})\b|(?<=>)\d{12}(?=[<…])"
)
# Signatures and tokens; a word has not all three kinds of characters at this length.
BASE64URL = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{40,}(?![\w-])")
STATIC = re.compile(r"(/static/[\w./-]+?)\.[0-9a-f]{12}\.(\w+)")
MONTHS = (
    "Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec",
    "Jan|Feb|März|April|Mai|Juni|Juli|Aug|Sept|Okt|Nov|Dez",
    "January|February|March|April|May|June|July|August|September|October|November|December",
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
)
LONGEST_AGO = timedelta(days=440)  # of what the demonstration sets the clock back to; what is older does not move
SHIPPED = date(2025, 7, 10)  # the day that a shipped text gives itself
TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?(?: [ap]\.?m\.?)?"
SINGLE = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1{csrf}"),
    (re.compile(r'("X-CSRFToken": ?")[^"]*'), r"\1{csrf}"),
    (STATIC, r"\1.\2"),
    (re.compile(r"(reset/key/)[\w-]+"), r"\1{key}"),
    (re.compile(r"(nonce-)[\w+/=-]+"), r"\1{nonce}"),
)


def settled(text: str, address: str, days: list[str]) -> str:
    """The text with everything volatile replaced. `days`: those on which the recording was made, as ISO dates."""
    text = text.replace(address, "http://house").replace(address.removeprefix("http://"), "house")
    for pattern, to in SINGLE:
        text = pattern.sub(to, text)
    for name, pattern in (("row", UUID), ("hex", HEX), ("key", BASE64URL)):
        text = pattern.sub(counted(name), text)
    return without_times(text, [date.fromisoformat(day) for day in days])


def counted(name: str) -> Callable[[re.Match[str]], str]:
    seen: dict[str, str] = {}
    return lambda match: seen.setdefault(match[0], f"{{{name}-{len(seen) + 1}}}")


def without_times(text: str, days: list[date]) -> str:
    """Days of the demonstration as their distance in months or days; times of day after a day as {time}."""

    def told(year: str, month: int, day: str, match: re.Match[str]) -> str:
        try:
            found = date(int(year), month, int(day))
        except ValueError:
            return match[0]
        if found < days[0] - LONGEST_AGO or found == SHIPPED:
            return match[0]
        if found < days[0]:
            return f"{{today-{(days[0] - found).days}d}}"
        if found in days:
            return "{today}"
        start = days[0]
        months = (found.year - start.year) * 12 + found.month - start.month
        return f"{{today+{months}m}}" if found.day == start.day else f"{{today+{(found - start).days}d}}"

    text = re.sub(r"\b(\d{4})-(\d\d)-(\d\d)(?!\d)", lambda m: told(m[1], int(m[2]), m[3], m), text)
    text = re.sub(r"\b(\d\d)/(\d\d)/(\d{4})\b", lambda m: told(m[3], int(m[2]), m[1], m), text)
    text = re.sub(r"\b(\d\d)\.(\d\d)\.(\d{4})\b", lambda m: told(m[3], int(m[2]), m[1], m), text)
    for months in MONTHS:
        names = months.split("|")
        form = rf"\b(\d{{1,2}})\.?\s({months})\.?\s(\d{{4}})\b"
        text = re.sub(form, lambda m, names=names: told(m[3], names.index(m[2]) + 1, m[1], m), text)  # type: ignore[misc]
    text = re.sub(rf"(\{{today(?:-\d+d)?\}}(?:T|,?\s+(?:at |um )?)){TIME}", r"\1{time}", text)
    return re.sub(r"\b\d+\s(minutes?|Minuten?)\b", "{minutes}", text)
