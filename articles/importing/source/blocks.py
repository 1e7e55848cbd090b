"""From lines to blocks: headings, paragraphs and nested items, each with the fields that stand under it."""

import re
from dataclasses import dataclass, field
from typing import Literal

from articles.document import StatementStyle
from articles.importing.field_lines import PART, REFERENCE, literal, read_field
from articles.importing.source.headings import MARKED, SENTENCE_END, looks_like_heading, looks_like_question, unmark
from articles.importing.vocabulary import is_reference_heading

MAX_DEPTH = 6
LONG = 8_000  # characters after which a paragraph that never ends is cut at the next line
WRAP_WIDTH = 120  # a text with hardly a longer line was broken at a margin: its lines are joined again

_ITEM = re.compile(
    r"(?P<indent> *)(?P<marker>[-*+•◦▪▫‣⁃∙·●○■□–—]|o(?=  )|\(?(?P<number>[0-9]{1,3})[.)]|[A-Za-z]\))\s+(?P<text>\S.*)"
)
_RULE = re.compile(r"[\s=_*~#•·–—-]+")


@dataclass
class Block:
    """A heading, paragraph or item. `level` counts a heading's # marks, 0 when it has none; `number` is as printed.

    literal: its words are taken as they stand (no label, no marks within).
    """

    type: Literal["heading", "paragraph", "item"]
    text: str
    indent: int = 0
    level: int = 0
    style: StatementStyle = "paragraph"
    number: int | None = None
    literal: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    children: list["Block"] = field(default_factory=list)


@dataclass
class Blocks:
    """The blocks of a text, top level. marked: its headings carry #. flattened: items nested too deep, lifted up."""

    top: list[Block]
    marked: bool = False
    flattened: int = 0


def is_item(line: str) -> bool:
    """Whether the line starts with a bullet or a number."""
    return bool(_ITEM.fullmatch(line))


def is_rule(line: str) -> bool:
    """Whether the line is only decoration."""
    return bool(_RULE.fullmatch(line))


def read_blocks(lines: list[str]) -> Blocks:
    """Read lines (tabs expanded, no furniture, no header) into blocks. No word is lost."""
    return _Reader(lines).read()


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = [line if not is_rule(line) else "" for line in lines]
        self.marked = any(MARKED.fullmatch(line) for line in self.lines)
        written = [line for line in self.lines if line]
        self.wrapped = sum(len(line) > WRAP_WIDTH for line in written) * 20 <= len(written)
        self.last_written = max((number for number, line in enumerate(self.lines) if line.strip()), default=0)
        self.previous = ""
        self.top: list[Block] = []
        self.stack: list[Block] = []
        self.last: Block | None = None
        self.field = ""
        self.after_blank = True
        self.in_references = False
        self.flattened = 0

    def read(self) -> Blocks:
        for number, line in enumerate(self.lines):
            if not line.strip():
                self.after_blank = True
                continue
            self._place(number, line)
            self.after_blank = False
            self.previous = line
        return Blocks(self.top, self.marked, self.flattened)

    def _place(self, number: int, line: str) -> None:
        text = " ".join(line.split())
        indent = len(line) - len(line.lstrip())
        if self._takes_field(text):
            return
        if marked := MARKED.fullmatch(line):
            self._add_heading(" ".join(marked[2].split()), len(marked[1]))
        elif item := _ITEM.fullmatch(line):
            printed = item["number"]
            self._add_item(
                " ".join(item["text"].split()),
                indent,
                "number" if printed else "bullet",
                int(printed) if printed else None,
            )
        elif not self.marked and self._is_heading(number, text, indent):
            self._add_heading(text, 0)
        elif last := self._continued(text, indent):
            if self.field:
                last.fields[self.field] += " " + text
            else:
                last.text += " " + text
        else:
            self._add_paragraph(text, indent)

    def _takes_field(self, text: str) -> bool:
        if self.last is None:
            return False
        found = read_field(text, REFERENCE if self.in_references and self.last.type != "heading" else PART)
        if not found or found[0] in self.last.fields:
            return False
        if self.after_blank and found[0] != "plain":
            return False
        self.field = found[0]
        self.last.fields[self.field] = " ".join(found[1].split())
        return True

    def _add_heading(self, text: str, level: int) -> None:
        words, as_it_stands = literal(text)
        block = Block("heading", words if as_it_stands else unmark(text), level=level, literal=as_it_stands)
        self.in_references = not as_it_stands and is_reference_heading(block.text)
        self.stack = []
        self._keep(block, self.top)

    def _add_item(self, text: str, indent: int, style: StatementStyle, number: int | None) -> None:
        words, as_it_stands = literal(text)
        block = Block("item", words, indent, style=style, number=number, literal=as_it_stands)
        # Numbers are often aligned at their dots: one column does not make a child.
        while self.stack and self.stack[-1].indent > indent - 2:
            self.stack.pop()
        if len(self.stack) >= MAX_DEPTH:
            del self.stack[MAX_DEPTH - 1 :]
            self.flattened += 1
        self._keep(block, self.stack[-1].children if self.stack else self.top)
        self.stack.append(block)

    def _add_paragraph(self, text: str, indent: int) -> None:
        words, as_it_stands = literal(text)
        block = Block("paragraph", words, indent, literal=as_it_stands)
        while self.stack and self.stack[-1].indent > indent - 2:
            self.stack.pop()
        self._keep(block, self.stack[-1].children if self.stack else self.top)

    def _keep(self, block: Block, siblings: list[Block]) -> None:
        siblings.append(block)
        self.last = block
        self.field = ""

    def _continued(self, text: str, indent: int) -> Block | None:
        """The block that this line continues, if it does."""
        last = self.last
        if last is None or self.after_blank or text.startswith("\\") or read_field(text, PART):
            return None
        return last if self._joins(last, text, indent) else None

    def _joins(self, last: Block, text: str, indent: int) -> bool:
        if len(last.fields[self.field] if self.field else last.text) > LONG:
            return False
        if text[0].islower() and (last.type != "heading" or self.field):
            return True
        if len(self.previous) > WRAP_WIDTH and indent <= last.indent:
            return False
        if self.field:
            return self.wrapped or indent > last.indent
        return indent > last.indent if last.type == "item" else last.type == "paragraph" and self.wrapped

    def _is_heading(self, number: int, text: str, indent: int) -> bool:
        """Whether an unmarked line is a heading: it reads as one, and its neighbours leave it alone."""
        if not self.top:
            return looks_like_heading(text) or looks_like_question(text)
        if not self.after_blank and (
            self.field or (self.last and self.last.type == "item" and indent > self.last.indent)
        ):
            return False
        if indent > 3 or text.startswith("\\") or not looks_like_heading(text):
            return False
        if number >= self.last_written:
            return False
        after = self.lines[number + 1]
        alone = not after.strip() or is_item(after) or read_field(after, PART) is not None
        if self.after_blank and alone:
            return True
        before_ends = self.after_blank or (
            self.last is not None and (self.last.type == "heading" or self.last.text.endswith(SENTENCE_END))
        )
        if not self.wrapped:
            return before_ends and len(text) <= 80
        return before_ends and len(text) <= 60 and (alone or (after.strip()[:1].isupper() and len(after) > len(text)))
