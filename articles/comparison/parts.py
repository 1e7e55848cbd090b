"""A document as a flat list of its parts, each with its place and its fields, ready to be compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from articles.document import (
    Document,
    Intervention,
    Rate,
    Reference,
    Section,
    Statement,
    TreatmentLine,
)
from articles.quantities import quantities
from articles.rates import kind_of_rate, rate_in_words, span

Part = Literal["article", "section", "line", "intervention", "statement", "criterion", "rate", "reference"]
# The type is part of the key: a statement never turns into a section, even under the same UUID.
Key = tuple[str, UUID | None]
# A place for parts: the parent and the list it keeps them in.
Slot = tuple[Key | None, str]
ARTICLE: Key = ("Document", None)
FIGURES = {"rate", "wait"}


@dataclass(frozen=True, slots=True)
class PartEntry:
    """One part of a document.

    `slot` is the parent's key and the list or place it stands in; `path` its names from the section inwards.
    `fields` holds, by name, the value that is compared and the text that is shown.
    """

    key: Key
    part: Part
    slot: Slot
    path: tuple[str, ...]
    fields: dict[str, tuple[object, str]] = field(hash=False)
    line: int | None = None

    @property
    def text(self) -> str:
        """Everything it says, one wording or figure a line."""
        shown = {name: text for name, (_value, text) in self.fields.items()}
        if self.part == "reference":
            return ". ".join(text for name, text in shown.items() if name not in ("key", "type") and text)
        for label, wording in (("label", "professional"), ("plain_label", "plain")):
            if shown.get(label):
                shown[wording] = f"{shown.pop(label)}: {shown[wording]}"
        return "\n".join(text for name, text in shown.items() if text and name not in ("style", "kind"))

    @property
    def has_quantity(self) -> bool:
        if self.part == "reference":
            return False
        return any(self.fields[name][1] for name in FIGURES & self.fields.keys()) or bool(quantities(self.text))


def outline(document: Document) -> dict[Key, PartEntry]:
    """Every part of the document by key, in reading order, the article itself first."""
    return {entry.key: entry for entry in _Outliner(document).entries()}


def ordinal_line(rank: int) -> str:
    """ "Second line" for 2, as a title."""
    names = (_("First line"), _("Second line"), _("Third line"), _("Fourth line"), _("Fifth line"))
    return names[rank - 1] if rank <= len(names) else _("Line %(rank)d") % {"rank": rank}


class _Outliner:
    """Walks one document; holds what every step needs: the keys of its references."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.keys = {reference.id: reference.key for reference in document.references}

    def entries(self) -> Iterator[PartEntry]:
        document = self.document
        yield PartEntry(ARTICLE, "article", (None, ""), (), _article_fields(document))
        for statement in document.answer:
            yield from self.statement(statement, (ARTICLE, "answer"), (_("Answer"),))
        for section in document.sections:
            yield from self.section(section)
        for reference in document.references:
            path = (_("References"), reference.key)
            key = ("Reference", reference.id)
            yield PartEntry(key, "reference", (ARTICLE, "references"), path, _reference_fields(reference))

    def section(self, section: Section) -> Iterator[PartEntry]:
        key, path = ("Section", section.id), (section.title or _("Untitled section"),)
        yield PartEntry(
            key,
            "section",
            (ARTICLE, "sections"),
            path,
            _plain_fields(section, "title", "plain_title", "kind"),
        )
        for statement in section.statements:
            yield from self.statement(statement, (key, "statements"), path)
        for line in section.lines:
            yield from self.line(line, (key, "lines"), (*path, ordinal_line(line.rank)))

    def line(self, line: TreatmentLine, slot: Slot, path: tuple[str, ...]) -> Iterator[PartEntry]:
        key = ("TreatmentLine", line.id)
        fields = _plain_fields(line, "title", "plain_title")
        fields["wait"] = (line.wait, span(line.wait))
        yield PartEntry(key, "line", slot, path, fields, line.rank)
        if line.criterion:
            place = (*path, _("criterion"))
            yield from self.statement(line.criterion, (key, "criterion"), place, "criterion", line.rank)
        for intervention in line.interventions:
            yield from self.intervention(intervention, (key, "interventions"), path, line.rank)

    def intervention(
        self, intervention: Intervention, slot: Slot, path: tuple[str, ...], line: int
    ) -> Iterator[PartEntry]:
        key, path = ("Intervention", intervention.id), (*path, intervention.name)
        fields = _plain_fields(intervention, "name", "plain_name", "kind")
        yield PartEntry(key, "intervention", slot, path, fields, line)
        for detail in intervention.details:
            yield from self.statement(detail, (key, "details"), path, line=line)
        for rate in intervention.rates:
            place = (*path, kind_of_rate(rate.kind))
            yield from self.statement(rate.statement, (key, "rates"), place, "rate", line, rate)

    def statement(
        self,
        statement: Statement,
        slot: Slot,
        path: tuple[str, ...],
        part: Part = "statement",
        line: int | None = None,
        rate: Rate | None = None,
    ) -> Iterator[PartEntry]:
        key = ("Statement", statement.id)
        path = (*path, statement.label) if statement.label else path
        fields = _plain_fields(statement, "label", "professional", "plain_label", "plain", "style")
        # A rate is told with its statement: they come, change and go together.
        reported = (rate.kind, rate.percentage, rate.numerator, rate.denominator) if rate else None
        fields["rate"] = (reported, f"{kind_of_rate(rate.kind)} {rate_in_words(rate)}" if rate else "")
        fields["citations"] = (
            statement.citations,
            ", ".join(self.keys[cited] for cited in statement.citations),
        )
        yield PartEntry(key, part, slot, path, fields, line)
        inside = path if statement.label else (*path, shorten(statement.professional, 50, placeholder="…").rstrip(":"))
        for child in statement.children:
            yield from self.statement(child, (key, "children"), inside, line=line)


def _plain_fields(node: object, *names: str) -> dict[str, tuple[object, str]]:
    return {name: (getattr(node, name), getattr(node, name)) for name in names}


def _article_fields(document: Document) -> dict[str, tuple[object, str]]:
    fields = _plain_fields(document, "title", "heading", "plain_heading", "specialty", "source_date", "language")
    condition = document.condition
    fields["condition"] = (condition.name, condition.name)
    fields["synonyms"] = (condition.synonyms, ", ".join(condition.synonyms))
    fields["icd10"] = (condition.icd10, condition.icd10)
    fields["article"] = (document.article, str(document.article))
    return fields


def _reference_fields(reference: Reference) -> dict[str, tuple[object, str]]:
    csl = reference.csl
    fields = _plain_fields(reference, "key")
    fields["author"] = (csl.author, ", ".join(f"{name.family} {name.given}".strip() for name in csl.author))
    fields["title"] = (csl.title, csl.title)
    fields["container-title"] = (csl.container_title, csl.container_title)
    dates = csl.issued.date_parts if csl.issued else ()
    fields["issued"] = (csl.issued, "/".join("-".join(map(str, parts)) for parts in dates))
    fields |= _plain_fields(csl, "volume", "issue", "page", "DOI", "PMID", "PMCID", "URL", "type")
    fields["note"] = (reference.note, reference.note)
    return fields
