"""The paper of the printed article: page, fonts, colours, running footer, paragraphs made of runs."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from fpdf import FPDF, ViewerPreferences

_FONTS = Path(__file__).parent / "fonts"
_FACES = (
    ("Serif", "", "SourceSerif4-Regular.ttf"),
    ("Serif", "I", "SourceSerif4-Italic.ttf"),
    ("Serif", "B", "SourceSerif4-SemiBold.ttf"),
    ("Serif", "BI", "SourceSerif4-SemiBoldItalic.ttf"),
    ("Sans", "", "Inter-Regular.ttf"),
    ("Sans", "B", "Inter-SemiBold.ttf"),
    # Inter comes without an italic. Where a sign of italic text is in Inter alone, it stands upright.
    ("Sans", "I", "Inter-Regular.ttf"),
    ("Sans", "BI", "Inter-SemiBold.ttf"),
)

Colour = tuple[int, int, int]
Family = Literal["Serif", "Sans"]
INK: Colour = (31, 35, 38)
GREY: Colour = (94, 101, 107)
HAIRLINE: Colour = (214, 216, 212)
TEAL: Colour = (15, 92, 92)
PALE: Colour = (222, 235, 233)
AMBER: Colour = (146, 84, 9)

MARGIN = 30.0  # millimetres left and right of a text column of about 75 characters
_TOP, _BOTTOM = 18.0, 25.0
_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one look. `size` in points; `link` an address or a number from `add_link`."""

    text: str
    family: Family = "Serif"
    style: str = ""
    size: float = 10.5
    colour: Colour = INK
    raised: bool = False
    link: str | int | None = None


class PdfSheet(FPDF):
    """An A4 document in our fonts, with `proof` lines in the footer, and the same bytes for the same content.

    Arguments: language as in BCP 47; made, the aware datetime that stands as the creation date.
    """

    def __init__(self, *, title: str, author: str, subject: str, language: str, made: datetime, proof: list[str]):
        super().__init__(format="A4")
        for family, style, file in _FACES:
            self.add_font(family, style, _FONTS / file)
        self.set_fallback_fonts(["Sans"], exact_match=False)
        self.set_margins(MARGIN, _TOP, MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, _BOTTOM)
        self.set_title(title)
        self.set_author(author)
        self.set_subject(subject)
        self.set_lang(language)
        self.set_creation_date(made)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self._proof = proof
        self.add_page()

    def footer(self) -> None:
        """The proof on the left, the page number on the right, on every page."""
        self.set_y(-_BOTTOM + 7)
        self.set_draw_color(HAIRLINE)
        self.set_line_width(0.2)
        self.line(MARGIN, self.get_y() - 2.5, self.w - MARGIN, self.get_y() - 2.5)
        self.set_text_color(GREY)
        self.set_font("Sans", "", 6.2)
        page = f"{self.page_no()} / {{nb}}"
        for number, line in enumerate(self._proof):
            self.set_x(MARGIN)
            self.cell(self.epw - 16, 3.2, line, link=line if line.startswith("https://") else "")
            if number == 0:
                self.cell(16, 3.2, page, align="R")
            self.ln()

    def paragraph(
        self,
        runs: Iterable[Run],
        *,
        indent: float = 0,
        bullet: str = "",
        leading: float = 1.42,
        after: float = 2.2,
        right: float = 0,
    ) -> None:
        """One paragraph, broken into lines as a whole, so that no mark parts from the word it stands on.

        indent and right: millimetres from the margins; after: millimetres below; leading: a factor of the size.
        """
        runs = [run for run in runs if run.text]
        if not runs:
            return
        height = max(run.size for run in runs) * _POINT * leading
        left = self.l_margin + indent
        if self.will_page_break(height):
            self.add_page()
        if bullet:
            self.set_xy(left - 4.6, self.get_y())
            self._look(Run(bullet, runs[0].family, "", runs[0].size, TEAL))
            self.cell(4.6, height, bullet)
        with self.text_columns(l_margin=left, r_margin=self.r_margin + right, text_align="L") as column:
            with column.paragraph(line_height=leading) as paragraph:
                for run in runs:
                    self._look(run)
                    paragraph.write(unicodedata.normalize("NFC", run.text), link=run.link)
            self.char_vpos = "LINE"
        self.set_xy(self.l_margin, self.get_y() + after)

    def rule(self, top: float, *, colour: Colour = TEAL, width: float = 0.8, offset: float = 0) -> None:
        """A vertical rule at the left margin plus offset (mm), from `top` to here."""
        self.set_draw_color(colour)
        self.set_line_width(width)
        self.line(self.l_margin + offset, top, self.l_margin + offset, self.get_y())

    def room(self, height: float) -> None:
        """A new page unless so many millimetres are left on this one."""
        if self.will_page_break(height):
            self.add_page()

    def _look(self, run: Run) -> None:
        self.set_font(run.family, run.style, run.size)
        self.set_text_color(run.colour)
        self.char_vpos = "SUP" if run.raised else "LINE"
