"""A sentence that is kept is said again in the language of whoever reads it, and in ten years too."""

import json

import pytest
from django.utils import translation

from articles import sayings
from articles.sayings import Saying, gettext, ngettext, parts, said_again

SENTENCE = "“%(title)s” has no interventions."
PLURAL = ("%(count)s reference added.", "%(count)s references added.")


def kept(sentence: str) -> object:
    return json.loads(json.dumps(parts(sentence)))


def test_it_is_a_sentence_in_the_language_of_the_moment() -> None:
    with translation.override("de"):
        said = gettext(SENTENCE) % {"title": "Ruhe"}
        assert isinstance(said, str)
        assert said == translation.gettext(SENTENCE) % {"title": "Ruhe"} != SENTENCE % {"title": "Ruhe"}


def test_what_is_kept_of_it_is_said_again_in_any_language() -> None:
    with translation.override("de"):
        german = gettext(SENTENCE) % {"title": "100 % Ruhe"}
    assert said_again(kept(german)) == SENTENCE % {"title": "100 % Ruhe"}
    with translation.override("de"):
        assert said_again(kept(german)) == german
        assert parts(said_again(kept(german))) == kept(german)


@pytest.mark.parametrize("number", [1, 2])
def test_the_number_decides_again_in_each_language(number: int) -> None:
    said = ngettext(*PLURAL, number) % {"count": number}
    with translation.override("de"):
        assert said_again(kept(said)) == translation.ngettext(*PLURAL, number) % {"count": number}


def test_a_sentence_that_the_catalogue_has_lost_is_said_in_the_words_it_was_kept_in() -> None:
    with translation.override("de"):
        assert said_again({"said": "No longer %(what)s.", "values": {"what": "here"}}) == "No longer here."


def test_a_sentence_that_was_not_made_here_stays_as_it_was_said() -> None:
    assert said_again(kept("Nur so gesagt, 100 %.")) == "Nur so gesagt, 100 %."
    assert said_again(kept("a" + gettext("b"))) == "ab"


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        "text",
        {"said": 3},
        {"said": ""},
        {"words": None},
        {"said": "%(a)s", "values": {"b": 1}},
        {"said": "%(a)d", "values": {"a": "x"}},
        {"said": "100 % of them", "values": {}},
        {"said": "%(a)s", "plural": [], "n": "x", "values": 3},
    ],
)
def test_what_is_no_such_sentence_says_nothing_wrong_and_raises_nothing(broken: object) -> None:
    said = said_again(broken)
    assert isinstance(said, Saying)
    assert sayings.parts(said) is not None
