"""Markdown to safe HTML: inline for statements, a few blocks for the records (editorial policy, disclaimer).

What inline Markdown there is, and which links, is decided in articles/markup.py.
"""

from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from articles.markup import parser

BLOCK_RULES = ("heading", "list", "paragraph")


def prose(text: str) -> SafeString:
    """One statement's inline Markdown as HTML. Line breaks become spaces."""
    html = parser().renderInline(" ".join(text.split()))
    return mark_safe(html)  # noqa: S308 - the parser escapes all text and makes only the tags named there


def prose_blocks(text: str) -> SafeString:
    """A record's Markdown as HTML: paragraphs, lists, and headings from <h2> down."""
    return mark_safe(_with_blocks().render(text))  # noqa: S308 - as above


@cache
def _with_blocks() -> MarkdownIt:
    made = parser(*BLOCK_RULES)
    made.core.ruler.push("lower_headings", _lower_headings)
    return made


def _lower_headings(state: StateCore) -> None:
    """The highest heading of the text becomes <h2>, whatever its author began with."""
    headings = [token for token in state.tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + 2, 6)}"
