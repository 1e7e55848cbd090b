"""What a new article begins with: headings in its language, and not one empty statement."""

import pytest

from articles import checks, limits
from articles.document import SECTION_KINDS, Document
from articles.working_copy.skeletons import KINDS, TITLES, Skeleton, begun, copied
from tests.samples import sample_document


@pytest.mark.parametrize("skeleton", list(Skeleton))
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_skeleton_holds_headings_in_both_wordings_and_no_statement(skeleton, language):
    document = begun(skeleton, title="What helps?", language=language)
    assert [section.kind for section in document.sections] == list(KINDS[skeleton])
    assert all(section.title and section.plain_title for section in document.sections)
    assert list(document.statements()) == []
    assert document.language == language


def test_every_language_titles_every_section_that_a_skeleton_has_and_every_line():
    for titles in TITLES.values():
        assert set(titles.sections) == {kind for kinds in KINDS.values() for kind in kinds} <= set(SECTION_KINDS)
        assert len(titles.lines) == 3


@pytest.mark.parametrize(("asked", "made"), [(1, 1), (2, 2), (3, 3), (0, 1), (9, 3)])
def test_the_treatment_article_has_as_many_lines_as_asked_for(asked, made):
    document = begun(Skeleton.TREATMENT, title="What helps?", lines=asked)
    assert [line.title for line in document.lines] == ["First line", "Second line", "Third line"][:made]


def test_the_overview_names_the_condition_where_that_fits():
    assert begun(Skeleton.TREATMENT, title="Q?", condition="Gout").sections[0].title == "Understanding Gout"
    assert begun(Skeleton.TREATMENT, title="Q?", condition="Gicht", language="de").sections[0].title == (
        "Gicht verstehen"
    )
    longest = "g" * limits.LINE
    assert begun(Skeleton.TREATMENT, title="Q?", condition=longest).sections[0].title == "Understanding the condition"


def test_a_language_without_titles_gets_the_english_ones():
    assert begun(Skeleton.SHORT, title="Q ?", language="fr").sections[0].title == "Considerations"
    assert begun(Skeleton.SHORT, title="Q?", language="de-AT").sections[0].title == "Abwägungen"


@pytest.mark.parametrize("skeleton", list(Skeleton))
def test_the_checks_ask_for_nothing_but_what_is_to_be_written(skeleton):
    codes = {finding.code for finding in checks.check(begun(skeleton, title="What helps?"))}
    assert codes <= {
        "no-answer",
        "no-statements",
        "empty-section",
        "line-without-interventions",
        "line-without-criterion",
    }


def test_a_copy_is_the_text_under_another_question():
    source = sample_document()
    copy = copied(source, title="And in children?", condition=source.condition.name, specialty="Paediatrics")
    assert (copy.title, copy.heading, copy.plain_heading, copy.source_date) == ("And in children?", "", "", "")
    assert (copy.condition, copy.specialty) == (source.condition, "Paediatrics")
    assert (copy.answer, copy.sections, copy.references) == (source.answer, source.sections, source.references)


def test_a_copy_about_another_condition_takes_no_other_name_of_the_first():
    copy = copied(sample_document(), title="Q?", condition="Gout", specialty="")
    assert (copy.condition.name, copy.condition.synonyms, copy.condition.icd10) == ("Gout", (), "")
    assert isinstance(copy, Document)
