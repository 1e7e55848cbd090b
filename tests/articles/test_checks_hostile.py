"""The checks against text and links that want to slow them down or slip through."""

import pytest

from articles.checks import check
from articles.checks.markup import is_safe_link
from articles.document import Wait
from tests.articles.test_checks import article, line, say


@pytest.mark.parametrize("link", ["https://a.org", "mailto:a@b.org", "/articles/", "#top", "HTTP://a.org"])
def test_safe_links(link):
    assert is_safe_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "//a.org",
        "\\\\a.org",
        "/\t/a.org",
        "java\tscript:x",
        " JavaScript:x",
        "\x01javascript:x",
        "file:///etc",
    ],
)
def test_unsafe_links_however_they_are_hidden(link):
    assert not is_safe_link(link)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 9_999,
        "<a " * 3_000,
        "1," * 4_900,
        "](" * 4_900,
        "a b " * 2_400,
        "1-" * 4_900,
        "9" * 9_000 + " weeks",
    ],
)
def test_hostile_text_is_checked_in_linear_time_and_without_failing(text):
    second = line(2, criterion=say(text), wait=Wait(min=4, max=6, unit="week"))
    check(article(say(text, text), lines=[line(), second]))
