"""Formats of documents live beside each other: a revision keeps its bytes, a text gets the oldest that can say it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from articles.comparison import compare
from articles.document import Document, Rate, Statement, Wait
from tests.articles.exporting.strategies import documents
from tests.samples import sample_document

ONE, TWO = "imprimatur-document/1", "imprimatur-document/2"
ROWS = json.loads((Path(__file__).parent / "landed.json").read_text())
LANDED = [row["content"] for row in ROWS["articles.FrozenDocument"]]


def with_first_line(**fields: Any) -> Document:
    """The sample, its first treatment line changed."""
    document = sample_document()
    sections = tuple(
        section.model_copy(
            update={"lines": (section.lines[0].model_copy(update=fields), *section.lines[1:])} if section.lines else {}
        )
        for section in document.sections
    )
    return document.model_copy(update={"sections": sections})


def with_rates(*rates: Rate) -> Document:
    first = sample_document().lines[0].interventions[0]
    return with_first_line(interventions=(first.model_copy(update={"rates": rates}),))


def rate(**fields: Any) -> Rate:
    return Rate(**{"kind": "use", "statement": Statement(professional="Said."), "percentage": "5", **fields})


@pytest.mark.parametrize("content", LANDED)
def test_what_the_first_release_froze_is_read_and_written_to_the_byte(content: str) -> None:
    assert len(LANDED) == 6
    document = Document.from_canonical(content)
    assert document.format == ONE
    assert document.canonical().decode() == content


def test_an_article_that_says_nothing_new_keeps_the_first_format_and_its_shape() -> None:
    written = json.loads(sample_document().canonical())
    assert written["format"] == ONE
    algorithm = next(section for section in written["sections"] if section["lines"])
    second = algorithm["lines"][1]
    assert (second["min_weeks"], second["max_weeks"]) == (4, 6)
    reported = algorithm["lines"][0]["interventions"][0]["reported_use"]
    assert (reported["percentage"], reported["numerator"], "kind" in reported) == ("35.7", 99, False)


@pytest.mark.parametrize(
    ("document", "named"),
    [
        (with_first_line(wait=Wait(min=1, max=2, unit="week")), ONE),
        (with_first_line(wait=Wait(min=1, max=2, unit="month")), TWO),
        (with_first_line(wait=Wait(min=1, unit="week")), TWO),
        (with_first_line(wait=Wait(max=2, unit="week")), TWO),
        (with_rates(), ONE),
        (with_rates(rate()), ONE),
        (with_rates(rate(kind="harm")), TWO),
        (with_rates(rate(), rate()), TWO),
    ],
)
def test_the_oldest_format_that_can_say_all_of_it_is_taken(document: Document, named: str) -> None:
    assert document.format == json.loads(document.canonical())["format"] == named


@given(documents())
def test_every_document_comes_back_from_its_bytes_whatever_its_format(document: Document) -> None:
    again = Document.from_canonical(document.canonical())
    assert again == document
    assert again.digest == document.digest


def test_a_text_of_the_first_format_is_compared_with_one_of_the_second() -> None:
    before, after = sample_document(), with_first_line(wait=Wait(min=3, unit="month"))
    assert (before.format, after.format) == (ONE, TWO)
    (sentence,) = compare(Document.from_canonical(before.canonical()), after).sentences()
    assert sentence == "A waiting time of at least 3 months before the first line was added."


def changed(document: Document, **fields: Any) -> str:
    return json.dumps(json.loads(document.canonical()) | fields)


def first_line(document: Document, **fields: Any) -> str:
    """The written document with other fields in its first line."""
    written = json.loads(document.canonical())
    algorithm = next(section for section in written["sections"] if section["lines"])
    algorithm["lines"][0] |= fields
    return json.dumps(written)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (changed(sample_document(), format="imprimatur-document/3"), "does not know the format"),
        (changed(sample_document(), format=None), "does not know the format"),
        (changed(sample_document(), format=TWO), "Field required|Extra inputs|what .*/1 is needed for"),
        (changed(with_rates(rate(), rate()), format=ONE), "minimum and its maximum in weeks"),
        (first_line(sample_document(), interventions=[{"rates": []}]), "one rate at most"),
        (first_line(sample_document(), wait={"min": 1, "max": 2, "unit": "week"}), "minimum and its maximum in weeks"),
        (first_line(sample_document(), min_weeks=3), "minimum and its maximum in weeks"),
        (first_line(sample_document(), min_weeks=3, max_weeks=2), "cannot exceed the maximum"),
        (first_line(sample_document(), interventions=[5]), "not shaped as"),
        (first_line(sample_document(), extra="x"), "Extra inputs"),
        (first_line(with_rates(rate(), rate()), min_weeks=1, max_weeks=2), "Extra inputs"),
        (changed(sample_document(), sections=[], format=TWO), "is needed for"),
    ],
)
def test_what_does_not_fit_the_format_that_it_names_is_refused(content: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Document.from_canonical(content)
