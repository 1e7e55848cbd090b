"""Markdown becomes safe HTML: what may be said, and what hostile text turns into."""

import pytest

from articles.exporting.inline import is_https
from articles.exporting.wording import unmarked
from editorial.reading.prose import prose, prose_blocks


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Start with *conservative* care", "Start with <em>conservative</em> care"),
        ("step up **only** when", "step up <strong>only</strong> when"),
        ("HbA~1c~ and 10^9^/l", "HbA<sub>1c</sub> and 10<sup>9</sup>/l"),
        ("~5 to ~10 mg, 2 ^ 3", "~5 to ~10 mg, 2 ^ 3"),
        ("two\nlines\n\n* of text", "two lines * of text"),
        ("p < 0.05 & α > 1", "p &lt; 0.05 &amp; α &gt; 1"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2<em>3</em>4"),
        (r"a literal \*star\*", "a literal *star*"),
        (
            "see [NICE](https://www.nice.org.uk/x?a=1&b=2)",
            'see <a href="https://www.nice.org.uk/x?a=1&amp;b=2">NICE</a>',
        ),
        ("", ""),
    ],
)
def test_inline_markdown(text: str, html: str) -> None:
    assert prose(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "**<svg/onload=alert(1)>**",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)&#60;/script&#62;",
        "~<b>~ ^<b>^",
        "<https://example.org>",
        "![x](https://example.org/x.png)",
        "`<b>`",
    ],
)
def test_no_element_of_the_authors_own_survives(text: str) -> None:
    html = prose(text)
    for allowed in ("<strong>", "</strong>", "<em>", "</em>"):
        html = html.replace(allowed, "")
    if "![" in text:  # an image is not parsed; its bracket is an ordinary https link
        html = html.replace('<a href="https://example.org/x.png">x</a>', "")
    assert "<" not in html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/x",
        "/relative",
        "http://plain.example",
        "https:evil.example",
        "https:///evil.example",
        "mailto:a@b.example",
        "file:///etc/passwd",
    ],
)
def test_only_absolute_https_links_are_made(address: str) -> None:
    assert "<a" not in prose(f"[here]({address})")
    assert "<a" not in prose_blocks(f"[here]({address})\n\n[ref]: {address}")
    assert not is_https(address)


def test_an_address_cannot_leave_its_attribute() -> None:
    html = prose('[x](https://a.example/"onmouseover="alert(1))')
    assert 'onmouseover="' not in html


def test_thousands_of_open_marks_are_answered() -> None:
    assert prose("*" * 10_000) == "*" * 10_000
    assert "<" not in prose("[" * 5_000)
    assert "<" not in prose("~" * 10_000)


def test_blocks_begin_below_the_title_of_the_page() -> None:
    html = prose_blocks("Intro.\n\n## Who\n\n- one\n- *two*\n\n### Deeper\n\n<i>raw</i>")
    assert "<h2>Who</h2>" in html
    assert "<h3>Deeper</h3>" in html
    assert "<li><em>two</em></li>" in html.replace("\n", "")
    assert "<i>" not in html


def test_plain_text_has_no_marks() -> None:
    assert unmarked("**Bold** [NICE](https://nice.org.uk) <b> H~2~O, 10^9^/l") == "Bold NICE <b> H2O, 10^9/l"
