"""The treatment algorithm as HL7 FHIR R5: a Bundle of the plan, the evidence it rests on, and its proof.

Sources: https://hl7.org/fhir/R5/plandefinition.html, citation.html, evidence.html, provenance.html. The
professional wording is exported, since a plan definition is for clinical systems. Resources name each other
by their urn:uuid addresses inside the Bundle.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.timezone import localdate

from articles.document import Document, Intervention, Rate, Section, Statement, TreatmentLine, Wait, WaitUnit
from articles.exporting import fhir_sources as sources
from articles.exporting.facts import Publication, titled
from articles.exporting.references import printed
from articles.exporting.wording import present, said, sentences
from articles.markup import unmarked
from articles.notices import NoticeKind
from articles.rates import rate_in_words

Element = dict[str, Any]

_NOTICE_TYPES: dict[NoticeKind, str] = {
    NoticeKind.CORRECTION: "correction-in",
    NoticeKind.EXPRESSION_OF_CONCERN: "comment-in",
    NoticeKind.RETRACTION: "retracted-by",
}


_UCUM: dict[WaitUnit, str] = {"minute": "min", "hour": "h", "day": "d", "week": "wk", "month": "mo", "year": "a"}


def bundle(document: Document, publication: Publication) -> Element:
    """The Bundle (type collection) of an approved article, ready for JSON, nothing in it null or empty.

    First the PlanDefinition, then an Evidence a rate, a Citation a reference, the Provenance.
    Rates and the names of notices are in the document's language; labels, which programs read, are English.
    """
    with translation.override(document.language):
        return _bundle(document, publication)


def _bundle(document: Document, publication: Publication) -> Element:
    resources = [
        _plan(document, publication),
        *(sources.evidence(intervention.name, rate, document, publication) for intervention, rate in document.rates()),
        *(sources.citation(reference, publication) for reference in document.references),
        sources.provenance(document, publication),
    ]
    return present(
        resourceType="Bundle",
        id=str(document.article),
        language=document.language,
        identifier={"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{document.article}"},
        type="collection",
        timestamp=publication.approved_at.isoformat(),
        entry=[{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
    )


def _plan(document: Document, publication: Publication) -> Element:
    numbers = document.numbers()
    condition = _condition(document)
    return present(
        resourceType="PlanDefinition",
        id=str(document.article),
        language=document.language,
        url=publication.address,
        identifier=[{"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{document.article}"}],
        version=publication.version,
        name=_computer_name(document.title),
        title=document.title,
        subtitle=document.heading,
        type=_coded("http://terminology.hl7.org/CodeSystem/plan-definition-type", "clinical-protocol"),
        status="retired" if publication.retracted else "active",
        experimental=False,
        date=publication.approved_at.isoformat(),
        publisher=publication.publisher,
        description=_prose(document.answer, numbers),
        useContext=[
            {
                "code": _coding("http://terminology.hl7.org/CodeSystem/usage-context-type", "focus"),
                "valueCodeableConcept": condition,
            }
        ]
        if condition
        else [],
        usage="\n\n".join(filter(None, (_section(section, numbers) for section in document.sections))),
        approvalDate=localdate(publication.approved_at).isoformat(),
        lastReviewDate=publication.last_reviewed.isoformat(),
        effectivePeriod=present(start=publication.approved_at.isoformat()),
        topic=[{"text": document.specialty}] if document.specialty else [],
        author=[{"name": titled(author)} for author in publication.authors],
        reviewer=[{"name": reviewer.name} for reviewer in publication.reviewers],
        relatedArtifact=[*_notices(publication), *_list(document)],
        action=list(_lines(document)),
    )


def _lines(document: Document) -> Iterator[Element]:
    """A top-level action a treatment line, each after the start of the one before it.

    The waiting time is the time given to the line before, hence `after-start`; a waiting time before the
    first line has nothing to relate to and becomes the action's own timing.
    """
    previous: TreatmentLine | None = None
    for line in document.lines:
        wait = _wait(line.wait)
        related = present(
            targetId=str(previous.id) if previous else None,
            relationship="after-start" if wait else "after",
            offsetRange=wait,
        )
        yield present(
            id=str(line.id),
            linkId=str(line.id),
            prefix=str(line.rank),
            title=line.title,
            condition=[_criterion(line.criterion, document)] if line.criterion else [],
            documentation=_cites(line.criterion.walk(), document) if line.criterion else [],
            relatedAction=[related] if previous else [],
            timingRange=wait if not previous else None,
            action=[_intervention(intervention, document) for intervention in line.interventions],
        )
        previous = line


def _intervention(intervention: Intervention, document: Document) -> Element:
    return present(
        id=str(intervention.id),
        linkId=str(intervention.id),
        title=intervention.name,
        code={"text": intervention.kind},
        documentation=[each for rate in intervention.rates for each in _rate(rate, document)],
        action=[_detail(statement, document) for statement in intervention.details],
    )


def _rate(rate: Rate, document: Document) -> Iterator[Element]:
    yield {
        "type": "justification",
        "label": sources.RATE_LABELS[rate.kind],
        "display": f"{sentences([rate.statement], 'professional')} – {rate_in_words(rate)}",
        "resourceReference": {"reference": f"urn:uuid:{rate.statement.id}"},
    }
    yield from _cites(rate.statement.walk(), document)


def _detail(statement: Statement, document: Document) -> Element:
    return present(
        id=str(statement.id),
        linkId=str(statement.id),
        description=said(statement, "professional"),
        documentation=_cites([statement], document),
        action=[_detail(child, document) for child in statement.children],
    )


def _criterion(criterion: Statement, document: Document) -> Element:
    """Words for people. R5 wants an expression or a reference: a sentence is no expression in a language."""
    return {
        "kind": "applicability",
        "expression": {
            "description": sentences([criterion], "professional"),
            "reference": f"urn:uuid:{criterion.id}",
        },
    }


def _wait(wait: Wait | None) -> Element | None:
    """A Range in UCUM units; one whose end is open has the other one only."""
    if wait is None:
        return None
    unit = {"unit": f"{wait.unit}s", "system": "http://unitsofmeasure.org", "code": _UCUM[wait.unit]}
    ends = {"low": wait.min, "high": wait.max}
    return {name: {"value": value} | unit for name, value in ends.items() if value is not None}


def _cites(statements: Iterable[Statement], document: Document) -> list[Element]:
    """The references that these statements cite, each once, in the order of their first mention."""
    cited = dict.fromkeys(reference for statement in statements for reference in statement.citations)
    by_id = {reference.id: reference for reference in document.references}
    return [
        {
            "type": "citation",
            "citation": printed(by_id[reference]),
            "resourceReference": {"reference": f"urn:uuid:{reference}"},
        }
        for reference in cited
    ]


def _list(document: Document) -> Iterator[Element]:
    for reference, number in zip(document.references, document.numbers().values(), strict=True):
        yield {
            "type": "citation",
            "label": str(number),
            "citation": printed(reference),
            "resourceReference": {"reference": f"urn:uuid:{reference.id}"},
        }


def _notices(publication: Publication) -> Iterator[Element]:
    for notice in publication.notices:
        yield present(
            type=_NOTICE_TYPES[notice.kind],
            label=str(notice.kind.label),
            display=notice.reason,
            publicationDate=localdate(notice.issued_at).isoformat(),
        )


def _section(section: Section, numbers: dict[UUID, int]) -> str:
    prose = _prose(section.statements, numbers)
    return f"## {section.title}\n\n{prose}" if section.title and prose else prose


def _prose(statements: Iterable[Statement], numbers: dict[UUID, int]) -> str:
    """Statements as Markdown, with the numbers of their references in brackets."""
    return "\n".join(_prose_lines(statements, numbers)).strip()


def _prose_lines(
    statements: Iterable[Statement], numbers: dict[UUID, int], indent: str = "", nested: bool = False
) -> Iterator[str]:
    for statement in statements:
        item = nested or statement.style != "paragraph"
        marks = "".join(f" [{numbers[reference]}]" for reference in statement.citations)
        yield indent + ("- " if item else "") + said(statement, "professional") + marks
        if not item:
            yield ""
        yield from _prose_lines(statement.children, numbers, indent + ("  " if item else ""), nested=True)


def _condition(document: Document) -> Element | None:
    condition = document.condition
    if not condition.name:
        return None
    icd = [_coding("http://hl7.org/fhir/sid/icd-10", condition.icd10)] if condition.icd10 else []
    return present(coding=icd, text=condition.name)


def _computer_name(title: str) -> str:
    """A name for code generators (FHIR cnl-0): a capital, then letters and digits, 255 at most."""
    words = re.findall(r"[A-Za-z0-9]+", unicodedata.normalize("NFKD", unmarked(title)))
    return ("Article" + "".join(word.capitalize() for word in words))[:255]


def _coded(system: str, code: str) -> Element:
    return {"coding": [_coding(system, code)]}


def _coding(system: str, code: str) -> Element:
    return {"system": system, "code": code}
