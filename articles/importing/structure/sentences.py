"""One sentence of the text format: its label, its words and its citation marks."""

import re
from dataclasses import dataclass

from articles import limits
from articles.importing.structure.marks import Style, take_last_brackets, take_marks

MAX_LABEL_WORDS = 6

_LABEL = re.compile(r"(?:\*\*)?(?P<label>[^:*]{1,80}?)(?::\*\*|\*\*:|:)\s+(?P<rest>\S.*)")


@dataclass(frozen=True)
class Sentence:
    """What a line of text says.

    inside: citation marks stood within it and were moved to its end. unbracketed, left: as in citations.Cited.
    """

    label: str
    text: str
    marks: tuple[str, ...] = ()
    inside: bool = False
    unbracketed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


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
    return Sentence(label, cited.text, cited.marks, cited.inside, cited.unbracketed, cited.left)


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
    text, start = text.strip(), 0
    while len(text) - start > limits.PROSE:
        limit = start + limits.PROSE
        cut = max(text.rfind(". ", start, limit) + 1, 0) or text.rfind(" ", start, limit)
        cut = cut if cut > start else limit
        found.append(text[start:cut].strip())
        start = cut
    return [piece for piece in [*found, text[start:].strip()] if piece]
