"""How a long article is laid out in parts: what fits on its page at once, and in which part something stands."""

from collections.abc import Iterable
from uuid import UUID

from articles.document import Document, Reference, Section

AT_ONCE = 120  # statements, and references, that are laid out at once


def statements_of(section: Section) -> Iterable[object]:
    """Everything of a section that is a statement or holds some, as far as it counts for the size of a page."""
    for statement in section.statements:
        yield from statement.walk()
    for line in section.lines:
        yield line
        for intervention in line.interventions:
            yield intervention
            yield from intervention.details


def section_around(document: Document, node: UUID | None) -> UUID | None:
    """The section that a part stands in, or is; None for one of the answer, a reference, and what is not there."""
    within: UUID | None = None
    for each in document.nodes() if node else ():
        within = each.id if isinstance(each, Section) else None if isinstance(each, Reference) else within
        if each.id == node:
            return within
    return None


def sources_at_once(document: Document, opened: UUID | None) -> int:
    """How many references are laid out: all where one is asked for that stands far down."""
    references = document.references
    return len(references) if any(each.id == opened for each in references[AT_ONCE:]) else AT_ONCE
