"""The words that go with a decision: messages, reasons, comments. Every action that keeps some takes them from here."""

from django.utils.translation import gettext as _

from articles import characters, limits
from articles.states import Refused


def remark(text: str, *, longest: int = limits.PROSE) -> str:
    """The words as they are kept: without outer space, lines ended by a line feed.

    Raises Refused when there are more than `longest` characters, or one that no text may hold (articles.characters).
    """
    try:
        text = characters.prose(text).strip()
    except characters.Unfit as complaint:
        raise Refused(f"{complaint} " + _("Nothing was sent.")) from None
    if len(text) > longest:
        raise Refused(_("Please write at most %(limit)s characters. Nothing was sent.") % {"limit": longest})
    return text
