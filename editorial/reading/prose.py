"""Markdown to safe HTML: inline for statements, a few blocks for the records (editorial policy, disclaimer).

Statements hold emphasis, strong emphasis, ~subscript~, ^superscript^ and links. Raw HTML is not parsed, so it
arrives as text. A link must be absolute and https; anything else, `//host` included, stays text.
"""

import re
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

INLINE_RULES = ["escape", "entity", "emphasis", "balance_pairs", "fragments_join", "link"]
BLOCK_RULES = ["heading", "list", "paragraph"]
SHIFTS = {"~": ("sub", re.compile(r"~([\w+−-]{1,20})~")), "^": ("sup", re.compile(r"\^([\w+−-]{1,20})\^"))}
HTTPS = re.compile(r"https://[a-z0-9]", re.IGNORECASE)


def prose(text: str) -> SafeString:
    """One statement's inline Markdown as HTML. Line breaks become spaces."""
    html = _parser(blocks=False).renderInline(" ".join(text.split()))
    return mark_safe(html)  # noqa: S308 - the parser escapes all text and makes only the tags named above


def prose_blocks(text: str) -> SafeString:
    """A record's Markdown as HTML: paragraphs, lists, and headings from <h2> down."""
    return mark_safe(_parser(blocks=True).render(text))  # noqa: S308 - as above


def plain_text(text: str) -> str:
    """The words of inline Markdown without its marks: for titles, descriptions and feeds."""
    (inline,) = _parser(blocks=False).parseInline(" ".join(text.split()))
    return "".join(token.content for token in inline.children or () if token.type == "text")


def is_https(address: str) -> bool:
    """Whether a link may be followed from our pages: absolute and https."""
    return bool(HTTPS.match(address))


@cache
def _parser(*, blocks: bool) -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": False})
    parser.enable(INLINE_RULES + (BLOCK_RULES if blocks else []))
    parser.inline.ruler.push("shift", _shift)
    parser.validateLink = is_https  # type: ignore[method-assign, assignment]
    if blocks:
        parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


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


def _lower_headings(state: StateCore) -> None:
    """The highest heading of the text becomes <h2>, whatever its author began with."""
    headings = [token for token in state.tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + 2, 6)}"
