"""The reference list in other people's formats: nothing lost, nothing broken, whatever is missing or awkward."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.csl import Csl, DateParts, PersonName
from articles.document import Reference
from articles.exporting.references import bibtex, csl_json, issued, links, printed, ris
from tests.articles.exporting.strategies import collected, references
from tests.articles.exporting.test_schema_org import empty_values
from tests.samples import sample_document

COMPLETE, CASE, STUB = LIST = sample_document().references


def test_a_printed_reference_has_authors_title_journal_place_and_identifiers() -> None:
    assert printed(CASE) == (
        "Mitra. Interspinous steroid injections. Arch Phys Med Rehabil. 2007. doi:10.1016/S0003-9993(07)<a>_b{c."
    )
    assert printed(COMPLETE).startswith("Filippiadis DK, Mazióti A. Baastrup’s disease")
    assert "Insights into Imaging. 2015;6(1):123-128. doi:10.1007/s13244-014-0376-7. PMID: 25582088." in printed(
        COMPLETE
    )


def test_a_reference_of_which_nothing_is_known_says_so() -> None:
    assert printed(STUB) == "Publication not established."
    assert links(STUB) == ()


def test_a_printed_reference_names_six_authors_and_then_et_al() -> None:
    people = tuple(PersonName(family=f"Author{letter}", given="Dimitrios K.") for letter in "ABCDEFG")
    csl = Csl(
        title="A pictorial review",
        author=people,
        container_title="Insights Imaging",
        issued=DateParts(date_parts=((2015, 2),)),
        volume="6",
        issue="1",
        page="123-128",
        DOI="10.1007/x",
    )
    assert printed(Reference(key="a", csl=csl)) == (
        "AuthorA DK, AuthorB DK, AuthorC DK, AuthorD DK, AuthorE DK, AuthorF DK, et al. "
        "A pictorial review. Insights Imaging. 2015;6(1):123-128. doi:10.1007/x."
    )


@pytest.mark.parametrize("given", ["Dimitrios K", "D. K.", "DK", "D.-K."])
def test_given_names_become_initials(given: str) -> None:
    reference = Reference(key="x", csl=Csl(author=(PersonName(family="Ng", given=given),)))
    assert printed(reference).startswith("Ng DK.")


def test_links_lead_to_the_publication_with_awkward_characters_encoded() -> None:
    assert links(CASE) == (("DOI", "https://doi.org/10.1016/S0003-9993(07)%3Ca%3E_b%7Bc"),)
    assert [name for name, _ in links(COMPLETE)] == ["DOI", "PubMed", "PubMed Central", "Web"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//example.org", "data:text/html,x"])
def test_only_web_addresses_are_linked(address: str) -> None:
    assert links(Reference(key="x", csl=Csl(URL=address))) == ()


@pytest.mark.parametrize(
    ("parts", "iso"),
    [((2015, 2, 3), "2015-02-03"), ((2015, 13), "2015"), ((15,), ""), ((2015, 0, 3), "2015"), ((), "")],
)
def test_a_date_is_as_precise_as_it_is_known_and_possible(parts: tuple[int, ...], iso: str) -> None:
    assert issued(Reference(key="x", csl=Csl(issued=DateParts(date_parts=(parts,))))) == iso


def test_ris_has_a_record_for_each_reference_even_for_the_incomplete_one() -> None:
    records = ris(LIST).split("ER  - \r\n")
    assert "TY  - JOUR\r\nID  - filippiadis2015\r\nAU  - Filippiadis, Dimitrios K\r\nAU  - Mazióti, A" in records[0]
    assert "DA  - 2015/02/03/" in records[0]
    assert "DA  - 2007///" in records[1]
    assert records[2].strip().splitlines() == ["TY  - JOUR", "ID  - 3"]


def test_bibtex_escapes_what_latex_reads_and_leaves_identifiers_as_they_are() -> None:
    text = bibtex(LIST)
    assert r"\textbraceleft{}a\textbraceright{} 100\% pictorial\_review \& <more>" in text
    assert "url = {https://example.org/article?a=1&b=_2}," in text
    assert "doi = {10.1016/S0003-9993(07)<a>_b%7Bc}," in text
    assert "author = {{Mitra}}," in text
    assert "@misc{3,\n}" in text


def test_bibtex_keys_are_unique_and_ascii() -> None:
    text = bibtex([Reference(key="Müller, 2020"), Reference(key="muller-2020"), Reference(key="一")])
    assert re.findall(r"@\w+\{(.*),", text) == ["Muller-2020", "muller-2020-2", "reference"]


def test_nothing_in_no_list() -> None:
    assert (json.loads(csl_json([])), ris([]).strip(), bibtex([])) == ([], "", "")


@given(st.lists(references(), max_size=4))
@settings(deadline=None)
def test_every_format_has_every_reference_and_stays_well_formed(many: list[Reference]) -> None:
    assert [item["id"] for item in json.loads(csl_json(many))] == [str(each.id) for each in many]
    assert all(empty_values(item) == [] for item in json.loads(csl_json(many)))
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in ris(many).split("\r\n") if line)
    assert ris(many).count("\r\nER  - \r\n") == len(many)
    text = bibtex(many)
    assert text.count("{") == text.count("}")
    assert len(re.findall(r"^@\w+\{[A-Za-z0-9:._-]+,$", text, re.M)) == len(many)


@pytest.mark.parametrize(("form", "export"), [("bibtex", bibtex), ("ris", ris), ("csl", csl_json)])
def test_a_reference_manager_reads_back_what_we_wrote(judge, form: str, export) -> None:
    done = judge("citations.mjs", form, data=export(LIST))
    assert done.returncode == 0, done.stderr
    first, second, stub = json.loads(done.stdout)
    assert first["title"] == COMPLETE.csl.title
    assert first["author"] == [
        {"family": "Filippiadis", "given": "Dimitrios K"},
        {"family": "Mazióti", "given": "A"},
    ]
    assert (first["DOI"], first["volume"], first["page"]) == ("10.1007/s13244-014-0376-7", "6", "123-128")
    assert first["URL"] == COMPLETE.csl.URL
    assert (second["author"], second["note"]) == ([{"family": "Mitra"}], CASE.note)
    assert "title" not in stub


@pytest.mark.parametrize(("form", "export"), [("bibtex", bibtex), ("ris", ris), ("csl", csl_json)])
def test_a_reference_manager_reads_what_nobody_would_write(judge, form: str, export) -> None:
    many = collected(references(), 60)
    done = judge("citations.mjs", form, data=export(many))
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == len(many)
