"""The inline Markdown that statements may hold, read in one way by every page and every export.

Emphasis, strong emphasis, ~subscript~, ^superscript^ and links. Raw HTML is not parsed, so it stays text. A link must
be absolute and https; anything else, `//host` included, stays text.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

INLINE_RULES = ["escape", "entity", "emphasis", "balance_pairs", "fragments_join", "link"]
SHIFTS = {"~": ("sub", re.compile(r"~([\w+−-]{1,20})~")), "^": ("sup", re.compile(r"\^([\w+−-]{1,20})\^"))}
HTTPS = re.compile(r"https://[a-z0-9]", re.IGNORECASE)


def is_https(address: str) -> bool:
    """Whether a link may be followed from our pages: absolute and https."""
    return bool(HTTPS.match(address))


@cache
def parser(*more_rules: str) -> MarkdownIt:
    """The parser of statements. more_rules: blocks that the records of the house may hold besides."""
    made = MarkdownIt("zero", {"html": False, "linkify": False})
    made.enable([*INLINE_RULES, *more_rules])
    made.inline.ruler.push("shift", _shift)
    made.validateLink = is_https  # type: ignore[method-assign, assignment]
    return made


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
        state.push(f"{tag}_open", tag, 1)
        state.push("text", "", 0).content = found[1]
        state.push(f"{tag}_close", tag, -1)
    state.pos = found.end()
    return True
