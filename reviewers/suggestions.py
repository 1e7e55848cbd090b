"""Words that the board suggested, taken over into the working copy by those who write it."""

from collections.abc import Mapping

from django.db import transaction

from articles.models import Statement
from articles.permissions import Person
from articles.working_copy import drafting
from reviewers import discussion
from reviewers.models import Thread


@transaction.atomic
def take_over(
    *, thread: Thread, row: Statement, version: int, values: Mapping[str, object], actor: Person, answer: str = ""
) -> Statement:
    """Make the statement say what the point suggests, as one act, and answer the point, or neither.

    version: of the row, as the person saw it. values: of the wordings that are taken over, and of what they cite.
    answer: what is said to the point; empty: nothing is. Raises what drafting.edit and discussion.answer do.
    """
    saved = drafting.edit(row=row, version=version, values=values, actor=actor, suggested_by=raised_by(thread))
    if answer:
        discussion.answer(thread=thread, actor=actor, text=answer)
    return saved


def raised_by(thread: Thread) -> Person:
    """Whoever raised the point, and so suggested what it suggests."""
    return thread.comments.select_related("author").order_by("written_at")[0].author
