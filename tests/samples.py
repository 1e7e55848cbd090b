"""A document by hand that uses every feature an article can have, and the facts of its publication.

Not medical advice, and not an article that ships: its sentences are there to be awkward.
"""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from articles.csl import Csl, DateParts, PersonName
from articles.document import (
    Condition,
    Document,
    Intervention,
    Rate,
    Reference,
    Section,
    Statement,
    TreatmentLine,
    Wait,
)
from articles.exporting.facts import Author, Publication, PublicNotice, Signatory
from articles.notices import NoticeKind

_SPACE = UUID("6f1d8a52-9a0e-4c6e-8f67-0d9f2c4b7a11")


def _id(name: str) -> UUID:
    """The same identity on every run, so that exports can be compared byte for byte."""
    return uuid5(_SPACE, name)


def sample_document() -> Document:
    """Nested bullets, rates, a waiting time, an incomplete reference, missing wording, awkward characters."""
    review, bursa, stub = (_id(f"reference-{key}") for key in ("review", "bursa", "stub"))
    return Document(
        article=_id("article"),
        title="What is the treatment for Baastrup sign <L4&L5>?",
        heading="Treatment of Baastrup’s disease",
        plain_heading="Treating “kissing spine”",
        condition=Condition(
            name="Baastrup’s disease",
            synonyms=("Kissing spine", "Arthrosis interspinosa", "Maladie de Baastrup"),
            icd10="M48.2",
        ),
        specialty="Rheumatology",
        source_date="2025-07-10",
        answer=(
            Statement(
                id=_id("answer"),
                professional="Start with *conservative* care and step up **only** when pain persists.",
                plain="Start with simple care. Go further only if the pain stays.",
                citations=(review,),
            ),
            Statement(id=_id("answer-2"), professional="Surgery comes last (≥ 2 failed lines, α < 0.05)."),
        ),
        sections=(
            Section(
                id=_id("overview"),
                kind="overview",
                title="Understanding Baastrup’s disease",
                plain_title="What is it?",
                statements=(
                    Statement(
                        id=_id("overview-intro"),
                        professional="Neighbouring spinous processes touch; the disease shows:",
                        plain="Bones in the lower back touch. You may notice:",
                    ),
                    Statement(
                        id=_id("overview-level"),
                        label="Level",
                        plain_label="Where",
                        professional="L4–L5 is the commonest level {see figure_1}",
                        plain="Mostly low in the back",
                        style="bullet",
                        citations=(review, bursa),
                        children=(
                            Statement(
                                id=_id("overview-age"),
                                professional='More frequent over 70 years & with "stiff" spines',
                                plain="Mostly people over 70",
                                style="bullet",
                                citations=(review,),
                                children=(
                                    Statement(
                                        id=_id("overview-deep"),
                                        professional="Oedema (50 µm), flattening; \\cite{x} #1 100% ~ $5 ^2",
                                        style="number",
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            Section(
                id=_id("algorithm"),
                kind="algorithm",
                title="Treatment algorithm",
                plain_title="Step by step",
                statements=(
                    Statement(id=_id("algorithm-intro"), professional="Treat in lines.", plain="One step at a time."),
                ),
                lines=(
                    TreatmentLine(
                        id=_id("line-1"),
                        rank=1,
                        title="Conservative management",
                        plain_title="Simple care first",
                        interventions=(
                            Intervention(
                                id=_id("drugs"),
                                name="Anti-inflammatory drugs and physical therapy",
                                plain_name="Pain tablets and exercises",
                                kind="combined",
                                details=(
                                    Statement(
                                        id=_id("drugs-nsaid"),
                                        professional="NSAIDs for pain",
                                        plain="Tablets such as ibuprofen",
                                        style="bullet",
                                    ),
                                    Statement(
                                        id=_id("drugs-physio"),
                                        professional="Physical therapy focused on:",
                                        plain="Exercises:",
                                        style="bullet",
                                        children=(
                                            Statement(
                                                id=_id("drugs-core"),
                                                professional="Core strengthening",
                                                plain="A stronger belly",
                                                style="bullet",
                                            ),
                                            Statement(
                                                id=_id("drugs-posture"),
                                                professional="Posture correction",
                                                style="bullet",
                                            ),
                                        ),
                                    ),
                                ),
                                rates=(
                                    Rate(
                                        kind="use",
                                        statement=Statement(
                                            id=_id("drugs-use"),
                                            professional="Reported in 99 of 277 patients",
                                            plain="About 36 in 100 people had this",
                                            citations=(review,),
                                        ),
                                        percentage="35.7",
                                        numerator=99,
                                        denominator=277,
                                    ),
                                ),
                            ),
                            Intervention(
                                id=_id("activity"),
                                name="Activity modification",
                                kind="lifestyle",
                                details=(
                                    Statement(
                                        id=_id("activity-avoid"),
                                        professional="Avoid extension",
                                        style="bullet",
                                    ),
                                ),
                            ),
                        ),
                    ),
                    TreatmentLine(
                        id=_id("line-2"),
                        rank=2,
                        title="Interventional procedures",
                        plain_title="Injections",
                        criterion=Statement(
                            id=_id("line-2-criterion"),
                            professional="If conservative management fails after 4–6 weeks",
                            plain="If you still hurt after 4 to 6 weeks",
                            citations=(bursa,),
                            children=(
                                Statement(id=_id("line-2-unless"), professional="Unless infection is suspected"),
                            ),
                        ),
                        wait=Wait(min=4, max=6, unit="week"),
                        interventions=(
                            Intervention(
                                id=_id("injection"),
                                name="Interspinous steroid injection (20 mg)",
                                plain_name="An injection into the sore place",
                                kind="injection",
                                details=(
                                    Statement(
                                        id=_id("injection-relief"),
                                        professional="Relief for up to 3 months in one patient",
                                        plain="One person was free of pain for 3 months",
                                        style="bullet",
                                        citations=(bursa, stub),
                                    ),
                                ),
                                rates=(
                                    Rate(
                                        kind="use",
                                        statement=Statement(
                                            id=_id("injection-use"),
                                            professional="Rate as printed",
                                            citations=(review,),
                                        ),
                                        percentage="28.90",
                                    ),
                                ),
                            ),
                        ),
                    ),
                    TreatmentLine(
                        id=_id("line-3"),
                        rank=3,
                        title="Surgical intervention",
                        criterion=Statement(id=_id("line-3-criterion"), professional="When both lines before fail"),
                        interventions=(Intervention(id=_id("surgery"), name="Surgical decompression", kind="surgery"),),
                    ),
                ),
            ),
            Section(
                id=_id("pitfalls"),
                kind="pitfalls",
                title="Common pitfalls",
                statements=(
                    Statement(
                        id=_id("pitfall-1"),
                        label="Underdiagnosis",
                        professional="Often missed <script>alert('x')</script>",
                        plain="Doctors may overlook it",
                        style="number",
                        citations=(stub,),
                    ),
                    Statement(
                        id=_id("pitfall-2"),
                        label="Imaging",
                        professional="Dynamic films omitted",
                        style="number",
                    ),
                ),
            ),
            Section(
                id=_id("conclusion"),
                kind="conclusion",
                statements=(Statement(id=_id("closing"), professional="Step up slowly — naïve cafés in Łódź agree."),),
            ),
        ),
        references=(
            Reference(
                id=review,
                key="filippiadis2015",
                csl=Csl(
                    title="Baastrup’s disease (kissing spines): {a} 100% pictorial_review & <more>",
                    author=(
                        PersonName(family="Filippiadis", given="Dimitrios K"),
                        PersonName(family="Mazióti", given="A"),
                    ),
                    container_title="Insights into Imaging",
                    issued=DateParts(date_parts=((2015, 2, 3),)),
                    volume="6",
                    issue="1",
                    page="123-128",
                    DOI="10.1007/s13244-014-0376-7",
                    PMID="25582088",
                    PMCID="PMC4330238",
                    URL="https://example.org/article?a=1&b=_2",
                ),
            ),
            Reference(
                id=bursa,
                key="mitra 2007",
                csl=Csl(
                    title="Interspinous steroid injections",
                    author=(PersonName(family="Mitra"),),
                    container_title="Arch Phys Med Rehabil",
                    issued=DateParts(date_parts=((2007,),)),
                    DOI="10.1016/S0003-9993(07)<a>_b{c",
                ),
                note="Case report of one patient.",
            ),
            Reference(id=stub, key="3"),
        ),
    )


def sample_publication() -> Publication:
    """The sample as approved by two board members and corrected once."""
    address = "https://imprimatur.example/articles/baastrup/"
    return Publication(
        address=address,
        professional_address=address + "professional/",
        plain_address=address + "plain/",
        proof_address=address + "versions/2/proof/",
        publishing_principles="https://imprimatur.example/policy/",
        site_name="Imprimatur",
        publisher="Imprimatur Editors",
        authors=(Author(name="Dr Ada Müller", credentials="MD"), Author(name="Ben Ola")),
        contributors=("Eve Editor",),
        version="2",
        digest=sample_document().digest,
        submitted_at=datetime(2025, 7, 1, 9, 0, tzinfo=UTC),
        approved_at=datetime(2025, 7, 10, 14, 30, 5, tzinfo=UTC),
        date_published=date(2025, 6, 2),
        last_reviewed=date(2025, 7, 10),
        next_review_due=date(2026, 7, 10),
        reviewers=(
            Signatory(
                name="Prof. Zoë Šimić",
                credentials="MD, PhD",
                specialty="Rheumatology",
                disclosure="No competing interests.",
                signed_at=datetime(2025, 7, 9, 8, 0, tzinfo=UTC),
            ),
            Signatory(
                name="Dr Bo Chen",
                credentials="MD",
                specialty="Radiology",
                disclosure="",
                signed_at=datetime(2025, 7, 10, 14, 30, 5, tzinfo=UTC),
            ),
        ),
        notices=(
            PublicNotice(
                kind=NoticeKind.CORRECTION,
                reason="The denominator of the first rate was 267 & is now 277.",
                issued_at=datetime(2025, 8, 1, 10, 0, tzinfo=UTC),
                issued_by="Eve Editor",
            ),
        ),
    )
