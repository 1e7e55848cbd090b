"""From blocks to statements. Whatever does not fit its place becomes a paragraph and is reported."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from articles import limits
from articles.document import STATEMENT_STYLES, Statement
from articles.importing.field_lines import literal
from articles.importing.references.entries import References, shorten
from articles.importing.result import Unreadable, Unsure
from articles.importing.source.blocks import Block
from articles.importing.structure.marks import Style
from articles.importing.structure.sentences import pieces, read_sentence, split_label
from articles.sayings import gettext as _

MAX_MARKS = 20_000
WORDS_OR_PLACE = ("professional", "place")  # what settles a doubt where both were a guess


class Statements:
    """Makes statements of one text, resolves their citations, and remembers what it was unsure of."""

    def __init__(self, style: Style, references: References) -> None:
        self.style = style
        self.references = references
        self.unsure: list[Unsure] = []
        self.taken: list[Unsure] = []
        self.marks = 0

    def doubt(self, message: str, node: UUID | None = None, *fields: str, **more: Any) -> None:
        """Remember something that a person should look at. fields, more: as Unsure has them."""
        self.unsure.append(Unsure(message, node, fields, **more))

    def of(self, blocks: Iterable[Block], *, labelled: bool = True) -> tuple[Statement, ...]:
        """The statements of these blocks, in order."""
        return tuple(statement for block in blocks for statement in self.one(block, labelled=labelled))

    def one(self, block: Block, *, labelled: bool = True) -> tuple[Statement, ...]:
        """The statement of a block with what is nested in it.

        More than one when it is too long for one or has fields that do not belong there, none when it has no words.
        """
        fields = dict(block.fields)
        sentence = read_sentence(
            block.text, self.style, labelled=labelled and block.type == "item", literal=block.literal
        )
        label = sentence.label or _take_line(fields, "label")
        plain_label = _take_line(fields, "plain label")
        plain, as_it_stands = literal(fields.pop("plain", ""))
        if label and not plain_label and not as_it_stands:
            plain_label, plain = split_label(plain)
        style = block.style
        if (named := fields.get("style")) in STATEMENT_STYLES:
            style = next(known for known in STATEMENT_STYLES if known == named)
            del fields["style"]
        self._count(len(sentence.marks))
        citations = self.references.cite(sentence.marks)
        children = self.of(block.children)
        texts = pieces(sentence.text)
        if not texts:
            return (*children, *self.leftover(fields))
        if len(plain) > limits.PROSE:
            fields["plain"], plain = plain, ""
        first = Statement(
            label=label,
            plain_label=plain_label,
            professional=texts[0],
            plain=plain,
            style=style,
            citations=citations,
            children=children,
        )
        if sentence.inside:
            self.doubt(
                _("Citation marks within “%(text)s” now stand at its end.") % {"text": shorten(texts[0])}, first.id
            )
        if sentence.unbracketed:
            in_brackets = read_sentence(
                block.text, replace(self.style, entries=(), bare=False), labelled=labelled and block.type == "item"
            )
            before = {"professional": in_brackets.text, "citations": self.references.cite(in_brackets.marks)}
            message = _("Taken out of “%(text)s” as its sources: %(numbers)s.")
            values = {"numbers": ", ".join(sentence.unbracketed), "text": shorten(in_brackets.text)}
            # A sentence that was cut in pieces cannot be put back into one of them.
            self.taken.append(Unsure(message % values, first.id, tuple(before), before if len(texts) == 1 else {}))
        if sentence.left:
            message = _("“%(numbers)s” in “%(text)s” looks like a citation mark and was left in the words.")
            self.doubt(
                message % {"numbers": "; ".join(sentence.left[:10]), "text": shorten(texts[0])},
                first.id,
                "professional",
            )
        rest = tuple(Statement(professional=text, citations=citations) for text in texts[1:])
        if rest:
            self.doubt(_("A very long paragraph was cut into %(count)s.") % {"count": len(texts)}, first.id)
        return (first, *rest, *self.leftover(fields))

    def _count(self, marks: int) -> None:
        self.marks += marks
        if self.marks > MAX_MARKS:
            raise Unreadable(
                _(
                    "This text has more than %(limit)s citation marks. Nothing was imported. "
                    "Import one article at a time."
                )
                % {"limit": MAX_MARKS}
            )

    def leftover(self, fields: dict[str, str]) -> tuple[Statement, ...]:
        """Fields that do not belong where they stood, as paragraphs, reported."""
        kept = []
        for name, value in fields.items():
            for text in pieces(f"{name.capitalize()}: {value}"):
                statement = Statement(professional=text)
                self.doubt(
                    _("“%(text)s” does not belong there and was kept as a paragraph.") % {"text": shorten(text)},
                    statement.id,
                    *WORDS_OR_PLACE,
                )
                kept.append(statement)
        return tuple(kept)

    def title(self, heading: Block) -> tuple[str, str, tuple[Statement, ...]]:
        """(title, plain title, statements): a title too long for a title becomes a statement, as do stray fields."""
        fields = dict(heading.fields)
        plain = _take_line(fields, "plain")
        if len(heading.text) <= limits.LINE:
            return heading.text, plain, self.leftover(fields)
        kept = tuple(Statement(professional=text) for text in pieces(heading.text))
        message = _("A heading of more than %(limit)s characters was kept as a paragraph.")
        self.doubt(message % {"limit": limits.LINE}, kept[0].id, *WORDS_OR_PLACE)
        return "", plain, (*kept, *self.leftover(fields))


def _take_line(fields: dict[str, str], name: str) -> str:
    """Take a field that has to fit a line; it stays among the fields when it does not."""
    value = literal(fields.get(name, ""))[0]
    if len(value) > limits.LINE:
        return ""
    fields.pop(name, None)
    return value
