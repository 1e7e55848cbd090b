"""The article as an immutable value.

This is the hub of the house: importers make a Document, exporters and pages are made from one, two of them are
compared, and the board signs the digest of exactly one. Canonical bytes follow RFC 8785 (JSON Canonicalization
Scheme); the digest is SHA-256 of those bytes in lower-case hex. Rates are decimal strings, since RFC 8785
would write the number 70.70 as 70.7.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_args
from uuid import UUID, uuid4

import rfc8785
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from articles import characters, limits

StatementStyle = Literal["paragraph", "bullet", "number"]
SectionKind = Literal["overview", "algorithm", "considerations", "pitfalls", "text", "conclusion"]
InterventionKind = Literal["medication", "therapy", "lifestyle", "injection", "surgery", "combined", "other"]
STATEMENT_STYLES: tuple[StatementStyle, ...] = get_args(StatementStyle)
SECTION_KINDS: tuple[SectionKind, ...] = get_args(SectionKind)
INTERVENTION_KINDS: tuple[InterventionKind, ...] = get_args(InterventionKind)


def _asked(rule: Callable[[str], str]) -> BeforeValidator:
    """The rule about characters, before the text is touched; what is no text at all, pydantic refuses."""
    return BeforeValidator(lambda value: rule(value) if isinstance(value, str) else value)


Line = Annotated[str, _asked(characters.line), StringConstraints(strip_whitespace=True, max_length=limits.LINE)]
Prose = Annotated[str, _asked(characters.prose), StringConstraints(strip_whitespace=True, max_length=limits.PROSE)]
PERCENTAGE = r"^(100(\.0+)?|\d{1,2}(\.\d+)?)$"
Percentage = Annotated[str, StringConstraints(max_length=limits.PERCENTAGE, pattern=PERCENTAGE)]


class Frozen(BaseModel):
    """A value: cannot be changed after it was made, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Node(Frozen):
    """Something with an identity that comments, sign-offs, history and comparisons can hang on."""

    id: UUID = Field(default_factory=uuid4)


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


class ReportedUse(Frozen):
    """How often a source reports an intervention: a rate with its sentence.

    percentage: decimal string exactly as printed by the source ("70.7"); numerator and denominator are patients.
    """

    statement: Statement
    percentage: Percentage
    numerator: Annotated[int, Field(ge=0)] | None = None
    denominator: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def numerator_within_denominator(self) -> Self:
        if self.numerator is not None and self.denominator is not None and self.numerator > self.denominator:
            raise ValueError("The numerator of a reported use cannot exceed its denominator.")
        return self


class Intervention(Node):
    """One thing that is done within a treatment line."""

    name: Annotated[Line, StringConstraints(min_length=1)]
    plain_name: Line = ""
    kind: InterventionKind = "other"
    details: tuple[Statement, ...] = ()
    reported_use: ReportedUse | None = None


class TreatmentLine(Node):
    """A step of the algorithm. `criterion` moves a patient here; waiting time before it is in whole weeks."""

    rank: Annotated[int, Field(ge=1)]
    title: Annotated[Line, StringConstraints(min_length=1)]
    plain_title: Line = ""
    criterion: Statement | None = None
    min_weeks: Annotated[int, Field(ge=0)] | None = None
    max_weeks: Annotated[int, Field(ge=0)] | None = None
    interventions: tuple[Intervention, ...] = ()

    @model_validator(mode="after")
    def weeks_in_order(self) -> Self:
        if (self.min_weeks is None) != (self.max_weeks is None):
            raise ValueError("A waiting time needs both its minimum and its maximum in weeks.")
        if self.min_weeks is not None and self.max_weeks is not None and self.min_weeks > self.max_weeks:
            raise ValueError("The minimum waiting time cannot exceed the maximum.")
        return self


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


class PersonName(Frozen):
    family: Line
    given: Line = ""


class DateParts(Frozen):
    """CSL-JSON date: [[year, month, day]], month and day optional."""

    date_parts: tuple[tuple[int, ...], ...] = Field(alias="date-parts")


class Csl(Frozen):
    """The bibliographic fields we keep, named as in CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/)."""

    type: Line = "article-journal"
    title: Line = ""
    author: tuple[PersonName, ...] = ()
    container_title: Line = Field("", alias="container-title")
    issued: DateParts | None = None
    volume: Line = ""
    issue: Line = ""
    page: Line = ""
    DOI: Line = ""
    PMID: Line = ""
    PMCID: Line = ""
    URL: Line = ""

    def as_json(self) -> dict[str, Any]:
        """Its fields in CSL-JSON, without the empty ones: what a row of the list keeps."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


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

    format: Literal["imprimatur-document/1"] = "imprimatur-document/1"
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
                    if intervention.reported_use:
                        yield from intervention.reported_use.statement.walk()
        yield from self.references

    def numbers(self) -> dict[UUID, int]:
        """Printed number of each reference, from 1, in the order of the list."""
        return {reference.id: number for number, reference in enumerate(self.references, start=1)}

    def canonical(self) -> bytes:
        """The bytes that are signed (RFC 8785)."""
        return self._canonical

    @cached_property
    def _canonical(self) -> bytes:
        return rfc8785.dumps(self.model_dump(mode="json", by_alias=True))

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
