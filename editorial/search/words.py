"""Words as search compares them: the same folding for what is indexed and for what is typed.

Both databases then find the same, and nothing but letters, digits and decimal points ever reaches a query language.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from itertools import pairwise

from rapidfuzz import fuzz, process

WORD = re.compile(r"\d+\.\d+|[^\W_]+")
# Forms of one word begin alike and differ little: injection and injections, not injection and infection.
ALIKE = 86  # per cent of rapidfuzz.fuzz.ratio
SAME_BEGINNING = 4  # letters; shorter words are the same or they are not
# What words of one stem end in, in English; the longest that fits is taken away.
ENDINGS = ("ions", "ings", "ion", "ing", "ed", "es", "s")
SAME_STEM = 0.95  # how like each other two words of one stem are at least
HOW_LONG = (("how", "long"), ("wie", "lange"))
# Words that say nothing about what is asked, in the languages of the interface.
STOP_WORDS = frozenset(
    """
    a about after also am an and any are as at be been before but by can could do does for from get had has have he
    her his how i if in into is it its may me mine my no not of on or our shall she should so than that the
    their them then there these they this those to was we were what when where which who whom whose why will
    with would you your s t
    help helps helped long many much need needed needs often please should take takes tell
    brauche braucht hilft lange lang oft viel viele
    aber als am an auch auf aus bei bin bis da das dass dem den der des die dies du
    durch ein eine einem einen einer er es für hat haben ich ihr im in ist kann kein man mein mit nach nicht
    noch oder sich sie sind so und vom von vor wann was welche wenn wer wie wir wird wo zu zum zur
    """.split()  # noqa: SIM905
)


def fold(text: str) -> str:
    """Lower case without diacritics (Sjögren -> sjogren), compatibility characters as the letters they stand for."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """The folded words of a text, in order. A decimal number is one word."""
    return WORD.findall(fold(text))


def telling(query: Iterable[str]) -> list[str]:
    """The words that say what is asked, each once; all of them when there is nothing but stop words."""
    distinct = list(dict.fromkeys(query))
    return [word for word in distinct if word not in FOLDED_STOP_WORDS] or distinct


def forms_of(word: str, vocabulary: Collection[str]) -> dict[str, float]:
    """The words of the vocabulary that are this word or another form of it, with their likeness from 0 to 1.

    Other forms are spelt almost alike, or have the same stem ("injected" and "injections").
    """
    beginning = word[:SAME_BEGINNING]
    if len(beginning) < SAME_BEGINNING or not beginning.isalpha():
        return {word: 1.0} if word in vocabulary else {}
    akin = [each for each in vocabulary if each.startswith(beginning)]
    found = process.extract(word, akin, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
    forms = {text: score / 100 for text, score, _index in found}
    same_stem = {each: SAME_STEM for each in akin if stem(each) == stem(word)}
    return {text: max(forms.get(text, 0), same_stem.get(text, 0)) for text in forms | same_stem}


def stem(word: str) -> str:
    """The word without its ending, where enough of it remains to be told from others."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SAME_BEGINNING:
            return word.removesuffix(ending)
    return word


def asks_how_long(query: list[str]) -> bool:
    """Whether somebody asks for a duration. query: all folded words in order."""
    return any(pair in HOW_LONG for pair in pairwise(query))


def spans(text: str, wanted: Collection[str]) -> list[tuple[str, bool]]:
    """The text cut into pieces, each with whether it is a wanted word. wanted: folded words."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in WORD.finditer(text):
        if fold(match[0]) in wanted:
            if match.start() > end:
                pieces.append((text[end : match.start()], False))
            pieces.append((match[0], True))
            end = match.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


FOLDED_STOP_WORDS = frozenset(fold(word) for word in STOP_WORDS)
