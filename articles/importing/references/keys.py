"""The short names of references: from the first author and the year, each once in an article."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from string import ascii_lowercase

from articles.csl import Csl
from articles.importing.references.names import ET_AL, is_group

LONGEST_KEY = 60  # characters, of one that stands in brackets before its entry
_PLAIN = re.compile(rf"[^\s\[\]@,;{{}}]{{1,{LONGEST_KEY}}}")


def derived_key(csl: Csl) -> str:
    """ "filippiadis2015" from the first author and the year, "who2021" of a group; "" without them."""
    if not csl.author or not csl.issued or not csl.issued.date_parts or csl.author[0] == ET_AL:
        return ""
    return _key(_name(csl.author[0].family if csl.author[0].given else "", csl.author[0].family), csl)


def suggested_key(csl: Csl, wanted: str = "") -> str:
    """A key for a reference: the one that came with it, else the derived one, else from whatever is known of it."""
    if _PLAIN.fullmatch(wanted) and not wanted.isdecimal():
        return wanted
    if key := derived_key(csl):
        return key
    if csl.author and csl.author[0] != ET_AL:
        return _key(_name("", csl.author[0].family), csl) or "source"
    words = [word for word in re.findall(r"[^\W\d_]+", csl.title) if len(word) > 4]
    if words:
        return _key(words[0], csl)
    return f"pmid{csl.PMID}" if csl.PMID else "source"


def free_key(key: str, taken: set[str]) -> str:
    """The key, or with the first letter behind it that no other has: smith2019, smith2019a. It is taken afterwards.

    taken: case does not tell keys apart where they are cited, so these are casefolded.
    """
    free = key
    letters = _letters()
    while free.casefold() in taken:
        free = key[: LONGEST_KEY - 4] + next(letters)
    taken.add(free.casefold())
    return free


def _letters() -> Iterator[str]:
    """a, b, … z, aa, ab, …"""
    for length in count(1):
        for number in range(26**length):
            yield "".join(ascii_lowercase[number // 26**place % 26] for place in reversed(range(length)))


def _name(person: str, whole: str) -> str:
    """What stands for an author in a key: the family name; the large letters of a group with a long name."""
    if not person and is_group(whole) and len(whole.split()) > 2:
        return "".join(word[0] for word in whole.split() if word[0].isupper())
    return person or whole


def _key(name: str, csl: Csl) -> str:
    year = csl.issued.date_parts[0][0] if csl.issued and csl.issued.date_parts and csl.issued.date_parts[0] else ""
    plain = re.sub(r"\W+", "", unicodedata.normalize("NFC", name)).casefold()
    return f"{plain[: LONGEST_KEY - 4]}{year}" if plain else ""
