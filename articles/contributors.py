"""Whose words a revision is made of: what its independence is asked against. Read from evidence, not from today's rows.

A `submitted` event seals how far row history went (history.seal). So the hands in a revision are the users of
the history rows after the text that stands approved and up to this one, together with whoever submitted the text since,
and the article's author.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import history
from articles.journal import Decision
from articles.models import Event, Revision

PARTS: dict[str, Promise] = {
    "article": _("what the article is about"),
    "section": _("a section"),
    "treatmentline": _("a treatment line"),
    "intervention": _("an intervention"),
    "statement": _("a statement"),
    "reference": _("a reference"),
}


@dataclass(frozen=True)
class Hand:
    """What ties a person to a text. is_author: the article is theirs, or they submitted this revision.

    part: the kind of row that they wrote last (a table of history.FORMATS), `at` that moment; empty for who only
    submitted it.
    """

    is_author: bool = False
    part: str = ""
    at: datetime | None = None

    @property
    def part_name(self) -> str:
        return str(PARTS[self.part]) if self.part else ""


class Submission(NamedTuple):
    """One `submitted` event: of which revision, by whom, and how far row history went (history id by kind of row)."""

    revision: UUID
    by: int
    upto: dict[str, int]


NOTHING: dict[str, int] = {}


def contributors(revision: Revision) -> dict[int, Hand]:
    """The people whose text this revision is, by the key of their account. Two queries, however long the history.

    A hand is any row of sealed history: added, changed, removed or imported over, also where nothing of it is left.
    The text that stands approved when this one is submitted was answered for by others, so who wrote in that does not
    count. A retracted text stands approved no more: who wrote in it counts again. Where nothing was approved, all do.
    """
    since, submissions = _since_approval(revision)
    upto = submissions[-1].upto if submissions else NOTHING
    hands = {user: Hand(part=part, at=at) for user, part, at in _written(revision, since, upto)}
    for submission in submissions:
        hands.setdefault(submission.by, Hand())
    for author in (revision.author_id, revision.article.author_id):
        written = hands.get(author, Hand())
        hands[author] = Hand(is_author=True, part=written.part, at=written.at)
    return hands


def _since_approval(revision: Revision) -> tuple[dict[str, int], list[Submission]]:
    """How far history went in the text that stood approved, and the submissions since then, this revision's last."""
    events = Event.objects.filter(
        article=revision.article_id, kind__in=(Decision.SUBMITTED, Decision.APPROVED, Decision.RETRACTION)
    )
    submissions: list[Submission] = []
    since, first = NOTHING, 0
    standing: list[UUID] = []
    rows = events.order_by("sequence").values_list("kind", "revision_id", "actor_id", "history_upto")
    for kind, of, actor, upto in rows:
        if kind == Decision.APPROVED:
            standing.append(of)
        elif kind == Decision.RETRACTION:
            standing = [each for each in standing if each != of]
        else:
            submissions.append(Submission(of, actor, upto))
            if of == revision.pk:
                break
    for number, submission in enumerate(submissions):
        if submission.revision in standing:
            since, first = submission.upto, number + 1
    return since, submissions[first:]


def _written(
    revision: Revision, since: dict[str, int], upto: dict[str, int]
) -> QuerySet[Any, tuple[int, str, datetime]]:
    """User, kind of row and moment of what each user wrote last of each kind, after `since` up to `upto`, in order."""

    def of(name: str) -> QuerySet[Any, Any]:
        rows = history.of_article(name, revision.article).filter(
            history_id__gt=since.get(name, 0), history_id__lte=upto.get(name, 0), history_user__isnull=False
        )
        latest = rows.order_by().values("history_user").annotate(part=Value(name), at=Max("history_date"))
        found: QuerySet[Any, Any] = latest.values_list("history_user", "part", "at")
        return found

    first, *others = (of(name) for name in history.FORMATS[history.CURRENT])
    return first.union(*others, all=True).order_by("at")
