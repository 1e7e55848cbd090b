"""The page for authors shows a text that the importer reads as the page says."""

from pathlib import Path

from articles.document import Wait
from articles.importing.text import import_text

WRITING = Path(__file__).parents[3] / "docs" / "writing.md"


def test_the_example_for_authors_is_read_as_documented():
    example = WRITING.read_text().split("```text\n")[1].split("```")[0]
    result = import_text(example.encode())
    document = result.document
    assert document.condition.synonyms == ("lateral epicondylitis", "lateral elbow tendinopathy")
    assert (document.heading, document.plain_heading) == ("Treating tennis elbow", "How tennis elbow is treated")
    assert [section.kind for section in document.sections] == ["overview", "algorithm", "pitfalls"]
    first, second = document.lines
    (use,) = first.interventions[0].rates
    assert (use.percentage, use.numerator, use.denominator) == ("41.5", 83, 200)
    assert len(first.interventions[0].details[0].children) == 2
    assert second.wait == Wait(min=6, max=12, unit="week")
    pitfall = document.sections[2].statements[0]
    assert (pitfall.label, pitfall.plain_label) == ("Misattribution", "Wrong place")
    assert [reference.key for reference in document.references] == ["smith2019", "neck"]
    assert document.references[0].missing == ()
    assert [finding.message for finding in result.unsure] == [
        "The reference neck lacks: authors, journal, year, DOI or PMID."
    ]
