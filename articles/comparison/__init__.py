"""What changed between two documents, statement by statement, quantities first.

Nodes are matched by their UUID, so that a moved or reworded statement stays itself. `compare` is pure; names
in the result are in the active language.
"""

from articles.comparison.change import Change, ChangeKind, Comparison
from articles.comparison.compare import compare
from articles.comparison.segments import Segment

__all__ = ["Change", "ChangeKind", "Comparison", "Segment", "compare"]
