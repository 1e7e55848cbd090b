"""What an importer guessed, kept with the working copy until a person settles it. The only writer of doubts.

To add a doubt an importer hands back an Unsure (articles/importing/result.py), and the act that writes its document
puts it among `doing.doubts` (acts.py); the rest follows. Nothing is written when a part is edited, removed, undone or
restored: a doubt is open as long as the part says what was guessed, so it goes and comes back with the words.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles import history, sayings
from articles.document import Document
from articles.importing.result import Unsure
from articles.models import Act, Article, Doubt, Revision
from articles.permissions import Person, account
from articles.working_copy.rows import EDITABLE, ROW_ORDER, Row, metadata, rows_of
from articles.working_copy.saving import require_editor_of

PLACE = "place"  # in Unsure.fields: where the part stands
OWNERS = ("place", "section_id", "line_id", "intervention_id", "parent_id")
Rows = Mapping[UUID | None, Row]  # of an article, by id; the article itself under None


class DoubtState(Enum):
    """What became of a doubt. Only what is open is asked."""

    OPEN = "open"
    RIGHT = "right"  # a person looked at it and said so
    CHANGED = "changed"  # the part does not say any more what was guessed
    GONE = "gone"  # the part is not in the article


class Stood(NamedTuple):
    """A doubt, with what became of it."""

    doubt: Doubt
    state: DoubtState

    @property
    def is_open(self) -> bool:
        return self.state == DoubtState.OPEN


def keep(done: Act, unsure: Collection[Unsure]) -> None:
    """Write down what an act guessed, as its parts stand now; what was asked before is not asked again.

    The caller is inside the act.
    """
    wanted = {each.node for each in unsure if each.node}
    rows: dict[UUID | None, Row] = {None: done.article}
    if wanted:
        for kind in ROW_ORDER:
            rows |= {row.pk: row for row in kind._default_manager.filter(article=done.article, pk__in=wanted)}
    new = [
        Doubt(
            article=done.article,
            act=done,
            node=each.node,
            sentence=sayings.parts(each.message),
            guess=guessed(rows[each.node], each),
            before={name: history.plain(_plain(value)) for name, value in each.before.items()},
        )
        for each in unsure
        if each.node in rows
    ]
    asked = [(doubt.node, doubt.sentence, doubt.guess) for doubt in current(done.article)]
    Doubt.objects.bulk_create(each for each in new if (each.node, each.sentence, each.guess) not in asked)


def current(article: Article) -> list[Doubt]:
    """The doubts of the working copy whose act stands, in the order in which they came. One query."""
    return list(Doubt.objects.filter(article=article, act__is_undone=False).select_related("act", "looked_by"))


def stood(doubts: Iterable[Doubt], rows: Rows) -> list[Stood]:
    """What became of each of these doubts in an article of these rows (rows_by_id)."""
    return [Stood(doubt, state_of(doubt, rows.get(doubt.node))) for doubt in doubts]


def state_of(doubt: Doubt, row: Row | None) -> DoubtState:
    """What became of a doubt about this row; None: it is not there."""
    if row is None:
        return DoubtState.GONE
    if doubt.is_right:
        return DoubtState.RIGHT
    is_as_guessed = all(_value(row, name) == value for name, value in doubt.guess.items())
    return DoubtState.OPEN if is_as_guessed else DoubtState.CHANGED


def rows_by_id(article: Article, rows: Iterable[Row]) -> Rows:
    return {None: article, **{row.pk: row for row in rows}}


def rows_in(article: Article, document: Document) -> Rows:
    """The rows that a document would be, by id."""
    then = Article(pk=article.pk, **metadata(document))
    return rows_by_id(then, rows_of(then, document))


def open_when_submitted(revision: Revision) -> list[Doubt]:
    """The doubts that were open when a revision was submitted: nobody had settled them, and it says what was guessed.

    Of those about the article as a whole only what still stands is known. Two queries at most.
    """
    asked = Doubt.objects.filter(article=revision.article_id, act__at__lte=revision.submitted_at)
    asked = asked.filter(Q(node__isnull=False) | Q(act__is_undone=False))
    doubts = list(asked.exclude(is_right=True, looked_at__lte=revision.submitted_at))
    if not doubts:
        return []
    rows = rows_in(revision.article, revision.document)
    for doubt in doubts:
        doubt.is_right = False  # it was said later
    return [doubt for doubt in doubts if state_of(doubt, rows.get(doubt.node)) == DoubtState.OPEN]


@transaction.atomic
def look_at(*, doubt: Doubt, is_right: bool, actor: Person) -> Doubt:
    """Say that what was guessed is right, or take that back. Twice, it is said once. Raises Forbidden or Refused."""
    article = Article.objects.locked(doubt.article_id)
    require_editor_of(article, actor)
    doubt = Doubt.objects.get(pk=doubt.pk)
    if doubt.is_right != is_right:
        doubt.is_right, doubt.looked_at, doubt.looked_by = is_right, timezone.now(), account(actor)
        doubt.save(update_fields=["is_right", "looked_at", "looked_by"])
    return doubt


def named_anew(unsure: Iterable[Unsure], was: Document, now: Document) -> list[Unsure]:
    """The same of a document whose parts have got other identities, one by one in the same order."""
    names = dict(zip((node.id for node in was.nodes()), (node.id for node in now.nodes()), strict=True))

    def of(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [of(each) for each in value]
        return names.get(value, value) if isinstance(value, UUID) else value

    return [
        replace(each, node=of(each.node), before={name: of(value) for name, value in each.before.items()})
        for each in unsure
    ]


def brought(
    unsure: Iterable[Unsure], article: Article, before: Document, comes: Document, after: Document
) -> list[Unsure]:
    """Of the doubts of a text that was partly taken over those about what it brought.

    before, after: the working copy. comes: the text, its parts with the identities that they have there.
    """
    was, text, now = (rows_in(article, each) for each in (before, comes, after))

    def is_brought(each: Unsure) -> bool:
        if each.node not in now:
            return False
        guess = guessed(text[each.node], each)
        if guess != guessed(now[each.node], each):
            return False
        return each.node not in was or not guess or guess != guessed(was[each.node], each)

    return [each for each in unsure if is_brought(each)]


def guessed(row: Row, unsure: Unsure) -> dict[str, Any]:
    """The fields that a guess is about, as the row has them."""
    names = unsure.fields
    if unsure.node and not names:
        names = tuple(sorted(name for name in EDITABLE[type(row)] if not name.startswith("plain")))
    return {each: _value(row, each) for name in names for each in _columns(row, name)}


def _columns(row: Row, name: str) -> Iterable[str]:
    return [each for each in OWNERS if hasattr(row, each)] if name == PLACE else [name]


def _value(row: Row, name: str) -> Any:
    return history.plain(_plain(getattr(row, name, None)))


def _plain(value: Any) -> Any:
    """A value as JSON brings it back: identities as text, in lists too."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, UUID) else value
