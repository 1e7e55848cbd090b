"""Twice the text, twice the work: nobody can hold a worker with a few kilobytes.

Work is counted, never timed: calls, and characters handed to the importer's expressions. What an expression does inside
cannot be counted; each gets its worst text at a size at which squared work would not end.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from articles import importing
from articles.importing import Unreadable
from articles.importing.text import import_text

PAGE = "What helps?\n\nOverview\n\n"
ENTRY = f"{PAGE}It passes.\n\nReferences\n\n1. "
LINE = "What helps?\n\nTreatment algorithm\n\nFirst-line treatment\n\n"
SHAPES: dict[str, Callable[[int], str]] = {
    "marks": lambda n: f"{PAGE}text {'[1]' * n}",
    "keys": lambda n: f"{PAGE}text {'[a2019] ' * n}",
    "open brackets": lambda n: f"{PAGE}text {'[1, ' * n}",
    "raised": lambda n: f"{PAGE}text{'¹,' * n}¹a",
    "glued": lambda n: f"{PAGE}{'pain.1 ' * n}",
    "between sentences": lambda n: f"{PAGE}{'Rest helps. 3 ' * n}",
    "end": lambda n: f"{PAGE}text {'1, ' * n}1",
    "spaces": lambda n: f"{PAGE}text{' ' * n}.",
    "labels": lambda n: f"{PAGE}- {'Label: ' * n}",
    "doi": lambda n: f"{ENTRY}{'doi:' * n}",
    "doi addresses": lambda n: f"{ENTRY}{'https://doi.org/' * n}",
    "authors": lambda n: f"{ENTRY}{'Smith AB, ' * n}. Title.",
    "pages": lambda n: f"{ENTRY}Smith AB. T. J. 2019;1:{'1-' * n}!",
    "counts": lambda n: f"{LINE}1. Rest\n   - Used in 5% of cases ({'1,000' * n})",
    "shares": lambda n: f"{LINE}1. Rest\n   - used {'5% of x x ' * n}",
    "weeks": lambda n: f"{LINE}{'4-6 ' * n}\n",
    "field": lambda n: f"{PAGE}- a\n  Plain: b\n" + "  c\n" * n,
    "header": lambda n: "What helps?\nCondition: a\n" + "  b\n" * n + "\n" + PAGE,
    "paragraphs": lambda n: LINE + "1. Rest\n\n" + "Sleep well.\n\n" * n,
    "headings": lambda n: PAGE + "Heading\n\n" * n + "Text.",
    "lines and sections": lambda n: LINE + "1. Rest\n\nOverview\n\nText.\n\nSecond-line\n\n1. Rest\n\n" * n,
    "entries": lambda n: ENTRY + "Smith AB. T. J. 2019;1:2.\n2. " * n,
    "bold": lambda n: f"{PAGE}{'**' * n}",
    "dates": lambda n: f"{PAGE}Last updated: {'July ' * n}",
}
MODULES = [
    importlib.import_module(f"articles.importing.{each.name}") for each in pkgutil.iter_modules(importing.__path__)
]


class Counting:
    """An expression that counts the characters it is given."""

    def __init__(self, pattern: re.Pattern[str], scanned: list[int]) -> None:
        self.pattern, self.scanned = pattern, scanned

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.pattern, name)
        if name not in ("search", "match", "fullmatch", "sub", "findall", "finditer", "split"):
            return method

        def counted(*arguments: Any) -> Any:
            text = arguments[1 if name == "sub" else 0]
            self.scanned[0] += len(text) - (arguments[1] if name == "search" and len(arguments) > 1 else 0)
            return method(*arguments)

        return counted


@contextmanager
def counted() -> Iterator[list[int]]:
    """[characters, calls] while it lasts."""
    work = [0, 0]

    def count(frame: Any, event: str, argument: Any) -> None:
        work[1] += event in ("call", "c_call")

    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern):
                    patch.setattr(module, name, Counting(value, work))
        sys.setprofile(count)
        try:
            yield work
        finally:
            sys.setprofile(None)


def work_of(text: str) -> list[int]:
    with counted() as work, suppress(Unreadable):
        import_text(text.encode())
    return work


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_is_twice_the_work(shape):
    once, twice = (work_of(SHAPES[shape](size)) for size in (400, 800))
    assert twice[0] <= 2.3 * once[0] + 20_000
    assert twice[1] <= 2.3 * once[1] + 2_000


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_text_of_every_kind_comes_to_an_end(shape):
    with suppress(Unreadable):
        import_text(SHAPES[shape](9_000).encode())


def test_more_marks_than_an_article_can_have_are_refused():
    with pytest.raises(Unreadable, match="more than 20000 citation marks"):
        import_text((PAGE + "- a [1-50]\n" * 401).encode())
