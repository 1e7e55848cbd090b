"""The passages of found articles that say most about a query, as quotations with the reader's words marked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import log
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.exporting.wording import Wording
from editorial.reading.indexing import ANSWER
from editorial.reading.layout import SECTION_NAMES
from editorial.reading.models import Passage
from editorial.reading.words import forms_of, spans, words

LONGEST_QUOTE = 320  # characters; a longer passage is cut around the first word that matches
ASIDE_WEIGHT = 0.6  # of a word that only the heading above a passage has, or only its other wording
ANSWER_NAME: Promise = _("Answer")


@dataclass(frozen=True)
class Quote:
    """Words from an approved article. `spans` are pieces of the text with whether they match; `where_spans` likewise.

    `sources` are references in words. `is_fallback`: the professional wording stands in because there is no plain one.
    """

    node: UUID
    where: str
    line_rank: int | None
    text: str
    spans: tuple[tuple[str, bool], ...]
    where_spans: tuple[tuple[str, bool], ...]
    sources: tuple[str, ...]
    is_fallback: bool


@dataclass(frozen=True)
class Scored:
    score: float
    passage: Passage
    matching: frozenset[str]


def scored(passages: Iterable[Passage], query: Collection[str], wording: Wording, prefix: str = "") -> list[Scored]:
    """The passages that share a word with the query, best first.

    A word counts the more the fewer passages have it, so that the name of the condition, which stands everywhere, does
    not decide. query: folded words. wording: the one that is shown. prefix: the beginning of a word still being typed.
    """
    texts = []
    for each in passages:
        shown, other = (each.plain, each.professional) if wording == "plain" else (each.professional, each.plain)
        texts.append((each, set(words(shown)), set(words(f"{each.where} {each.plain_where} {other}"))))
    vocabulary = sorted(set().union(*(text | aside for _passage, text, aside in texts)))
    meanings = [forms_of(word, vocabulary) for word in query]
    if prefix:
        meanings.append({word: 1.0 for word in vocabulary if word.startswith(prefix)})
    totals = dict.fromkeys(range(len(texts)), 0.0)
    matching: dict[int, set[str]] = {place: set() for place in totals}
    for meaning in meanings:
        weights = {}
        for place, (_passage, text, aside) in enumerate(texts):
            in_text = max((meaning[word] for word in text & meaning.keys()), default=0.0)
            in_aside = max((meaning[word] for word in aside & meaning.keys()), default=0.0)
            if weight := max(in_text, ASIDE_WEIGHT * in_aside):
                weights[place] = weight
                matching[place] |= (text | aside) & meaning.keys()
        rarity = log(1 + len(texts) / len(weights)) if weights else 0.0
        for place, weight in weights.items():
            totals[place] += weight * rarity
    found = [
        Scored(totals[place], passage, frozenset(matching[place]))
        for place, (passage, _text, _aside) in enumerate(texts)
        if totals[place]
    ]
    return sorted(found, key=lambda each: (-each.score, not each.passage.sources, each.passage.position))


def quote(passage: Passage, wording: Wording, matching: Collection[str] = ()) -> Quote:
    """The passage in the reader's wording, cut to what fits a list of results."""
    is_fallback = wording == "plain" and not passage.plain
    text = passage.plain if wording == "plain" and passage.plain else passage.professional
    heading = where(passage, wording)
    return Quote(
        node=passage.node,
        where=heading,
        line_rank=passage.line_rank,
        text=text,
        spans=tuple(cut(spans(text, matching))),
        where_spans=tuple(spans(heading, matching)),
        sources=tuple(passage.sources),
        is_fallback=is_fallback,
    )


def where(passage: Passage, wording: Wording) -> str:
    """Where in the article the passage stands, in words: its treatment line, else its section."""
    heading = passage.plain_where if wording == "plain" else passage.where
    if passage.line_rank:
        line = gettext("Treatment line %(rank)s") % {"rank": passage.line_rank}
        return f"{line}: {heading}" if heading else line
    if passage.section == ANSWER:
        return str(ANSWER_NAME)
    return heading or str(SECTION_NAMES[passage.section])


def cut(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """At most LONGEST_QUOTE characters of the pieces, from a little before the first that matches, with … where cut."""
    if sum(len(text) for text, _matches in pieces) <= LONGEST_QUOTE:
        return pieces
    before = 0
    for text, matches in pieces:
        if matches:
            break
        before += len(text)
    else:
        before = 0
    start = max(0, before - LONGEST_QUOTE // 3)
    kept, at = [], 0
    for text, matches in pieces:
        low, high = max(start - at, 0), min(start + LONGEST_QUOTE - at, len(text))
        if low < high:
            piece = text[low:high]
            if low:
                piece = "…" + piece.partition(" ")[2]
            if at + high >= start + LONGEST_QUOTE and not matches:
                piece = piece.rpartition(" ")[0] + "…"
            kept.append((piece, matches))
        at += len(text)
    return kept
