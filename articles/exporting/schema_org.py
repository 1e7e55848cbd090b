"""An approved article as schema.org JSON-LD: the page, the scholarly article, the condition it is about.

Source: https://schema.org/docs/meddocs.html. Only what the page itself shows is said here.
"""

from typing import Any

from articles.csl import PersonName
from articles.document import Condition, Document, Intervention, InterventionKind, Reference
from articles.exporting.facts import Author, Publication, PublicNotice, Signatory
from articles.exporting.references import issued, links
from articles.exporting.wording import Wording, present, sentences, worded
from articles.importing.references.names import ET_AL

Thing = dict[str, Any]

_AUDIENCE: dict[Wording, Thing] = {
    "professional": {"@type": "MedicalAudience", "audienceType": "Clinician"},
    "plain": {"@type": "Patient", "audienceType": "Patient"},
}
_PROCEDURE: dict[InterventionKind, str] = {
    "injection": "https://schema.org/PercutaneousProcedure",
    "lifestyle": "https://schema.org/NoninvasiveProcedure",
}
_TYPES = {
    "article-journal": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "WebPage",
}


def json_ld(document: Document, publication: Publication, wording: Wording) -> Thing:
    """The JSON-LD of the page in this wording, with nothing in it null or empty.

    The three things are one graph whose @ids hang on the canonical address, so that both wordings speak of
    the same article.
    """
    about = {"@id": f"{publication.address}#condition"} if document.condition.name else None
    graph = [
        _page(document, publication, wording) | present(about=about),
        _article(document, publication, wording) | present(about=about),
    ]
    if about:
        graph.append(about | _condition(document, wording))
    return {"@context": "https://schema.org", "@graph": graph}


def _page(document: Document, publication: Publication, wording: Wording) -> Thing:
    return present(
        **{"@type": "MedicalWebPage", "@id": f"{publication.address_in(wording)}#page"},
        url=publication.address_in(wording),
        name=document.title,
        description=sentences(document.answer, wording),
        inLanguage=document.language,
        isPartOf=present(**{"@type": "WebSite"}, name=publication.site_name),
        mainEntity={"@id": f"{publication.address}#article"},
        audience=_AUDIENCE[wording],
        lastReviewed=publication.last_reviewed.isoformat(),
        reviewedBy=[_signatory(reviewer) for reviewer in publication.reviewers],
        publishingPrinciples=publication.publishing_principles,
        isAccessibleForFree=True,
    )


def _article(document: Document, publication: Publication, wording: Wording) -> Thing:
    return present(
        **{"@type": "MedicalScholarlyArticle", "@id": f"{publication.address}#article"},
        url=publication.address,
        mainEntityOfPage={"@id": f"{publication.address_in(wording)}#page"},
        headline=document.title,
        alternativeHeadline=worded(document.heading, document.plain_heading, wording),
        abstract=sentences(document.answer, wording),
        articleSection=document.specialty,
        inLanguage=document.language,
        author=[_author(author) for author in publication.authors],
        contributor=[{"@type": "Person", "name": name} for name in publication.contributors],
        publisher=present(
            **{"@type": "Organization"},
            name=publication.publisher,
            publishingPrinciples=publication.publishing_principles,
        ),
        datePublished=publication.date_published.isoformat(),
        dateModified=publication.approved_at.isoformat(),
        version=publication.version,
        identifier=_identifier("SHA-256", publication.digest) | {"url": publication.proof_address},
        creativeWorkStatus="Retracted" if publication.retracted else "Approved",
        correction=[_notice(notice) for notice in publication.notices],
        citation=[_citation(reference, publication) for reference in document.references],
        publishingPrinciples=publication.publishing_principles,
    )


def _condition(document: Document, wording: Wording) -> Thing:
    condition: Condition = document.condition
    code = {"@type": "MedicalCode", "codeValue": condition.icd10, "codingSystem": "ICD-10"}
    return present(
        **{"@type": "MedicalCondition"},
        name=condition.name,
        alternateName=list(condition.synonyms),
        code=code if condition.icd10 else None,
        possibleTreatment=[
            _treatment(intervention, wording) for line in document.lines for intervention in line.interventions
        ],
    )


def _treatment(intervention: Intervention, wording: Wording) -> Thing:
    name = worded(intervention.name, intervention.plain_name, wording)
    return present(
        **{"@type": "MedicalTherapy"},
        name=name,
        alternateName=intervention.name if intervention.name != name else "",
        procedureType=_PROCEDURE.get(intervention.kind),
        description=sentences(intervention.details, wording),
    )


def _author(author: Author) -> Thing:
    return present(**{"@type": "Person"}, name=author.name, honorificSuffix=author.credentials)


def _signatory(signatory: Signatory) -> Thing:
    return present(
        **{"@type": "Person"},
        name=signatory.name,
        honorificSuffix=signatory.credentials,
        knowsAbout=signatory.specialty,
        description=signatory.disclosure,
    )


def _notice(notice: PublicNotice) -> Thing:
    return present(
        **{"@type": "CorrectionComment"},
        name=str(notice.kind.label),
        text=notice.reason,
        datePublished=notice.issued_at.isoformat(),
        author={"@type": "Person", "name": notice.issued_by} if notice.issued_by else None,
    )


def _citation(reference: Reference, publication: Publication) -> Thing:
    csl = reference.csl
    journal = csl.container_title and csl.type == "article-journal"
    place = present(
        **{"@type": "Periodical" if journal else "CreativeWork"},
        name=csl.container_title,
    )
    if journal and csl.volume:
        place = {"@type": "PublicationVolume", "volumeNumber": csl.volume, "isPartOf": place}
    if journal and csl.issue:
        place = {"@type": "PublicationIssue", "issueNumber": csl.issue, "isPartOf": place}
    identifiers = (("doi", csl.DOI), ("pmid", csl.PMID), ("pmcid", csl.PMCID))
    return present(
        **{"@type": _TYPES.get(csl.type, "CreativeWork"), "@id": f"{publication.address}#{reference.id}"},
        name=csl.title or reference.key,
        author=[_person(name) for name in csl.author if name != ET_AL],
        datePublished=issued(reference),
        isPartOf=place if csl.container_title else None,
        pagination=csl.page if csl.type in ("article-journal", "chapter") else "",
        identifier=[_identifier(name, value) for name, value in identifiers if value],
        sameAs=[address for _, address in links(reference)],
    )


def _person(name: PersonName) -> Thing:
    full = " ".join(filter(None, (name.given, name.family)))
    return present(**{"@type": "Person"}, name=full, familyName=name.family, givenName=name.given)


def _identifier(name: str, value: str) -> Thing:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}
