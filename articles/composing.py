"""Rows of the working copy -> document. Six queries, whatever the size of the article."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from articles import document as doc
from articles.models import Article, Intervention, Place, Statement, TreatmentLine


def compose(article: Article) -> doc.Document:
    """The document that the working copy stands for now. Raises pydantic.ValidationError when rows do not make one."""
    statements: dict[tuple[str, UUID | None], list[Statement]] = defaultdict(list)
    for row in article.statements.order_by("position", "id"):
        owner = row.section_id or row.line_id or row.intervention_id or row.parent_id
        statements[row.place, owner].append(row)
    lines: dict[UUID, list[TreatmentLine]] = defaultdict(list)
    for line in article.treatmentlines.order_by("position"):
        lines[line.section_id].append(line)
    interventions: dict[UUID, list[Intervention]] = defaultdict(list)
    for intervention in article.interventions.order_by("position", "id"):
        interventions[intervention.line_id].append(intervention)

    def at(place: Place, owner: UUID | None = None) -> tuple[doc.Statement, ...]:
        return tuple(statement(row) for row in statements[place, owner])

    def statement(row: Statement) -> doc.Statement:
        return doc.Statement(
            id=row.pk,
            label=row.label,
            plain_label=row.plain_label,
            professional=row.professional,
            plain=row.plain,
            style=row.style,
            citations=tuple(UUID(pk) for pk in row.citations),
            children=at(Place.NESTED, row.pk),
        )

    def treatment_line(row: TreatmentLine) -> doc.TreatmentLine:
        criterion = at(Place.CRITERION, row.pk)
        return doc.TreatmentLine(
            id=row.pk,
            rank=row.position,
            title=row.title,
            plain_title=row.plain_title,
            criterion=criterion[0] if criterion else None,
            min_weeks=row.min_weeks,
            max_weeks=row.max_weeks,
            interventions=tuple(item(each) for each in interventions[row.pk]),
        )

    def item(row: Intervention) -> doc.Intervention:
        use = at(Place.USE, row.pk)
        return doc.Intervention(
            id=row.pk,
            name=row.name,
            plain_name=row.plain_name,
            kind=row.kind,
            details=at(Place.DETAIL, row.pk),
            reported_use=doc.ReportedUse(
                statement=use[0],
                percentage=row.percentage,
                numerator=row.numerator,
                denominator=row.denominator,
            )
            if use
            else None,
        )

    sections = tuple(
        doc.Section(
            id=row.pk,
            kind=row.kind,
            title=row.title,
            plain_title=row.plain_title,
            statements=at(Place.BODY, row.pk),
            lines=tuple(treatment_line(line) for line in lines[row.pk]),
        )
        for row in article.sections.order_by("position", "id")
    )
    references = tuple(
        doc.Reference(id=row.pk, key=row.key, csl=doc.Csl.model_validate(row.csl), note=row.note)
        for row in article.references.order_by("position", "id")
    )
    return doc.Document(**_metadata(article), answer=at(Place.ANSWER), sections=sections, references=references)


def _metadata(article: Article) -> dict[str, Any]:
    return {
        "article": article.pk,
        "language": article.language,
        "title": article.title,
        "heading": article.heading,
        "plain_heading": article.plain_heading,
        "condition": doc.Condition(name=article.condition, synonyms=tuple(article.synonyms), icd10=article.icd10),
        "specialty": article.specialty,
        "source_date": article.source_date.isoformat() if article.source_date else "",
    }
