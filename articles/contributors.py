"""Whose words a revision is made of: what its independence is asked against. Read from evidence, not from today's rows.

A `submitted` event seals how far row history went (history.seal). So the hands in a revision are the users of
the history rows after the text that stands approved and up to this one, together with whoever submitted the text since,
the accounts of its named authors, and whoever the draft belongs to.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import history
from articles.journal import Decision
from articles.models import Article, Event, Revision

PARTS: dict[str, Promise] = {
    "article": _("what the article is about"),
    "section": _("a section"),
    "treatmentline": _("a treatment line"),
    "intervention": _("an intervention"),
    "statement": _("a statement"),
    "reference": _("a reference"),
    "author": _("the list of authors"),
}


@dataclass(frozen=True)
class Hand:
    """What ties a person to a text. is_named: as its author. is_author: they are, or the draft is theirs.

    part: the kind of row that they wrote last (a table of history.FORMATS), `at` that moment; empty for who only
    submitted it.
    """

    is_author: bool = False
    is_named: bool = False
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
NAMED = "named"  # beside the kinds of rows


def contributors(revision: Revision) -> dict[int, Hand]:
    """The people whose text this revision is, by the key of their account. Two queries, however long the history, and
    none when this very instance was asked before: all that is read is sealed when the revision is submitted.

    A hand is any row of sealed history: added, changed, removed or imported over, also where nothing of it is left.
    The text that stands approved when this one is submitted was answered for by others, so who wrote in that does not
    count. A retracted text stands approved no more: who wrote in it counts again. Where nothing was approved, all do.
    """
    if isinstance(revision.hands, dict):
        return revision.hands
    since, submissions = _since_approval(revision.article, revision)
    upto = submissions[-1].upto if submissions else NOTHING
    hands = _hands(revision.article, since, upto)
    for by in (*(submission.by for submission in submissions), revision.submitted_by_id):
        hands.setdefault(by, Hand())
    revision.hands = hands
    return hands


def names_beside(article: Article, authors: list[dict[str, str]]) -> list[str]:
    """The names of everybody whose hand is in the working copy since the approved text, without its named authors.

    In alphabetical order: by what and how much they wrote it is not weighed. Who only submits it has no hand in it.
    """
    since, _submissions = _since_approval(article)
    hands = _hands(article, since, history.tips(article))
    others = [user for user, hand in hands.items() if hand.part and not hand.is_named]
    names = {person.get_full_name() for person in get_user_model()._default_manager.filter(pk__in=others)}
    return sorted(names - {author["name"] for author in authors} - {""})


def _hands(article: Article, since: dict[str, int], upto: dict[str, int]) -> dict[int, Hand]:
    hands: dict[int, Hand] = {}
    for user, part, at in _written(article, since, upto):
        before = hands.get(user, Hand())
        if part == NAMED:
            hands[user] = replace(before, is_author=True, is_named=True)
        else:
            hands[user] = replace(before, part=part, at=at)
    hands[article.author_id] = replace(hands.get(article.author_id, Hand()), is_author=True)
    return hands


def _since_approval(article: Article, until: Revision | None = None) -> tuple[dict[str, int], list[Submission]]:
    """How far history went in the text that stood approved, and the submissions since then, `until` this one's."""
    events = Event.objects.filter(
        article=article, kind__in=(Decision.SUBMITTED, Decision.APPROVED, Decision.RETRACTION)
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
            if until and of == until.pk:
                break
    for number, submission in enumerate(submissions):
        if submission.revision in standing:
            since, first = submission.upto, number + 1
    return since, submissions[first:]


def _written(article: Article, since: dict[str, int], upto: dict[str, int]) -> list[tuple[int, str, datetime]]:
    """User, kind of row and moment of what each user wrote last of each kind, after `since` up to `upto`, in order.

    The accounts of those who are named as authors at `upto` are among them as NAMED (_NAMED). Every step of a
    review comes through here, so it is one statement in SQL: to compose it each time takes longer than to run it.
    """
    given = {"article": Article._meta.pk.get_db_prep_value(article.pk, connection)}
    tables = tuple(history.FORMATS[history.CURRENT])
    for name in {*tables, "author"}:
        given |= {f"{name}_since": since.get(name, 0), f"{name}_upto": upto.get(name, 0)}
    with connection.cursor() as cursor:
        cursor.execute(_statement(tables), given)
        return [(user, part, _moment(at)) for user, part, at in cursor.fetchall()]


def _moment(at: datetime | str) -> datetime:
    """SQLite, asked in SQL, tells a moment as text, in UTC."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at


@cache
def _statement(tables: tuple[str, ...]) -> str:
    def of(name: str) -> str:
        key = "id" if name == "article" else "article_id"
        return _PART.format(part=name, key=key, table=history.history_model(name)._meta.db_table)

    named = _NAMED.format(part=NAMED, table=history.history_model("author")._meta.db_table)
    return " UNION ALL ".join([*map(of, tables), named]) + " ORDER BY 3"


_PART = """
SELECT history_user_id, '{part}', MAX(history_date) FROM {table}
WHERE {key} = %(article)s AND history_id > %({part}_since)s AND history_id <= %({part}_upto)s
    AND history_user_id IS NOT NULL
GROUP BY history_user_id"""

# The accounts that those named as authors at `upto` have had since the text that stands approved. Who is taken off the
# list is no author of the next text; who stays on it without an account is the same person.
_NAMED = """
SELECT account_id, '{part}', history_date FROM {table} AS named
WHERE article_id = %(article)s AND history_id <= %(author_upto)s AND account_id IS NOT NULL
    AND (history_id > %(author_since)s OR history_id = (
        SELECT MAX(history_id) FROM {table} AS before
        WHERE before.article_id = %(article)s AND before.id = named.id AND before.history_id <= %(author_since)s))
    AND id IN (
        SELECT id FROM {table} AS listed
        WHERE listed.article_id = %(article)s AND listed.history_type <> '-' AND listed.history_id = (
            SELECT MAX(history_id) FROM {table} AS last
            WHERE last.article_id = %(article)s AND last.id = listed.id AND last.history_id <= %(author_upto)s))"""
