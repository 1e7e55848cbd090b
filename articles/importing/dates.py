"""Dates as pages print them."""

import datetime
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12][0-9]{3})"
_FORMS = (
    re.compile(rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})"),
    re.compile(rf"{_NAME}\s+{_DAY},?\s+{_YEAR}", re.IGNORECASE),
    re.compile(rf"{_DAY}\s+{_NAME},?\s+{_YEAR}", re.IGNORECASE),
)


def month_number(name: str) -> int | None:
    """The month, 1 to 12, behind "June", "Jun" or "06"; None when it is none."""
    if name.isdecimal():
        return int(name) if 1 <= int(name) <= 12 else None
    start = name[:3].casefold()
    return _MONTHS.index(start) + 1 if start in _MONTHS else None


def read_date(text: str) -> tuple[str, str] | None:
    """The date at the start of a text as (YYYY-MM-DD, what follows it); None without a date that exists.

    Forms: 2025-07-10; July 10, 2025; 10 July 2025. Numbers such as 10/07/2025 mean different days in different
    countries and are not read.
    """
    for form in _FORMS:
        if match := form.match(text):
            try:
                day = datetime.date(int(match["year"]), month_number(match["month"]) or 0, int(match["day"]))
            except ValueError:
                return None
            return day.isoformat(), text[match.end() :].strip()
    return None
