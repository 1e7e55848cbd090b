"""The letter of answers: what became of each point that the board raised about a text, the gravest first.

Nobody writes it: it is the points, what was answered to each, and what changed at its place since it was raised. Values
and the queries for them; as many queries however many points.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from articles.comparison import Change, compare
from articles.comparison.parts import PartEntry, outline
from articles.document import Document
from articles.models import Article, Revision
from articles.states import ONCE_APPROVED
from reviewers.models import Assignment, Comment, Member, Severity, Thread

GRAVITY = {Severity.MAJOR.value: 0, Severity.MINOR.value: 1, Severity.SUGGESTION.value: 2}
Parts = Mapping[UUID | None, PartEntry]
MOST = 12  # changes at one place that are told word by word


class RaisedText(NamedTuple):
    """The text that points were raised about. is_readable: its words may be shown to whoever reads the letter."""

    document: Document
    is_readable: bool = True


@dataclass(frozen=True)
class LetterEntry:
    """One point in the letter.

    place: where it stands in the text, from the section inwards, empty for the whole; words: of that part, as they are
    now, or were. is_there: whether it is in the text still. changes: what changed there since, figures first, as far as
    its words may be read; left_out: how many more.
    """

    point: Thread
    place: str
    words: str
    is_there: bool
    is_changed: bool
    changes: tuple[Change, ...] = ()
    left_out: int = 0

    @property
    def opening(self) -> Comment:
        return self.point.comments.all()[0]

    @property
    def said(self) -> list[Comment]:
        """What was said to it since, the answer among it."""
        return list(self.point.comments.all())[1:]


class Round(NamedTuple):
    """One text that points were raised about, compared with the text as it is now.

    changes_at: what changed at each part, and at all that hangs on it, figures first.
    """

    before: Parts
    changes_at: Mapping[UUID, list[Change]]
    is_changed: bool
    is_readable: bool

    @classmethod
    def of(cls, text: RaisedText, now: Document, after: Parts) -> "Round":
        before, changes = _parts(text.document), compare(text.document, now).changes
        at: dict[UUID, list[Change]] = defaultdict(list)
        for change in changes:
            for node in {*_holders(change.node, before), *_holders(change.node, after)}:
                at[node].append(change)
        return cls(before, at, bool(changes), text.is_readable)


def points_of(article: UUID, *, after: int, upto: int) -> QuerySet[Thread]:
    """The points about the revisions with numbers above `after` up to `upto`, oldest first, with what was said."""
    return (
        Thread.objects.filter(revision__article=article, revision__number__gt=after, revision__number__lte=upto)
        .select_related("revision")
        .prefetch_related("comments")
        .order_by("opened_at")
    )


def texts_of(points: Iterable[Thread], reader: Member | None = None) -> dict[UUID, RaisedText]:
    """The texts that these points are about, by revision. One query; none without points.

    reader: a member, who reads the words of those revisions only that they are asked to review.
    """
    about = {point.revision_id for point in points}
    if not about:
        return {}
    revisions = Revision.objects.select_related("frozen").filter(pk__in=about)
    if reader is None:
        return {each.pk: RaisedText(each.shown) for each in revisions}
    asked = Assignment.objects.filter(revision=OuterRef("pk"), member=reader, recused_at__isnull=True)
    return {each.pk: RaisedText(each.shown, each.is_theirs) for each in revisions.annotate(is_theirs=Exists(asked))}


def letter(points: Iterable[Thread], texts: Mapping[UUID, RaisedText], now: Document) -> list[LetterEntry]:
    """The entries for these points, beside the text as it is now: the gravest first, then in the order of the text."""
    after = _parts(now)
    rounds = {revision: Round.of(text, now, after) for revision, text in texts.items()}
    order = {node: number for number, node in enumerate(after)}
    listed = sorted(points, key=lambda each: (GRAVITY[each.severity], order.get(each.node, len(order)), each.opened_at))
    return [_entry(point, rounds[point.revision_id], after) for point in listed]


def of_revision(revision: Revision, reader: Member | None = None) -> list[LetterEntry]:
    """The letter that goes with a revision: about the rounds before it, since the text that was approved last.

    reader: as texts_of has it. Four queries beside the revision's document.
    """
    before = _approved(revision.article_id).filter(number__lt=revision.number)
    points = list(points_of(revision.article_id, after=_number(before), upto=revision.number - 1))
    return letter(points, texts_of(points, reader), revision.shown)


def of_draft(article: Article, now: Document) -> list[LetterEntry]:
    """The letter as it would go with the working copy if that were submitted now. Four queries."""
    points = list(points_of(article.pk, after=_number(_approved(article.pk)), upto=article.latest_number))
    return letter(points, texts_of(points), now)


def _approved(article: UUID) -> QuerySet[Revision]:
    return Revision.objects.filter(article=article, state__in=ONCE_APPROVED)


def _number(revisions: QuerySet[Revision]) -> int:
    return revisions.order_by("-number").values_list("number", flat=True).first() or 0


def _entry(point: Thread, about: Round, after: Parts) -> LetterEntry:
    if point.node is None:
        return LetterEntry(point, "", "", is_there=True, is_changed=about.is_changed)
    part = after.get(point.node)
    if part is None:
        was = about.before.get(point.node) if about.is_readable else None
        return LetterEntry(point, _place(was), _words(was), is_there=False, is_changed=True)
    changes = about.changes_at.get(point.node, [])
    shown = tuple(changes[:MOST]) if about.is_readable else ()
    left_out = len(changes) - len(shown) if about.is_readable else 0
    return LetterEntry(point, _place(part), _words(part), True, bool(changes), shown, left_out)


def _parts(document: Document) -> Parts:
    """The parts of a document in their order, by identity; the article itself as None."""
    return {key[1]: part for key, part in outline(document).items()}


def _holders(node: UUID | None, parts: Parts) -> Iterator[UUID]:
    """The part and all that it hangs on, without the article itself."""
    while node is not None and (part := parts.get(node)):
        yield node
        node = part.slot[0][1] if part.slot[0] else None


def _place(part: PartEntry | None) -> str:
    return " › ".join(part.path) if part else ""


def _words(part: PartEntry | None) -> str:
    return part.text.partition("\n")[0] if part else ""
