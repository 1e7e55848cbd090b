"""“@key” in a text."""

import pytest

from editorial.desk.draft.citing import take_citations, unclear

IDS = {"filippiadis2015": "a", "mitra 2007": "b", "mitra": "c", "3": "d"}


@pytest.mark.parametrize(
    ("text", "left", "ids", "unknown"),
    [
        ("Pain eases @filippiadis2015.", "Pain eases.", ("a",), ()),
        ("One @3 @mitra 2007 two", "One two", ("d", "b"), ()),
        ("the longest key wins @mitra 2007", "the longest key wins", ("b",), ()),
        ("case does not matter @MITRA", "case does not matter", ("c",), ()),
        ("twice @3 and @3", "twice and", ("d",), ()),
        ("unknown @nobody2020, kept", "unknown @nobody2020, kept", (), ("nobody2020",)),
        ("an address a@3.example stays", "an address a@3.example stays", (), ()),
        ("a lone @ sign", "a lone @ sign", (), ()),
        ("no prefix: @33", "no prefix: @33", (), ("33",)),
        ("the first letters of one key @fil.", "the first letters of one key.", ("a",), ()),
        ("of two keys they name none @mit", "of two keys they name none @mit", (), ("mit",)),
        ("a key before what begins with it @mitra", "a key before what begins with it", ("c",), ()),
        ("the second of the list @2", "the second of the list", ("b",), ()),
        ("a key before a number @3", "a key before a number", ("d",), ()),
        ("no such number @5 @0", "no such number @5 @0", (), ("5", "0")),
        ("", "", (), ()),
    ],
)
def test_signs_are_taken_out_and_named(text: str, left: str, ids: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    assert take_citations(text, IDS) == (left, ids, unknown)


def test_without_references_every_key_is_unknown() -> None:
    assert take_citations("so @it is", {}) == ("so @it is", (), ("it",))


def test_a_key_with_signs_of_a_pattern_is_only_itself() -> None:
    assert take_citations("x @a.* y", {"a.*": "1"}) == ("x y", ("1",), ())


def test_what_may_be_several_is_asked_with_their_keys() -> None:
    assert unclear("mit", IDS) == "“@mit” may be @mitra 2007, @mitra. Write more of it."
    assert unclear("nobody", IDS).startswith("No reference has the key “nobody”.")
