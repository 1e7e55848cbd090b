"""What a FHIR plan rests on: rates as Evidence, references as Citation, approval as Provenance."""

import base64
from typing import Any
from uuid import uuid5

from articles.document import Document, Rate, RateKind, Reference
from articles.exporting.facts import Publication, Signatory, titled
from articles.exporting.references import issued, links, printed
from articles.exporting.wording import present, sentences
from articles.importing.references.names import ET_AL
from articles.rates import rate_in_words

Element = dict[str, Any]

# Verification signature, ASTM E1762-95; the signature itself is at the proof address.
_VERIFICATION = {"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.5"}
_PERIODICAL = {"system": "http://hl7.org/fhir/published-in-type", "code": "D020492"}


# For programs, so in English whatever the document's language.
RATE_LABELS: dict[RateKind, str] = {
    "use": "Reported use",
    "benefit": "Reported benefit",
    "harm": "Reported harm",
}


def evidence(name: str, rate: Rate, document: Document, publication: Publication) -> Element:
    """A share of patients that a source reports. One of use says what was done, not whether it helped."""
    patients = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/variable-role", "code": "population"}]}
    about = document.condition.name or document.title
    return present(
        resourceType="Evidence",
        id=str(rate.statement.id),
        language=document.language,
        title=f"{RATE_LABELS[rate.kind]}: {name}",
        status="retired" if publication.retracted else "active",
        description=sentences([rate.statement], "professional"),
        relatedArtifact=[
            {"type": "derived-from", "resourceReference": {"reference": f"urn:uuid:{reference}"}}
            for statement in rate.statement.walk()
            for reference in statement.citations
        ],
        variableDefinition=[{"description": about, "variableRole": patients}],
        statistic=[
            present(
                description=rate_in_words(rate),
                statisticType={"text": "Proportion"},
                quantity={
                    "value": float(rate.percentage),
                    "unit": "%",
                    "system": "http://unitsofmeasure.org",
                    "code": "%",
                },
                numberAffected=rate.numerator,
                sampleSize=present(numberOfParticipants=rate.denominator),
            )
        ],
    )


def citation(reference: Reference, publication: Publication) -> Element:
    """One publication. What is not established about it is left out and said in a note."""
    csl = reference.csl
    notes = [reference.note, f"Not established: {', '.join(reference.missing)}." if reference.missing else ""]
    journal = present(
        type={"coding": [_PERIODICAL]} if csl.type == "article-journal" else None, title=csl.container_title
    )
    first, _, last = csl.page.partition("-")
    identifiers = (
        ("https://doi.org", csl.DOI),
        ("https://pubmed.ncbi.nlm.nih.gov", csl.PMID),
        ("https://www.ncbi.nlm.nih.gov/pmc", csl.PMCID),
    )
    form = present(
        publishedIn=journal if csl.container_title else None,
        volume=csl.volume,
        issue=csl.issue,
        articleDate=issued(reference),
        pageString=csl.page,
        firstPage=first,
        lastPage=last,
    )
    authors = [
        {"contributor": {"display": " ".join(filter(None, (name.given, name.family)))}, "rankingOrder": rank}
        for rank, name in enumerate(csl.author, start=1)
        if name != ET_AL
    ]
    return present(
        resourceType="Citation",
        id=str(reference.id),
        url=f"{publication.address}#{reference.id}",
        title=csl.title or reference.key,
        status="active",
        summary=[
            {
                "style": {"coding": [{"system": "http://hl7.org/fhir/citation-summary-style", "code": "vancouver"}]},
                "text": printed(reference),
            }
        ],
        note=[{"text": note} for note in notes if note],
        citedArtifact=present(
            identifier=[{"system": system, "value": value} for system, value in identifiers if value],
            title=[{"text": csl.title}] if csl.title else [],
            publicationForm=[form] if form else [],
            webLocation=[{"url": address} for _, address in links(reference)],
            contributorship=present(entry=authors),
        ),
    )


def provenance(document: Document, publication: Publication) -> Element:
    """Who wrote and who signed the document behind the plan, and its digest under its RFC 6920 name.

    Who wrote in it without being named as its author is a contributor, for whom FHIR's list of roles has no code.
    """
    name = base64.urlsafe_b64encode(bytes.fromhex(publication.digest)).decode().rstrip("=")
    return present(
        resourceType="Provenance",
        id=str(uuid5(document.article, publication.digest)),
        language=document.language,
        target=[{"reference": f"urn:uuid:{document.article}"}],
        occurredPeriod={
            "start": publication.submitted_at.isoformat(),
            "end": publication.approved_at.isoformat(),
        },
        recorded=publication.approved_at.isoformat(),
        policy=[publication.publishing_principles],
        activity={"text": "Editorial review and approval"},
        agent=[
            *(_agent("author", titled(author)) for author in publication.authors),
            *({"type": {"text": "contributor"}, "who": {"display": name}} for name in publication.contributors),
            *(_board_member(reviewer) for reviewer in publication.reviewers),
        ],
        entity=[
            {
                "role": "source",
                "what": {
                    "identifier": {"system": "urn:ietf:rfc:3986", "value": f"ni:///sha-256;{name}"},
                    "display": f"SHA-256 {publication.digest}, proof at {publication.proof_address}",
                },
            }
        ],
        signature=[
            {
                "type": [_VERIFICATION],
                "when": reviewer.signed_at.isoformat(),
                "who": {"display": titled(reviewer)},
            }
            for reviewer in publication.reviewers
        ],
    )


def _board_member(reviewer: Signatory) -> Element:
    role = ", ".join(filter(None, ("Medical advisory board", reviewer.specialty)))
    return _agent("attester", titled(reviewer)) | {"role": [{"text": role}]}


def _agent(kind: str, display: str) -> Element:
    system = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
    return {"type": {"coding": [{"system": system, "code": kind}]}, "who": {"display": display}}
