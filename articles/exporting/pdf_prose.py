"""Statements as paragraphs on a sheet, with emphasis and raised reference numbers that lead to the list."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.document import Document, Reference, Statement
from articles.exporting.pdf_sheet import GREY, TEAL, PdfSheet, Run
from articles.exporting.wording import Wording, statement_in
from articles.markup import spans


class Prose:
    """Sets the statements of one document in one wording on one sheet."""

    def __init__(self, sheet: PdfSheet, document: Document, wording: Wording) -> None:
        self.sheet, self.wording = sheet, wording
        self._numbers = document.numbers()
        self._links = {reference.id: sheet.add_link() for reference in document.references}

    def target(self, reference: Reference) -> None:
        """Marks here as the place where the citations of this reference lead."""
        self.sheet.set_link(self._links[reference.id], y=self.sheet.get_y(), page=self.sheet.page)

    def statement(
        self,
        statement: Statement,
        *,
        indent: float = 0,
        size: float = 10.5,
        number: int = 0,
        after: float = 1.8,
    ) -> None:
        """One statement and those nested under it, deeper by one step each."""
        bullet = {"paragraph": "", "bullet": "•", "number": f"{number or 1}."}[statement.style]
        inner = indent + 5 if bullet else indent
        self.sheet.paragraph(self.runs(statement, size), indent=inner, bullet=bullet, after=after)
        count = 0
        for child in statement.children:
            count = count + 1 if child.style == "number" else 0
            self.statement(child, indent=inner, size=size, number=count, after=after)

    def runs(self, statement: Statement, size: float, *, style: str = "") -> Iterator[Run]:
        """The statement alone: lead-in, text with its emphasis, raised numbers; a mark where only the
        professional wording is there."""
        label, text, is_fallback = statement_in(statement, self.wording)
        if label:
            yield Run(f"{label}: ", style="B", size=size)
        for span in spans(text):
            look = ("B" if span.bold else "") + ("I" if span.italic else "")
            yield Run(span.text, style=look or style, size=size)
        numbers = sorted((self._numbers[each], self._links[each]) for each in statement.citations)
        for place, (number, link) in enumerate(numbers):
            yield Run(f",{number}" if place else str(number), "Sans", "", size, TEAL, raised=True, link=link)
        if is_fallback:
            yield Run("  " + _("professional wording"), "Sans", "", size * 0.68, GREY)
