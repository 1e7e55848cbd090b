"""What somebody typed into a form that is not taken: given back, so that it can be copied.

A form is refused before any view sees it when its protection has expired, and at the door when its sender is signed
out. Only fields that hold text are given back: never an e-mail address, a password, a code.
"""

import base64
import binascii
import re
from typing import NamedTuple

from django.http import HttpRequest

# The names of what is typed in forms of the house (a test compares them with the forms).
TYPED = {
    # the article and its parts
    *("title", "heading", "plain_heading", "condition", "synonyms", "icd10", "specialty", "source_date"),
    *("name", "credentials", "label", "plain_label", "professional", "plain"),
    *(
        "plain_title",
        "wait_min",
        "wait_max",
        "wait_unit",
        "plain_name",
        "rate_kind",
        "percentage",
        "numerator",
        "denominator",
    ),
    # references
    *(
        "line",
        "rest",
        "key",
        "authors",
        "journal",
        "issued",
        "volume",
        "issue",
        "page",
        "DOI",
        "PMID",
        "PMCID",
        "URL",
        "note",
    ),
    # what people say to each other, pages of the house, readers' questions and their answers
    *("text", "message", "reason", "suggested_wording", "suggested_plain", "due", "body", "address"),
}
# The text of an import between its two steps, in Base64.
ENCODED = "content"
# Before the names of a form that is one of several on a page (editorial/desk/draft/pasting.py).
_PREFIX = re.compile(r"^r[0-9]{1,3}-")


class Typed(NamedTuple):
    """The name of a field as the form calls it, and its text."""

    name: str
    text: str


def texts(request: HttpRequest) -> list[Typed]:
    """What was typed into a form that was sent, in the order of the form; fields without any are left out."""
    found = []
    for name, values in request.POST.lists():
        for text in map(str, values):
            if name == ENCODED:
                found.append(Typed("text", decoded(text)))
            elif (plain := _PREFIX.sub("", name)) in TYPED:
                found.append(Typed(plain, text))
    return [each for each in found if each.text.strip()]


def decoded(content: str) -> str:
    """The text of an import; empty when it did not arrive whole."""
    try:
        return base64.b64decode(content, altchars=b"-_", validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
