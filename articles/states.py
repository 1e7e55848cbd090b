"""The states of a revision, their named groups, and what an approval policy answers."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under_review", _("Under Review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Superseded")
    RETRACTED = "retracted", _("Retracted")


# Waiting for the board; an article has at most one such revision.
IN_REVIEW = (State.SUBMITTED, State.UNDER_REVIEW)
# What readers were once shown with the board's approval.
ONCE_APPROVED = (State.APPROVED, State.SUPERSEDED, State.RETRACTED)
# The three steps that readers know.
READER_STEPS = (State.SUBMITTED, State.UNDER_REVIEW, State.APPROVED)

# Every move there is. The database refuses any other (guards.py); a test holds it against the state machine.
MOVES = frozenset(
    {
        (State.SUBMITTED, State.UNDER_REVIEW),
        (State.UNDER_REVIEW, State.APPROVED),
        (State.UNDER_REVIEW, State.CHANGES_REQUESTED),
        (State.SUBMITTED, State.WITHDRAWN),
        (State.UNDER_REVIEW, State.WITHDRAWN),
        (State.APPROVED, State.SUPERSEDED),
        (State.APPROVED, State.RETRACTED),
    }
)


@dataclass(frozen=True)
class Verdict:
    """What a review policy answers. `missing` holds one sentence for each thing that stands in the way.

    counted: the keys of the sign-offs that it counts. not_counted: why a member who was asked cannot sign, or why their
    sign-off counts no more, by the member's key. Both are empty where a policy does not say.
    """

    missing: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    not_counted: dict[UUID, tuple[str, ...]] = field(default_factory=dict)

    @property
    def satisfied(self) -> bool:
        return not self.missing


class Refused(Exception):
    """The situation does not allow the action; str() is the sentence shown to the person (409)."""


class Forbidden(Refused):
    """This person may not do it, whatever the situation (403)."""


class Stale(Refused):
    """The person acted on something that has changed since they saw it (409)."""
