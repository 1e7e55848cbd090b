"""Reference entries: what is recognised goes to its field, what is not is kept whole."""

import pytest

from articles.csl import Csl, PersonName
from articles.importing.references.bibliography import format_entry, parse_entry
from articles.importing.text import import_text

KERROUM = (
    "Kerroum A, Laudato PA, Suter MR. The steps until surgery in the management of Baastrup's Disease (kissing spine "
    "syndrome). J Surg Case Rep. 2019;2019(6):rjz194. doi:10.1093/jscr/rjz194"
)


def test_an_entry_in_the_style_of_pubmed():
    csl = parse_entry(KERROUM + " PMID 31214316 PMCID PMC6565811")
    assert csl is not None
    assert [author.family for author in csl.author] == ["Kerroum", "Laudato", "Suter"]
    assert csl.author[1].given == "PA"
    assert csl.title.startswith("The steps until surgery")
    assert csl.title.endswith("(kissing spine syndrome)")
    assert (csl.container_title, csl.volume, csl.issue, csl.page) == ("J Surg Case Rep", "2019", "6", "rjz194")
    assert csl.issued is not None
    assert csl.issued.date_parts == ((2019,),)
    assert (csl.DOI, csl.PMID, csl.PMCID) == ("10.1093/jscr/rjz194", "31214316", "PMC6565811")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("A title alone: with authors, and commas.", Csl(title="A title alone: with authors, and commas")),
        (
            "van der Berg J, O'Neil-Smith AB. Is it so? Spine. 2015 Jun 1;6:123-8. https://doi.org/10.1000/x.1",
            Csl.model_validate(
                {
                    "author": [
                        PersonName(family="van der Berg", given="J"),
                        PersonName(family="O'Neil-Smith", given="AB"),
                    ],
                    "title": "Is it so?",
                    "container-title": "Spine",
                    "issued": {"date-parts": [[2015, 6, 1]]},
                    "volume": "6",
                    "page": "123-8",
                    "DOI": "10.1000/x.1",
                }
            ),
        ),
    ],
)
def test_what_is_not_there_stays_empty(entry, expected):
    assert parse_entry(entry) == expected
    assert parse_entry(format_entry(expected)) == expected


@pytest.mark.parametrize("entry", ["Smith J, et al.. Something ]] 12; 2015;;(): . 99.", "x" * 700])
def test_an_entry_that_loses_words_is_not_split(entry):
    csl = parse_entry(entry)
    assert csl is None or format_entry(csl)


def test_an_entry_that_is_not_recognised_is_kept_as_a_note():
    entry = "Somebody (ed.), " + "a very long description " * 40
    page = f"What helps?\n\nRest [1].\n\nOverview\n\nIt passes.\n\nReferences\n\n1. {entry}\n"
    result = import_text(page.encode())
    (reference,) = result.document.references
    assert reference.note == entry.strip()
    assert any("kept as a note" in finding.message and finding.node == reference.id for finding in result.unsure)


def test_a_list_with_keys_notes_gaps_and_unknown_marks():
    page = (
        f"What helps?\n\nRest [kerroum2019, 7].\n\nOverview\n\nIt passes [2].\n\nReferences\n\n1. {KERROUM}\n"
        "2. [stub] A title.\n   Note: Year not established.\n3. [stub] Another.\n"
    )
    result = import_text(page.encode())
    references = result.document.references
    assert [reference.key for reference in references] == ["kerroum2019", "stub", "stub (2)", "7"]
    assert references[1].note == "Year not established."
    answer, overview = result.document.statements()
    assert answer.citations == (references[0].id, references[3].id)
    assert overview.citations == (references[1].id,)
    messages = [finding.message for finding in result.unsure]
    assert "1 reference without a publication: 7. Add what they stand for." not in messages
    assert "1 reference without a publication: 7. Add what it stands for." in messages
    assert "The reference stub lacks: authors, journal, year, DOI or PMID." in messages
