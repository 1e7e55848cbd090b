"""Quantities: found by form, and equal when they mean the same."""

from decimal import Decimal

import pytest

from articles.quantities import Quantity, quantities


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


def quantity(low: str, high: str = "", **said: str) -> Quantity:
    return Quantity(Decimal(low), Decimal(high or low), **said)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Up to 3 months", quantity("3", unit="month", sign="up to")),
        ("At Least one week", quantity("1", unit="week", sign="at least")),
        ("Twelve SESSIONS", quantity("12", unit="session")),
        ("four to six weeks", quantity("4", "6", unit="week")),
        ("1,000.5 IU", quantity("1000.5", unit="iu")),
        ("12,500 patients", quantity("12500", unit="patient")),
        ("≥ 2 doses", quantity("2", unit="dose", sign="≥")),
        (".5-1.5 ml", quantity("0.5", "1.5", unit="ml")),
        ("¼–½ tablet", quantity("0.25", "0.5", unit="tablet")),
        ("¾ L", quantity("0.75", unit="l")),
        ("5 µg/kg", quantity("5", unit="mcg/kg")),  # the micro sign
        ("5 μg/kg", quantity("5", unit="mcg/kg")),  # the Greek letter
        ("5 mcg/kg/day", quantity("5", unit="mcg/kg/day")),
        ("30 per cent", quantity("30", unit="%")),
        ("30 percent", quantity("30", unit="%")),
        ("two studies", quantity("2", unit="study")),
        ("2 patches", quantity("2", unit="patch")),
        ("1 patch", quantity("1", unit="patch")),
        ("3 cm", quantity("3", unit="cm")),
        ("20 mg  Twice   daily", quantity("20", unit="mg", often="twice daily")),
        ("2 tablets every 8 hours", quantity("2", unit="tablet", often="every 8 hours")),
        ("Once a week", quantity("1", often="once a week")),
        ("TWICE daily", quantity("2", often="twice daily")),
        ("0 of 0", quantity("0")),
        ("277", quantity("277")),
    ],
)
def test_what_a_quantity_means(text, meaning):
    assert quantities(text)[0] == meaning


def test_thirds_are_thirds():
    assert [found.low * 3 for found in quantities("⅓ or ⅔ tablet")] == [Decimal(1) / 3 * 3, Decimal(2) / 3 * 3]


def test_a_rhythm_and_a_dose_are_told_as_they_are_written():
    found = quantities("Once  daily, later **20** mg nightly")
    assert [each.text for each in found] == ["Once  daily", "20 mg nightly"]


def test_a_number_word_counts_with_a_unit_alone():
    assert quantities("one of them, and two weeks later a third") == quantities("2 weeks")
