"""What a check finds, and how it quotes the article."""

from dataclasses import dataclass
from textwrap import shorten
from typing import Literal, get_args
from uuid import UUID

from django.utils.translation import gettext as _

from articles.characters import shown

Severity = Literal["error", "warning", "advice"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an author should see before submitting.

    `code` is a stable slug, `message` whole sentences in the active language that say what is the matter and
    what to do, `where` the node it is about (None: the article as a whole). Only an error refuses submission.
    """

    code: str
    severity: Severity
    message: str
    where: UUID | None = None


def quote(text: str, width: int = 70) -> str:
    """The beginning of a text, short enough for a message, in quotation marks."""
    return _("“%s”") % shorten(shown(text), width, placeholder="…")
