"""Can the reader read it: plain wording, short sentences, nothing said twice or shouted?"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.checks.finding import Finding, quote
from articles.checks.texts import texts
from articles.document import Document

# GOV.UK's guidance splits longer sentences (https://www.gov.uk/guidance/content-design/writing-for-gov-uk).
LONGEST_PLAIN_SENTENCE = 25
SHORTEST_REPETITION = 5  # words: "Rest and ice." may well stand twice
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])")
WORD = re.compile(r"[^\W\d_]+")


def plain_wording_is_there(document: Document) -> Iterator[Finding]:
    """Every statement has a plain wording. Labels and titles may do without: the others stand in."""
    for statement in document.statements():
        if not statement.plain:
            message = _("%(text)s has no plain wording. Say it in words a patient uses.")
            yield Finding("plain-missing", "warning", message % {"text": quote(statement.professional)}, statement.id)


def plain_sentences_are_short(document: Document) -> Iterator[Finding]:
    for statement in document.statements():
        for sentence in _sentences(statement.plain):
            words = len(sentence.split())
            if words > LONGEST_PLAIN_SENTENCE:
                message = _("The plain sentence %(text)s has %(words)d words. Split it; %(limit)d are enough.")
                values = {"text": quote(sentence), "words": words, "limit": LONGEST_PLAIN_SENTENCE}
                yield Finding("plain-sentence-long", "advice", message % values, statement.id)


def nothing_is_said_twice(document: Document) -> Iterator[Finding]:
    """The same sentence twice within a wording. The answer may return in the body."""
    in_answer = {statement.id for top in document.answer for statement in top.walk()}
    for wording in ("professional", "plain"):
        seen: set[str] = set()
        for statement in document.statements():
            if statement.id in in_answer:
                continue
            for sentence in _sentences(getattr(statement, wording)):
                words = re.findall(r"\w+", sentence.casefold())
                if len(words) < SHORTEST_REPETITION:
                    continue
                if " ".join(words) in seen:
                    message = _("%(text)s is said more than once. Keep it in one place.")
                    yield Finding("sentence-repeated", "warning", message % {"text": quote(sentence)}, statement.id)
                seen.add(" ".join(words))


def nothing_is_shouted(document: Document) -> Iterator[Finding]:
    """Capitals for emphasis: two words of four letters in a row, or one of eight. MRI and NSAIDs pass."""
    for node, text in texts(document):
        if shouted := _shouted(text):
            message = _("%(text)s is in capitals. Write it in normal letters; emphasise with *asterisks*.")
            yield Finding("capitals", "advice", message % {"text": quote(shouted)}, node)


def _shouted(text: str) -> str:
    before = ""
    for word in WORD.findall(text):
        loud = word if len(word) >= 4 and word.isupper() else ""
        if len(loud) >= 8 or (before and loud):
            return f"{before} {loud}".strip()
        before = loud
    return ""


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in SENTENCE_END.split(text) if sentence]


RULES = (plain_wording_is_there, plain_sentences_are_short, nothing_is_said_twice, nothing_is_shouted)
