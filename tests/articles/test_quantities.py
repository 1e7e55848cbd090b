"""Quantities: found by form, and equal when they mean the same."""

import pytest

from articles.quantities import quantities


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("20 mg", "20mg", True), ("20 mg", "20 g", False), ("4-6 weeks", "4 to 6 weeks", True),
        (".5 mg", "5 mg", False), ("three months", "3 months", True), ("twice daily", "once daily", False),
        ("over 70 years", "under 70 years", False), ("L4-L5", "L5-S1", True), ("70.70%", "70.7 per cent", True),
        ("20 mg daily", "20 mg weekly", False), ("1,000 IU", "1000 IU", True), ("5 µg", "5 mcg", True),
        ("one of them", "some of them", True), ("½ tablet", "0.5 tablets", True), ("**20** mg", "20 mg", True),
    ],
)  # fmt: skip
def test_quantities_are_equal_when_they_mean_the_same(one, other, same):
    assert (quantities(one) == quantities(other)) is same


def test_quantities_keep_their_text_and_names_are_not_quantities():
    assert [found.text for found in quantities("Up to 3 months after 20 mg, at L4-L5, in 196 of 277 patients")] == [
        "Up to 3 months",
        "20 mg",
        "196",
        "277 patients",
    ]
    assert quantities("No figure here, only one of them.") == []
