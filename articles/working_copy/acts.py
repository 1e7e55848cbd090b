"""What one person does to a working copy at once: under its lock, by whom may, with the history that it wrote.

Every action on a working copy happens inside `act`. What it wrote can be taken back by undoing.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from articles import history, limits
from articles.importing.result import Unsure
from articles.models import UNDOABLE, Act, ActKind, Article, Author, NodeRow, Reference
from articles.permissions import Person, account
from articles.working_copy.doubting import keep
from articles.working_copy.saving import require_editor_of


@dataclass
class Doing:
    """An act that is under way: its article, locked, what it turns out to be about, and what it had to guess.

    count: how many parts it added at once, of which `about` is the first. doubts: about parts as they are at its end.
    """

    article: Article
    since: dict[str, int] = field(default_factory=dict)
    about: NodeRow | Article | None = None
    count: int = 1
    doubts: list[Unsure] = field(default_factory=list)

    def begins_here(self) -> None:
        """What was written until now is not part of it (rows spaced anew), so undoing it leaves that alone."""
        self.since = history.tips(self.article)


@contextmanager
def act(
    article: UUID, actor: Person, kind: ActKind, of: Act | None = None, goes_on: int | None = None
) -> Iterator[Doing]:
    """Do something to the working copy of this article, or nothing at all. Raises Forbidden when the person may not.

    An act that changes no row leaves no trace. goes_on: the act that this is more of (`record`).
    """
    with transaction.atomic():
        locked = Article.objects.locked(article)
        require_editor_of(locked, actor)
        doing = Doing(locked, history.tips(locked))
        yield doing
        record(doing, actor, kind, of, goes_on)


def record(doing: Doing, actor: Person, kind: ActKind, of: Act | None = None, goes_on: int | None = None) -> Act | None:
    """Write down what was done since; None when that is nothing. The caller holds the article's lock.

    goes_on: the act that this is more of, by its number. Where it is the person's own, about the same part, and nothing
    was done since, the two become one, under a new number: what a page was drawn from is told apart by it (`latest`).
    """
    upto = history.tips(doing.article)
    if upto == doing.since:
        return None
    row = doing.about
    if goes_on and row and (begun := _begun(doing, actor, kind, goes_on)):
        doing.since = begun.since
        begun.delete()
    done = Act(
        article=doing.article,
        actor=account(actor),
        kind=kind,
        part=(row._meta.model_name or "") if row else "",
        node=row.pk if row else None,
        label=words_of(row)[: limits.LINE] if row else "",
        count=doing.count,
        since=doing.since,
        upto=upto,
        of=of,
    )
    done.save(force_insert=True)
    if doing.doubts:
        keep(done, doing.doubts)
    return done


def _begun(doing: Doing, actor: Person, kind: ActKind, number: int) -> Act | None:
    """The act with this number, when what is being done can be one with it."""
    last = doing.article.acts.order_by("-pk").first()
    if last is None or doing.about is None or (last.pk, last.node) != (number, doing.about.pk):
        return None
    is_alike = (last.actor_id, last.kind, last.is_undone) == (actor.pk, kind, False)
    return last if is_alike and last.upto == doing.since else None


def words_of(row: NodeRow | Article) -> str:
    """What the part is called where acts are listed: its title, name or words."""
    match row:
        case Author():
            return row.name
        case Reference():
            return str(row.csl.get("title") or row.key)
    return str(row)


def latest(article: Article) -> int:
    """The number of the last act on the article, as a page carries it to say what it shows; 0 before the first."""
    return article.acts.order_by("-pk").values_list("pk", flat=True).first() or 0


def mark(done: Act, *, is_undone: bool) -> None:
    """Remember whether an undo of the act stands. The caller holds the article's lock."""
    done.is_undone = is_undone
    done.save(update_fields=["is_undone"])


def to_undo(article: Article, person: Person) -> Act | None:
    """What `undo` would take back: the person's last act that stands; None when there is none."""
    return article.acts.filter(actor=person.pk, kind__in=UNDOABLE, is_undone=False).order_by("-pk").first()


def to_redo(article: Article, person: Person) -> Act | None:
    """What `redo` would do again: the act undone last, unless the person has done something new since."""
    return to_undo_and_redo(article, person)[1]


def to_undo_and_redo(article: Article, person: Person) -> tuple[Act | None, Act | None]:
    """What to_undo and to_redo say, in one query: the last act that stands, and the first after it, which does not."""
    own = article.acts.filter(actor=person.pk, kind__in=UNDOABLE)
    standing = own.filter(is_undone=False).order_by("-pk").values("pk")[:1]
    found = list(own.filter(pk__gte=Coalesce(Subquery(standing), 0)).order_by("pk")[:2])
    undone = next((act for act in found if act.is_undone), None)
    return next((act for act in found if not act.is_undone), None), undone
