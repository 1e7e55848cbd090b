"""Which references are one publication, and what one adds to another; a key for each."""

import pytest

from articles.csl import Csl, DateParts, PersonName
from articles.importing.references.keys import derived_key, free_key, suggested_key
from articles.importing.references.likeness import differences, gaps_filled, is_alike, known, pairs

LONG = "The steps until surgery in the management of Baastrup's disease"


def made(title: str = LONG, year: int | None = 2019, **more: str) -> Csl:
    issued = DateParts(date_parts=((year,),)) if year else None
    return Csl.model_validate({"title": title, "issued": issued, **more})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (made(DOI="10.1000/A"), made("Another", 1990, DOI="10.1000/a"), True),
        (made(DOI="10.1000/a"), made(DOI="10.1000/b"), False),
        (made(PMID="1"), made(PMID="1", year=None), True),
        (made(), made(LONG.upper() + "."), True),
        (made(), made(LONG.replace("management", "managment")), True),
        (made(), made(LONG, 2018), False),
        (made(), made(LONG, None), True),
        (made("Low back pain"), made("Low back pains"), False),
        (made(""), made(""), False),
        (made(DOI="10.1000/a"), made(PMID="3"), True),
    ],
)
def test_what_looks_like_one_publication(one, other, expected):
    assert is_alike(known(1, one), known(2, other)) is expected
    assert is_alike(known(2, other), known(1, one)) is expected
    assert list(pairs([known(1, one), known(0, made("X", 1)), known(2, other)])) == ([(1, 2)] if expected else [])


def test_gaps_are_filled_and_nothing_else():
    there = Csl(
        title="T", author=(PersonName(family="A"), PersonName(family="et al")), issued=DateParts(date_parts=((2019,),))
    )
    more = Csl.model_validate(
        {
            "type": "book",
            "title": "U",
            "author": [{"family": "A"}, {"family": "B"}],
            "issued": {"date-parts": [[2019, 3]]},
            "volume": "3",
        }
    )
    filled = gaps_filled(there, more)
    assert (filled.type, filled.title, filled.volume) == ("article-journal", "T", "3")
    assert [name.family for name in filled.author] == ["A", "B"]
    assert filled.issued == more.issued
    assert dict(differences(there, more)) == {"title": ("T", "U")}
    assert gaps_filled(filled, there) == filled


def test_keys():
    smith = Csl.model_validate(
        {"author": [{"family": "van Smith-Müller", "given": "A"}], "issued": {"date-parts": [[2019]]}}
    )
    assert derived_key(smith) == "vansmithmüller2019"
    who = Csl.model_validate({"author": [{"family": "World Health Organization"}], "issued": {"date-parts": [[2021]]}})
    assert derived_key(who) == "who2021"
    assert suggested_key(Csl(title="On the oddities of it")) == "oddities"
    assert suggested_key(Csl(), "their_key") == "their_key"
    assert suggested_key(Csl(PMID="7"), "12") == "pmid7"
    taken = {"a"}
    assert [free_key("a", taken) for _each in range(28)] == [
        *(f"a{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
        "aaa",
        "aab",
    ]
