"""Which references look like the same publication, and what one of two adds to the other."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz

from articles.csl import Csl
from articles.importing.references.names import is_cut

CLOSE = 92.0  # of 100, rapidfuzz's ratio of two titles
T = TypeVar("T")


class Known(NamedTuple, Generic[T]):
    """A publication of a list, with what stands for it there."""

    item: T
    csl: Csl
    title: str
    year: int | None


def known(item: T, csl: Csl) -> Known[T]:
    year = csl.issued.date_parts[0][0] if csl.issued and csl.issued.date_parts and csl.issued.date_parts[0] else None
    return Known(item, csl, re.sub(r"[\W_]+", " ", csl.title).casefold().strip(), year)


def like(csl: Csl, those: Iterable[Known[T]]) -> T | None:
    """The first of those that looks like the same publication; None when none does."""
    this = known(None, csl)
    return next((each.item for each in those if is_alike(this, each)), None)


def pairs(those: Sequence[Known[T]]) -> Iterator[tuple[T, T]]:
    """Each two that look like the same publication, in order."""
    found = {
        pair for group in _groups(those) for pair in combinations(group, 2) if is_alike(those[pair[0]], those[pair[1]])
    }
    return ((those[first].item, those[second].item) for first, second in sorted(found))


def _groups(those: Sequence[Known[T]]) -> Iterable[list[int]]:
    """The places of those that can be alike at all: by a number they share, or by the year; without one, with all."""
    groups: dict[tuple[str, object], list[int]] = defaultdict(list)
    without_year = [place for place, each in enumerate(those) if not each.year]
    for place, each in enumerate(those):
        for name in ("DOI", "PMID", "PMCID"):
            if number := getattr(each.csl, name):
                groups[name, number.casefold()].append(place)
        if each.year:
            groups["year", each.year].append(place)
    years = [sorted({*group, *without_year}) for (name, _value), group in groups.items() if name == "year"]
    return [*(group for (name, _value), group in groups.items() if name != "year"), *(years or [without_year])]


def is_alike(one: Known[Any], other: Known[Any]) -> bool:
    """By a number that both have; where they have none in common, by a close title and the same year.

    Two different DOIs, or PMIDs, are two publications, however close their titles (parts, errata).
    """
    for name in ("DOI", "PMID", "PMCID"):
        first, second = getattr(one.csl, name).casefold(), getattr(other.csl, name).casefold()
        if first and second:
            return bool(first == second)
    if not one.title or not other.title or (one.year and other.year and one.year != other.year):
        return False
    if one.title == other.title:
        return True
    return min(len(one.title), len(other.title)) > 20 and fuzz.ratio(one.title, other.title, score_cutoff=CLOSE) > 0


def gaps_filled(there: Csl, more: Csl) -> Csl:
    """The publication with what it lacks taken from another record of it; what it has stays."""
    values: dict[str, Any] = {}
    for name in Csl.model_fields:
        old, new = getattr(there, name), getattr(more, name)
        if name == "author":
            wanted = not old or (is_cut(old) and not is_cut(new) and len(new) >= len(old) - 1)
        elif name == "issued":
            wanted = not old or bool(new and _begins(new.date_parts, old.date_parts))
        else:
            wanted = not old and name != "type"
        if wanted and new:
            values[name] = new
    return there.model_copy(update=values)


def differences(there: Csl, other: Csl) -> Mapping[str, tuple[str, str]]:
    """By field, what both have and have different."""
    filled = gaps_filled(there, other)
    return {
        name: (written(getattr(there, name)), written(getattr(other, name)))
        for name in Csl.model_fields
        if getattr(other, name) and getattr(filled, name) != getattr(other, name) and name != "type"
    }


def written(value: Any) -> str:
    """A field's value on one line."""
    if isinstance(value, tuple):
        return "; ".join(f"{name.family}, {name.given}".removesuffix(", ") for name in value)
    return "-".join(str(part) for part in value.date_parts[0]) if hasattr(value, "date_parts") else str(value or "")


def _begins(new: tuple[tuple[int, ...], ...], old: tuple[tuple[int, ...], ...]) -> bool:
    """Whether a date says the same more precisely."""
    return bool(new and old and len(new[0]) > len(old[0]) and new[0][: len(old[0])] == old[0])
