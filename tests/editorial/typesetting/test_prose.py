"""Markdown becomes safe HTML: what may be said, and what hostile text turns into."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.markup import commonmark, is_https, read, spans, unmarked
from editorial.typesetting.prose import prose, prose_blocks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Start with *conservative* care", "Start with <em>conservative</em> care"),
        ("step up **only** when", "step up <strong>only</strong> when"),
        ("HbA~1c~ and 10^9^/l", "HbA<sub>1c</sub> and 10<sup>9</sup>/l"),
        ("~5 to ~10 mg, 2 ^ 3", "~5 to ~10 mg, 2 ^ 3"),
        ("two\nlines\n\n* of text", "two lines * of text"),
        ("p < 0.05 & α > 1", "p &lt; 0.05 &amp; α &gt; 1"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        (r"a literal \*star\*", "a literal *star*"),
        (
            "see [NICE](https://www.nice.org.uk/x?a=1&b=2)",
            'see <a href="https://www.nice.org.uk/x?a=1&amp;b=2">NICE</a>',
        ),
        ("", ""),
    ],
)
def test_inline_markdown(text: str, expected: str) -> None:
    assert prose(text) == expected


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
    page = prose(text)
    for allowed in ("<strong>", "</strong>", "<em>", "</em>"):
        page = page.replace(allowed, "")
    if "![" in text:  # an image is not parsed; its bracket is an ordinary https link
        page = page.replace('<a href="https://example.org/x.png">x</a>', "")
    assert "<" not in page


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
    page = prose('[x](https://a.example/"onmouseover="alert(1))')
    assert 'onmouseover="' not in page


def test_thousands_of_open_marks_are_answered() -> None:
    assert prose("*" * 10_000) == "*" * 10_000
    assert "<" not in prose("[" * 5_000)
    assert "<" not in prose("~" * 10_000)


def test_blocks_begin_below_the_title_of_the_page() -> None:
    page = prose_blocks("Intro.\n\n## Who\n\n- one\n- *two*\n\n### Deeper\n\n<i>raw</i>")
    assert "<h2>Who</h2>" in page
    assert "<h3>Deeper</h3>" in page
    assert "<li><em>two</em></li>" in page.replace("\n", "")
    assert "<i>" not in page


def test_plain_text_has_no_marks() -> None:
    assert unmarked("**Bold** [NICE](https://nice.org.uk) <b> H~2~O, 10^9^/l") == "Bold NICE <b> H2O, 10^9/l"


@pytest.mark.parametrize(
    "text",
    [
        "CYP2C19*2 and CYP2C19*3",
        "Take 2*3 tablets, 4*1 later.",
        "a*b*c and a**b**c",
        "(2)*3 and 4*(5)",
        "50%*2 and 3*",
        "CYP2C19 *1/*2 needs 75 mg",
        "HLA-B*57:01 or HLA-B*15:02",
        "mg*kg and kg*mg, 1_a_2",
        "5~10~mg and 2^3^4",
        "&lt;5, p&#60;5",
        "中*文*中",
    ],
)
def test_signs_inside_words_are_read_everywhere_as_they_were_typed(text: str) -> None:
    assert html.unescape(prose(text)) == unmarked(text) == read(text) == text
    assert "".join(span.text for span in spans(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*H. pylori*-positive", "<em>H. pylori</em>-positive"),
        ("anti-*TNF* agents", "anti-<em>TNF</em> agents"),
        ("*R*^2^ and *R*²", "<em>R</em><sup>2</sup> and <em>R</em>²"),
        ("*E. coli*/*K. pneumoniae*", "<em>E. coli</em>/<em>K. pneumoniae</em>"),
        ("**bold *both***, (_x_).", "<strong>bold <em>both</em></strong>, (<em>x</em>)."),
        ("“*x*”: *Staphylococcus*’s", "“<em>x</em>”: <em>Staphylococcus</em>’s"),
        ("**[NICE](https://nice.org.uk)**", '<strong><a href="https://nice.org.uk">NICE</a></strong>'),
    ],
)
def test_emphasis_around_words_stays_emphasis(text: str, expected: str) -> None:
    assert prose(text) == expected


@given(st.text(st.sampled_from("aZ4é中*_ .,()-/%^~“”"), max_size=40))
def test_no_letter_and_no_figure_is_lost_and_stars_go_in_pairs_only(text: str) -> None:
    seen = html.unescape(re.sub(r"<[^>]*>", "", prose(text)))
    for told in (seen, unmarked(text), read(text)):
        assert re.sub(r"[^\w]|_", "", told) == re.sub(r"[^\w]|_", "", text)
    marks = prose(text).count("<em>") * 2 + prose(text).count("<strong>") * 4
    assert text.count("*") + text.count("_") - seen.count("*") - seen.count("_") == marks
    # Read as CommonMark, what FHIR is given shows no other stars.
    assert read(commonmark(" ".join(text.split()))).count("*") == read(" ".join(text.split())).count("*")
