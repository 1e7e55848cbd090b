"""A document as unsaved rows, parents before children, and what tells rows apart. Reads and writes no database."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Model

from articles import document as doc
from articles.characters import shown
from articles.models import (
    Article,
    Author,
    Intervention,
    NodeRow,
    Place,
    Reference,
    Section,
    Statement,
    TreatmentLine,
)
from articles.permissions import Person, account

Row = Article | NodeRow  # whatever a person edits
# Owners before what they own: rows are added in this order and removed in the other.
ROW_ORDER: tuple[type[NodeRow], ...] = (Reference, Section, TreatmentLine, Intervention, Statement)
# Columns that say one thing together.
WAIT = ("wait_min", "wait_max", "wait_unit")
RATE = ("rate_kind", "percentage", "numerator", "denominator")
NO_RATE: dict[str, object] = {"rate_kind": "", "percentage": "", "numerator": None, "denominator": None}
# What a person may change in each kind of row; everything else follows from structure.
EDITABLE: dict[type[Model], frozenset[str]] = {
    Article: frozenset(
        {
            "title",
            "heading",
            "plain_heading",
            "condition",
            "synonyms",
            "icd10",
            "specialty",
            "source_date",
            "language",
        }
    ),
    Author: frozenset({"name", "credentials", "account"}),
    Section: frozenset({"title", "plain_title", "kind"}),
    TreatmentLine: frozenset({"title", "plain_title", *WAIT}),
    Intervention: frozenset({"name", "plain_name", "kind"}),
    Statement: frozenset({"label", "plain_label", "professional", "plain", "citations", "style", *RATE}),
    Reference: frozenset({"key", "csl", "note"}),
}


def metadata(document: doc.Document) -> dict[str, Any]:
    """The article's own fields as the document gives them."""
    return {
        "language": document.language,
        "title": document.title,
        "heading": document.heading,
        "plain_heading": document.plain_heading,
        "condition": document.condition.name,
        "synonyms": list(document.condition.synonyms),
        "icd10": document.condition.icd10,
        "specialty": document.specialty,
        "source_date": date.fromisoformat(document.source_date) if document.source_date else None,
    }


def first_author(article: Article, person: Person) -> Author | None:
    """Whoever starts an article, named as its author; nobody when their account has no name.

    The name of an account is not typed here, so what could not be shown in it is put as readers would be shown it.
    """
    name = " ".join(shown(person.get_full_name()).split())[: Author._meta.get_field("name").max_length]
    return Author(article=article, name=name, account=account(person)) if name else None


def rows_of(article: Article, document: doc.Document) -> list[NodeRow]:
    """Every node of the document as a row of the article, in an order that satisfies the foreign keys."""
    rows: list[NodeRow] = [
        Reference(
            id=reference.id,
            article=article,
            position=position,
            key=reference.key,
            csl=reference.csl.as_json(),
            note=reference.note,
        )
        for position, reference in enumerate(document.references)
    ]
    rows += _statements(article, document.answer, Place.ANSWER)
    for position, section in enumerate(document.sections):
        row = Section(
            id=section.id,
            article=article,
            position=position,
            kind=section.kind,
            title=section.title,
            plain_title=section.plain_title,
        )
        rows.append(row)
        rows += _statements(article, section.statements, Place.BODY, section=row)
        for line in section.lines:
            rows += _line(article, row, line)
    return rows


def _line(article: Article, section: Section, line: doc.TreatmentLine) -> Iterator[NodeRow]:
    row = TreatmentLine(
        id=line.id,
        article=article,
        section=section,
        position=line.rank,
        title=line.title,
        plain_title=line.plain_title,
        wait_min=line.wait.min if line.wait else None,
        wait_max=line.wait.max if line.wait else None,
        wait_unit=line.wait.unit if line.wait else "",
    )
    yield row
    if line.criterion:
        yield from _statements(article, (line.criterion,), Place.CRITERION, line=row)
    for position, intervention in enumerate(line.interventions):
        item = Intervention(
            id=intervention.id,
            article=article,
            line=row,
            position=position,
            name=intervention.name,
            plain_name=intervention.plain_name,
            kind=intervention.kind,
        )
        yield item
        yield from _statements(article, intervention.details, Place.DETAIL, intervention=item)
        for number, rate in enumerate(intervention.rates):
            for statement in _statements(article, (rate.statement,), Place.RATE, intervention=item):
                if statement.pk == rate.statement.id:
                    statement.position = number
                    statement.rate_kind, statement.percentage = rate.kind, rate.percentage
                    statement.numerator, statement.denominator = rate.numerator, rate.denominator
                yield statement


def _statements(
    article: Article, statements: tuple[doc.Statement, ...], place: Place, **owner: NodeRow
) -> Iterator[Statement]:
    for position, statement in enumerate(statements):
        row = Statement(
            id=statement.id,
            article=article,
            place=place,
            position=position,
            style=statement.style,
            label=statement.label,
            plain_label=statement.plain_label,
            professional=statement.professional,
            plain=statement.plain,
            citations=[str(pk) for pk in statement.citations],
            **owner,
        )
        yield row
        yield from _statements(article, statement.children, Place.NESTED, parent=row)


def differs(old: NodeRow, new: NodeRow) -> bool:
    """Whether anything but who saved last is different."""
    fields = [field.attname for field in new._meta.concrete_fields if field.attname != "version"]
    return any(getattr(old, name) != getattr(new, name) for name in fields)


def leaves_its_place(old: NodeRow, new: NodeRow) -> bool:
    """Whether a statement moves to another owner or place, or a reference takes another key."""
    names = {
        Statement: ("place", "section_id", "line_id", "intervention_id", "parent_id"),
        Reference: ("key",),
    }.get(type(new), ())
    return any(getattr(old, name) != getattr(new, name) for name in names)
