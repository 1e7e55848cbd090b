"""Whose words a revision is made of: what its independence is asked against. Read from evidence, not from today's rows.

A `submitted` event seals how far row history went (history.seal). So the hands in a revision are the users of
the history rows after the text that stands approved and up to this one, together with whoever submitted the text since,
the accounts of its named authors, everybody whose draft it was in that time (who hands it over stays one of them), and
whoever suggested words that were taken over in that time, as the events of that tell.
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
    """What ties a person to a text. is_named: as its author. is_author: they are, or the draft is or was theirs.

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
    """One `submitted` event: of which revision, by whom, how far row history went (history id by kind of row)."""

    revision: UUID
    by: int
    upto: dict[str, int]
    sequence: int


class Text(NamedTuple):
    """What events tell of a text since the one that stood approved. since: how far history went in that.

    submissions: since then. owners: the accounts whose draft it was then or later. suggested: the accounts that
    suggested words which were taken over since, and when that was.
    """

    since: dict[str, int]
    submissions: list[Submission]
    owners: frozenset[int]
    suggested: list[tuple[int, datetime]]


NOTHING: dict[str, int] = {}
TELLING = (
    *(Decision.CREATED, Decision.HANDED_OVER, Decision.TAKEN_OVER),
    *(Decision.SUBMITTED, Decision.APPROVED, Decision.RETRACTION),
)
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
    text = _since_approval(revision.article, revision)
    upto = text.submissions[-1].upto if text.submissions else NOTHING
    hands = _hands(revision.article, text, upto)
    for by in (*(submission.by for submission in text.submissions), revision.submitted_by_id):
        hands.setdefault(by, Hand())
    revision.hands = hands
    return hands


def names_beside(article: Article, authors: list[dict[str, str]]) -> list[str]:
    """The names of everybody whose hand is in the working copy since the approved text, without its named authors.

    In alphabetical order: by what and how much they wrote it is not weighed. Who only submits it has no hand in it.
    """
    hands = _hands(article, _since_approval(article), history.tips(article))
    others = [user for user, hand in hands.items() if hand.part and not hand.is_named]
    names = {person.get_full_name() for person in get_user_model()._default_manager.filter(pk__in=others)}
    return sorted(names - {author["name"] for author in authors} - {""})


def _hands(article: Article, text: Text, upto: dict[str, int]) -> dict[int, Hand]:
    hands: dict[int, Hand] = {}
    for user, part, at in _written(article, text.since, upto):
        before = hands.get(user, Hand())
        if part == NAMED:
            hands[user] = replace(before, is_author=True, is_named=True)
        else:
            hands[user] = replace(before, part=part, at=at)
    for user, at in text.suggested:
        before = hands.get(user, Hand())
        if before.at is None or before.at < at:
            hands[user] = replace(before, part="statement", at=at)
    for owner in text.owners or {article.author_id}:
        hands[owner] = replace(hands.get(owner, Hand()), is_author=True)
    return hands


def _since_approval(article: Article, until: Revision | None = None) -> Text:
    """What happened since the text that stood approved was submitted, `until` this one was. One query."""
    events = Event.objects.filter(article=article, kind__in=TELLING).order_by("sequence")
    submissions: list[Submission] = []
    suggested: list[tuple[int, int, datetime]] = []  # by which event, by whom, when it was taken over
    owners: list[tuple[int, int]] = []  # since which event, whose account
    standing: list[UUID] = []
    for event in events.only("kind", "sequence", "at", "revision", "actor", "history_upto", "data"):
        of = event.revision_id
        if event.kind == Decision.CREATED:
            owners.append((event.sequence, event.actor_id))
        elif event.kind == Decision.HANDED_OVER:
            owners.append((event.sequence, handed_to(event)))
        elif event.kind == Decision.TAKEN_OVER:
            suggested.append((event.sequence, account_in(event, "suggested_by"), event.at))
        elif event.kind == Decision.RETRACTION:
            standing = [each for each in standing if each != of]
        elif of and event.kind == Decision.APPROVED:
            standing.append(of)
        elif of:
            submissions.append(Submission(of, event.actor_id, event.history_upto, event.sequence))
            if until and of == until.pk:
                break
    base = max((number for number, each in enumerate(submissions) if each.revision in standing), default=None)
    if base is None:
        taken = [(by, at) for _event, by, at in suggested]
        return Text(NOTHING, submissions, frozenset(owner for _since, owner in owners), taken)
    # Whose draft it was when the approved text was submitted counts with those who came after.
    first = max((since for since, _owner in owners if since < submissions[base].sequence), default=0)
    kept = frozenset(owner for since, owner in owners if since >= first)
    taken = [(by, at) for event, by, at in suggested if event > submissions[base].sequence]
    return Text(submissions[base].upto, submissions[base + 1 :], kept, taken)


def handed_to(event: Event) -> int:
    """The account that a HANDED_OVER event names; 0 when it names none (such an event was not written here)."""
    return account_in(event, "to")


def account_in(event: Event, name: str) -> int:
    """The account that an event keeps under this name; 0 when there is none."""
    kept = event.data.get(name, "")
    return int(kept) if isinstance(kept, str) and kept.isdecimal() and len(kept) < 19 else 0


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
