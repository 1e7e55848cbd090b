"""Which lines of a text without marks are headings."""

import re

from articles import limits
from articles.importing.vocabulary import is_reference_heading, line_rank, section_kind

MARKED = re.compile(r" {0,3}(#{1,6})\s+(\S.*)")
MAX_LENGTH = 120
MAX_WORDS = 16
SENTENCE_END = (".", ":", ";", ",", "!")

_BOLD = re.compile(r"\*\*([^*]+)\*\*:?")


def unmark(text: str) -> str:
    """A heading's words without bold marks and without a closing colon."""
    match = _BOLD.fullmatch(text)
    return (match[1] if match else text).strip().rstrip(":").rstrip() or text


def looks_like_heading(line: str) -> bool:
    """Whether a line reads as a heading: short, starts like one, and does not end as a sentence does."""
    text = line.strip()
    if _BOLD.fullmatch(text):
        return True
    words = len(text.split())
    if not text or len(text) > MAX_LENGTH or words > MAX_WORDS:
        return False
    first = text.lstrip("“\"'‘(")[:1]
    if not (first.isupper() or first.isdecimal()) or not any(letter.isalpha() for letter in text):
        return False
    if text.endswith(":"):
        words_tell = section_kind(text) or is_reference_heading(text) or line_rank(text)
        return bool(words_tell) and words <= 5
    return not text.endswith((*SENTENCE_END, "]", "\\"))


def looks_like_question(line: str) -> bool:
    """Whether a line can be the title although it is longer than a heading."""
    return line.rstrip().endswith("?") and len(line.strip()) <= limits.LINE
