"""A page as it reached its readers: everything that it says is found, and nothing else becomes part of the article.

The original's sentences belong to their publisher. The test reads it where it is there; a page of the same shape in
words of our own proves the same without it.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from articles.document import Document, Statement, Wait
from articles.importing import ImportResult
from articles.importing.text import import_text
from articles.importing.tree import render

ROOT = Path(__file__).parents[3]
ORIGINAL = ROOT.parent / "shared" / "input" / "000_f7d243230019fc84.txt"
OURS = ROOT / "tests" / "data" / "page.txt"
EXPECTED = {
    OURS: {
        "title": "What helps against tennis elbow?",
        "heading": "Treatment of Lateral Elbow Tendinopathy (Tennis Elbow)",
        "date": "2024-03-03",
        "wait": {"min": 6, "max": 12, "unit": "week"},
        "rates": ["41.5", None, "22.3", "8.4"],
        "nested": "Physical therapy built on:",
        "pitfalls": ["Overtreatment", "Misattribution of pain", "Inadequate imaging"],
        "closing": "By climbing these steps",
    },
    ORIGINAL: {
        "title": "What is the treatment for Baastrup sign?",
        "heading": "Treatment of Baastrup's Disease (Kissing Spine Syndrome)",
        "date": "2025-07-10",
        "wait": {"min": 4, "max": 6, "unit": "week"},
        "rates": ["35.7", None, "28.9", "70.7"],
        "nested": "Physical therapy focused on:",
        "pitfalls": ["Underdiagnosis", "Misattribution of pain", "Inadequate imaging"],
        "closing": "By following this structured approach",
    },
}


@pytest.fixture(params=[OURS, ORIGINAL], ids=["ours", "original"])
def path(request: pytest.FixtureRequest) -> Path:
    if not request.param.exists():
        pytest.skip("The original page is not part of the repository: its sentences belong to their publisher.")
    return request.param


@pytest.fixture
def result(path: Path) -> ImportResult:
    return import_text(path.read_bytes())


def sections(document: Document) -> dict[str, tuple[Statement, ...]]:
    return {section.kind: section.statements for section in document.sections}


def test_title_heading_answer_and_date(path, result):
    document = result.document
    assert document.title == EXPECTED[path]["title"]
    assert document.heading == EXPECTED[path]["heading"]
    assert document.source_date == EXPECTED[path]["date"]
    assert len(document.answer) == 1
    assert [section.kind for section in document.sections] == [
        "overview",
        "algorithm",
        "considerations",
        "pitfalls",
        "conclusion",
    ]
    assert document.sections[-1].statements[0].professional.startswith(EXPECTED[path]["closing"])


def test_three_lines_with_two_one_and_one_interventions(result):
    assert [len(line.interventions) for line in result.document.lines] == [2, 1, 1]
    assert [line.rank for line in result.document.lines] == [1, 2, 3]
    kinds = [intervention.kind for line in result.document.lines for intervention in line.interventions]
    assert kinds == ["combined", "lifestyle", "injection", "surgery"]


def test_waiting_time_stands_before_the_second_line_only(path, result):
    first, second, third = result.document.lines
    assert second.wait == Wait.model_validate(EXPECTED[path]["wait"])
    assert second.criterion is not None
    assert second.criterion.professional.startswith("If conservative")
    assert (first.criterion, first.wait) == (None, None)
    assert third.criterion is not None
    assert third.wait is None


def test_rates_on_the_right_interventions_each_citing_3(path, result):
    interventions = [intervention for line in result.document.lines for intervention in line.interventions]
    uses = [next(iter(intervention.rates), None) for intervention in interventions]
    assert [use and use.percentage for use in uses] == EXPECTED[path]["rates"]
    keys = {reference.id: reference.key for reference in result.document.references}
    assert [[keys[each] for each in use.statement.citations] for use in uses if use] == [["3"], ["3"], ["3"]]
    assert not any("%" in detail.professional for each in interventions for detail in each.details)


def test_bullets_under_physical_therapy_are_its_children(path, result):
    details = result.document.lines[0].interventions[0].details
    parent = next(detail for detail in details if detail.professional == EXPECTED[path]["nested"])
    assert len(parent.children) == 3
    assert len(details) == 2


def test_overview_considerations_and_pitfalls(path, result):
    found = sections(result.document)
    assert [statement.style for statement in found["overview"]] == ["paragraph", *["bullet"] * 4]
    assert [statement.label for statement in found["considerations"]] == [
        "Diagnostic confirmation",
        "Pain characteristics",
        "Imaging findings",
    ]
    assert [statement.label for statement in found["pitfalls"]] == EXPECTED[path]["pitfalls"]


def test_seventeen_marks_on_five_references_without_a_publication(result):
    document = result.document
    assert sum(len(statement.citations) for statement in document.statements()) == 17
    assert [reference.key for reference in document.references] == ["1", "2", "3", "4", "5"]
    assert [finding.message for finding in result.unsure] == [
        "5 references without a publication: 1, 2, 3, 4, 5. Add what they stand for."
    ]
    diagnosis = sections(document)["considerations"][0]
    assert [document.numbers()[each] for each in diagnosis.citations] == [1, 3]


def test_page_furniture_is_listed_and_not_in_the_article(path, result):
    assert len(result.set_aside) == 14
    article = result.document.canonical().decode()
    for line in result.set_aside:
        assert line in path.read_text().replace("  ", " ")
        assert f'"{line}"' not in article
    assert "disclaimer" not in article.casefold()


def test_every_sentence_is_in_the_result_exactly_once(path, result):
    """Sentence by sentence, as printed, with bullets and citation marks taken off."""
    document = result.document
    found = Counter(
        [document.title, document.heading]
        + [section.title for section in document.sections if section.title]
        + [line.title for line in document.lines]
        + [intervention.name for line in document.lines for intervention in line.interventions]
        + [f"{each.label}: {each.professional}" if each.label else each.professional for each in document.statements()]
    )
    printed = Counter(
        re.sub(r"(?<=\D) \d(, \d)*$", "", re.sub(r"^\s*(•|\d\.)\s+", "", line)).strip()
        for line in path.read_text().splitlines()
        if line.strip() and line.strip() not in result.set_aside
    )
    assert found == printed
    assert set(printed.values()) == {1}


def test_the_tree_shows_structure_counts_furniture_and_doubts(result):
    tree = render(result)
    assert "3 lines of treatment, 4 interventions" in tree
    assert "17 citation marks on 5 references" in tree
    assert "Set aside as page furniture: 14" in tree
    assert "Doubts: 1" in tree
