"""What the shipped article answers to questions as people ask them: the passage that says it stands first."""

import pytest

from articles.importing.text import import_text
from articles.models import Article
from editorial.demonstration import TEXT
from editorial.search import find
from editorial.search.quoting import LONGEST_QUOTE, cut
from editorial.search.words import asks_how_long, forms_of, stem, telling, words
from tests import factories


@pytest.fixture
def shipped(db) -> Article:
    return factories.approved(document=import_text(TEXT.read_bytes()).document).article


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long does the injection help?", "Relief of up to 3 months has been described"),
        ("How long do injections work?", "Relief of up to 3 months has been described"),
        ("Do I need surgery?", "When both conservative care and injection have failed, surgery can be considered."),
        ("What if the injection fails?", "When both conservative care and injection have failed"),
        ("Which exercises should I do?", "Build physical therapy on three elements: Exercises that strengthen"),
        ("Do I need an MRI?", "Confirming the diagnosis"),
        ("Can I take painkillers?", "Give a non-steroidal anti-inflammatory drug"),
        ("What dose of steroid is used?", "Inject a corticosteroid together with a local anaesthetic"),
        ("Can I go back to work after an operation?", "Surgery can confirm the diagnosis and allow a return"),
    ],
)
def test_a_question_is_answered_by_the_passage_that_says_it(shipped: Article, question: str, answer: str) -> None:
    (found,) = find.find(question, article=shipped).found
    assert found.quotes[0].text.startswith(answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long does the injection help?", "The relief may last up to 3 months."),
        ("Do I need surgery?", "An operation can be an option if the first two steps have not helped."),
        ("Which exercises should I do?", "A physiotherapist works with you on three things: Exercises"),
    ],
)
def test_readers_of_plain_words_get_the_same_passage(shipped: Article, question: str, answer: str) -> None:
    (found,) = find.find(question, article=shipped, wording="plain").found
    assert found.quotes[0].text.startswith(answer)


@pytest.mark.parametrize("query", ["M48", "m48.2", "M4"])
def test_an_article_is_found_by_its_icd_10_code_and_the_beginning_of_it(shipped: Article, query: str) -> None:
    assert [found.article for found in find.find(query).found] == [shipped.pk]


def test_what_only_forms_the_question_is_not_looked_for() -> None:
    assert telling(words("How long does the injection help?")) == ["injection"]
    assert telling(words("Do I need surgery?")) == ["surgery"]
    assert telling(words("How long?")) == ["how", "long"], "there is nothing else"


def test_forms_of_one_word_are_found_and_another_word_is_not() -> None:
    assert set(forms_of("injection", ["injected", "injections", "infection", "inject"])) == {
        "injected",
        "injections",
        "inject",
    }
    assert [stem(word) for word in ("failed", "fails", "bed", "ions")] == ["fail", "fail", "bed", "ions"]


@pytest.mark.parametrize(
    ("query", "asked"),
    [("How long does it last", True), ("Wie lange hilft es", True), ("long-term, and how", False), ("", False)],
)
def test_a_question_how_long_is_told_by_its_words(query: str, asked: bool) -> None:
    assert asks_how_long(words(query)) is asked


def test_a_long_passage_is_cut_at_words_around_the_first_that_matches():
    whole = [("said before " * 60, False), ("match", True), (" said after" * 60, False), ("match", True)]
    pieces = cut(whole)
    text = "".join(piece for piece, _matches in pieces)
    assert [piece for piece, matches in pieces if matches] == ["match"]
    assert (text[0], text[-1]) == ("…", "…")
    assert f" {text.strip('…')} " in "".join(piece for piece, _matches in whole)
    assert LONGEST_QUOTE // 2 < len(text) <= LONGEST_QUOTE + 2


def test_a_long_passage_without_a_match_is_quoted_from_its_beginning_and_a_short_one_whole():
    [(text, matches)] = cut([("said here " * 60, False)])
    assert (text[:9], text[-1], matches) == ("said here", "…", False)
    assert len(text) <= LONGEST_QUOTE + 1
    assert cut([("short ", False), ("match", True)]) == [("short ", False), ("match", True)]
