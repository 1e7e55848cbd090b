"""Waiting times in sentences: any unit, open ends, and never an age or what is longer than anybody waits."""

import pytest

from articles.document import Statement, Wait
from articles.waits import wait_before, waits_in


@pytest.mark.parametrize(
    ("sentence", "waits"),
    [
        ("fails after 4-6 weeks:", [Wait(min=4, max=6, unit="week")]),
        ("after 4 to 6 weeks", [Wait(min=4, max=6, unit="week")]),
        ("after 4–6 weeks", [Wait(min=4, max=6, unit="week")]),
        ("after a 6-week course", [Wait(min=6, max=6, unit="week")]),
        ("after **6** weeks", [Wait(min=6, max=6, unit="week")]),
        ("no benefit after six months", [Wait(min=6, max=6, unit="month")]),
        ("three to six months of therapy", [Wait(min=3, max=6, unit="month")]),
        ("for at least 3 months", [Wait(min=3, unit="month")]),
        ("more than 1 year of failed care", [Wait(min=1, unit="year")]),
        ("≥ 6 months", [Wait(min=6, unit="month")]),
        ("within 48 hours", [Wait(max=48, unit="hour")]),
        ("up to 5 min", [Wait(max=5, unit="minute")]),
        ("after 12–24 h", [Wait(min=12, max=24, unit="hour")]),
        ("10 days, then 2 weeks more", [Wait(min=10, max=10, unit="day"), Wait(min=2, max=2, unit="week")]),
        ("after 9-6 weeks", []),
        ("after 99999999999 weeks", []),
        ("after 1.5 months", []),
        ("after 2,000 weeks", []),
        ("adults over 65 years", []),
        ("patients aged 6 months or more", []),
        ("older than 3 months", []),
        ("infants 3 months old", []),
        ("L4 weeks, week 3", []),
        ("when pain persists", []),
    ],
)
def test_what_a_sentence_names(sentence: str, waits: list[Wait]) -> None:
    assert waits_in(sentence) == waits


def test_the_first_time_of_a_criterion_and_what_is_under_it_counts() -> None:
    under = Statement(professional="for 3 days or 2 weeks")
    assert wait_before(Statement(professional="If it fails", children=(under,))) == Wait(min=3, max=3, unit="day")
    assert wait_before(None) is None
