"""The comparison of two states sees what a reader would see, and nothing else."""

import pytest

from benchmarks.sameness.showing import shown
from benchmarks.sameness.volatile import settled

ADDRESS, DAYS = "http://127.0.0.1:8170", ["2026-11-26"]


def same(one: str, other: str) -> bool:
    return shown(one, assets=False) == shown(other, assets=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>one</p><p>two</p>", "<p>one</p>\n  <p>\n two\n</p>\n"),
        ("<p>one <b>two</b></p>", "<p>one\n   <b>two</b>\n</p>"),
        ("<p>one <b>two</b></p>", "<p>one <b> two</b></p>"),
        ("<p><button>x</button> y</p>", "<p><button> x </button> y</p>"),
        ("<p>one<br>two</p>", "<p>one <br> two</p>"),
        ('<p class="form-actions"><a>one</a><a>two</a></p>', '<p class="form-actions"><a>one</a> <a>two</a></p>'),
        ('<form><input type="hidden"><b>x</b></form>', '<form>\n<input type="hidden">\n<b>x</b></form>'),
        ('<p class="a b">x</p>', '<p class="a\n  b">x</p>'),
    ],
)
def test_whitespace_that_does_not_show_is_no_difference(one, other):
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p><a>one</a><a>two</a></p>", "<p><a>one</a> <a>two</a></p>"),
        ("<p>one<b>two</b></p>", "<p>one <b>two</b></p>"),
        ("<p><a>one</a> two</p>", "<p><a>one </a>two</p>"),
        ("<p><button>x</button>y</p>", "<p><button>x</button> y</p>"),
        ("<pre>one two</pre>", "<pre>one  two</pre>"),
        ("<textarea>one</textarea>", "<textarea>one\n</textarea>"),
        ("<p>one two</p>", "<p>one\xa0two</p>"),
        ('<p title="a  b">x</p>', '<p title="a b">x</p>'),
    ],
)
def test_whitespace_that_shows_is_a_difference(one, other):
    assert not same(one, other)


def test_what_is_volatile_is_the_same_and_rows_are_still_told_apart():
    a, b = "11111111-2222-3333-4444-55555555555a", "11111111-2222-3333-4444-55555555555b"
    assert settled(f"{a} {b} {a}", ADDRESS, DAYS) == settled(f"{b} {a} {b}", ADDRESS, DAYS)
    assert settled(f"{a} {b} {a}", ADDRESS, DAYS) != settled(f"{a} {b} {b}", ADDRESS, DAYS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("due on 10 December 2026", "due on {today+14d}"),
        ("Approved on 26 November 2026", "Approved on {today}"),
        ("am 26. November 2026", "am {today}"),
        ("26 Nov 2026, 13:12", "{today}, {time}"),
        ("2026-11-26T13:12:05.123456Z", "{today}T{time}"),
        ("next review 2027-11-26", "next review {today+12m}"),
        ("Approved on 26 August 2026", "Approved on {today-92d}"),
        ("2026-11-25T13:12:05Z", "{today-1d}T{time}"),
        ("Last updated 2025-07-10", "Last updated 2025-07-10"),
        ("published 3 March 2024", "published 3 March 2024"),
    ],
)
def test_days_are_told_from_the_day_of_the_recording(text, told):
    assert settled(text, ADDRESS, DAYS) == told
