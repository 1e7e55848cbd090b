"""The article as an immutable value.

This is the hub of the house: importers make a Document, exporters and pages are made from one, two of them are
compared, and the board signs the digest of exactly one. Canonical bytes follow RFC 8785 (JSON Canonicalization
Scheme); the digest is SHA-256 of those bytes in lower-case hex. Rates are decimal strings, since RFC 8785
would write the number 70.70 as 70.7. Here is the newest shape; what each format writes is in formats.py.
"""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_args
from uuid import UUID, uuid4

import rfc8785
from pydantic import Field, ModelWrapValidatorHandler, StringConstraints, model_validator

from articles import characters, formats
from articles.csl import Csl
from articles.values import Frozen, Line, Node, Percentage, Prose

StatementStyle = Literal["paragraph", "bullet", "number"]
SectionKind = Literal["overview", "algorithm", "considerations", "pitfalls", "text", "conclusion"]
InterventionKind = Literal["medication", "therapy", "lifestyle", "injection", "surgery", "combined", "other"]
RateKind = Literal["use", "benefit", "harm"]
WaitUnit = Literal["minute", "hour", "day", "week", "month", "year"]
STATEMENT_STYLES: tuple[StatementStyle, ...] = get_args(StatementStyle)
SECTION_KINDS: tuple[SectionKind, ...] = get_args(SectionKind)
INTERVENTION_KINDS: tuple[InterventionKind, ...] = get_args(InterventionKind)
RATE_KINDS: tuple[RateKind, ...] = get_args(RateKind)
WAIT_UNITS: tuple[WaitUnit, ...] = get_args(WaitUnit)


class Statement(Node):
    """One assertion in both wordings, with the references that support it.

    `professional` is always there and holds inline Markdown (emphasis only); `plain` may be empty, which pages
    show with a mark. `label` is the lead-in before the colon ("Imaging findings"). `citations` are reference ids.
    """

    label: Line = ""
    plain_label: Line = ""
    professional: Annotated[Prose, StringConstraints(min_length=1)]
    plain: Prose = ""
    style: StatementStyle = "paragraph"
    citations: tuple[UUID, ...] = ()
    children: tuple["Statement", ...] = ()

    def walk(self) -> Iterator["Statement"]:
        """This statement and everything nested under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Rate(Frozen):
    """A share of patients that a source reports, with the sentence that says it.

    kind: how many had the intervention (use), were helped by it (benefit) or came to harm by it. percentage: decimal
    string exactly as printed by the source ("70.7"); numerator and denominator are patients.
    """

    kind: RateKind
    statement: Statement
    percentage: Percentage
    numerator: Annotated[int, Field(ge=0)] | None = None
    denominator: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def numerator_within_denominator(self) -> Self:
        if self.numerator is not None and self.denominator is not None and self.numerator > self.denominator:
            raise ValueError("The numerator of a rate cannot exceed its denominator.")
        return self


class Intervention(Node):
    """One thing that is done within a treatment line."""

    name: Annotated[Line, StringConstraints(min_length=1)]
    plain_name: Line = ""
    kind: InterventionKind = "other"
    details: tuple[Statement, ...] = ()
    rates: tuple[Rate, ...] = ()


class Wait(Frozen):
    """How long a patient waits before a treatment line: from `min` to `max`; None for "up to" and "at least"."""

    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None
    unit: WaitUnit

    @model_validator(mode="after")
    def ends_in_order(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("A waiting time needs its minimum, its maximum, or both.")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("The minimum waiting time cannot exceed the maximum.")
        return self


class TreatmentLine(Node):
    """A step of the algorithm. `criterion` moves a patient here, `wait` is how long the one before is given."""

    rank: Annotated[int, Field(ge=1)]
    title: Annotated[Line, StringConstraints(min_length=1)]
    plain_title: Line = ""
    criterion: Statement | None = None
    wait: Wait | None = None
    interventions: tuple[Intervention, ...] = ()


class Section(Node):
    """A headed part of the article. Only a section of kind "algorithm" has treatment lines."""

    kind: SectionKind = "text"
    title: Line = ""
    plain_title: Line = ""
    statements: tuple[Statement, ...] = ()
    lines: tuple[TreatmentLine, ...] = ()

    @model_validator(mode="after")
    def lines_only_in_an_algorithm(self) -> Self:
        if self.lines and self.kind != "algorithm":
            raise ValueError("Treatment lines belong in the section that holds the algorithm.")
        if [line.rank for line in self.lines] != list(range(1, len(self.lines) + 1)):
            raise ValueError("Treatment lines are ranked 1, 2, 3 in order.")
        return self


class Reference(Node):
    """A publication. `key` is the author's short name for it (or its printed number while it is unknown)."""

    key: Annotated[Line, StringConstraints(min_length=1)]
    csl: Csl = Csl()
    note: Prose = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What a reader needs to find the publication and is not there, in reading order; empty when complete."""
        csl = self.csl
        wanted = {
            "title": csl.title,
            "authors": csl.author,
            "journal": csl.container_title,
            "year": csl.issued,
            "DOI or PMID": csl.DOI or csl.PMID,
        }
        return tuple(name for name, value in wanted.items() if not value)

    def csl_item(self) -> dict[str, Any]:
        """The reference as one CSL-JSON item without empty fields; its id is the reference's UUID."""
        return {"id": str(self.id), "type": self.csl.type} | self.csl.as_json()


class Condition(Frozen):
    """What the article is about: name, other names people search for, ICD-10 code (WHO) where there is one."""

    name: Line = ""
    synonyms: tuple[Line, ...] = ()
    icd10: Line = ""


class Document(Frozen):
    """A whole article. `title` is the reader's question, `answer` its answer in a sentence or two."""

    article: UUID = Field(default_factory=uuid4)
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    title: Annotated[Line, StringConstraints(min_length=1)]
    heading: Line = ""
    plain_heading: Line = ""
    condition: Condition = Condition()
    specialty: Line = ""
    source_date: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    answer: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()

    @model_validator(mode="wrap")
    @classmethod
    def read_in_its_format(cls, value: Any, newest: ModelWrapValidatorHandler[Self]) -> Self:
        """What names a format is read by it, and must be written in it again: its bytes are what was signed."""
        if not isinstance(value, dict) or "format" not in value:
            return newest(value)
        document = newest(formats.read(value))
        if document.format != value["format"]:
            raise ValueError(f"The document names {value['format']} and says what {document.format} is needed for.")
        return document

    @model_validator(mode="after")
    def identities_and_citations_hold(self) -> Self:
        ids = [node.id for node in self.nodes()]
        if len(ids) != len(set(ids)):
            raise ValueError("Two parts of the document have the same identity.")
        known = {reference.id for reference in self.references}
        for statement in self.statements():
            if unknown := set(statement.citations) - known:
                raise ValueError(
                    f"“{statement.professional[:60]}” cites a reference that is not in the list ({unknown.pop()})."
                )
        if sum(bool(section.lines) for section in self.sections) > 1:
            raise ValueError("An article has one treatment algorithm.")
        return self

    @property
    def lines(self) -> tuple[TreatmentLine, ...]:
        """The treatment lines of the algorithm, in rank order."""
        return tuple(line for section in self.sections for line in section.lines)

    def rates(self) -> Iterator[tuple[Intervention, Rate]]:
        """Every rate with the intervention that it is of, in reading order."""
        for line in self.lines:
            for intervention in line.interventions:
                yield from ((intervention, rate) for rate in intervention.rates)

    def statements(self) -> Iterator[Statement]:
        """Every statement in reading order, nested ones after the one they hang on."""
        for node in self.nodes():
            if isinstance(node, Statement):
                yield node

    def nodes(self) -> Iterator[Node]:
        """Everything with an identity, in reading order; references last."""
        yield from _walk(self.answer)
        for section in self.sections:
            yield section
            yield from _walk(section.statements)
            for line in section.lines:
                yield line
                if line.criterion:
                    yield from line.criterion.walk()
                for intervention in line.interventions:
                    yield intervention
                    yield from _walk(intervention.details)
                    for rate in intervention.rates:
                        yield from rate.statement.walk()
        yield from self.references

    def numbers(self) -> dict[UUID, int]:
        """Printed number of each reference, from 1, in the order of the list."""
        return {reference.id: number for number, reference in enumerate(self.references, start=1)}

    @property
    def format(self) -> str:
        """The name of its format: the oldest that can say all of it."""
        return formats.needed(self.lines)

    def canonical(self) -> bytes:
        """The bytes that are signed (RFC 8785)."""
        return self._canonical

    @cached_property
    def _canonical(self) -> bytes:
        return rfc8785.dumps(formats.written(self.model_dump(mode="json", by_alias=True), self.format))

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, lower-case hex."""
        return hashlib.sha256(self.canonical()).hexdigest()

    @classmethod
    def from_canonical(cls, content: bytes | str) -> "Document":
        """The document behind canonical bytes, to the byte. Raises pydantic.ValidationError when they are not one."""
        with characters.as_stored():
            return cls.model_validate_json(content)

    def shown(self) -> "Document":
        """This document as people and formats are given it: itself, unless it is older than the rule about characters.

        Then what no text may hold stands as [U+202E]. Its digest is another one: the board signed this document.
        """
        if characters.is_fit_json(self.model_dump_json()):
            return self
        copy = characters.shown_in(self)
        copy.__dict__.pop("_canonical", None)
        return copy


def _walk(statements: tuple[Statement, ...]) -> Iterator[Statement]:
    for statement in statements:
        yield from statement.walk()
