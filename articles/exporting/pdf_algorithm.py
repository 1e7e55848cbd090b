"""The treatment algorithm on paper: numbered lines, and the condition that leads from one to the next."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.document import Intervention, InterventionKind, Rate, TreatmentLine
from articles.exporting.pdf_prose import Prose
from articles.exporting.pdf_sheet import GREY, PALE, TEAL, PdfSheet, Run
from articles.exporting.wording import worded
from articles.rates import after, named_rate

_INDENT = 11.0  # millimetres from the rail of numbers to the text
_RADIUS = 3.2
_GAP = 0.8


def algorithm(sheet: PdfSheet, prose: Prose, lines: tuple[TreatmentLine, ...], *, scale: float) -> None:
    """Draws the lines from here on; `scale` is a factor of all sizes."""
    sheet.ln(2 * scale)
    for line in lines:
        _criterion(sheet, prose, line, scale)
        top, page = sheet.get_y(), sheet.page
        _title(sheet, prose, line, scale)
        for intervention in line.interventions:
            _intervention(sheet, prose, intervention, scale)
        if page == sheet.page and line is not lines[-1]:
            sheet.rule(top + 2 * _RADIUS, width=0.4, offset=_RADIUS)


def _criterion(sheet: PdfSheet, prose: Prose, line: TreatmentLine, scale: float) -> None:
    """What leads to this line, on the connector: the condition and how long to wait."""
    if not line.criterion and line.wait is None:
        sheet.ln(3 * scale)
        return
    top, page = sheet.get_y(), sheet.page
    sheet.ln(1.5 * scale)
    for statement in line.criterion.walk() if line.criterion else ():
        runs = prose.runs(statement, 10 * scale, style="I")
        sheet.paragraph(runs, indent=_INDENT, after=0.6 * scale)
    sheet.paragraph([Run(capfirst(after(line.wait)), "Sans", "B", 8 * scale, TEAL)], indent=_INDENT, after=2.5 * scale)
    if page == sheet.page and line.rank > 1:
        sheet.rule(top, width=0.4, offset=_RADIUS)
        x, y = sheet.l_margin + _RADIUS, sheet.get_y() - _GAP
        sheet.set_fill_color(TEAL)
        sheet.polygon([(x - 1.3, y - 2), (x + 1.3, y - 2), (x, y)], style="F")


def _title(sheet: PdfSheet, prose: Prose, line: TreatmentLine, scale: float) -> None:
    sheet.room(16 * scale)
    top = sheet.get_y()
    sheet.set_fill_color(TEAL)
    sheet.circle(sheet.l_margin + _RADIUS, top + _RADIUS, _RADIUS, style="F")
    sheet.set_font("Sans", "B", 9)
    sheet.set_text_color(255, 255, 255)
    sheet.set_xy(sheet.l_margin, top)
    sheet.cell(2 * _RADIUS, 2 * _RADIUS, str(line.rank), align="C")
    sheet.set_xy(sheet.l_margin, top + 0.6)
    title = worded(line.title, line.plain_title, prose.wording)
    sheet.paragraph([Run(title, "Sans", "B", 11.5 * scale)], indent=_INDENT, after=1.5 * scale)


def _intervention(sheet: PdfSheet, prose: Prose, intervention: Intervention, scale: float) -> None:
    sheet.room(12 * scale)
    name = worded(intervention.name, intervention.plain_name, prose.wording)
    kind = _kinds()[intervention.kind]
    runs = [Run(name, style="B", size=10.5 * scale), Run("   " + kind, "Sans", "", 7.5 * scale, GREY)]
    sheet.paragraph(runs, indent=_INDENT, after=0.8 * scale)
    for statement in intervention.details:
        prose.statement(statement, indent=_INDENT, size=9.8 * scale, after=0.7 * scale)
    for rate in intervention.rates:
        _rate(sheet, prose, rate, scale)
    sheet.ln(1.8 * scale)


def _rate(sheet: PdfSheet, prose: Prose, rate: Rate, scale: float) -> None:
    """The rate with its patients, its sentence, and a bar whose whole length is all patients."""
    sheet.ln(1.2 * scale)
    sheet.room(12 * scale)
    left, width, height = sheet.l_margin + _INDENT, 42.0, 1.8 * scale
    middle = sheet.get_y() + 1.0 * scale
    sheet.set_fill_color(PALE)
    sheet.rect(left, middle, width, height, style="F")
    sheet.set_fill_color(TEAL)
    sheet.rect(left, middle, width * float(rate.percentage) / 100, height, style="F")
    sheet.paragraph(
        [Run(named_rate(rate), "Sans", "B", 8 * scale, TEAL)], indent=_INDENT + width + 4, after=0.6 * scale
    )
    for statement in rate.statement.walk():
        sheet.paragraph(prose.runs(statement, 9.2 * scale), indent=_INDENT, after=0.5 * scale)


def _kinds() -> dict[InterventionKind, str]:
    return {
        "medication": _("Medication"),
        "therapy": _("Therapy"),
        "lifestyle": _("Lifestyle"),
        "injection": _("Injection"),
        "surgery": _("Surgery"),
        "combined": _("Combined"),
        "other": _("Other"),
    }
