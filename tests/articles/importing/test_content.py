"""The article that ships: complete in both wordings, its figures with their denominators, its doubts said aloud."""

from pathlib import Path

import pytest

from articles.document import Document, Wait
from articles.importing import ImportResult
from articles.importing.text import import_text

BAASTRUP = Path(__file__).parents[3] / "articles" / "content" / "baastrup.txt"


@pytest.fixture(scope="module")
def result() -> ImportResult:
    return import_text(BAASTRUP.read_bytes())


@pytest.fixture(scope="module")
def document(result: ImportResult) -> Document:
    return result.document


def test_nothing_is_set_aside_and_one_reference_is_incomplete(result):
    assert result.set_aside == ()
    assert [finding.message for finding in result.unsure] == [
        "The reference review-baastrup lacks: authors, journal, year, DOI or PMID."
    ]


def test_it_has_the_structure_of_the_original(document):
    assert document.title == "What is the treatment for Baastrup's disease?"
    kinds = {section.kind: section for section in document.sections}
    assert list(kinds) == ["overview", "algorithm", "considerations", "pitfalls", "conclusion"]
    assert [len(line.interventions) for line in document.lines] == [2, 1, 1]
    assert sum(statement.style == "bullet" for statement in kinds["overview"].statements) == 4
    assert len(kinds["considerations"].statements) == len(kinds["pitfalls"].statements) == 3
    assert document.lines[1].wait == Wait(min=4, max=6, unit="week")


def test_everything_has_both_wordings(document):
    assert document.plain_heading
    assert all(section.plain_title for section in document.sections)
    assert all(line.plain_title for line in document.lines)
    assert all(each.plain_name for line in document.lines for each in line.interventions)
    for statement in document.statements():
        assert statement.plain
        assert bool(statement.label) == bool(statement.plain_label)


def test_every_rate_has_its_denominator_and_its_source(document):
    uses = [rate for _intervention, rate in document.rates()]
    assert [(use.percentage, use.numerator, use.denominator) for use in uses] == [
        ("35.7", 99, 277),
        ("28.9", 80, 277),
        ("70.7", 196, 277),
    ]
    review = next(reference for reference in document.references if reference.key == "review-baastrup")
    assert all(use.statement.citations == (review.id,) for use in uses)
    assert "rounds to 70.8%" in uses[2].statement.professional


def test_doubts_are_said_where_they_belong(document):
    criterion = document.lines[1].criterion
    assert criterion is not None
    assert "No source was found" in criterion.professional
    assert criterion.citations == ()
    relief = next(each for each in document.statements() if "3 months" in each.professional)
    assert "one patient" in relief.professional
    surgery = next(each for each in document.statements() if "social and professional" in each.professional)
    assert "one patient aged 31" in surgery.professional


def test_the_reference_list(document):
    lacking = {reference.key: reference.missing for reference in document.references}
    assert lacking == {
        "filippiadis2015": (),
        "philipp2016": (),
        "review-baastrup": ("authors", "journal", "year", "DOI or PMID"),
        "mitra2007": (),
        "kerroum2019": (),
    }
    assert [reference.csl.DOI for reference in document.references] == [
        "10.1007/s13244-014-0376-7",
        "10.7759/cureus.465",
        "",
        "10.1016/j.apmr.2007.05.033",
        "10.1093/jscr/rjz194",
    ]
    assert (document.condition.icd10, document.specialty) == ("M48.2", "Spine and musculoskeletal medicine")
