"""Every text of a document that a person wrote, with the node it belongs to."""

from collections.abc import Iterator
from uuid import UUID

from articles.document import Document, Statement

Text = tuple[UUID | None, str]


def texts(document: Document) -> Iterator[Text]:
    """Titles, labels, names and both wordings in reading order; the bibliography is not ours to style."""
    for title in (document.title, document.heading, document.plain_heading):
        yield None, title
    for node in document.nodes():
        for name in ("title", "plain_title", "name", "plain_name"):
            if text := getattr(node, name, ""):
                yield node.id, text
        if isinstance(node, Statement):
            for text in (node.label, node.plain_label, node.professional, node.plain):
                yield node.id, text
