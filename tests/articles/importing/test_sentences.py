"""Marks, labels, figures and names: what is one, and what only looks like one."""

import pytest

from articles.document import Wait
from articles.importing.dates import read_date
from articles.importing.structure.figures import (
    ReadRate,
    may_be_a_rate,
    rate_of_use,
    read_rate,
    read_wait,
    write_rate,
    write_wait,
)
from articles.importing.structure.marks import Style, take_marks
from articles.importing.structure.sentences import split_label
from articles.importing.vocabulary import intervention_kind, line_rank, section_kind

STYLE = Style(known={"lee": 1}.__contains__, entries=range(1, 100), bare=True)


@pytest.mark.parametrize(
    ("sentence", "text", "marks"),
    [
        ("Most commonly at L4-L5 level 1", "Most commonly at L4-L5 level", ["1"]),
        ("Clinical examination and imaging (MRI, CT) 1, 3", "Clinical examination and imaging (MRI, CT)", ["1", "3"]),
        ("Relief for 3 months 4.", "Relief for 3 months.", ["4"]),
        ("Rest helps [1,3-5].", "Rest helps.", ["1", "3", "4", "5"]),
        ("Rest helps. [2]", "Rest helps.", ["2"]),
        ("Rest helps[1][2]", "Rest helps", ["1", "2"]),
        ("Rest helps.¹˒³", "Rest helps.", ["1", "3"]),
        ("Rest helps¹⁻³", "Rest helps", ["1", "2", "3"]),
        ("Rest helps [lee; smith2019a, 2]", "Rest helps", ["lee", "smith2019a", "2"]),
        ("Rest [1] helps [1, 2]", "Rest helps", ["1", "2"]),
        ("Take 2 to 3", "Take 2 to 3", []),
        ("In patients with grade 2", "In patients with grade 2", []),
        ("More than 3", "More than 3", []),
        ("Published in 2015", "Published in 2015", []),
        ("A count of 10⁹", "A count of 10⁹", []),
        ("Over 30 kg/m²", "Over 30 kg/m²", []),
        ("They say [sic]", "They say [sic]", []),
        ("The molecule benzo[3]furan", "The molecule benzo[3]furan", []),
        ("A range [5-1] and [0]", "A range [5-1] and [0]", []),
        ("[1]", "[1]", []),
    ],
)
def test_marks(sentence, text, marks):
    cited = take_marks(sentence, STYLE)
    assert (cited.text, list(cited.marks)) == (text, marks)


def test_bare_numbers_are_words_where_a_text_cites_in_brackets():
    assert take_marks("Strongest at level 1", Style()).marks == ()


@pytest.mark.parametrize(
    ("sentence", "rate"),
    [
        ("Used in approximately 28.9% of cases", ReadRate("use", "28.9")),
        ("Chosen for 35.7% (99 of 277 patients)", ReadRate("use", "35.7", 99, 277)),
        ("41.5% of patients underwent it (83 of 200)", ReadRate("use", "41.5", 83, 200)),
        ("Surgery was performed in 70.7% of patients who require treatment", ReadRate("use", "70.7")),
        ("Reported for 35.7% (99 of 277 patients)", None),
        ("Major bleeding was reported in 0.6% of patients", None),
        ("Infection was seen in 3% of patients who underwent it", None),
        ("It was given to 200 patients, and 5% of patients died", None),
        ("80% of patients treated with it go home", None),
        ("Used in 50% of patients (0 of 0)", None),
        ("Used in 50% of patients (0/0)", ReadRate("use", "50")),
        ("Used in 0% of patients (0 of 40)", ReadRate("use", "0", 0, 40)),
        ("Given in 35,7 % of cases", None),
        ("Given to 1,000,000,000,000,000 of 2,000,000,000,000,000 people (50%)", None),
        ("It was used in 50 per cent of women", ReadRate("use", "50")),
        ("Given to 1,200 of 2,400 people (50%)", ReadRate("use", "50", 1200, 2400)),
        ("Relieves pain in 80% of patients", None),
        ("Used in 120% of cases", None),
        ("Use a 5% solution", None),
        ("Used in 10% of cases (9 of 2)", None),
    ],
)
def test_rates_of_use(sentence, rate):
    assert rate_of_use(sentence) == rate


@pytest.mark.parametrize(
    "rate",
    [
        ReadRate("harm", "4.2", 2, 48),
        ReadRate("benefit", "9"),
        ReadRate("use", "70.7"),
        ReadRate("use", "0", 0, 5),
        ReadRate("use", "100.0", 5, 5),
        ReadRate("use", "3", None, 8),
        ReadRate("use", "3", 8),
    ],
)
def test_a_written_rate_is_read_back(rate):
    assert read_rate(write_rate(rate)) == rate


@pytest.mark.parametrize("field", ["", "35.7", "101%", "5% (9 of 2)", "5% (1 of 0)", "5% (0 of 0)", "often"])
def test_a_rate_that_is_none(field):
    assert read_rate(field) is None


@pytest.mark.parametrize(
    "wait", [None, Wait(min=4, max=6, unit="week"), Wait(min=3, unit="month"), Wait(max=48, unit="hour")]
)
def test_a_written_wait_is_read_back(wait):
    assert read_wait(write_wait(wait)) == wait


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Imaging findings: Look for oedema", "Imaging findings"),
        ("**Imaging findings:** Look for oedema", "Imaging findings"),
        ("Physical therapy focused on:", ""),
        ("see below: nothing", ""),
        ("The surfaces that touch show degenerative change: oedema", ""),
        ("Stop. Then: go", ""),
        ("https://example.org/a", ""),
    ],
)
def test_labels(text, label):
    assert split_label(text)[0] == label


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("July 10, 2025View editorial policy", ("2025-07-10", "View editorial policy")),
        ("10 July 2025", ("2025-07-10", "")),
        ("2025-07-10", ("2025-07-10", "")),
        ("Sept. 1st, 2024", ("2024-09-01", "")),
        ("31 February 2024", None),
        ("10/07/2025", None),
    ],
)
def test_dates(text, date):
    assert read_date(text) == date


def test_words_of_headings_and_names():
    assert section_kind("Treatment of Baastrup's Disease") is None
    assert section_kind("Common Pitfalls") == "pitfalls"
    assert [line_rank(title) for title in ("Third-Line Treatment", "2nd line", "Step 3: surgery", "First aid")] == [
        3,
        2,
        3,
        None,
    ]
    assert intervention_kind("Fluoroscopically guided steroid injections") == "injection"
    assert intervention_kind("Anti-inflammatory medications and physical therapy") == "combined"
    assert intervention_kind("Watchful waiting") == "other"


@pytest.mark.parametrize(
    "sentence",
    [
        "Not used in 12% of patients",
        "Less than 5% of patients received it",
        "Between 20% and 40% of patients received it",
        "20-40% of patients received it",
        "Used in 20 to 40% of patients",
        "It is rarely used: 80% of patients chose surgery instead",
        "Used by 12% of physicians in 40 of 90 patients",
        "It should be used in 30% of patients",
        "35% of patients were offered it but declined",
    ],
)
def test_a_sentence_that_turns_the_figure_round_is_no_rate_and_is_doubted(sentence):
    assert rate_of_use(sentence) is None
    assert may_be_a_rate(sentence)
