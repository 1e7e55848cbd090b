"""One sentence of the text format: its label, its words and its citation marks."""

import re
from dataclasses import dataclass

from articles.importing.citations import Style, take_last_brackets, take_marks

MAX_LABEL_WORDS = 6
MAX_PROSE = 10_000

_LABEL = re.compile(r"(?:\*\*)?(?P<label>[^:*]{1,80}?)(?::\*\*|\*\*:|:)\s+(?P<rest>\S.*)")


@dataclass(frozen=True)
class Sentence:
    """What a line of text says. `inside`: citation marks stood within it and were moved to its end."""

    label: str
    text: str
    marks: tuple[str, ...] = ()
    inside: bool = False


def read_sentence(line: str, style: Style, *, labelled: bool = True, literal: bool = False) -> Sentence:
    """Read one statement as it stands in the text.

    labelled: a lead-in before a colon is a label. literal: the words are taken as they stand (a backslash said so),
    only brackets at the very end are marks.
    """
    if literal:
        cited = take_last_brackets(line, style)
        return Sentence("", cited.text, cited.marks)
    label, rest = split_label(line) if labelled else ("", line)
    cited = take_marks(rest, style)
    return Sentence(label, cited.text, cited.marks, cited.inside)


def split_label(text: str) -> tuple[str, str]:
    """("Imaging findings", "Look for ...") from "Imaging findings: Look for ..."; ("", text) when there is no label.

    A label is short, starts with a capital and is not itself a sentence.
    """
    match = _LABEL.fullmatch(text)
    if not match:
        return "", text
    label = match["label"].strip()
    if (
        not label[:1].isupper()
        or len(label.split()) > MAX_LABEL_WORDS
        or re.search(r"[.;!?]\s|[.;!?,]$|[\[\]]", label)
        or label.count("(") != label.count(")")
    ):
        return "", text
    return label, match["rest"]


def pieces(text: str) -> list[str]:
    """A text in pieces that fit a statement, cut after a sentence or at least between two words."""
    found = []
    while len(text) > MAX_PROSE:
        cut = text.rfind(". ", 0, MAX_PROSE) + 1 or text.rfind(" ", 0, MAX_PROSE)
        cut = cut if cut > 0 else MAX_PROSE
        found.append(text[:cut].strip())
        text = text[cut:].strip()
    return [piece for piece in [*found, text] if piece]
