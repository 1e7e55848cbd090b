"""The two wordings of an article, rates in words, and inline emphasis for formats that are not HTML."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _

from articles.document import ReportedUse, Statement
from articles.exporting.inline import parser

Wording = Literal["professional", "plain"]


class Span(NamedTuple):
    """A run of text in one emphasis."""

    text: str
    bold: bool
    italic: bool


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


def spans(markdown: str) -> Iterator[Span]:
    """The runs of inline Markdown without its marks. 10^9^ is told as 10^9: without the sign it is another number."""
    bold = italic = 0
    for token in parser().parseInline(" ".join(markdown.split()))[0].children or ():
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "sup_open":
                yield Span("^", bool(bold), bool(italic))
            case "text":
                yield Span(token.content, bool(bold), bool(italic))


def commonmark(markdown: str) -> str:
    """The text for programs that read CommonMark, which takes more stars for emphasis than our pages: signs escaped."""
    told: list[str] = []
    targets: list[Any] = []
    for token in parser().parseInline(markdown)[0].children or ():
        match token.type:
            case "text":
                told.append(re.sub(r"(?<!\s)\*|\*(?!\s)", r"\\*", token.content))
            case "link_open":
                told.append("[")
                targets.append(token.attrGet("href"))
            case "link_close":
                told.append(f"]({targets.pop()})")
            case _:
                told.append(token.markup)
    return "".join(told)


def read(markdown: str) -> str:
    """The text of which every page shows each sign: what is left of it is no markup. Line breaks stay."""
    return "".join(token.content for token in parser().parseInline(markdown)[0].children or () if token.type == "text")


def unmarked(markdown: str) -> str:
    """The text without emphasis marks, on one line."""
    return " ".join("".join(span.text for span in spans(markdown)).split())


def sentences(statements: Iterable[Statement], wording: Wording) -> str:
    """Statements and those nested under them as one run of plain text."""
    return " ".join(said(each, wording, unmarked) for top in statements for each in top.walk())


def present(**fields: Any) -> dict[str, Any]:
    """The fields that hold something: formats want a field absent rather than empty. 0 and False stay."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {}, ())}
