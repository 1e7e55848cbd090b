"""The text format: a page's text, or an article as authors write it (docs/writing.md), to a Document."""

import re
from dataclasses import dataclass, field

from pydantic import ValidationError

from articles import limits
from articles.document import (
    SECTION_KINDS,
    Condition,
    Document,
    Section,
    SectionKind,
    Statement,
    TreatmentLine,
)
from articles.importing.field_lines import Header, literal, take_header
from articles.importing.references.entries import References, shorten
from articles.importing.result import ImportResult, Unreadable
from articles.importing.source.blocks import Block, Blocks, read_blocks
from articles.importing.source.furniture import Sorted, sort_lines
from articles.importing.source.reading import read_lines
from articles.importing.structure.algorithm import read_line
from articles.importing.structure.marks import Style
from articles.importing.structure.parts import (
    Part,
    any_brackets,
    counted_from_one,
    entries_of,
    is_article_heading,
    is_list_of_references,
    split_parts,
)
from articles.importing.structure.statements import Statements
from articles.importing.vocabulary import line_rank, section_kind
from articles.sayings import gettext as _
from articles.sayings import ngettext


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
        self.title, self.before, parts = split_parts(blocks)
        self.parts = [part for part in parts if not is_list_of_references(part)]
        self.references = References()
        refused = [
            entry
            for part in parts
            if is_list_of_references(part)
            for entry in entries_of(part)
            if not self.references.add(entry)
        ]
        self.statements = Statements(self._style(), self.references)
        self.unplaced = list(self.statements.of(refused, labelled=False))
        self.drafts: list[_Draft] = []
        self.algorithm: _Draft | None = None

    def _style(self) -> Style:
        blocks = [*self.before, *(block for part in self.parts for block in part.blocks)]
        bare = not self.blocks.marked and not any_brackets(blocks)
        entries = self.references.numbers or counted_from_one(blocks, bare=bare)
        return Style(known=self.references.knows, entries=entries, bare=bare)

    def result(self) -> ImportResult:
        doubt = self.statements.doubt
        if not self.title.text.endswith("?"):
            doubt(_("The title is not a question. Write it as the reader would ask."), None, "title")
        if self.page.unread_date:
            message = _("The date in “%(line)s” could not be read.")
            doubt(message % {"line": shorten(self.page.unread_date)}, None, "source_date")
        heading, plain_heading = self._header_line("heading"), self._header_line("plain heading")
        condition, specialty, language = self._condition(), self._header_line("specialty"), self._language()
        answer = self.statements.of(self.before)
        title_fields = self.statements.leftover(self.title.fields)
        parts = self._with_conclusion()
        if not heading and not self.before and is_article_heading(parts):
            first = parts.pop(0)
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
        return ImportResult(document, tuple(self.page.furniture), unsure, tuple(self.statements.taken))

    def _with_conclusion(self) -> list[Part]:
        """The parts, with what follows the last list of an unmarked text as a conclusion of its own."""
        parts = list(self.parts)
        if self.blocks.marked or not parts:
            return parts
        last = parts[-1]
        items = [place for place, block in enumerate(last.blocks) if block.type == "item"]
        title = last.heading.text
        if not items or items[-1] == len(last.blocks) - 1 or section_kind(title) in ("conclusion", "overview"):
            return parts
        cut = items[-1] + 1
        closing = Part(Block("heading", "", fields={"kind": "conclusion"}), last.blocks[cut:])
        return [*parts[:-1], Part(last.heading, last.blocks[:cut]), closing]

    def _add(self, part: Part) -> None:
        heading = part.heading
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
        # Lines belong to the algorithm before them; with lines in one, all others are moved there.
        if kind == "algorithm" and not (self.algorithm and self.algorithm.lines):
            self.algorithm = draft

    def _is_line(self, heading: Block) -> bool:
        """By its words, or, among marked headings, because it stands one level under the algorithm."""
        current = self.drafts[-1] if self.drafts else None
        under = self.blocks.marked and current is not None and current.kind == "algorithm"
        return line_rank(heading.text) is not None or (under and current is not None and heading.level > current.level)

    def _add_line(self, part: Part, heading: Block) -> None:
        """Add a line to the one algorithm; a line that stands elsewhere is moved there and reported."""
        if self.algorithm is None:
            self.algorithm = _Draft("algorithm", level=max(heading.level - 1, 0))
            self.drafts.append(self.algorithm)
        algorithm = self.algorithm
        found = read_line(heading, part.blocks, len(algorithm.lines) + 1, self.statements)
        algorithm.lines.append(found.line)
        algorithm.statements.extend(found.unplaced)
        if algorithm is not self.drafts[-1]:
            message = _("“%(title)s” stood outside the treatment algorithm and was moved there.")
            self.statements.doubt(message % {"title": shorten(found.line.title)}, found.line.id, "place")

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
                self.statements.doubt(_("The section “%(title)s” is empty.") % named, is_found=True)
            elif draft.kind == "algorithm" and not draft.lines:
                message = _("“%(title)s” has no lines of treatment. Give each a heading such as “First-line: …”.")
                self.statements.doubt(message % named, is_found=True)

    def _header_line(self, name: str) -> str:
        """A field of the header that fits a line; taken out, so that what remains can be reported."""
        values = self.header.values.get(name, [])
        if not values or len(values[0]) > limits.LINE:
            return ""
        return literal(" ".join(values.pop(0).split()))[0]

    def _condition(self) -> Condition:
        synonyms: list[str] = []
        for value in self.header.values.pop("also known as", []):
            words, _as_it_stands = literal(" ".join(value.split()))
            synonyms += [name.strip() for name in words.split(";" if ";" in words else ",") if name.strip()]
        short = tuple(dict.fromkeys(name for name in synonyms if len(name) <= limits.LINE))
        if long := [name for name in synonyms if len(name) > limits.LINE]:
            self.header.values["also known as"] = long
        return Condition(name=self._header_line("condition"), synonyms=short, icd10=self._header_line("icd-10"))

    def _language(self) -> str:
        named = self.header.first("language")
        return self._header_line("language") if re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", named) else "en"

    def _stray_header(self) -> list[Statement]:
        """Fields of the header that were too long, or there twice."""
        stray = [(name, value) for name, values in self.header.values.items() for value in values]
        return [statement for name, value in stray for statement in self.statements.leftover({name: value})]
