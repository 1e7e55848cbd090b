"""What the board can decide, and what every decision of the board asks first and does last.

board.py and discussion.py are the writers; both begin and end with these.
"""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import history
from articles.models import Article, Revision
from articles.permissions import Person
from articles.states import Forbidden, Refused, State
from reviewers.models import Assignment
from reviewers.permissions import assignment_of, may_answer, may_comment


class BoardDecision(models.TextChoices):
    """What the board can decide; the journal keeps each."""

    ASSIGNED = "assigned", _lazy("asked a board member to review")
    RECUSED = "recused", _lazy("stepped back from the review")
    INTEREST_DECLARED = "interest_declared", _lazy("declared a conflict of interest")
    COMMENTED = "commented", _lazy("commented")
    ANSWERED = "answered", _lazy("answered a point")
    ANSWER_TAKEN_BACK = "answer_taken_back", _lazy("took back that a point is answered")
    RESOLVED = "resolved", _lazy("closed a point")
    SIGNED = "signed", _lazy("signed off")
    CHANGES_WANTED = "changes_wanted", _lazy("requested changes")


def require_assignment(actor: Person, revision: Revision) -> Assignment:
    """The person's standing assignment. Raises Forbidden when there is none."""
    assignment = assignment_of(actor, revision)
    if assignment is None:
        raise Forbidden(_("You are not asked to review this revision."))
    return assignment


def require_may_comment(actor: Person, revision: Revision) -> None:
    """Raises Forbidden for anyone who does not work on the revision."""
    if not may_comment(actor, revision):
        raise Forbidden(_("Only those who work on this revision may comment on it."))


def require_may_answer(actor: Person, article: Article) -> None:
    """Raises Forbidden for anyone whom the points about the text are not addressed to."""
    if not may_answer(actor, article):
        raise Forbidden(_("Only the article's authors and editors may mark a point as answered."))


def require_state(revision: Revision, *states: State) -> None:
    """Raises Refused with the state it is in when that is none of these."""
    if revision.state not in states:
        raise Refused(
            _("Revision %(number)s is %(state)s, so this can no longer be done.")
            % {"number": revision.number, "state": State(revision.state).label.lower()}
        )


def save(row: models.Model, actor: Person) -> None:
    """Save a row with its history under the actor's name, also where no request says who it is."""
    history.in_the_name_of(row, actor).save()
