"""Where things go when a text is not as it should be: kept, and said."""

import pytest

from articles.document import Wait
from articles.importing import ImportResult
from articles.importing.text import import_text


def read(text: str) -> ImportResult:
    return import_text(text.encode())


def said(result: ImportResult, words: str) -> bool:
    return any(words in finding.message for finding in result.unsure)


ALGORITHM = "What helps?\n\nRest helps.\n\n## Treatment algorithm\n\n"


def test_a_broken_text_is_joined_at_its_margin():
    page = (
        "What helps?\n\nRest helps in most\ncases, and it\ncosts nothing.\n\nOverview\n\n- It passes\n  by itself [1]\n"
        "  Plain: It goes\n  away.\n"
    )
    rest, passes = read(page).document.statements()
    assert rest.professional == "Rest helps in most cases, and it costs nothing."
    assert (passes.professional, passes.plain) == ("It passes by itself", "It goes away.")


def test_marked_headings_and_a_line_that_does_not_say_first():
    document = read(ALGORITHM + "### Rest\nWait: 2-3 weeks\n\n1. Sleep\n   Kind: other\n   - Long\n").document
    (line,) = document.lines
    assert (line.title, line.wait) == ("Rest", Wait(min=2, max=3, unit="week"))
    assert line.interventions[0].kind == "other"


def test_a_line_outside_the_algorithm_is_moved_there():
    result = read(ALGORITHM + "### First line\n\n1. Rest\n\n## Notes\n\nText.\n\n## Second line\n\n1. Walk\n")
    assert [line.title for line in result.document.lines] == ["First line", "Second line"]
    assert said(result, "was moved there")


def test_text_under_a_line_that_is_no_intervention_stays_in_its_section():
    result = read(
        ALGORITHM + "### First line\n\nIf it hurts:\n\nStart today.\n\n1. Rest\n\nSleep well.\n\n## Notes\n\nEnd.\n"
    )
    (line,) = result.document.lines
    assert line.criterion is not None
    assert [child.professional for child in line.criterion.children] == ["Start today."]
    assert [each.professional for each in result.document.sections[0].statements] == ["Sleep well."]
    assert said(result, "Only the first sentence")
    assert said(result, "stood under “First line”")


def test_a_wrong_rank_and_an_empty_line_are_reported():
    result = read(ALGORITHM + "### Second line\n\nIf it hurts:\n")
    assert said(result, "its title says another number")
    assert said(result, "has no interventions")


def test_a_second_rate_of_use_is_a_rate_too_and_doubted():
    result = read(ALGORITHM + "### First line\n\n1. Rest\n   - Used in 5% of cases\n   - Used in 7% of people\n")
    (intervention,) = result.document.lines[0].interventions
    assert [rate.percentage for rate in intervention.rates] == ["5", "7"]
    assert intervention.details == ()
    assert said(result, "2 rates of use")


@pytest.mark.parametrize("field", ["Rate: often", "Wait: soon", "Kind: magic", "Plain: again"])
def test_a_field_that_does_not_belong_is_kept_and_reported(field):
    result = read(f"What helps?\n\nOverview\n\n- Rest\n  Plain: Sleep\n  {field}\n")
    words = " ".join(statement.professional for statement in result.document.statements())
    assert field.split(": ")[1] in words
    if not field.startswith("Plain"):
        assert said(result, "does not belong there")


def test_an_intervention_with_its_sentence_in_the_same_line():
    page = ALGORITHM + "### First line\n\n1. Rest: Sleep for eight hours [2]\n   Plain: Rest: Sleep well.\n"
    (intervention,) = read(page).document.lines[0].interventions
    assert (intervention.name, intervention.plain_name) == ("Rest", "Rest")
    assert (intervention.details[0].professional, intervention.details[0].plain) == (
        "Sleep for eight hours",
        "Sleep well.",
    )
    assert len(intervention.details[0].citations) == 1


def test_a_source_in_a_name_is_kept_there_and_reported():
    result = read(ALGORITHM + "### First line\n\n1. Rest [2]\n")
    assert result.document.lines[0].interventions[0].name == "Rest [2]"
    assert said(result, "cites a source in its name")


def test_the_header():
    result = read(
        "What helps?\nCondition: Insomnia\nAlso known as: sleeplessness, bad sleep\nICD-10: G47.0\n"
        "Specialty: Sleep medicine\nLanguage: en-GB\nCondition: Twice\n"
        "Last updated: 10 July 2025\n\nRest.\n\nOverview\n\nIt passes.\n"
    )
    document = result.document
    assert document.condition.model_dump() == {
        "name": "Insomnia",
        "synonyms": ("sleeplessness", "bad sleep"),
        "icd10": "G47.0",
    }
    assert (document.specialty, document.language, document.source_date) == ("Sleep medicine", "en-GB", "2025-07-10")
    assert document.sections[-1].title == "Not placed"
    assert document.sections[-1].statements[0].professional == "Condition: Twice"


def test_a_date_that_cannot_be_read_and_a_title_that_is_no_question_are_reported():
    result = read("Sleep\n\nLast updated: 10/07/2025\n\nRest.\n\nOverview\n\nIt passes.\n")
    assert result.document.source_date == ""
    assert said(result, "could not be read")
    assert said(result, "not a question")


def test_furniture_words_inside_sentences_and_lists_stay():
    page = (
        "What helps?\n\nOverview\n\n- Approved\n- Share this article\n\n"
        "The drug was approved last year and is under review.\n\nNext\n\nEnd.\n"
    )
    result = read(page)
    assert result.set_aside == ()
    assert len(list(result.document.statements())) == 4


def test_an_article_heading_above_the_answer_is_told_from_a_section():
    document = read(
        "What helps?\n\nTreatment of insomnia\nPlain: Sleeping well\n\nRest.\n\nOverview\n\nIt passes.\n"
    ).document
    assert (document.heading, document.plain_heading) == ("Treatment of insomnia", "Sleeping well")
    assert [section.title for section in document.sections] == ["Overview"]
