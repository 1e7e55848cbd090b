"""How many readers wait for an editor, counted no further than is said."""

from typing import NamedTuple

from editorial.inbox.models import Question

MOST = 99  # what is shown as a number; above it stands "99+"


class Waiting(NamedTuple):
    """What nobody has taken up yet. Problems are counted first, so `questions` is what is left up to MOST + 1."""

    problems: int
    questions: int

    @property
    def total(self) -> int:
        return self.problems + self.questions

    @property
    def has_more(self) -> bool:
        return self.total > MOST

    def __str__(self) -> str:
        return f"{MOST}+" if self.has_more else str(self.total)


def waiting() -> Waiting:
    """One query that reads at most MOST + 1 rows out of the index."""
    open_ones = Question.objects.filter(status=Question.Status.OPEN)
    kinds = list(open_ones.order_by("kind").values_list("kind", flat=True)[: MOST + 1])
    problems = kinds.count(Question.Kind.PROBLEM)
    return Waiting(problems, len(kinds) - problems)
