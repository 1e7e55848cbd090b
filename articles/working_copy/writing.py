"""Many rows of a working copy written in one go: those that leave, come and change. And a document as its rows.

No two rows may stand in the same single place or carry the same key, not even for a moment (SQLite cannot defer that).
So what leaves its place is taken out of the way first, then statements and references that are gone are deleted, then
what is new is inserted and what changed is saved, owners before what they own. Owners that are gone go last: nothing
hangs on them any more.
"""

from dataclasses import dataclass, field
from uuid import UUID

from articles.document import Document
from articles.models import Article, NodeRow, Place, Reference, Statement
from articles.permissions import Person
from articles.working_copy.places import settle_positions
from articles.working_copy.rows import NO_RATE, ROW_ORDER, differs, leaves_its_place, metadata, rows_of
from articles.working_copy.saving import delete_all, insert_all, of_kinds, save, save_all


@dataclass
class Writing:
    """What is to be written. changed: rows as they are now, with what they become."""

    gone: list[NodeRow] = field(default_factory=list)
    fresh: list[NodeRow] = field(default_factory=list)
    changed: list[tuple[NodeRow, NodeRow]] = field(default_factory=list)

    @property
    def coming(self) -> list[NodeRow]:
        """The rows as they will be, new and changed."""
        return [*self.fresh, *(new for _old, new in self.changed)]

    def write(self, actor: Person) -> None:
        """Write it, a constant number of queries for each kind of row. The caller holds the article's lock."""
        _step_aside([new for old, new in self.changed if leaves_its_place(old, new)])
        delete_all([row for row in self.gone if isinstance(row, Statement | Reference)], actor)
        insert_all(self.fresh, actor)
        for kind, rows in of_kinds(new for _old, new in self.changed):
            names = [each.name for each in kind._meta.concrete_fields if each.name not in ("id", "article", "version")]
            save_all(rows, names, actor)
        delete_all([row for row in self.gone if not isinstance(row, Statement | Reference)], actor)


def rewrite(article: Article, document: Document, actor: Person) -> None:
    """Bring the working copy into the shape of the document: keep what is the same, change, add, remove the rest.

    A node that is there already keeps its row, by identity. The caller holds the lock and has asked who may.
    """
    fields = metadata(document)
    if {name: getattr(article, name) for name in fields} != fields:
        for name, value in fields.items():
            setattr(article, name, value)
        save(article, actor)
    wanted = rows_of(article, document)
    there: dict[UUID, NodeRow] = {
        row.pk: row for kind in ROW_ORDER for row in kind._default_manager.filter(article=article)
    }
    settle_positions(wanted, there)
    for row in wanted:
        row.version = there[row.pk].version if row.pk in there else 1
    kept = {row.pk for row in wanted}
    Writing(
        gone=[row for pk, row in there.items() if pk not in kept],
        fresh=[row for row in wanted if row.pk not in there],
        changed=[(there[row.pk], row) for row in wanted if row.pk in there and differs(there[row.pk], row)],
    ).write(actor)


def _step_aside(rows: list[NodeRow]) -> None:
    """Out of their single places and keys until they are saved in the new ones; not a change, so not in the history."""
    statements = [row.pk for row in rows if isinstance(row, Statement)]
    if statements:
        Statement.objects.filter(pk__in=statements).update(
            place=Place.ANSWER, section=None, line=None, intervention=None, parent=None, **NO_RATE
        )
    for row in rows:
        if isinstance(row, Reference):
            Reference.objects.filter(pk=row.pk).update(key=f"{row.pk} on its way")
