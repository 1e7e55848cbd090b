"""The parts of a text: its title, and each heading with what stands under it."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from articles import limits
from articles.importing.result import Unreadable
from articles.importing.source.blocks import Block, Blocks
from articles.importing.source.headings import looks_like_heading, looks_like_question
from articles.importing.structure import unbracketed
from articles.importing.structure.marks import cites_in_brackets
from articles.importing.structure.sentences import pieces
from articles.importing.vocabulary import is_reference_heading, line_rank, section_kind


@dataclass
class Part:
    """A heading with the blocks under it."""

    heading: Block
    blocks: list[Block] = field(default_factory=list)


def split_parts(blocks: Blocks) -> tuple[Block, list[Block], list[Part]]:
    """The title, the blocks between it and the next heading, and the headed parts.

    Blocks before the title count as text after it. Raises Unreadable without a title or without headings.
    """
    before: list[Block] = []
    headed: list[Part] = []
    for block in blocks.top:
        if block.type == "heading":
            headed.append(Part(block))
        else:
            (headed[-1].blocks if headed else before).append(block)
    first = before[0] if before else None
    opens = first is not None and first.type == "paragraph" and not first.children
    if first and opens and (looks_like_question(first.text) or looks_like_heading(first.text)):
        title, between = first, before[1:]
    elif headed:
        title, between = headed[0].heading, [*before, *headed[0].blocks]
        headed = headed[1:]
    else:
        raise Unreadable(_no_headings())
    if not headed and not blocks.marked:
        raise Unreadable(_no_headings())
    if not title.text or len(title.text) > limits.LINE:
        message = _("The title must have 1 to %(limit)s characters. Nothing was imported. Put the question first.")
        raise Unreadable(message % {"limit": limits.LINE})
    return title, between, headed


def _no_headings() -> str:
    return _(
        "No headings were found in this text. Nothing was imported. Put the question in the first line and a heading "
        "on a line of its own above each part, with an empty line around it."
    )


def is_list_of_references(part: Part) -> bool:
    """Whether the part is the list of references."""
    heading = part.heading
    return not heading.literal and "kind" not in heading.fields and is_reference_heading(heading.text)


def entries_of(part: Part) -> Iterable[Block]:
    """The entries of a reference list; what is nested under one belongs to it, what is too long is cut."""
    for name, value in part.heading.fields.items():
        yield Block("paragraph", f"{name.capitalize()}: {value}")
    for block in part.blocks:
        words = " ".join([block.text, *(text for child in block.children for text in _words(child))])
        for text in pieces(words) or [""]:
            yield Block(block.type, text, number=block.number, literal=block.literal, fields=block.fields)


def _words(block: Block) -> Iterable[str]:
    yield block.text
    for name, value in block.fields.items():
        yield f"{name.capitalize()}: {value}"
    for child in block.children:
        yield from _words(child)


def is_article_heading(parts: list[Part]) -> bool:
    """Whether the first part is the article's heading with the answer under it, rather than a section."""
    if len(parts) < 2 or not parts[0].blocks:
        return False
    heading = parts[0].heading
    return (
        "kind" not in heading.fields
        and section_kind(heading.text) is None
        and line_rank(heading.text) is None
        and all(block.type == "paragraph" for block in parts[0].blocks)
    )


def any_brackets(blocks: Iterable[Block]) -> bool:
    """Whether any sentence has a mark such as [1]."""
    return any(cites_in_brackets(block.text) or any_brackets(block.children) for block in blocks)


def counted_from_one(blocks: Iterable[Block], *, bare: bool) -> Set[int]:
    """The sources that a text without a list names without brackets, when they count from 1 without a hole; else none.

    bare: whether bare numbers at the ends of sentences count too.
    """
    numbers = set(_unbracketed(blocks, bare=bare))
    return numbers if numbers == set(range(1, len(numbers) + 1)) else frozenset()


def _unbracketed(blocks: Iterable[Block], *, bare: bool) -> Iterable[int]:
    for block in blocks:
        for found in () if block.literal else unbracketed.find(block.text):
            if found.verdict == "closed" and not found.within and (bare or not found.bare):
                yield from map(int, found.numbers)
        yield from _unbracketed(block.children, bare=bare)
