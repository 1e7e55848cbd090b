"""A Document as text in the format that articles.importing.text reads (docs/writing.md).

Reading it back gives the same structure and the same words with new identities. Every part is written as an author
would write it; only where that would be read differently is it written out: with a leading backslash, which takes
words as they stand, or with a field.
"""

from collections.abc import Iterable, Iterator

from articles.csl import Csl
from articles.document import Document, Intervention, Reference, Section, Statement, TreatmentLine
from articles.importing.field_lines import HEADER, PART, REFERENCE, read_field
from articles.importing.references.bibliography import format_entry, parse_entry, write_fields
from articles.importing.references.entries import is_plain_key
from articles.importing.source.blocks import is_item, is_rule
from articles.importing.source.furniture import is_furniture
from articles.importing.source.headings import MARKED, unmark
from articles.importing.structure.figures import ReadRate, rate_of_use, write_rate, write_wait
from articles.importing.structure.marks import Style
from articles.importing.structure.sentences import Sentence, read_sentence, split_label
from articles.importing.vocabulary import intervention_kind, is_reference_heading, line_rank, section_kind
from articles.waits import wait_before


def document_to_text(document: Document) -> str:
    """The article as text: header, answer, sections under # marks, reference list. Ends with a line break.

    Carried are words, structure, citations, figures and publications; identities and the article's own are not.
    """
    return "\n".join(_Writer(document).lines()) + "\n"


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.numbers = document.numbers()
        keys = {reference.key for reference in document.references}
        # Any number could have its entry when the text is read again.
        self.style = Style(known=keys.__contains__, entries=range(1, 1000))

    def lines(self) -> Iterator[str]:
        document = self.document
        yield f"# {_heading(document.title)}"
        yield from self._header()
        yield from self._blocks(document.answer)
        for section in document.sections:
            yield from self._section(section)
        if document.references:
            yield from ("", "## References", "")
            for number, reference in enumerate(document.references, start=1):
                yield from _reference(number, reference)

    def _header(self) -> Iterator[str]:
        document = self.document
        condition = document.condition
        fields = {
            "Condition": condition.name,
            "ICD-10": condition.icd10,
            "Specialty": document.specialty,
            "Heading": document.heading,
            "Plain heading": document.plain_heading,
        }
        yield ""
        yield f"Language: {document.language}"
        yield from (f"{name}: {_value(value)}" for name, value in fields.items() if value)
        for synonym in condition.synonyms:
            yield f"Also known as: {_value(synonym)};"
        if document.source_date:
            yield f"Last updated: {document.source_date}"

    def _section(self, section: Section) -> Iterator[str]:
        yield from ("", f"## {_heading(section.title)}")
        if section.plain_title:
            yield f"Plain: {_value(section.plain_title)}"
        title_tells = section_kind(section.title) == section.kind
        if not title_tells or is_reference_heading(section.title) or line_rank(section.title):
            yield f"Kind: {section.kind}"
        yield from self._blocks(section.statements)
        for line in section.lines:
            yield from self._line(line)

    def _line(self, line: TreatmentLine) -> Iterator[str]:
        yield from ("", f"### {_heading(line.title)}")
        if line.plain_title:
            yield f"Plain: {_value(line.plain_title)}"
        if wait_before(line.criterion) != line.wait:
            yield f"Wait: {write_wait(line.wait)}"
        if line.criterion:
            yield from self._blocks((line.criterion.model_copy(update={"style": "paragraph"}),), labelled=False)
        yield ""
        for number, intervention in enumerate(line.interventions, start=1):
            yield from self._intervention(number, intervention)

    def _intervention(self, number: int, intervention: Intervention) -> Iterator[str]:
        name = _normal(intervention.name)
        light = split_label(name) == ("", name) and not name.endswith(":") and not _needs_backslash(name)
        yield f"{number}. {name}" if light else f"{number}. \\{name}"
        if intervention.plain_name:
            yield f"   Plain: {_value(intervention.plain_name)}"
        if intervention_kind(name) != intervention.kind:
            yield f"   Kind: {intervention.kind}"
        for statement in intervention.details:
            rate = "none" if rate_of_use(_normal(statement.professional)) else ""
            yield from self._item(statement, 1, rate=rate)
        for each in intervention.rates:
            reported = ReadRate(each.kind, each.percentage, each.numerator, each.denominator)
            told = rate_of_use(_normal(each.statement.professional)) == reported
            yield from self._item(each.statement, 1, rate="" if told else write_rate(reported))

    def _blocks(self, statements: Iterable[Statement], *, labelled: bool = True) -> Iterator[str]:
        """Statements at the top level: paragraphs between empty lines, everything else as items."""
        after_item = False
        number = 0
        for statement in statements:
            if statement.style == "paragraph" and not statement.children:
                yield ""
                yield from self._sentence(statement, labelled=False, indent="")
                after_item = False
            else:
                if not after_item:
                    yield ""
                    number = 0
                number = number + 1 if statement.style == "number" else 0
                yield from self._item(statement, 0, labelled=labelled, number=number)
                after_item = True

    def _item(
        self, statement: Statement, depth: int, *, labelled: bool = True, rate: str = "", number: int = 1
    ) -> Iterator[str]:
        """A statement as an item with its fields and, nested, its children."""
        marker = f"{number}. " if statement.style == "number" else "- "
        first, *fields = self._sentence(statement, labelled=labelled, indent="   " * (depth + 1))
        yield "   " * depth + marker + first.strip()
        yield from fields
        if statement.style == "paragraph":
            yield "   " * (depth + 1) + "Style: paragraph"
        if rate:
            yield "   " * (depth + 1) + f"Rate: {rate}"
        for place, child in enumerate(statement.children, start=1):
            yield from self._item(child, depth + 1, number=place)

    def _sentence(self, statement: Statement, *, labelled: bool, indent: str) -> Iterator[str]:
        """The words with their marks, then the fields for what the words alone do not say."""
        text = _normal(statement.professional)
        label, plain_label = _normal(statement.label), _normal(statement.plain_label)
        marks = tuple(str(self.numbers[identity]) for identity in statement.citations)
        brackets = f" [{', '.join(marks)}]" if marks else ""
        light = (f"{label}: " if label and labelled else "") + text + brackets
        told = Sentence(label if labelled else "", text, tuple(dict.fromkeys(marks)))
        as_it_stands = _needs_backslash(light) or read_sentence(light, self.style, labelled=labelled) != told
        if as_it_stands:
            light = "\\" + text + (brackets or (" []" if text.endswith("]") else ""))
        yield indent + light
        if label and (as_it_stands or not labelled):
            yield f"{indent}Label: {_value(label)}"
        plain = _normal(statement.plain)
        both = f"{plain_label}: {plain}"
        if plain_label and plain and label and split_label(both) == (plain_label, plain):
            yield f"{indent}Plain: {both}"
            return
        if plain_label:
            yield f"{indent}Plain label: {_value(plain_label)}"
        if plain:
            unclear = label and not plain_label and split_label(plain) != ("", plain)
            value = "\\" + plain if unclear else _value(plain)
            yield f"{indent}Plain: {value}"


def _reference(number: int, reference: Reference) -> Iterator[str]:
    entry = _normal(format_entry(reference.csl))
    light = is_plain_key(reference.key) and bool(entry) and parse_entry(entry) == reference.csl
    yield f"{number}. [{reference.key}] {entry}" if light else f"{number}. \\"
    fields = {} if light else {"key": reference.key} | (write_fields(reference.csl) if reference.csl != Csl() else {})
    if reference.note:
        fields["note"] = reference.note
    yield from (f"   {name.capitalize()}: {_value(value)}" for name, value in fields.items())


def _heading(title: str) -> str:
    title = _normal(title)
    plain = unmark(title) == title and not _needs_backslash(title) and not is_reference_heading(title)
    return title if title and plain else "\\" + title


def _needs_backslash(line: str) -> bool:
    """Whether a line would be read as something else than words."""
    return (
        line.startswith("\\")
        or is_item(line)
        or is_rule(line)
        or is_furniture(line)
        or bool(MARKED.fullmatch(line))
        or read_field(line, HEADER + PART + REFERENCE) is not None
    )


def _value(value: str) -> str:
    value = _normal(value)
    return "\\" + value if value.startswith("\\") else value


def _normal(text: str) -> str:
    return " ".join(text.split())
