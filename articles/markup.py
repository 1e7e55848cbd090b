"""The inline Markdown that statements may hold, read in one way by every check, page and export.

Emphasis, strong emphasis, ~subscript~, ^superscript^ and links. HTML and its entities are not parsed: they stay text.
A link must be absolute and https; anything else, `//host` included, stays text.

Narrower than CommonMark, since a mark that is taken for one is a sign less to read: stars and underlines open and close
emphasis at the edge of words only. CYP2C19*2, 2*3 tablets and (2)*3 keep their stars.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from unicodedata import category

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

INLINE_RULES = ["escape", "emphasis", "balance_pairs", "fragments_join", "link"]
# A figure is never glued to another one: 5~10~mg and 2^3^4 stay as typed.
SHIFTS = {
    "~": ("sub", re.compile(r"(?!(?<=\d)~\d)~([\w+−-]{1,20})~(?!(?<=\d~)\d)")),
    "^": ("sup", re.compile(r"\^([\w+−-]{1,20})\^(?!(?<=\d\^)\d)")),
}
EMPHASIS = "*_"
JOINTS = ("/", "-", "–", "−")  # *1/*2 is a pair of alleles
# Where a word ends, beside spaces: kinds of signs by Unicode's names for them, and single signs. What is multiplied
# ends with a bracket or a percentage before its star, so those are no place where emphasis begins.
AN_OPENER_FOLLOWS = {"Ps", "Pi", "Pf", "Pd", *"<\"'/¿¡、。，：；"}
A_CLOSER_PRECEDES = {"Pe", "Pf", "Pi", "Pd", *">\"'.,;:!?…/%&^~、。，：；！？؟،", *"¹²³⁰⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉"}
HTTPS = re.compile(r"https://[a-z0-9]", re.IGNORECASE)


class Span(NamedTuple):
    """A run of text in one emphasis."""

    text: str
    bold: bool
    italic: bool


def is_https(address: str) -> bool:
    """Whether a link may be followed from our pages: absolute and https."""
    return bool(HTTPS.match(address))


@cache
def parser(*more_rules: str) -> MarkdownIt:
    """The parser of statements. more_rules: blocks that the records of the house may hold besides."""
    made = MarkdownIt("zero", {"html": False, "linkify": False})
    made.enable([*INLINE_RULES, *more_rules])
    made.inline.ruler.at("emphasis", _emphasis)
    made.inline.ruler.push("shift", _shift)
    made.validateLink = is_https  # type: ignore[method-assign, assignment]
    return made


def spans(markdown: str) -> Iterator[Span]:
    """The runs of inline Markdown without its marks. 10^9^ is told as 10^9: without the sign it is another number."""
    bold = italic = 0
    for token in parser().parseInline(" ".join(markdown.split()))[0].children or ():
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "sup_open":
                yield Span("^", bool(bold), bool(italic))
            case "text":
                yield Span(token.content, bool(bold), bool(italic))


def commonmark(markdown: str) -> str:
    """The text for programs that read CommonMark, which takes more stars for emphasis than our pages: signs escaped."""
    told: list[str] = []
    targets: list[str | int | float | None] = []
    for token in parser().parseInline(markdown)[0].children or ():
        match token.type:
            case "text":
                told.append(re.sub(r"(?<!\s)\*|\*(?!\s)", r"\\*", token.content))
            case "link_open":
                told.append("[")
                targets.append(token.attrGet("href"))
            case "link_close":
                told.append(f"]({targets.pop()})")
            case _:
                told.append(token.markup)
    return "".join(told)


def read(markdown: str) -> str:
    """The text of which every page shows each sign: what is left of it is no markup. Line breaks stay."""
    return "".join(token.content for token in parser().parseInline(markdown)[0].children or () if token.type == "text")


def unmarked(markdown: str) -> str:
    """The text without emphasis marks, on one line."""
    return " ".join("".join(span.text for span in spans(markdown)).split())


def _emphasis(state: StateInline, silent: bool) -> bool:
    """The marks of one run, and whether they may open or close. What matches is found by markdown-it's own rule."""
    marker = state.src[state.pos]
    if silent or marker not in EMPHASIS:
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    length, before, behind = end - state.pos, state.src[: state.pos], state.src[end : state.posMax]
    opens = not _is_space(behind[:1]) and _is_edge(before.rstrip(EMPHASIS)[-1:], AN_OPENER_FOLLOWS)
    if before[-1:] in JOINTS and behind[:1].isdigit():
        opens = False
    closes = not _is_space(before[-1:]) and _is_edge(behind.lstrip(EMPHASIS)[:1], A_CLOSER_PRECEDES)
    for _each in range(length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(ord(marker), length, token=len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos = end
    return True


def _is_space(character: str) -> bool:
    return not character.strip()


def _is_edge(character: str, signs: set[str]) -> bool:
    """Whether a word ends at this character, which is a space, one of these signs or kinds of sign, or missing."""
    return _is_space(character) or character in signs or category(character) in signs


def _shift(state: StateInline, silent: bool) -> bool:
    """~2~ and ^2^: one short run of letters and digits, so that "~5 to ~10" stays as typed."""
    marker = state.src[state.pos]
    if marker not in SHIFTS:
        return False
    tag, pattern = SHIFTS[marker]
    found = pattern.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push(f"{tag}_open", tag, 1).markup = marker
        state.push("text", "", 0).content = found[1]
        state.push(f"{tag}_close", tag, -1).markup = marker
    state.pos = found.end()
    return True
