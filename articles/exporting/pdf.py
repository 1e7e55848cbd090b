"""An approved article on paper: what the page says, in the same order, with the proof on every sheet."""

from datetime import date
from typing import NamedTuple

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles.document import Document, Reference, Section
from articles.exporting.facts import Publication, PublicNotice, Signatory, titled
from articles.exporting.pdf_algorithm import algorithm
from articles.exporting.pdf_prose import Prose
from articles.exporting.pdf_sheet import AMBER, GREY, HAIRLINE, TEAL, PdfSheet, Run
from articles.exporting.references import is_unknown, links, printed
from articles.exporting.wording import Wording, worded


class _Layout(NamedTuple):
    """How the algorithm is set: on a page of its own or where it falls, and its size as a factor."""

    own_page: bool
    scale: float


_LAYOUTS = (
    _Layout(False, 1.0),
    _Layout(True, 1.0),
    _Layout(True, 0.9),
    _Layout(True, 0.8),
    _Layout(True, 0.7),
)


def pdf(document: Document, publication: Publication, wording: Wording, *, disclaimer: str) -> bytes:
    """The article as a PDF (A4) in this wording; the same bytes for the same facts.

    Labels are in the document's language where there is a translation. The algorithm stays on one page: it moves
    to a page of its own, without what introduces it, then shrinks, to seven tenths at the least; one that is longer
    still runs on in its full size.
    """
    with translation.override(document.language):
        for layout in _LAYOUTS:
            sheet, whole = _print(document, publication, wording, disclaimer, layout)
            if whole:
                break
        else:
            sheet, _whole = _print(document, publication, wording, disclaimer, _LAYOUTS[0])
        return bytes(sheet.output())


def _print(
    document: Document, publication: Publication, wording: Wording, disclaimer: str, layout: _Layout
) -> tuple[PdfSheet, bool]:
    """The finished sheets, and whether the algorithm stands on one of them."""
    sheet = PdfSheet(
        title=document.title,
        author="; ".join(author.name for author in publication.authors),
        subject=document.condition.name or document.heading or document.title,
        language=document.language,
        made=publication.approved_at,
        proof=[
            _("Version %(version)s, SHA-256 %(digest)s")
            % {"version": publication.version, "digest": publication.digest},
            publication.proof_address,
        ],
    )
    prose = Prose(sheet, document, wording)
    _opening(sheet, prose, document, publication)
    whole = True
    for section in document.sections:
        own_page = bool(section.lines) and layout.own_page
        if own_page and not section.statements and sheet.get_y() > sheet.t_margin:
            sheet.add_page()
        started = sheet.page
        _section(sheet, prose, section)
        if section.lines:
            # What introduces the lines fills the page before theirs; a heading alone goes with them.
            if own_page and section.statements and sheet.page == started:
                sheet.add_page()
            started = sheet.page
            algorithm(sheet, prose, section.lines, scale=layout.scale)
            whole = sheet.page == started
    _references(sheet, prose, document.references)
    _closing(sheet, publication, disclaimer)
    return sheet, whole


def _opening(sheet: PdfSheet, prose: Prose, document: Document, publication: Publication) -> None:
    sheet.paragraph([Run(publication.site_name, "Sans", "B", 9, TEAL)], after=1.2)
    sheet.set_draw_color(HAIRLINE)
    sheet.set_line_width(0.2)
    sheet.line(sheet.l_margin, sheet.get_y(), sheet.w - sheet.r_margin, sheet.get_y())
    sheet.ln(9)
    for notice in publication.notices:
        _notice(sheet, notice)
    sheet.start_section(document.title)
    sheet.paragraph([Run(document.title, style="B", size=23)], leading=1.18, after=2.5)
    heading = worded(document.heading, document.plain_heading, prose.wording)
    sheet.paragraph([Run(heading, style="I", size=12.5, colour=GREY)], after=3)
    sheet.ln(2.5)
    top, page = sheet.get_y(), sheet.page
    for statement in document.answer:
        prose.statement(statement, indent=5, size=12.5)
    if page == sheet.page:
        sheet.set_y(sheet.get_y() - 1.5)
        sheet.rule(top)
    sheet.ln(8)
    _stepper(sheet, publication)
    for reviewer in publication.reviewers:
        _reviewer(sheet, reviewer)
    _dates(sheet, publication)


def _notice(sheet: PdfSheet, notice: PublicNotice) -> None:
    top, page = sheet.get_y(), sheet.page
    title = f"{notice.kind.label}, {_day(localdate(notice.issued_at))}"
    sheet.paragraph([Run(title, "Sans", "B", 9, AMBER)], indent=5, after=0.6)
    sheet.paragraph([Run(notice.reason)], indent=5, after=0.5)
    if page == sheet.page:
        sheet.rule(top, colour=AMBER)
    sheet.ln(6)


def _stepper(sheet: PdfSheet, publication: Publication) -> None:
    """Submitted, Under Review, Approved: three marks on a line, each with its word and its date."""
    steps = (
        (_("Submitted"), _day(localdate(publication.submitted_at))),
        (_("Under Review"), ""),
        (_("Approved"), _day(localdate(publication.approved_at))),
    )
    sheet.room(20)
    top, width = sheet.get_y(), sheet.epw / len(steps)
    sheet.set_draw_color(TEAL)
    sheet.set_fill_color(TEAL)
    sheet.set_line_width(0.5)
    sheet.line(sheet.l_margin + 1.6, top + 1.6, sheet.l_margin + 2 * width + 1.6, top + 1.6)
    for number, (word, when) in enumerate(steps):
        left = sheet.l_margin + number * width
        sheet.circle(left + 1.6, top + 1.6, 1.6, style="F")
        for offset, text, style, colour in ((4.4, word, "B", TEAL), (8.6, when, "", GREY)):
            sheet.set_xy(left, top + offset)
            sheet.set_font("Sans", style, 8.5)
            sheet.set_text_color(colour)
            sheet.cell(width, 4.2, text)
    sheet.set_xy(sheet.l_margin, top + 16)


def _reviewer(sheet: PdfSheet, reviewer: Signatory) -> None:
    name = titled(reviewer)
    signed = _("Signed on %(day)s.") % {"day": _day(localdate(reviewer.signed_at))}
    specialty = f"{reviewer.specialty}." if reviewer.specialty else ""
    rest = " ".join(filter(None, (specialty, signed, reviewer.disclosure)))
    sheet.paragraph([Run(f"{name}. ", "Sans", "B", 8.5), Run(rest, "Sans", "", 8.5, GREY)], leading=1.5, after=0.8)


def _dates(sheet: PdfSheet, publication: Publication) -> None:
    written_by = "; ".join(titled(author) for author in publication.authors)
    others = "; ".join(publication.contributors)
    said = [
        _("Written by %(name)s.") % {"name": written_by} if written_by else "",
        _("Also worked on this version: %(names)s.") % {"names": others} if others else "",
        _("First published %(day)s.") % {"day": _day(publication.date_published)},
        _("Last reviewed %(day)s.") % {"day": _day(publication.last_reviewed)},
    ]
    if publication.next_review_due:
        said.append(_("Next review due %(day)s.") % {"day": _day(publication.next_review_due)})
    sheet.paragraph([Run(" ".join(filter(None, said)), "Sans", "", 8.5, GREY)], leading=1.5, after=4)


def _section(sheet: PdfSheet, prose: Prose, section: Section) -> None:
    title = worded(section.title, section.plain_title, prose.wording)
    if title:
        _heading(sheet, title)
    else:
        sheet.ln(2)
    number = 0
    for statement in section.statements:
        number = number + 1 if statement.style == "number" else 0
        prose.statement(statement, number=number)


def _heading(sheet: PdfSheet, title: str) -> None:
    sheet.room(26)
    sheet.ln(5)
    sheet.start_section(title, level=1)
    sheet.paragraph([Run(title, "Sans", "B", 12.5, TEAL)], after=2)


def _references(sheet: PdfSheet, prose: Prose, references: tuple[Reference, ...]) -> None:
    if not references:
        return
    _heading(sheet, _("References"))
    for number, reference in enumerate(references, start=1):
        prose.target(reference)
        unknown = is_unknown(reference)
        runs = [Run(printed(reference), "Sans", "", 7.6, AMBER) if unknown else Run(printed(reference), size=9.2)]
        for name, address in links(reference):
            runs += [Run("  ", size=9.2), Run(name, "Sans", "", 7.6, TEAL, link=address)]
        if reference.note:
            runs.append(Run(f"  {reference.note}", size=9.2, colour=GREY))
        if reference.missing and not unknown:
            lacking = _("Not established: %(what)s.") % {"what": ", ".join(_(name) for name in reference.missing)}
            runs.append(Run(f"  {lacking}", "Sans", "", 7.6, AMBER))
        sheet.paragraph(runs, indent=7, bullet=f"{number}.", after=1.6)


def _closing(sheet: PdfSheet, publication: Publication, disclaimer: str) -> None:
    sheet.room(20)
    sheet.ln(4)
    top, page = sheet.get_y(), sheet.page
    sheet.paragraph([Run(disclaimer, "Sans", "", 8, GREY)], indent=5, leading=1.5, after=1.5)
    more = _("Read it online, with its versions and its proof:")
    sheet.paragraph(
        [
            Run(f"{more} ", "Sans", "", 8, GREY),
            Run(publication.address, "Sans", "", 8, TEAL, link=publication.address),
        ],
        indent=5,
        leading=1.5,
        after=0,
    )
    if page == sheet.page:
        sheet.rule(top, colour=HAIRLINE)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
