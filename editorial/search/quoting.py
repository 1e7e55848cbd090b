"""The passages of found articles that say most about a query, as quotations with the reader's words marked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import log
from typing import NamedTuple, Self
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.exporting.wording import Wording
from articles.quantities import quantities
from editorial.search.indexing import ANSWER, BETWEEN_HEADINGS
from editorial.search.models import Passage
from editorial.search.words import forms_of, spans, words
from editorial.typesetting.layout import SECTION_NAMES

LONGEST_QUOTE = 320  # characters; a longer passage is cut around the first word that matches
# What a word counts beside one in the passage itself: in its other wording only, in the heading right above it (the
# intervention, else the treatment line or section), in the heading above that.
OTHER_WORDING, HEADING, OUTER_HEADING = 0.6, 0.6, 0.3
DURATION = 3.0  # times the score of a passage that names one, when it is asked how long
UNITS_OF_TIME = {"second", "minute", "hour", "day", "week", "month", "year"}
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


def scored(
    passages: Iterable[Passage],
    query: Collection[str],
    wording: Wording,
    prefix: str = "",
    *,
    how_long: bool = False,
) -> list[Scored]:
    """The passages that share a word with the query, best first.

    A word counts the more the fewer passages have it, so that the name of the condition, which stands everywhere, does
    not decide. It counts in the passage and once more in the headings above, so that what stands under its name comes
    first. query: folded words. wording: the one that is shown. prefix: the beginning of a word still being typed.
    how_long: a duration is asked for.
    """
    places = [_Words.of(each, wording) for each in passages]
    vocabulary = sorted(set().union(*(each.all for each in places)))
    meanings = [forms_of(word, vocabulary) for word in query]
    if prefix:
        meanings.append({word: 1.0 for word in vocabulary if word.startswith(prefix)})
    totals = [0.0] * len(places)
    for meaning in meanings:
        weights = [each.weight(meaning) for each in places]
        having = sum(weight > 0 for weight in weights)
        rarity = log(1 + len(places) / having) if having else 0.0
        totals = [total + weight * rarity for total, weight in zip(totals, weights, strict=True)]
    meant = frozenset().union(*meanings)
    found = [
        Scored(total * (DURATION if how_long and names_duration(each.passage) else 1), each.passage, each.all & meant)
        for total, each in zip(totals, places, strict=True)
        if total
    ]
    return sorted(found, key=lambda each: (-each.score, not each.passage.sources, each.passage.position))


class _Words(NamedTuple):
    """The words of a passage, by where they stand."""

    passage: Passage
    text: frozenset[str]
    other: frozenset[str]
    heading: frozenset[str]
    outer: frozenset[str]

    @classmethod
    def of(cls, passage: Passage, wording: Wording) -> Self:
        shown, other = passage.professional, passage.plain
        if wording == "plain":
            shown, other = other, shown
        headings = [each.rpartition(BETWEEN_HEADINGS) for each in (passage.where, passage.plain_where)]
        nearest = " ".join(near for _outer, _between, near in headings)
        further = " ".join(outer for outer, _between, _near in headings)
        return cls(passage, *(frozenset(words(text)) for text in (shown, other, nearest, further)))

    @property
    def all(self) -> frozenset[str]:
        return self.text | self.other | self.heading | self.outer

    def weight(self, meaning: Mapping[str, float]) -> float:
        """What one word of the query counts here. meaning: its forms with their likeness."""

        def likeness(found: frozenset[str]) -> float:
            return max((meaning[word] for word in found & meaning.keys()), default=0.0)

        own = max(likeness(self.text), OTHER_WORDING * likeness(self.other))
        return own + HEADING * likeness(self.heading) + OUTER_HEADING * likeness(self.outer)


def names_duration(passage: Passage) -> bool:
    """Whether the passage says how long, in either wording."""
    return any(found.unit in UNITS_OF_TIME for found in quantities(f"{passage.professional} {passage.plain}"))


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
