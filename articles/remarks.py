"""The words that go with a decision: messages, reasons, comments. Every action that keeps some takes them from here."""

from django.utils.translation import gettext as _

from articles.states import Refused

LONGEST = 10_000  # characters; a statement is no longer


def remark(text: str) -> str:
    """The words as they are kept: without outer space, and without NUL, which PostgreSQL refuses in text and JSON.

    Raises Refused when there are more than LONGEST characters.
    """
    text = text.replace("\0", "").strip()
    if len(text) > LONGEST:
        raise Refused(_("Please write at most %(limit)s characters. Nothing was sent.") % {"limit": LONGEST})
    return text
