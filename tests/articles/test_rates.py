"""Rates and waiting times: one wording, in the language of the page or the document, in every output."""

import json
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader

from articles import checks, rates
from articles.comparison import compare
from articles.document import Rate, Statement, Wait
from articles.exporting.fhir import bundle
from articles.exporting.pdf import pdf
from articles.importing.result import ImportResult
from articles.importing.tree import render
from editorial.typesetting.layout import Layout
from editorial.typesetting.review import ReviewLayout
from tests.samples import sample_document, sample_publication

SAYS = {
    "en": ("35.7%", "99 of 277 patients", "28.90%", "4 to 6 weeks"),
    "de": ("35,7 %", "99 von 277 Behandelten", "28,90 %", "4 bis 6 Wochen"),
}


def rate_of(numerator: int | None = None, denominator: int | None = None, percentage: str = "35.7") -> Rate:
    statement = Statement(professional="Used.")
    return Rate(kind="use", statement=statement, percentage=percentage, numerator=numerator, denominator=denominator)


@pytest.mark.parametrize(
    ("counts", "english", "german"),
    [
        ((99, 277), "35.7% (99 of 277 patients)", "35,7 % (99 von 277 Behandelten)"),
        ((None, 277), "35.7% of 277 patients", "35,7 % von 277 Behandelten"),
        ((99, None), "35.7% (99 patients)", "35,7 % (99 Behandelte)"),
        ((1, 1), "35.7% (1 of 1 patient)", "35,7 % (1 von 1 behandelten Person)"),
        ((0, 277), "35.7% (0 of 277 patients)", "35,7 % (0 von 277 Behandelten)"),
        ((None, None), "35.7%", "35,7 %"),
    ],
)
def test_a_rate_in_words(counts: tuple[int | None, int | None], english: str, german: str) -> None:
    assert rates.rate_in_words(rate_of(*counts)) == english
    with translation.override("de"):
        assert rates.rate_in_words(rate_of(*counts)) == german


def test_a_percentage_keeps_the_decimals_that_the_source_prints() -> None:
    assert [rates.percent(number) for number in ("70.70", "100", "0.5")] == ["70.70%", "100%", "0.5%"]


@pytest.mark.parametrize(
    ("wait", "words", "span", "german"),
    [
        (Wait(min=4, max=6, unit="week"), "after 4 to 6 weeks", "4–6 weeks", "nach 4 bis 6 Wochen"),
        (Wait(min=0, max=2, unit="day"), "after 0 to 2 days", "0–2 days", "nach 0 bis 2 Tagen"),
        (Wait(min=1, max=1, unit="month"), "after 1 month", "1 month", "nach 1 Monat"),
        (Wait(min=2, max=2, unit="year"), "after 2 years", "2 years", "nach 2 Jahren"),
        (Wait(min=3, unit="month"), "after at least 3 months", "at least 3 months", "nach mindestens 3 Monaten"),
        (Wait(max=48, unit="hour"), "after up to 48 hours", "up to 48 hours", "nach bis zu 48 Stunden"),
        (Wait(min=5, max=5, unit="minute"), "after 5 minutes", "5 minutes", "nach 5 Minuten"),
        (Wait(min=0, max=0, unit="week"), "", "0 weeks", ""),
        (None, "", "", ""),
    ],
)
def test_a_waiting_time_in_words(wait: Wait | None, words: str, span: str, german: str) -> None:
    assert (rates.after(wait), rates.span(wait)) == (words, span)
    with translation.override("de"):
        assert rates.after(wait) == german


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_output_says_the_same(language: str) -> None:
    document = sample_document().model_copy(update={"language": language})
    percent, patients, other, weeks = SAYS[language]
    whole = f"{percent} ({patients})"
    on_paper = PdfReader(BytesIO(pdf(document, sample_publication(), "professional", disclaimer="")))
    paper = " ".join(" ".join(page.extract_text() for page in on_paper.pages).split())
    assert all(words in paper for words in (whole, other, f"ach {weeks}" if language == "de" else f"After {weeks}"))
    assert all(
        words in json.dumps(bundle(document, sample_publication()), ensure_ascii=False) for words in (whole, other)
    )
    with translation.override(language):
        shown = [view for line in document.lines for view in Layout(document, "plain").line(line).interventions]
        assert [(each.rate, each.patients) for view in shown for each in view.rates] == [
            (percent, patients),
            (other, ""),
        ]
        figures = ReviewLayout(document, None, (), ()).figures
        assert [each.value for each in figures] == [percent, figures[1].value, other]
        assert weeks in figures[1].value
        assert [figure.is_counted for figure in figures] == [True, True, False]
        shown = render(ImportResult(document))
        assert all(words in shown for words in (whole, other, weeks))
        assert any(other in finding.message for finding in checks.check(document))
        without = replace_rate(document)
        assert any(whole in sentence for sentence in compare(document, without).sentences())


def replace_rate(document):
    """The document with another rate in its first intervention."""
    section = next(section for section in document.sections if section.lines)
    line = section.lines[0]
    first = next(each for each in line.interventions if each.rates)
    changed = first.model_copy(update={"rates": (first.rates[0].model_copy(update={"percentage": "36"}),)})
    lines = (
        line.model_copy(
            update={"interventions": tuple(changed if each is first else each for each in line.interventions)}
        ),
        *section.lines[1:],
    )
    sections = tuple(
        each.model_copy(update={"lines": lines}) if each is section else each for each in document.sections
    )
    return document.model_copy(update={"sections": sections})
