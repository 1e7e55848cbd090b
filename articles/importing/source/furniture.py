"""Page furniture: what a page wraps around an article. Recognised line by line, set aside and listed.

A line is furniture only as a whole; a sentence of the article that has such words in it stays.
"""

import re
from dataclasses import dataclass, field

from articles.importing.dates import read_date
from articles.importing.source.blocks import is_item
from articles.importing.source.headings import MARKED, looks_like_heading

_LINES = re.compile(
    r"medical advisory board"
    r"|(medical advisory board\s*)?all articles are reviewed .{0,120}"
    r"|(for )?educational purposes? only\b.{0,160}"
    r"|(article )?review status|submitted|under review|approved"
    r"|(view|read) (our )?editorial policy"
    r"|personali[sz]e|help us tailor your experience"
    r"|which best describes you\?.{0,200}"
    r"|(share|print|subscribe|sign in|log in)( (this|the) (article|page))?",
    re.IGNORECASE,
)
_OPENS_SECTION = re.compile(
    r"((professional|general|legal)\s+)?(medical\s+)?disclaimer:?|(have|ask) a follow[- ]?up question\??", re.IGNORECASE
)
_DATED = re.compile(r"(last (updated|reviewed|modified)|updated|published)( on)?\s*:?\s+", re.IGNORECASE)
_DATE_LINE = re.compile(r"last (updated|reviewed|modified)\s*:.{0,80}", re.IGNORECASE)


@dataclass
class Sorted:
    """The lines that belong to the article, the furniture as it stood, and the date found (YYYY-MM-DD or "").

    unread_date: a date line whose date could not be read, or "".
    """

    body: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    date: str = ""
    unread_date: str = ""


def sort_lines(lines: list[str]) -> Sorted:
    """Sort the lines of a page. Furniture under a heading of its own (disclaimer, follow-up box) ends at the next one.

    A line with nothing but the date is read, not listed.
    """
    found = Sorted()
    inside = False
    after_blank = True
    for line in lines:
        text = " ".join(line.split())
        if not text:
            found.body.append("")
            after_blank = True
            continue
        marked = MARKED.fullmatch(line)
        if _OPENS_SECTION.fullmatch(marked[2] if marked else text):
            inside = True
        elif marked or (after_blank and looks_like_heading(text) and not is_item(line)):
            inside = False
        after_blank = False
        if not _take_date(text, found):
            is_furniture = inside or (_LINES.fullmatch(text) and not is_item(line))
            (found.furniture if is_furniture else found.body).append(text if is_furniture else line)
    return found


def is_furniture(text: str) -> bool:
    """Whether this text, alone on a line, would be set aside or read as the page's date."""
    return bool(_LINES.fullmatch(text) or _OPENS_SECTION.fullmatch(text) or _take_date(text, Sorted()))


def _take_date(text: str, found: Sorted) -> bool:
    """Read a date line into what was found; False when the line is none."""
    match = _DATED.match(text)
    dated = read_date(text[match.end() :]) if match else None
    if dated and len(dated[1]) <= 40 and not dated[1].endswith("."):
        date, rest = dated
        if rest or found.date:
            found.furniture.append(text)
        found.date = found.date or date
        return True
    if _DATE_LINE.fullmatch(text):
        found.furniture.append(text)
        found.unread_date = found.unread_date or text
        return True
    return False
