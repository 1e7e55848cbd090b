"""From bytes to lines of text, with a clear refusal for anything that is not readable text."""

import codecs
import re

from django.utils.translation import gettext as _

from articles import characters
from articles.importing.result import Unreadable

MAX_BYTES = 2_000_000
MAX_LINES = 20_000

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WEB_PAGE = re.compile(r"\s*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def check_size(size: int) -> None:
    """Refuse more than MAX_BYTES. Callers that know the size ask before they read the bytes.

    Raises Unreadable.
    """
    if size > MAX_BYTES:
        raise Unreadable(
            _(
                "This file has %(size)s MB; an article may have at most %(limit)s MB. Nothing was imported. "
                "Import the text of one article without its pictures."
            )
            % {"size": f"{size / 1_000_000:.1f}", "limit": MAX_BYTES // 1_000_000}
        )


def read_lines(raw: bytes) -> list[str]:
    """The lines of a text file: UTF-8, or UTF-16 with a byte order mark; tabs become spaces, line ends are cut.

    Raises Unreadable when the bytes are too many, empty, binary, a web page's source or in another encoding.
    """
    check_size(len(raw))
    if not raw.strip():
        raise Unreadable(_("There is no text in this file. Nothing was imported. Choose the file with the article."))
    text = _decode(raw)
    if "\0" in text:
        raise Unreadable(
            _("This is not a text file: it holds binary data. Nothing was imported. Paste the text instead.")
        )
    try:
        text = characters.prose(text)
    except characters.Unfit as complaint:
        raise Unreadable(f"{complaint} " + _("Nothing was imported.")) from None
    if _WEB_PAGE.match(text):
        raise Unreadable(
            _(
                "This is the source of a web page. Nothing was imported. "
                "Open the page in a browser, copy what you see and paste it here."
            )
        )
    lines = [line.expandtabs(4).rstrip() for line in text.splitlines()]
    if len(lines) > MAX_LINES:
        raise Unreadable(
            _("This text has %(count)s lines; an article may have at most %(limit)s. Nothing was imported.")
            % {"count": len(lines), "limit": MAX_LINES}
        )
    if not any(lines):
        raise Unreadable(_("There is no text in this file. Nothing was imported. Choose the file with the article."))
    return lines


def _decode(raw: bytes) -> str:
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf")):
        raise Unreadable(
            _(
                "This is a Word, PDF or other packed file, not a text file. Nothing was imported. "
                "Save it as plain text (UTF-8), or copy its text and paste it here."
            )
        )
    try:
        return raw.decode("utf-16" if raw.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\x00" in raw:
            raise Unreadable(
                _("This is not a text file: it holds binary data. Nothing was imported. Paste the text instead.")
            ) from error
        raise Unreadable(
            _(
                "This file is not in UTF-8: line %(line)s holds a character in another encoding. "
                "Nothing was imported. Save it as UTF-8 text and import it again."
            )
            % {"line": raw.count(b"\n", 0, error.start) + 1}
        ) from error
