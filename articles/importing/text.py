"""The text format: a page's text, or an article as authors write it (docs/writing.md), to a Document."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import ValidationError

from articles.document import (
    SECTION_KINDS,
    Condition,
    Document,
    Section,
    SectionKind,
    Statement,
    TreatmentLine,
)
from articles.importing.algorithm import read_line
from articles.importing.blocks import Block, Blocks, read_blocks
from articles.importing.citations import Style, cites_in_brackets
from articles.importing.fields import Header, literal, take_header
from articles.importing.furniture import Sorted, sort_lines
from articles.importing.headings import looks_like_heading, looks_like_question
from articles.importing.reading import read_lines
from articles.importing.references import References, shorten
from articles.importing.result import ImportResult, Unreadable
from articles.importing.sentences import pieces
from articles.importing.statements import MAX_LINE, Statements
from articles.importing.vocabulary import is_reference_heading, line_rank, section_kind

_HIGHEST_BARE_MARK = 99


@dataclass
class Part:
    """A heading (None before the first one) with the blocks under it."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)


@dataclass
class _Draft:
    """A section in the making."""

    kind: SectionKind
    title: str = ""
    plain_title: str = ""
    level: int = 0
    statements: list[Statement] = field(default_factory=list)
    lines: list[TreatmentLine] = field(default_factory=list)

    def finish(self) -> Section:
        return Section(
            kind=self.kind,
            title=self.title,
            plain_title=self.plain_title,
            statements=tuple(self.statements),
            lines=tuple(self.lines),
        )


def import_text(raw: bytes) -> ImportResult:
    """Import a text file or pasted text (encoded as UTF-8).

    Returns the document, the page furniture that was set aside, and what was unsure. Every sentence of the text is in
    one of them. Raises Unreadable, with a sentence for the user, when it cannot become an article.
    """
    page = sort_lines(read_lines(raw))
    header, lines = take_header(page.body)
    blocks = read_blocks(lines)
    try:
        return _Text(page, header, blocks).result()
    except ValidationError as error:
        reason = str(error.errors()[0]["msg"])
        message = _("This text could not be made into an article: %(reason)s. Nothing was imported.")
        raise Unreadable(message % {"reason": reason}) from error


class _Text:
    """Assembles the document from the sorted page."""

    def __init__(self, page: Sorted, header: Header, blocks: Blocks) -> None:
        self.page = page
        self.header = header
        self.blocks = blocks
        self.title, self.before, parts = _split(blocks)
        self.parts = [part for part in parts if not _is_list_of_references(part)]
        self.references = References()
        refused = [
            entry
            for part in parts
            if _is_list_of_references(part)
            for entry in _entries(part)
            if not self.references.add(entry)
        ]
        self.statements = Statements(self._style(), self.references)
        self.unplaced = list(self.statements.of(refused, labelled=False))
        self.drafts: list[_Draft] = []

    def _style(self) -> Style:
        bare = 0
        if not self.blocks.marked and not _any_brackets([*self.before, *(b for p in self.parts for b in p.blocks)]):
            bare = self.references.highest or _HIGHEST_BARE_MARK
        return Style(known=self.references.knows, bare_up_to=bare)

    def result(self) -> ImportResult:
        doubt = self.statements.doubt
        if not self.title.text.endswith("?"):
            doubt(_("The title is not a question. Write it as the reader would ask."))
        if self.page.unread_date:
            doubt(_("The date in “%(line)s” could not be read.") % {"line": shorten(self.page.unread_date)})
        heading, plain_heading = self._header_line("heading"), self._header_line("plain heading")
        condition, specialty, language = self._condition(), self._header_line("specialty"), self._language()
        answer = self.statements.of(self.before)
        title_fields = self.statements.leftover(self.title.fields)
        parts = self._with_conclusion()
        if not heading and not self.before and _is_article_heading(parts):
            first = parts.pop(0)
            assert first.heading is not None  # noqa: S101 -- for the type checker; _is_article_heading has looked
            heading, plain_heading, kept = self.statements.title(first.heading)
            answer = (*kept, *self.statements.of(first.blocks))
        for part in parts:
            self._add(part)
        self._report_structure()
        self.unplaced += self._stray_header()
        if self.unplaced:
            self.drafts.append(_Draft("text", _("Not placed"), statements=self.unplaced))
        document = Document(
            title=self.title.text,
            heading=heading,
            plain_heading=plain_heading,
            condition=condition,
            specialty=specialty,
            language=language,
            source_date=self.page.date,
            answer=(*title_fields, *answer),
            sections=tuple(draft.finish() for draft in self.drafts),
            references=self.references.all(),
        )
        unsure = (*self.statements.unsure, *self.references.findings())
        return ImportResult(document, tuple(self.page.furniture), unsure)

    def _with_conclusion(self) -> list[Part]:
        """The parts, with what follows the last list of an unmarked text as a conclusion of its own."""
        parts = list(self.parts)
        if self.blocks.marked or not parts:
            return parts
        last = parts[-1]
        items = [place for place, block in enumerate(last.blocks) if block.type == "item"]
        title = last.heading.text if last.heading else ""
        if not items or items[-1] == len(last.blocks) - 1 or section_kind(title) in ("conclusion", "overview"):
            return parts
        cut = items[-1] + 1
        closing = Part(Block("heading", "", fields={"kind": "conclusion"}), last.blocks[cut:])
        return [*parts[:-1], Part(last.heading, last.blocks[:cut]), closing]

    def _add(self, part: Part) -> None:
        heading = part.heading
        assert heading is not None  # noqa: S101 -- for the type checker; _split leaves headings only
        if "kind" not in heading.fields and self._is_line(heading):
            self._add_line(part, heading)
            return
        fields = dict(heading.fields)
        kind = next((known for known in SECTION_KINDS if known == fields.get("kind")), None)
        if kind:
            del fields["kind"]
        title, plain_title, kept = self.statements.title(Block("heading", heading.text, fields=fields))
        kind = kind or section_kind(heading.text) or "text"
        draft = _Draft(kind, title, plain_title, heading.level, [*kept, *self.statements.of(part.blocks)])
        self.drafts.append(draft)

    def _is_line(self, heading: Block) -> bool:
        """By its words, or, among marked headings, because it stands one level under the algorithm."""
        current = self.drafts[-1] if self.drafts else None
        under = self.blocks.marked and current is not None and current.kind == "algorithm"
        return line_rank(heading.text) is not None or (under and current is not None and heading.level > current.level)

    def _add_line(self, part: Part, heading: Block) -> None:
        """Add a line to the one algorithm; a line that stands elsewhere is moved there and reported."""
        algorithms = [draft for draft in self.drafts if draft.kind == "algorithm"]
        algorithm = next((draft for draft in algorithms if draft.lines), algorithms[-1] if algorithms else None)
        if algorithm is None:
            algorithm = _Draft("algorithm", level=max(heading.level - 1, 0))
            self.drafts.append(algorithm)
        found = read_line(heading, part.blocks, len(algorithm.lines) + 1, self.statements)
        algorithm.lines.append(found.line)
        algorithm.statements.extend(found.unplaced)
        if algorithm is not self.drafts[-1]:
            message = _("“%(title)s” stood outside the treatment algorithm and was moved there.")
            self.statements.doubt(message % {"title": shorten(found.line.title)}, found.line.id)

    def _report_structure(self) -> None:
        if self.blocks.flattened:
            message = ngettext(
                "%(count)s item was nested too deeply and was lifted to the sixth level.",
                "%(count)s items were nested too deeply and were lifted to the sixth level.",
                self.blocks.flattened,
            )
            self.statements.doubt(message % {"count": self.blocks.flattened})
        for draft in self.drafts:
            named = {"title": shorten(draft.title)}
            if not draft.statements and not draft.lines:
                self.statements.doubt(_("The section “%(title)s” is empty.") % named)
            elif draft.kind == "algorithm" and not draft.lines:
                message = _("“%(title)s” has no lines of treatment. Give each a heading such as “First-line: …”.")
                self.statements.doubt(message % named)

    def _header_line(self, name: str) -> str:
        """A field of the header that fits a line; taken out, so that what remains can be reported."""
        values = self.header.values.get(name, [])
        if not values or len(values[0]) > MAX_LINE:
            return ""
        return literal(" ".join(values.pop(0).split()))[0]

    def _condition(self) -> Condition:
        synonyms: list[str] = []
        for value in self.header.values.pop("also known as", []):
            words, _as_it_stands = literal(" ".join(value.split()))
            synonyms += [name.strip() for name in words.split(";" if ";" in words else ",") if name.strip()]
        short = tuple(dict.fromkeys(name for name in synonyms if len(name) <= MAX_LINE))
        if long := [name for name in synonyms if len(name) > MAX_LINE]:
            self.header.values["also known as"] = long
        return Condition(name=self._header_line("condition"), synonyms=short, icd10=self._header_line("icd-10"))

    def _language(self) -> str:
        named = self.header.first("language")
        return self._header_line("language") if re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", named) else "en"

    def _stray_header(self) -> list[Statement]:
        """Fields of the header that were too long, or there twice."""
        stray = [(name, value) for name, values in self.header.values.items() for value in values]
        return [statement for name, value in stray for statement in self.statements.leftover({name: value})]


def _split(blocks: Blocks) -> tuple[Block, list[Block], list[Part]]:
    """The title, the blocks between it and the next heading, and the headed parts.

    Blocks before the title count as text after it. Raises Unreadable without a title or without headings.
    """
    parts = [Part(None)]
    for block in blocks.top:
        if block.type == "heading":
            parts.append(Part(block))
        else:
            parts[-1].blocks.append(block)
    before, *headed = parts
    first = before.blocks[0] if before.blocks else None
    opens = first is not None and first.type == "paragraph" and not first.children
    if first and opens and (looks_like_question(first.text) or looks_like_heading(first.text)):
        title, between = first, before.blocks[1:]
    elif headed and headed[0].heading is not None:
        title, between = headed[0].heading, [*before.blocks, *headed[0].blocks]
        headed = headed[1:]
    else:
        raise Unreadable(_no_headings())
    if not headed and not blocks.marked:
        raise Unreadable(_no_headings())
    if not title.text or len(title.text) > MAX_LINE:
        raise Unreadable(_("The title must have 1 to 500 characters. Nothing was imported. Put the question first."))
    return title, between, headed


def _no_headings() -> str:
    return _(
        "No headings were found in this text. Nothing was imported. Put the question in the first line and a heading "
        "on a line of its own above each part, with an empty line around it."
    )


def _is_list_of_references(part: Part) -> bool:
    heading = part.heading
    return (
        heading is not None
        and not heading.literal
        and "kind" not in heading.fields
        and is_reference_heading(heading.text)
    )


def _entries(part: Part) -> Iterable[Block]:
    """The entries of a reference list; what is nested under one belongs to it, what is too long is cut."""
    assert part.heading is not None  # noqa: S101 -- for the type checker; only headed parts are asked
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


def _is_article_heading(parts: list[Part]) -> bool:
    """Whether the first part is the article's heading with the answer under it, rather than a section."""
    if len(parts) < 2 or parts[0].heading is None or not parts[0].blocks:
        return False
    heading = parts[0].heading
    return (
        "kind" not in heading.fields
        and section_kind(heading.text) is None
        and line_rank(heading.text) is None
        and all(block.type == "paragraph" for block in parts[0].blocks)
    )


def _any_brackets(blocks: Iterable[Block]) -> bool:
    return any(cites_in_brackets(block.text) or _any_brackets(block.children) for block in blocks)
