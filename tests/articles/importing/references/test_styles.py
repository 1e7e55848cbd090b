"""Lines of every style: people are people, a title is a title, and what is not understood stays whole."""

import pytest

from articles.csl import Csl, PersonName
from articles.importing.references.amending import amended
from articles.importing.references.bibliography import format_entry, read_line

PRISMA = "The PRISMA 2020 statement: an updated guideline for reporting systematic reviews"
DOI = "10.1136/bmj.n71"


def people(csl: Csl) -> list[str]:
    return [f"{name.family}|{name.given}" for name in csl.author]


@pytest.mark.parametrize(
    ("line", "style", "authors", "place"),
    [
        (
            f"Page MJ, Green S, Kramer S, et al. {PRISMA}. BMJ. 2021;372:n71. doi:{DOI}",
            "Vancouver",
            ["Page|MJ", "Green|S", "Kramer|S", "et al|"],
            ("BMJ", "372", "", "n71"),
        ),
        (
            f"Page MJ, McKenzie JE. {PRISMA}. BMJ. 2021 Mar 29;372:n71. doi: {DOI}. PMID: 33782057; PMCID: PMC8005924.",
            "Vancouver",
            ["Page|MJ", "McKenzie|JE"],
            ("BMJ", "372", "", "n71"),
        ),
        (
            f"Page, M. J., McKenzie, J. E., & Moher, D. (2021). {PRISMA}. BMJ (Clinical research ed.), 372(8), n71. "
            f"https://doi.org/{DOI}",
            "APA",
            ["Page|M. J.", "McKenzie|J. E.", "Moher|D."],
            ("BMJ (Clinical research ed.)", "372", "8", "n71"),
        ),
        (
            f"Page, Matthew J et al. “{PRISMA}.” BMJ (Clinical research ed.) vol. 372 n71. 29 Mar. 2021, doi:{DOI}",
            "MLA",
            ["Page|Matthew J", "et al|"],
            ("BMJ (Clinical research ed.)", "372", "", "n71"),
        ),
        (
            f"Kerroum, Ali, and Marc R Suter. “{PRISMA}.” J of Cases, vol. 12, no. 3, 2021, pp. 45–50. doi:{DOI}",
            "MLA",
            ["Kerroum|Ali", "Suter|Marc R"],
            ("J of Cases", "12", "3", "45–50"),
        ),
        (
            f"Page, M. J. & Moher, D. {PRISMA}. J. Clin. Med. 12, 34–56 (2021). doi:{DOI}",
            "Nature",
            ["Page|M. J.", "Moher|D."],
            ("J. Clin. Med", "12", "", "34–56"),
        ),
        (
            f"Smith AB Jr, Müller Ä, GRADE Working Group; for the PRISMA Group. {PRISMA}. Lancet. 2021;3(2):1-2. "
            f"doi:{DOI}",
            "Vancouver",
            ["Smith|AB Jr", "Müller|Ä", "GRADE Working Group|", "PRISMA Group|"],
            ("Lancet", "3", "2", "1-2"),
        ),
        (
            f"World Health Organization. {PRISMA}. Lancet. 2021;1:2. doi:{DOI}",
            "Vancouver",
            ["World Health Organization|"],
            ("Lancet", "1", "", "2"),
        ),
        (
            f"Smith A. B., van den Berg J. {PRISMA}. J. Surg. Case Rep. 2021;1:2. doi:{DOI}",
            "Vancouver",
            ["Smith|A. B.", "van den Berg|J."],
            ("J. Surg. Case Rep", "1", "", "2"),
        ),
    ],
)
def test_a_line_of_each_style(line, style, authors, place):
    read = read_line(line)
    csl = read.csl
    assert (read.style, people(csl), csl.title, csl.DOI) == (style, authors, PRISMA, DOI)
    assert (csl.container_title, csl.volume, csl.issue, csl.page) == place
    assert csl.issued
    assert csl.issued.date_parts[0][0] == 2021
    assert not read.note


@pytest.mark.parametrize(
    "line",
    [
        "Smith J, not a name 12. A title. Spine. 2010;3:4-9.",
        "Nguyen T. Chapter. In: Smith A, editor. Book. Berlin: Springer; 2010.",
        "Smith J, Somebody. Something ]] 12; 2015;;(): . 99.",
    ],
)
def test_what_is_not_understood_is_never_half_in_a_title(line):
    read = read_line(line)
    assert (read.csl, read.note, read.style) == (Csl(), line, "")


def test_words_without_a_field_are_a_note():
    read = read_line("Smith A. The book. 2nd ed. Stuttgart: Thieme; 2018.")
    assert (read.csl.title, read.csl.type, read.note) == ("The book", "book", "2nd ed. Stuttgart: Thieme")
    read = read_line("Smith A. The title. Spine. 2019;1:2. Epub 2018 Dec 3. doi:10.1000/x")
    assert (read.csl.title, read.note) == ("The title", "Epub 2018 Dec 3.")


def test_a_title_that_ends_in_a_letter_is_no_author():
    read = read_line("Treatment of hepatitis B. J Med. 2010;2:3-4.")
    assert (read.csl.author, read.csl.title) == ((), "Treatment of hepatitis B")


# Names and a journal that no style could read back from the line.
HARD = Csl.model_validate(
    {
        "title": "On it. A study",
        "author": [PersonName(family="Page", given="Matthew J"), PersonName(family="The, odd group 3")],
        "container-title": "J. Odd. Things",
        "issued": {"date-parts": [[2021, 3, 29]]},
        "volume": "3",
        "page": "1-9",
        "DOI": DOI,
    }
)


def test_a_line_that_is_not_changed_changes_nothing():
    assert amended(format_entry(HARD), HARD) == (HARD, "")
    assert amended("  " + format_entry(HARD).replace(" ", "  "), HARD) == (HARD, "")


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("On it. A study", "On it! A better study", {"title": "On it! A better study"}),
        ("J. Odd. Things", "Odd Things", {"container_title": "Odd Things"}),
        (";3:1-9", ";4(2):e7", {"volume": "4", "issue": "2", "page": "e7"}),
        (f"doi:{DOI}", "doi:10.1000/y PMID 7", {"DOI": "10.1000/y", "PMID": "7"}),
    ],
)
def test_what_is_changed_in_a_line_changes_its_field_only(old, new, change):
    line = format_entry(HARD).replace(old, new)
    assert amended(line, HARD) == (HARD.model_copy(update=change), "")


def test_a_line_written_anew_is_read_anew():
    line = "Smith J. A title. Spine. 2010;3:4-9."
    assert amended(line, HARD) == (read_line(line).csl, "")
    assert amended("no such thing", HARD) == (HARD, "no such thing")
