"""Any text at all: a result in which no word is lost, or a refusal; never anything else."""

import re
from collections import Counter
from contextlib import suppress

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.document import Document
from articles.importing import ImportResult, Unreadable
from articles.importing.text import import_text
from articles.importing.tree import render

_FRAGMENTS = [
    "What helps?",
    "Treatment Algorithm",
    "First-Line Treatment: Rest",
    "Second line",
    "## Overview",
    "### Line",
    "# \\",
    "Overview",
    "References",
    "Disclaimer",
    "Approved",
    "Last updated: 31 February 2024",
    "Last updated: July 10, 2025View",
    "Plain: simple words",
    "Kind: surgery",
    "Kind: nonsense",
    "Rate: 35.7% (99 of 277)",
    "Rate: 120% (9 of 2)",
    "Wait: 4-6 weeks",
    "Wait: soon",
    "Style: paragraph",
    "Label: odd",
    "Condition: something",
    "Also known as: this; that",
    "If it fails after 9-6 weeks:",
    "Used in 35.7% of cases 3",
    "reported in 120 % of patients (9 of 2)",
    "[1,3-5] [9-1] [0] [a2015]",
    "Words with marks¹,²  and 10⁹/L and kg/m².",
    "1. Smith J. Title. Journal. 2015;1(2):3-4. doi:10.1000/x",
    "[1] [2]",
    "\\",
    "--------",
    "•",
    "é ß 漢字 \u200b\ufeff\u202e word",
]
_MARKERS = st.sampled_from(["", "- ", "* ", "• ", "1) ", "(2) ", "3. ", "o\t", "a) ", "– "])
_INDENT = st.sampled_from(["", " ", "   ", "\t", "    ", "\t\t", "         ", "\u00a0"])
_ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
_LINES = st.builds(lambda i, m, t: i + m + t, _INDENT, _MARKERS, st.sampled_from(_FRAGMENTS) | _ANY)
_OPENING = st.sampled_from([[], ["What helps?", ""], ["# What helps?", ""], ["What helps?", "", "Overview", ""]])
_PAGES = st.builds(
    lambda opening, lines, end: end.join([*opening, *lines]),
    _OPENING,
    st.lists(_LINES | st.just(""), min_size=1, max_size=40),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)


def words(text: str) -> Counter[str]:
    """Words of letters; figures and marks are told apart by other tests."""
    return Counter(re.findall(r"[^\W\d_¹²³⁴-⁹⁰]{2,}", text.casefold()))


def everything(result: ImportResult) -> str:
    """All the words of a result: the document's, the furniture's."""
    return " ".join([*_strings(result.document), *result.set_aside])


def _strings(document: Document) -> list[str]:
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for name, each in value.items():
                if name not in ("id", "article", "format", "citations"):
                    collect(each)
        elif isinstance(value, list | tuple):
            for each in value:
                collect(each)

    collect(document.model_dump(mode="json"))
    return found


# Names of fields, and words that became a date, a rate or a waiting time.
_FORMAT_WORDS = words(
    "plain kind rate wait style label condition also known as last updated weeks of none doi pmid pmcid note key type "
    "title authors journal date volume issue pages url language heading specialty icd july http https org nonsense "
    "references"
)


@given(_PAGES)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@example("What helps?\n\n[1]\n\nOverview\n\n[2]")
@example("What helps?\n\n## \\\n\nPlain: a\n\nPlain: b")
def test_any_text_is_refused_or_kept_whole(page):
    try:
        result = import_text(page.encode())
    except Unreadable:
        return
    render(result)
    Document.from_canonical(result.document.canonical())
    lost = set(words(page)) - set(words(everything(result))) - set(_FORMAT_WORDS)
    assert not lost, page


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_or_imported(raw):
    with suppress(Unreadable):
        assert isinstance(import_text(raw), ImportResult)


_SENTENCE = st.lists(st.text("bcdfghklmnprst", min_size=3, max_size=8), min_size=3, max_size=7, unique=True).map(
    lambda found: " ".join([*found, "ease"]).capitalize()  # the last word is no unit: a mark after "mcg" is an amount
)
_MARK = st.sampled_from(["", " [1]", " [1, 3-5]", " [2][4]", "¹", "¹˒³", ". [2]", " [3]."])


@given(
    st.lists(st.tuples(st.integers(0, 4), _SENTENCE, _MARK), min_size=1, max_size=20, unique_by=lambda each: each[1]),
    st.sampled_from(["-", "*", "•", "1)", "1."]),
    st.sampled_from(["  ", "    ", "\t", "   "]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=200, deadline=None)
def test_every_sentence_of_a_nested_list_is_there_once_and_at_its_depth(items, marker, step, end):
    lines = ["What helps?", "", "Overview", ""]
    depths: list[int] = []
    for depth, sentence, mark in items:
        allowed = min(depth, depths[-1] + 1) if depths else 0
        depths.append(allowed)
        lines.append(f"{step * allowed}{marker} {sentence}{mark}")
    lines += ["", "References", "", *(f"{number}. Title {number}." for number in range(1, 6))]
    document = import_text(end.join(lines).encode()).document

    found: list[tuple[int, str]] = []

    def walk(statements, depth):
        for statement in statements:
            found.append((depth, statement.professional.rstrip(".")))
            walk(statement.children, depth + 1)

    walk(document.sections[0].statements, 0)
    assert found == [(depth, sentence) for depth, (_, sentence, _) in zip(depths, items, strict=True)]
    expected = {
        "": 0,
        " [1]": 1,
        " [1, 3-5]": 4,
        " [2][4]": 2,
        "¹": 1,
        "¹˒³": 2,
        ". [2]": 1,
        " [3].": 1,
    }
    assert [len(statement.citations) for statement in document.statements()] == [expected[mark] for _, _, mark in items]


def test_items_nested_very_deeply_are_lifted_and_reported():
    lines = [
        "What helps?",
        "",
        "Overview",
        "",
        *(f"{'  ' * depth}- level{chr(97 + depth % 26)}" for depth in range(60)),
    ]
    result = import_text("\n".join(lines).encode())
    assert len(list(result.document.statements())) == 60
    assert any("sixth level" in finding.message for finding in result.unsure)


def test_a_long_list_of_the_same_reference_gets_keys_that_differ():
    entries = "1. Smith J. T. J. 2015;1:2.\n" * 15_000
    result = import_text(f"What helps?\n\nOverview\n\nIt passes.\n\nReferences\n\n{entries}".encode())
    keys = [reference.key for reference in result.document.references]
    assert keys[:3] == ["smith2015", "smith2015 (2)", "smith2015 (3)"]
    assert len(set(keys)) == 15_000


def test_large_texts_of_every_kind_stay_in_one_piece():
    """Near the limit of size: one endless word, one endless paragraph, a comb of brackets, many short lines."""
    for body in ("x" * 1_900_000, "word " * 380_000, "[1 " * 600_000, "- a [1]\n" * 19_000, "Rest helps\n" * 19_000):
        result = import_text(f"What helps?\n\nOverview\n\n{body}\n".encode())
        assert sum(len(statement.professional) for statement in result.document.statements()) > 18_000
