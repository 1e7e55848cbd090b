"""The checks: what refuses submission, what a careful board member would ask, and what passes in silence."""

import pytest

from articles.checks import check, errors, refusals
from articles.csl import Csl, DateParts, PersonName
from articles.document import Document, Intervention, Rate, Reference, Section, Statement, TreatmentLine, Wait
from tests.samples import sample_document


def source(key: str = "review", **fields: str) -> Reference:
    complete = {"title": "A review", "container_title": "Journal", "DOI": f"10.1000/{key}"} | fields
    dates = DateParts(date_parts=((2020,),))
    return Reference(key=key, csl=Csl(author=(PersonName(family="Ng"),), issued=dates, **complete))


SOURCE = source()


def say(professional: str, plain: str = "Short.", cited: bool = True, **fields: object) -> Statement:
    citations = (SOURCE.id,) if cited else ()
    return Statement(**{"professional": professional, "plain": plain, "citations": citations, **fields})


def use(percentage: str, numerator: int | None = None, denominator: int | None = None, **kwargs) -> Rate:
    statement = kwargs.pop("statement", None) or say(f"Reported in {percentage}% of patients", **kwargs)
    return Rate(kind="use", statement=statement, percentage=percentage, numerator=numerator, denominator=denominator)


def article(*statements: Statement, kind: str = "overview", lines=(), **fields: object) -> Document:
    """A document that is in order, apart from what the test puts in."""
    body = statements or (say("The spinous processes touch."),)
    sections = [Section(kind=kind, title="Overview", statements=body)]
    if lines:
        sections.append(Section(kind="algorithm", title="Algorithm", lines=tuple(lines)))
    values = {
        "title": "What helps?",
        "answer": (say("Begin gently."),),
        "sections": tuple(sections),
        "references": (SOURCE,),
    }
    return Document(**{**values, **fields})


def line(rank: int = 1, *interventions: Intervention, **fields: object) -> TreatmentLine:
    things = interventions or (Intervention(name=f"Thing {rank}"),)
    return TreatmentLine(**{"rank": rank, "title": f"Line {rank}", "interventions": things, **fields})


def with_use(*uses: Rate, **fields: object) -> Document:
    things = (Intervention(name=f"Treatment {i}", rates=(one,)) for i, one in enumerate(uses))
    return article(lines=[line(1, *things)], **fields)


def codes(document: Document) -> list[str]:
    return [finding.code for finding in check(document)]


def test_an_article_in_order_has_no_findings():
    lines = [
        line(1),
        line(2, criterion=say("If it fails after 4-6 weeks:"), wait=Wait(min=4, max=6, unit="week")),
    ]
    assert check(article(lines=lines)) == ()


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (article(title="?!"), "no-title"),
        (article(answer=()), "no-answer"),
        (article(sections=()), "no-statements"),
        (article(lines=[line(1, interventions=())]), "line-without-interventions"),
        (article(lines=[line(1), line(2)]), "line-without-criterion"),
        (with_use(use("50.7", 196, 277)), "rate-disagrees"),
    ],
)
def test_an_error_refuses_submission(document, code):
    found = errors(check(document))
    assert [finding.code for finding in found] == [code]
    assert found == check(document)[: len(found)], "errors come first"
    assert refusals(document) == found


@pytest.mark.parametrize(
    ("percentage", "numerator", "denominator", "expected"),
    [
        ("35.7", 99, 277, []),
        ("28.9", 80, 277, []),
        ("71", 196, 277, []),
        ("12.5", 1, 8, []),
        ("13", 1, 8, []),
        ("12", 1, 8, []),  # a tie may be rounded to even
        ("70.7", 196, 277, ["rate-rounding"]),
        ("70.70", 196, 277, ["rate-rounding"]),
        ("70", 196, 277, ["rate-rounding"]),
        ("69.7", 196, 277, ["rate-disagrees"]),
        ("71.8", 196, 277, ["rate-disagrees"]),
        ("0", 0, 5, []),
        ("35.7", None, 277, []),
        ("35.7", None, None, ["rate-without-denominator"]),
        ("35.7", 99, None, ["rate-without-denominator"]),
    ],
)
def test_a_rate_is_held_against_its_counts(percentage, numerator, denominator, expected):
    assert codes(with_use(use(percentage, numerator, denominator))) == expected


def test_the_rounding_of_the_source_is_asked_for_by_its_figures():
    (finding,) = check(with_use(use("70.7", 196, 277)))
    assert "196 of 277 rounds to 70.8%; does the source print 70.7%" in finding.message
    assert finding.severity == "warning"


def test_rates_of_one_source_beyond_the_whole_are_questioned_once():
    document = with_use(use("35.7", 99, 277), use("28.9", 80, 277), use("70.8", 196, 277))
    (finding,) = check(document)
    assert finding.code == "rates-exceed-whole"
    assert "135.4%" in finding.message


def test_rates_of_different_sources_are_not_added():
    other = source("other")
    elsewhere = use("70", denominator=10, statement=say("In 70%", citations=(other.id,)))
    document = with_use(use("60", denominator=10), elsewhere, references=(SOURCE, other))
    assert codes(document) == []


def test_a_rate_its_sentence_contradicts_is_questioned():
    assert "rate-text-disagrees" in codes(with_use(use("35.7", 99, 277, statement=say("Used in 53.7%"))))


def test_claims_need_a_source_where_claims_are_made():
    for kind in ("overview", "considerations", "pitfalls"):
        assert codes(article(say("It hurts.", cited=False), kind=kind)) == ["statement-uncited"]
    for kind in ("text", "conclusion"):
        assert codes(article(say("It hurts.", cited=False), kind=kind)) == []


def test_a_lead_in_is_no_claim_but_its_points_are():
    assert codes(article(say("Look for:", cited=False))) == []
    points = tuple(say(f"Point {number}", cited=False) for number in range(3))
    (finding,) = check(article(say("Look for:", cited=False, children=points)))
    assert "3 points" in finding.message
    mixed = (*points, say("Sclerosis"))
    found = check(article(say("Look for:", cited=False, children=mixed)))
    assert [finding.where for finding in found] == [point.id for point in points]
    assert codes(article(say("Look for:", children=points))) == [], "a citation covers what is under it"


def test_a_waiting_time_needs_a_source_and_agrees_with_its_criterion():
    def waiting(text: str, least: int | None, most: int | None, cited: bool = True) -> list[str]:
        criterion = say(text, cited=cited)
        wait = None if least is None else Wait(min=least, max=most, unit="week")
        return codes(article(lines=[line(), line(2, criterion=criterion, wait=wait)]))

    assert waiting("If it fails after four to six weeks", 4, 6) == []
    assert waiting("If it fails after 4–6 weeks", 4, 6, cited=False) == ["waiting-time-uncited"]
    assert waiting("If it fails after 4-6 weeks", None, None) == ["waiting-time-unrecorded"]
    assert waiting("If it fails after 4-6 weeks", 6, 8) == ["waiting-time-disagrees"]
    assert waiting("If it fails after 4-6 months", 4, 6) == ["waiting-time-disagrees"], "another unit"
    assert waiting("If it fails after at least 6 weeks", 6, 6) == ["waiting-time-disagrees"], "no end is open there"
    assert waiting("If it fails after at least 6 weeks", 6, None) == []
    assert waiting("If it fails for six months", None, None) == ["waiting-time-unrecorded"]
    assert waiting("If it fails in adults over 65 years", None, None) == []
    assert waiting("If it fails:", None, None, cited=False) == ["statement-uncited"]


def test_references_are_complete_cited_distinct_and_well_formed():
    bare = Reference(key="review-baastrup")
    twin = source("twin", DOI="10.1000/REVIEW")
    wrong = source("wrong", DOI="https://doi.org/10.1/x", PMID="PMC1")
    cited = say("Claim.", citations=(SOURCE.id, twin.id, wrong.id))
    found = check(article(cited, references=(SOURCE, twin, wrong, bare)))
    assert [(finding.code, finding.where) for finding in found] == [
        ("reference-duplicate", twin.id),
        ("identifier-malformed", wrong.id),
        ("identifier-malformed", wrong.id),
        ("reference-incomplete", bare.id),
        ("reference-uncited", bare.id),
    ]
    assert "title, authors, journal, year, DOI or PMID missing" in found[3].message


def test_a_figure_that_rests_on_a_case_report_is_a_warning_and_a_claim_is_advice():
    report = source("mitra", title="Steroid injections: a case report")
    statements = (
        say("Relief for up to 3 months", citations=(report.id,)),
        say("It may help", citations=(report.id,)),
    )
    found = check(article(*statements, references=(SOURCE, report)))
    assert [(finding.code, finding.severity) for finding in found] == [
        ("case-report-only", "warning"),
        ("case-report-only", "advice"),
    ]


def test_citations_ascend_and_references_are_numbered_as_they_appear():
    first, second = source("first"), source("second")
    answer = (say("Answer.", citations=(second.id, first.id, second.id)),)
    assert codes(article(say("Claim.", citations=(first.id,)), answer=answer, references=(first, second))) == [
        "citations-unordered"
    ]
    reverse = (say("One.", citations=(second.id,)), say("Two.", citations=(first.id,)))
    assert codes(article(*reverse, answer=(say("Answer.", cited=False),), references=(first, second))) == [
        "references-unordered"
    ]


@pytest.mark.parametrize(
    ("professional", "plain", "expected"),
    [
        ("Claim.", "", ["plain-missing"]),
        ("Claim.", " ".join(["word"] * 26) + ".", ["plain-sentence-long"]),
        ("Claim.", " ".join(["word"] * 25) + ". Next.", []),
        ("NEVER INJECT without imaging", "Short.", ["capitals"]),
        ("IMPORTANT: image first", "Short.", ["capitals"]),
        ("MRI, CT and NSAIDs at L4-L5", "Short.", []),
        ("Inject 20 mg", "You get 40 mg", ["wordings-disagree"]),
        ("In 35.7% of patients", "In about 36% of patients", []),
        ("In 35.7% of patients", "In 1 of 3 patients", []),
        ("In 35.7% of patients", "In 63% of patients", ["wordings-disagree"]),
        ("For up to three months", "For up to 3 months", []),
        ("For 4-6 weeks", "For 4 to 8 weeks", ["wordings-disagree"]),
        ("Inject 20 triamcinolone", "Short.", ["dose-without-unit"]),
        ("A dose of 20 is usual", "Short.", ["dose-without-unit"]),
        ("Give 400 three times daily", "Short.", ["dose-without-unit"]),
        ("Inject 20mg triamcinolone", "Short.", []),
        ("A dose of 20 mg, 2 tablets daily for 6 weeks", "Short.", []),
        ("A dose of 20-40 mg", "Short.", []),
        ("In 89-year-old patients 3 months apart", "Short.", []),
        ("It is *rare* and **often** missed; p < 0.05, L4&L5 <L4&L5>", "Short.", []),
        ("It hurts <b>much</b>", "Short.", ["markup-leftover"]),
        ("It hurts&nbsp;much", "Short.", ["markup-leftover"]),
        ("• It hurts", "Short.", ["markup-leftover"]),
        ("See [here](https://example.org)", "Short.", ["markup-leftover"]),
        ("See [here](//example.org)", "Short.", ["markup-leftover", "link-unsafe"]),
        ("See <a href='java\nscript:x()'>", "Short.", ["markup-leftover", "link-unsafe"]),
        ("See javascript:alert(1)", "Short.", ["link-unsafe"]),
        ("See //example.org/x", "Short.", ["link-unsafe"]),
        ("It hurts [1, 3]", "Short.", ["citation-mark-leftover"]),
        ("It hurts @nobody2019, then less", "Short.", ["citation-key-leftover"]),
        ("It hurts; write to a@smith2019.example, or to @home", "Short.", []),
    ],
)
def test_wording_figures_and_markup_of_a_statement(professional, plain, expected):
    assert codes(article(say(professional, plain))) == expected


def test_a_sentence_said_twice_is_found_whatever_its_case_and_emphasis():
    twice = say("Pain is *typically* midline and worsens in extension. It is rare.")
    again = say("It lasts. Pain is typically midline and worsens in Extension!")
    (finding,) = check(article(twice, again))
    assert (finding.code, finding.where) == ("sentence-repeated", again.id)
    assert codes(article(say("Begin gently and wait."), answer=(say("Begin gently and wait."),))) == []


def test_an_unsafe_address_in_a_reference_is_found():
    assert codes(article(references=(SOURCE.model_copy(update={"csl": source(URL="data:text/html,x").csl}),))) == [
        "link-unsafe"
    ]


def test_empty_parts_are_pointed_out():
    sections = (
        Section(title="Full", statements=(say("Claim."),)),
        Section(title="Empty"),
        Section(kind="algorithm", title="No lines"),
    )
    assert codes(article(sections=sections)) == ["empty-section", "no-lines"]


def test_every_finding_names_a_node_of_the_document_and_speaks_in_whole_sentences():
    document = sample_document()
    known = {node.id for node in document.nodes()} | {None}
    found = check(document)
    assert not errors(found)
    assert len({finding.code for finding in found}) >= 6
    for finding in found:
        assert finding.where in known
        assert finding.message.endswith((".", "?"))
        assert "%(" not in finding.message


def test_a_key_left_as_text_refuses_submission():
    (refusal,) = refusals(article(say("It hurts @smith2019", "Short.")))
    assert refusal.code == "citation-key-leftover"
