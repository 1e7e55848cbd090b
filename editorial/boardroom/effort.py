"""How much there is to read: the promise that the queue makes to somebody with ten minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from articles.comparison import Comparison
from articles.document import Document

# Adults read 238 words of non-fiction a minute (Brysbaert, J Mem Lang 2019;109:104047); a reviewer reads slower.
WORDS_A_MINUTE = 200
# A figure is looked up in its source.
MINUTES_A_FIGURE = 1


@dataclass(frozen=True)
class Effort:
    """What awaits a reviewer. `parts` are changes, or statements of an article that is new to the board."""

    is_new: bool
    parts: int
    figures: int
    words: int

    @property
    def minutes(self) -> int:
        """Minutes of careful reading, at least one."""
        return max(1, ceil(self.words / WORDS_A_MINUTE + self.figures * MINUTES_A_FIGURE))


def effort(document: Document, comparison: Comparison | None) -> Effort:
    """comparison: with the last approved document; None when there is none, and all of it is to be read."""
    if comparison is not None:
        changes = comparison.changes
        texts = [text for change in changes for text in (change.before, change.after)]
        return Effort(False, len(changes), len(comparison.quantities), words(texts))
    statements = tuple(document.statements())
    texts = [text for each in statements for text in (each.label, each.professional, each.plain)]
    return Effort(True, len(statements), figures(document), words(texts))


def words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def figures(document: Document) -> int:
    """Rates and waiting times of the algorithm."""
    return len(list(document.rates())) + sum(line.wait is not None for line in document.lines)
