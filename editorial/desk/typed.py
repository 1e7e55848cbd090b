"""What somebody typed into a form that is not taken: given back, so that it can be copied.

A form is refused before any view sees it when its protection has expired, and at the door when its sender is signed
out. Only fields that hold prose are given back: never an address, a password, a code.
"""

import base64
import binascii
from typing import NamedTuple

from django.http import HttpRequest

# The names of prose in forms of the house. `content` is the text of an import between its two steps, in Base64.
PROSE = (
    *("text", "professional", "plain", "label", "plain_label", "title", "plain_title", "heading", "plain_heading"),
    *("message", "reason", "suggested_wording", "note", "body", "name", "plain_name", "description", "abstract"),
)
ENCODED = "content"


class Typed(NamedTuple):
    """The name of a field as the form calls it, and its text."""

    name: str
    text: str


def texts(request: HttpRequest) -> list[Typed]:
    """The prose of a form that was sent, in the order of the form; fields without any are left out."""
    found = []
    for name, text in request.POST.items():
        text = decoded(str(text)) if name == ENCODED else str(text)
        if (name in PROSE or name == ENCODED) and text.strip():
            found.append(Typed("text" if name == ENCODED else name, text))
    return found


def decoded(content: str) -> str:
    """The text of an import; empty when it did not arrive whole."""
    try:
        return base64.b64decode(content, altchars=b"-_", validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
