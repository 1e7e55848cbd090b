"""The two wordings of an article, for formats that are not HTML."""

from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

from articles.document import Statement
from articles.markup import commonmark, unmarked

Wording = Literal["professional", "plain"]


def worded(professional: str, plain: str, wording: Wording) -> str:
    """The text in this wording; the professional one stands where the plain one is missing."""
    return (plain or professional) if wording == "plain" else professional


class Worded(NamedTuple):
    """A statement in the wording asked for; `is_fallback` when only the professional one exists."""

    label: str
    text: str
    is_fallback: bool


def statement_in(statement: Statement, wording: Wording) -> Worded:
    """The lead-in and the text of the statement alone; both professional where it has no plain text."""
    if wording == "professional" or not statement.plain:
        return Worded(statement.label, statement.professional, wording == "plain")
    return Worded(statement.plain_label or statement.label, statement.plain, False)


def said(statement: Statement, wording: Wording, form: Callable[[str], str] = commonmark) -> str:
    """The statement alone in this wording, with its lead-in, which holds no markup.

    form: what is made of its inline Markdown.
    """
    label, text, _is_fallback = statement_in(statement, wording)
    return f"{label}: {form(text)}" if label else form(text)


def sentences(statements: Iterable[Statement], wording: Wording) -> str:
    """Statements and those nested under them as one run of plain text."""
    return " ".join(said(each, wording, unmarked) for top in statements for each in top.walk())


def present(**fields: Any) -> dict[str, Any]:
    """The fields that hold something: formats want a field absent rather than empty. 0 and False stay."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {}, ())}
