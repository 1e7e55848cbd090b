"""Anything pasted: it never raises, it never loses a word, and our own exports come back as they were."""

import json
import re
import time
from uuid import uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from articles.characters import Unfit
from articles.csl import Csl, DateParts, PersonName
from articles.document import Reference
from articles.exporting import references as exporting
from articles.importing.dates import month_number
from articles.importing.references.pasted import MOST, Entry, keyed, read_pasted

VANCOUVER = "Smith J, Jones AB. A title of it. Spine. 2010;3:4-9. doi:10.1000/x.1"
NBIB = """PMID- 33782057
OWN - NLM
STAT- MEDLINE
IS  - 1756-1833 (Electronic)
VI  - 372
DP  - 2021 Mar 29
TI  - The PRISMA 2020 statement: an updated guideline for reporting systematic
      reviews.
PG  - n71
LID - 10.1136/bmj.n71 [doi]
AB  - An abstract.
FAU - Page, Matthew J
AU  - Page MJ
CN  - PRISMA Group
TA  - BMJ
JT  - BMJ (Clinical research ed.)
PMC - PMC8005924
"""
RIS = """TY - JOUR
AU - Kerroum, Ali
AU - {PRISMA Group}
T1 - The steps until
surgery
JO - J Surg Case Rep
PY - 2019///
SP - 1
EP - 9
DO - 10.1093/jscr/rjz194
ZZ - odd
"""
BIBTEX = r"""@string{jj = "Journal of J"}
@article{key:2019,
  title = {{A t{\"i}tle \& more}}, author = {van der Berg, Ann and {WHO Group} and others},
  journal = jj, year = 2019, month = mar, pages = {1--9}, doi = {10.1000/a\_b}, publisher = "X",
}
"""
CSL = json.dumps(
    [{"id": "a", "type": "article-journal", "title": "T <i>t</i>", "author": [{"family": "A"}, {"literal": "G G"}]}]
)


def read(text: str) -> list[Entry]:
    return list(read_pasted(text).entries)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("10.1136/bmj.n71", "DOI", "10.1136/bmj.n71"),
        ("  https://doi.org/10.1136/bmj.n71. ", "DOI", "10.1136/bmj.n71"),
        ("doi: 10.1136/bmj.n71", "DOI", "10.1136/bmj.n71"),
        ("PMID: 33782057", "PMID", "33782057"),
        ("33782057", "PMID", "33782057"),
        ("https://pubmed.ncbi.nlm.nih.gov/33782057/", "PMID", "33782057"),
        ("PMCID: PMC8005924", "PMCID", "PMC8005924"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC8005924/", "PMCID", "PMC8005924"),
        ("https://www.who.int/x", "URL", "https://www.who.int/x"),
    ],
)
def test_an_identifier_alone(text, field, value):
    (entry,) = read(text)
    assert (getattr(entry.csl, field), entry.kind, entry.note) == (value, field, "")


def test_an_isbn_has_no_field_and_a_wrong_one_is_none():
    (entry,) = read("ISBN 978-3-16-148410-0")
    assert (entry.kind, entry.csl.type, entry.note) == ("ISBN", "book", "ISBN: 978-3-16-148410-0")
    (entry,) = read("ISBN 978-3-16-148410-1")
    assert (entry.kind, entry.note) == ("", "ISBN 978-3-16-148410-1")


def test_forty_of_them_mixed():
    lines = [f"{n}. Smith{'a' * n} J. Title {n}. Spine. 2010;3:{n}." for n in range(1, 31)]
    text = "\r\n".join(
        [*lines, "", "10.1000/a", "10.1000/b", "PMID: 77777", RIS, NBIB, BIBTEX, CSL, VANCOUVER, "", "?!"]
    )
    found = read(text)
    assert [entry.kind for entry in found] == [
        *["Vancouver"] * 30,
        *("DOI", "DOI", "PMID", "RIS", "PubMed (nbib)", "BibTeX", "CSL-JSON", "Vancouver", ""),
    ]
    keys = [entry.key for entry in keyed(found, ["SMITH2010"])]
    assert len({key.casefold() for key in keys}) == len(keys)
    assert keys[-2] == "smith2010a"


def test_records_of_other_programs():
    ris, medline, bibtex, item = read(f"{RIS}\n{NBIB}\n{BIBTEX}\n{CSL}")
    assert (ris.csl.title, ris.csl.page, ris.note) == ("The steps until surgery", "1-9", "ZZ: odd")
    assert ris.csl.issued == DateParts(date_parts=((2019,),))
    assert medline.csl == Csl.model_validate(
        {
            "title": "The PRISMA 2020 statement: an updated guideline for reporting systematic reviews",
            "author": [PersonName(family="Page", given="Matthew J"), PersonName(family="PRISMA Group")],
            "container-title": "BMJ",
            "issued": {"date-parts": [[2021, 3, 29]]},
            "volume": "372",
            "page": "n71",
            "DOI": "10.1136/bmj.n71",
            "PMID": "33782057",
            "PMCID": "PMC8005924",
        }
    )
    assert medline.set_aside == ("abstract", "full name of the journal")
    assert bibtex.csl == Csl.model_validate(
        {
            "title": "A tïtle & more",
            "author": [
                PersonName(family="van der Berg", given="Ann"),
                PersonName(family="WHO Group"),
                PersonName(family="et al"),
            ],
            "container-title": "Journal of J",
            "issued": {"date-parts": [[2019, 3]]},
            "page": "1-9",
            "DOI": "10.1000/a_b",
        }
    )
    assert (bibtex.key, bibtex.note) == ("key:2019", "Publisher: X")
    assert (item.csl.title, [name.family for name in item.csl.author]) == ("T t", ["A", "G G"])


def test_lines_that_were_wrapped_and_lines_below_each_other():
    first, second = read(f"Smith J. A long title that is\nwrapped here. Spine. 2010;3:4-9.\n{VANCOUVER}\n")
    assert first.csl.title == "A long title that is wrapped here"
    assert second.csl.DOI == "10.1000/x.1"
    numbered = read("[1] nonsense (ed.) that\n goes on\n[2] 10.1000/y")
    assert [entry.note for entry in numbered] == ["[1] nonsense (ed.) that\n goes on", ""]
    assert numbered[1].csl.DOI == "10.1000/y"


def test_a_number_below_an_entry_is_another_unless_it_says_that_it_goes_on():
    assert [entry.note for entry in read("nonsense 12 (ed.)\n10.1000/x")] == ["nonsense 12 (ed.)", ""]
    (entry,) = read("Smith J. A title. Spine. 2010;3:4.\ndoi:10.1000/x PMID: 7")
    assert (entry.csl.title, entry.csl.DOI, entry.csl.PMID) == ("A title", "10.1000/x", "7")


def test_a_broken_entry_stays_whole_and_spares_the_next():
    broken, whole = read("@article{a, title = {never closed,\n\n@article{b, title = {B}, year = 2019}")
    assert (broken.kind, broken.note) == ("", "@article{a, title = {never closed,")
    assert whole.csl.title == "B"


@pytest.mark.parametrize("extra", [VANCOUVER + "\n", BIBTEX, RIS + "ER - \n", NBIB + "\n"])
def test_what_is_more_than_a_page_shows_is_handed_back(extra):
    text = extra * (MOST + 3)
    pasted = read_pasted(text)
    assert len(pasted.entries) == MOST
    again = read_pasted(pasted.rest)
    assert len(again.entries) == 3
    assert again.rest == ""


def test_of_json_too():
    items = [{"title": f"T{n}"} for n in range(MOST + 3)]
    pasted = read_pasted(json.dumps(items) + "\n" + VANCOUVER)
    again = read_pasted(pasted.rest)
    assert [entry.csl.title for entry in (*pasted.entries, *again.entries)] == [
        *(f"T{n}" for n in range(MOST + 3)),
        "A title of it",
    ]


def test_what_no_text_may_hold_is_refused():
    with pytest.raises(Unfit):
        read_pasted("a\x00b")


PIECES = st.sampled_from(
    [
        *(VANCOUVER, RIS, NBIB, BIBTEX, CSL, "ER  - ", "TY  - JOUR", "PMID- 1", "@article{", "[", "{", "}", '"'),
        *(
            "et al.",
            "10.1000/x",
            "doi:",
            "PMID: 1234567",
            "(2019).",
            "2019;1(2):3-4.",
            "In: ",
            "1. ",
            "\n",
            "\n\n",
            " ",
        ),
        *("World Health Organization.", "&", "and", "“", "”", "vol. 3", "https://a.b/c", "http://a.b", "Smith AB,"),
        *("\\", "$", "AU  - x", "FAU - x, y", "    z", "@", "title = {x}", "u. a.", "Epub 2019 Jan 3.", "·", "²", "ß"),
    ]
)
TEXTS = st.one_of(
    st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\u2028\u2029\ufffd"),
        max_size=200,
    ),
    st.lists(st.one_of(PIECES, st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=12)), max_size=25).map(
        "".join
    ),
    st.lists(PIECES, max_size=25).map("\n".join),
)
# What a line says only to name the kind of the number after it, and the number of an entry in a list.
LABELS = re.compile(
    r"^(?:doi|https?|dx|org|pmid|pmcid|pmc|isbn|available|from|at|and|vol|no|pp?|article|for|on|behalf|of|the)$"
)


@given(TEXTS)
@settings(max_examples=300, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_no_text_raises_and_every_word_is_in_a_field_or_in_the_source_that_is_shown(text):
    try:
        pasted = read_pasted(text)
    except Unfit:
        return
    shown = "".join(entry.source for entry in pasted.entries) + pasted.rest
    if "@" not in text and "{" not in text and "[" not in text:
        assert "".join(shown.split()) == "".join(text.split())
    for entry in keyed(pasted.entries, ()):
        assert Reference(key=entry.key, csl=entry.csl, note=entry.note[:10_000])
        if not entry.kind:
            assert entry.note == entry.source
        if entry.kind in ("Vancouver", "APA", "MLA", "Nature"):
            assert words(entry.source) <= words(in_fields(entry)) | {str(number) for number in range(1, 13)} | months(
                entry
            )


def in_fields(entry: Entry) -> str:
    return json.dumps([entry.csl.model_dump(mode="json"), entry.key, entry.note], ensure_ascii=False)


def words(text: str) -> set[str]:
    found = (word.casefold() for word in re.findall(r"[^\W_]+", text))
    return {word for word in found if not LABELS.match(word)}


def months(entry: Entry) -> set[str]:
    """The words of its source that name the month of its date; and the number before it."""
    first = re.match(r"\s*\[?([0-9]{1,4})", entry.source)
    names = {word for word in words(entry.source) if not word.isdecimal() and month_number(word)}
    return names | ({first[1]} if first else set())


@given(
    st.sampled_from([RIS, NBIB, BIBTEX.partition("\n")[2]]),
    st.integers(0, 400),
    st.sampled_from(["\n", " ", "}", "{", "x", "- ", "\\"]),
)
@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_a_record_that_was_damaged_loses_no_word(record, at, damage):
    text = record[: at % len(record)] + damage + record[at % len(record) :]
    pasted = read_pasted(text)
    shown = " ".join(entry.source for entry in pasted.entries) + " " + pasted.rest
    assert words(text) <= words(shown)


NAME = st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F), min_size=1, max_size=12)
NUMBER = st.from_regex(r"[1-9][0-9]{0,4}", fullmatch=True)
PUBLICATIONS = st.builds(
    lambda title, people, journal, issued, volume, issue, page, doi, pmid: Csl(
        **{"container-title": journal},
        title=title,
        author=tuple(people),
        issued=DateParts(date_parts=(issued,)),
        volume=volume,
        issue=issue,
        page=page,
        DOI=f"10.1000/{doi}",
        PMID=pmid,
        PMCID=f"PMC{pmid}",
        URL=f"https://example.org/{doi}",
    ),
    title=st.from_regex(r"[A-Z][a-zà-ö &%$#_~^\\{}]{1,40}[a-z]", fullmatch=True),
    people=st.lists(
        st.one_of(
            st.builds(PersonName, family=NAME, given=NAME),
            st.just(PersonName(family="PRISMA Group for Reviews and More")),
        ),
        min_size=1,
        max_size=4,
    ),
    journal=st.from_regex(r"[A-Z][a-z &]{1,20}[a-z]", fullmatch=True),
    issued=st.one_of(
        st.tuples(st.integers(1500, 2030)),
        st.tuples(st.integers(1500, 2030), st.integers(1, 12)),
        st.tuples(st.integers(1500, 2030), st.integers(1, 12), st.integers(1, 28)),
    ),
    volume=NUMBER,
    issue=NUMBER,
    page=st.from_regex(r"[1-9][0-9]{0,3}(-[1-9][0-9]{0,3})?", fullmatch=True),
    doi=st.from_regex(r"[a-z0-9._/]{0,10}[a-z0-9]", fullmatch=True),
    pmid=NUMBER,
)
NOTES = st.from_regex(r"([A-Z][a-z%&]{1,10} [a-z]{2,10}\.)?", fullmatch=True)


@given(st.lists(st.tuples(PUBLICATIONS, NOTES), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_our_own_exports_come_back_equal(made):
    listed = [
        Reference(
            id=uuid4(),
            key=f"key{number}a",
            csl=csl.model_copy(
                update={name: " ".join(getattr(csl, name).split()) for name in ("title", "container_title")}
            ),
            note=note,
        )
        for number, (csl, note) in enumerate(made)
    ]
    for export in (exporting.csl_json, exporting.ris, exporting.bibtex):
        back = read(export(listed))
        assert [(entry.key, entry.note) for entry in back] == [(each.key, each.note) for each in listed], export
        for entry, each in zip(back, listed, strict=True):
            csl = each.csl
            if export is exporting.bibtex and csl.issued:  # which has no day
                csl = csl.model_copy(update={"issued": DateParts(date_parts=(csl.issued.date_parts[0][:2],))})
            assert entry.csl == csl, export


HOSTILE = {
    "open braces": "@article{a, title = " + "{" * 20_000,
    "closed braces": "@article{a, title = {" + "}" * 20_000,
    "entries never closed": "@article{a, title = {x\n" * 2_000,
    "lists never closed": "[\n" * 20_000,
    "objects never closed": '{"a":\n' * 20_000,
    "objects without end": '{"a": [\n' + "1,\n" * 50_000,
    "people": "Smith AB, " * 5_000,
    "initials": "Smith A. B., " * 5_000,
    "initials alone": "A. " * 10_000,
    "commas": "," * 50_000,
    "spaces": "a" + " " * 50_000 + "b",
    "quotes": "“a” " * 10_000,
    "quote": "a " * 10_000 + "“" + "b " * 10_000,
    "years": "(2019). " * 10_000,
    "doi": "doi:" * 20_000,
    "doi addresses": "https://doi.org/" * 5_000,
    "tags": "TY  - JOUR\n" * 5_000,
    "tag without end": "TY  - JOUR\n" + "AU  - x\n" * 20_000,
    "medline": "PMID- 1\n" + "FAU - x, y\n" * 20_000,
    "lines": "words that are no entry\n" * 20_000,
    "numbers": "1. " * 20_000,
    "latex": "@article{a, title = {" + "\\textbf{" * 3_000 + "}" * 3_000 + "}}",
    "accents": "@article{a, title = {" + "\\'{e}" * 5_000 + "}}",
    "ands": "@article{a, author = {" + "a and " * 10_000 + "b}}",
    "stops": "a. " * 20_000,
    "groups": "World Health Organization " * 3_000 + ". T. J. 2019;1:2",
    "bullets": "• " * 20_000,
    "digits": "1" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_no_time(name):
    start = time.process_time()
    read_pasted(HOSTILE[name])
    assert time.process_time() - start < 2


def test_forty_entries_take_less_than_a_second():
    start = time.process_time()
    found = read("\n".join([BIBTEX, RIS, NBIB, CSL, VANCOUVER, ""] * 8))
    assert len(found) == 40
    assert time.process_time() - start < 1


def test_a_line_that_says_nothing_stays_by_itself_above_a_number():
    assert [entry.note for entry in read("the red folder\nPMID: 123")] == ["the red folder", ""]
    found = read("The red folder\nAsk Tom about it\nPMID: 123\nPMID: 124")
    assert [entry.note for entry in found] == ["The red folder", "Ask Tom about it", "", ""]
    assert [entry.csl.PMID for entry in found] == ["", "", "123", "124"]
    (begun,) = read("Smith AB, Lee C. Tennis elbow in\nadults\nPMID: 123")
    assert (begun.csl.title, begun.csl.PMID) == ("Tennis elbow in adults", "123")
