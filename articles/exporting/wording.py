"""The two wordings of an article, and rates in words, for formats that are not HTML."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from django.utils.translation import gettext as _

from articles.document import ReportedUse, Statement
from articles.markup import commonmark, unmarked

Wording = Literal["professional", "plain"]


def worded(professional: str, plain: str, wording: Wording) -> str:
    """The text in this wording; the professional one stands where the plain one is missing."""
    return (plain or professional) if wording == "plain" else professional


def said(statement: Statement, wording: Wording, form: Callable[[str], str] | None = None) -> str:
    """The statement alone in this wording, with its lead-in, which holds no markup.

    form: what is made of its inline Markdown (`commonmark` where none is given).
    """
    label = worded(statement.label, statement.plain_label, wording)
    text = (form or commonmark)(worded(statement.professional, statement.plain, wording))
    return f"{label}: {text}" if label else text


def rate(use: ReportedUse) -> str:
    """The rate as the source prints it, with its patients where known: "35.7%, 99 of 277 patients"."""
    told = f"{use.percentage}%"
    if use.denominator is None:
        return told
    if use.numerator is None:
        return _("%(rate)s of %(all)d patients") % {"rate": told, "all": use.denominator}
    return _("%(rate)s, %(some)d of %(all)d patients") % {"rate": told, "some": use.numerator, "all": use.denominator}


def sentences(statements: Iterable[Statement], wording: Wording) -> str:
    """Statements and those nested under them as one run of plain text."""
    return " ".join(said(each, wording, unmarked) for top in statements for each in top.walk())


def present(**fields: Any) -> dict[str, Any]:
    """The fields that hold something: formats want a field absent rather than empty. 0 and False stay."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {}, ())}
