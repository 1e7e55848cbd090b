"""Rows of the working copy -> document. Five queries, whatever the size of an article and however many there are.

Rows are records: characters were asked when they were written (saving.py), and are asked again at submission.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from pydantic import ValidationError

from articles import document as doc
from articles.characters import as_stored
from articles.csl import Csl
from articles.models import Article, Intervention, NodeRow, Place, Reference, Section, Statement, TreatmentLine
from articles.states import Refused
from articles.values import Node
from articles.working_copy.rows import ROW_ORDER


def compose(article: Article, rows: Iterable[NodeRow] | None = None) -> doc.Document:
    """The document that the working copy stands for now. Raises pydantic.ValidationError when rows do not make one.

    rows: those of the article, where the caller has read them (rows_of_article).
    """
    return WorkingCopies(rows_of_article(article) if rows is None else rows).document(article)


def composed(article: Article, rows: Iterable[NodeRow] | None = None) -> doc.Document:
    """The working copy as a document. Raises Refused with the reason when the rows do not make one."""
    try:
        return compose(article, rows)
    except ValidationError as error:
        raise Refused(
            _("The article is not complete enough to be submitted: %(why)s.") % {"why": error.errors()[0]["msg"]}
        ) from None


def rows_of_article(article: Article) -> list[NodeRow]:
    """The rows of one working copy. Five queries."""
    return [row for kind in ROW_ORDER for row in kind._default_manager.filter(article=article).order_by()]


def excerpt(article: Article, rows: Iterable[NodeRow]) -> doc.Document:
    """Some rows of a working copy as a document, not validated: to be shown, never to be kept.

    rows: with every owner and parent of what is wanted. Of the references only identity and key are read, in order.
    """
    copies = WorkingCopies(rows)
    listed, nothing = article.references.order_by("position", "id").values_list("pk", "key"), Csl()
    with as_stored():
        return doc.Document.model_construct(
            **_metadata(article),
            answer=copies.at(Place.ANSWER, article.pk),
            sections=tuple(copies.section(row) for row in copies.sections[article.pk]),
            # One value for all: pydantic would copy the default for each of many references.
            references=tuple(doc.Reference.model_construct(id=pk, key=key, csl=nothing) for pk, key in listed),
        )


def alone(row: Model) -> Node | doc.Document:
    """The node that one row stands for, without what hangs on it. Raises pydantic.ValidationError when it is none."""
    with as_stored():
        return _alone(row, WorkingCopies(()))


def _alone(row: Model, nothing_else: "WorkingCopies") -> Node | doc.Document:
    match row:
        case Article():
            return nothing_else.document(row)
        case Section():
            return nothing_else.section(row)
        case TreatmentLine():
            return nothing_else.line(row)
        case Intervention():
            return nothing_else.intervention(row)
        case Statement():
            statement = nothing_else.statement(row)
            if row.place == Place.RATE:
                rate(row, statement)
            return statement
        case Reference():
            return reference(row)
    raise TypeError(f"{type(row).__name__} is no part of a document.")


def rate(row: Statement, statement: doc.Statement) -> doc.Rate:
    """The rate that a row reports, with the statement that it stands for."""
    return doc.Rate.model_validate(
        {
            "kind": row.rate_kind,
            "statement": statement,
            "percentage": row.percentage,
            "numerator": row.numerator,
            "denominator": row.denominator,
        }
    )


def wait(row: TreatmentLine) -> doc.Wait | None:
    """The waiting time before a line; None where there is none."""
    if not row.wait_unit:
        return None
    return doc.Wait.model_validate({"min": row.wait_min, "max": row.wait_max, "unit": row.wait_unit})


def reference(row: Reference) -> doc.Reference:
    return doc.Reference(id=row.pk, key=row.key, csl=csl_of(row), note=row.note)


def csl_of(row: Reference) -> Csl:
    """The publication that a row holds. Its characters were asked when it was written, by the rule of that day."""
    with as_stored():
        return Csl.model_validate(row.csl)


class WorkingCopies:
    """The rows of some articles, in any order, as they are now or were once; `document` composes one of them."""

    def __init__(self, rows: Iterable[NodeRow]) -> None:
        self.statements: dict[tuple[str, UUID], list[Statement]] = defaultdict(list)
        self.lines: dict[UUID, list[TreatmentLine]] = defaultdict(list)
        self.interventions: dict[UUID, list[Intervention]] = defaultdict(list)
        self.sections: dict[UUID, list[Section]] = defaultdict(list)
        self.references: dict[UUID, list[Reference]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row.position, row.pk)):
            match row:
                case Statement():
                    owner = row.section_id or row.line_id or row.intervention_id or row.parent_id or row.article_id
                    self.statements[row.place, owner].append(row)
                case TreatmentLine():
                    self.lines[row.section_id].append(row)
                case Intervention():
                    self.interventions[row.line_id].append(row)
                case Section():
                    self.sections[row.article_id].append(row)
                case Reference():
                    self.references[row.article_id].append(row)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "WorkingCopies":
        of_these = {"article__in": list(articles)}
        return cls(row for kind in ROW_ORDER for row in kind._default_manager.filter(**of_these).order_by())

    def document(self, article: Article) -> doc.Document:
        """The document of one of the articles. Raises pydantic.ValidationError when its rows do not make one."""
        with as_stored():
            return doc.Document(
                **_metadata(article),
                answer=self.at(Place.ANSWER, article.pk),
                sections=tuple(self.section(row) for row in self.sections[article.pk]),
                references=tuple(reference(row) for row in self.references[article.pk]),
            )

    def section(self, row: Section) -> doc.Section:
        return doc.Section(
            id=row.pk,
            kind=row.kind,
            title=row.title,
            plain_title=row.plain_title,
            statements=self.at(Place.BODY, row.pk),
            lines=tuple(self.line(line, rank) for rank, line in enumerate(self.lines[row.pk], start=1)),
        )

    def line(self, row: TreatmentLine, rank: int = 1) -> doc.TreatmentLine:
        criterion = self.at(Place.CRITERION, row.pk)
        return doc.TreatmentLine(
            id=row.pk,
            rank=rank,
            title=row.title,
            plain_title=row.plain_title,
            criterion=criterion[0] if criterion else None,
            wait=wait(row),
            interventions=tuple(self.intervention(each) for each in self.interventions[row.pk]),
        )

    def intervention(self, row: Intervention) -> doc.Intervention:
        return doc.Intervention(
            id=row.pk,
            name=row.name,
            plain_name=row.plain_name,
            kind=row.kind,
            details=self.at(Place.DETAIL, row.pk),
            rates=tuple(rate(each, self.statement(each)) for each in self.statements[Place.RATE, row.pk]),
        )

    def at(self, place: Place, owner: UUID) -> tuple[doc.Statement, ...]:
        """The statements that stand at a place of an owner, in order."""
        return tuple(self.statement(row) for row in self.statements[place, owner])

    def statement(self, row: Statement) -> doc.Statement:
        return doc.Statement(
            id=row.pk,
            label=row.label,
            plain_label=row.plain_label,
            professional=row.professional,
            plain=row.plain,
            style=row.style,
            citations=tuple(UUID(pk) for pk in row.citations),
            children=self.at(Place.NESTED, row.pk),
        )


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
