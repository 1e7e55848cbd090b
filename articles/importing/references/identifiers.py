"""Lines that hold nothing but identifiers: DOI, PMID, PMCID, ISBN, or an address of one of them."""

import re
from typing import NamedTuple

from articles import limits

_DOI = re.compile(r"(?:doi:?|https?://(?:dx\.)?doi\.org/)*(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(
    r"(?:PMID:?|https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)([0-9]{1,9})/?",
    re.IGNORECASE,
)
_PMCID = re.compile(
    r"(?:PMCID:?)?(?:https?://(?:pmc\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pmc)/articles/)?(PMC[0-9]{1,9})/?",
    re.IGNORECASE,
)
_URL = re.compile(r"https://[^\s/]+\.[^\s]+")
_LABELS = re.compile(r"\b(doi|PMID|PMCID|ISBN(?:-1[03])?)\s*:?\s+", re.IGNORECASE)
# The number or bullet before an entry of a list.
MARKER = re.compile(r"\s{0,20}(?:\[[0-9]{1,4}\]|[0-9]{1,4}[.)](?!\d)|[•·*\u2013-])\s+(?=\S)")
MOST_TOKENS = 400


class Identifiers(NamedTuple):
    """What identifies one publication."""

    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    url: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        named = zip(("DOI", "PMID", "PMCID", "ISBN", "URL"), self, strict=True)
        return tuple(name for name, value in named if value)


def identifiers_in(text: str) -> list[Identifiers]:
    """The publications that a text identifies; none when it says anything else.

    Several of one kind are several publications; one of each is one.
    """
    text = MARKER.sub("", text, count=1) if MARKER.match(text) else text
    if isbn := isbn_in(text):
        return [Identifiers(isbn=isbn)]
    tokens = [token.strip(",;.()<>") for token in _LABELS.sub(lambda match: f" {match[1]}:", text).split()]
    found: list[Identifiers] = []
    for token in filter(None, tokens[: MOST_TOKENS + 1]):
        one = _one(token)
        if one is None:
            return []
        if found and not set(one.names) & set(found[-1].names):
            found[-1] = Identifiers(*(new or old for new, old in zip(one, found[-1], strict=True)))
        else:
            found.append(one)
    return found if len(tokens) <= MOST_TOKENS else []


def isbn_in(text: str) -> str:
    """The ISBN that is all of a text, as it is written; its check digit must be right."""
    match = re.fullmatch(r"\s*(?:ISBN(?:-1[03])?:?\s*)?([0-9][0-9 -]{8,16}[0-9Xx])\s*\.?\s*", text, re.IGNORECASE)
    digits = [10 if sign in "Xx" else int(sign) for sign in match[1] if sign not in " -"] if match else []
    if match and len(digits) == 10:
        return match[1] if sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11 == 0 else ""
    if match and len(digits) == 13 and digits[:2] == [9, 7]:
        return match[1] if sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0 else ""
    return ""


def _one(token: str) -> Identifiers | None:
    if len(token) > limits.LINE:
        return None
    if match := _DOI.fullmatch(token):
        return Identifiers(doi=match[1])
    if match := _PMID.fullmatch(token):
        return Identifiers(pmid=match[1])
    if match := _PMCID.fullmatch(token):
        return Identifiers(pmcid=match[1].upper())
    if re.fullmatch("[0-9]{5,8}", token):
        return Identifiers(pmid=token)
    if isbn := isbn_in(token):
        return Identifiers(isbn=isbn)
    return Identifiers(url=token) if _URL.fullmatch(token) else None
