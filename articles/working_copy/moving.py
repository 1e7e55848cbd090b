"""What is moved within the working copy: among its siblings, to another owner, under a statement and out again.

Only the part that moves is saved (places.py); it keeps its identity, so comments and history stay with it.
"""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from articles import limits
from articles.document import Document
from articles.models import ActKind, Article, Intervention, NodeRow, Place, Reference, Section, Statement, TreatmentLine
from articles.permissions import Person
from articles.states import Refused, Stale
from articles.working_copy.acts import Doing, act
from articles.working_copy.composing import composed
from articles.working_copy.merging import as_seen
from articles.working_copy.outline import position_at, put, refuse_lines_in, there
from articles.working_copy.places import SPACING, Where, depth_of, height_of, nesting, siblings_of, standing
from articles.working_copy.saving import now, save, save_all

N = TypeVar("N", bound=NodeRow)
# Where a statement stands when only its new owner is named.
PLACE_UNDER: dict[type[NodeRow], Place] = {
    Section: Place.BODY,
    TreatmentLine: Place.CRITERION,
    Intervention: Place.DETAIL,
    Statement: Place.NESTED,
}


def move(
    *,
    row: N,
    version: int,
    actor: Person,
    where: Where,
    owner: NodeRow | None = None,
    place: Place | None = None,
) -> N:
    """Move a part to `where` (places.Where) among its siblings, or among those of another owner.

    version: of the row, as the person saw it; what became of its words since does not matter, where it stands does.
    owner: a section (for a line), a line (for an intervention), any of them (for a statement); None: it keeps its own.
    place: for a statement, where the owner does not say it. Returns the row as it is now. Raises Forbidden, Stale, or
    Refused with a sentence when it cannot stand there. Where it stands already nothing happens.
    """
    with act(row.article_id, actor, ActKind.MOVED) as doing:
        current = _as_seen(row, version)
        order = _order(current)
        _put_under(current, owner, place, doing)
        return _moved(doing, current, order, where, actor)


def shift(*, row: N, version: int, earlier: bool, actor: Person) -> N:
    """Let a part change places with the sibling before it (earlier) or after it; at the end of them nothing happens."""
    with act(row.article_id, actor, ActKind.MOVED) as doing:
        current = _as_seen(row, version)
        order = _order(current)
        at = order.index(current.pk)
        if earlier:
            where: Where = order[at - 2] if at > 1 else "first"
        else:
            where = order[at + 1] if at + 1 < len(order) else "last"
        return _moved(doing, current, order, where, actor)


def nest(*, row: Statement, version: int, actor: Person) -> Statement:
    """Put a statement under the one before it, as the last there. Raises Refused when there is none before it."""
    with act(row.article_id, actor, ActKind.MOVED) as doing:
        current = _as_seen(row, version)
        order = _order(current)
        at = order.index(current.pk)
        if not at:
            raise Refused(_("There is no statement before it that it could stand under. Nothing was moved."))
        _put_under(current, Statement.objects.get(pk=order[at - 1]), Place.NESTED, doing)
        return _moved(doing, current, order, "last", actor)


def unnest(*, row: Statement, version: int, actor: Person) -> Statement:
    """Put a nested statement right after the one that it stands under. Raises Refused when it is not nested."""
    with act(row.article_id, actor, ActKind.MOVED) as doing:
        current = _as_seen(row, version)
        order, parent = _order(current), current.parent
        if parent is None:
            raise Refused(_("It is not nested under another statement. Nothing was moved."))
        owner = parent.section or parent.line or parent.intervention or parent.parent
        _put_under(current, owner, Place(parent.place), doing)
        return _moved(doing, current, order, parent.pk, actor)


def order_references(*, article: Article, actor: Person) -> bool:
    """Put the references in the order of their first citation (Vancouver), those that nobody cites last. One act.

    Returns whether anything moved. Raises Forbidden, or Refused when the rows make no document.
    """
    with act(article.pk, actor, ActKind.MOVED) as doing:
        cited = first_cited(composed(doing.article))
        rows = list(Reference.objects.filter(article=doing.article).order_by("position", "id"))
        wanted = sorted(rows, key=lambda row: cited.get(row.pk, len(cited)))
        if wanted == rows:
            return False
        moved = [(row, number * SPACING) for number, row in enumerate(wanted, start=1)]
        changed = [row for row, position in moved if row.position != position]
        for row, position in moved:
            row.position = position
        save_all(changed, ["position"], actor)
        return True


def first_cited(document: Document) -> dict[UUID, int]:
    """In which place each reference that is cited is cited first. Of those that one statement cites first, the number
    that it has now decides, as the check has it (checks.sources).
    """
    numbers = document.numbers()
    found: dict[UUID, int] = {}
    for statement in document.statements():
        for each in sorted(statement.citations, key=numbers.__getitem__):
            found.setdefault(each, len(found))
    return found


def _as_seen(row: N, version: int) -> N:
    """The row as it is now, when it stands where the person saw it. Raises Stale."""
    current = now(row)
    if current is None:
        raise Stale(_("This part was removed from the article meanwhile. Nothing was moved."))
    if current.version != version:
        seen = as_seen(current, version)
        if not isinstance(seen, NodeRow) or (standing(seen), seen.position) != (standing(current), current.position):
            raise Stale(_("Somebody moved this part meanwhile. Nothing was moved; look at it again."))
    return current


def _order(row: NodeRow) -> list[UUID]:
    return list(siblings_of(row).values_list("pk", flat=True))


def _put_under(row: NodeRow, owner: NodeRow | None, place: Place | None, doing: Doing) -> None:
    """Give a row, not saved yet, the owner and place that were asked for."""
    match row:
        case TreatmentLine() if isinstance(owner, Section):
            row.section = there(owner, doing)
            refuse_lines_in(row.section, but_for=row)
        case Intervention() if isinstance(owner, TreatmentLine):
            row.line = there(owner, doing)
        case Statement() if owner is not None or place is not None:
            is_rate = row.place == Place.RATE
            if place is None and is_rate and isinstance(owner, Intervention):
                place = Place.RATE
            place = place or (PLACE_UNDER[type(owner)] if owner else Place.ANSWER)
            if is_rate and place != Place.RATE:
                raise Refused(_("A rate stands under an intervention. Take the figures off the sentence first."))
            if place == Place.RATE and not is_rate:
                raise Refused(_("Only a sentence with a rate stands there. Give the sentence its rate instead."))
            if place == Place.NESTED and owner is not None:
                _refuse_nesting(row, owner, doing)
            put(row, place, owner, doing)
        case _ if owner is not None or place is not None:
            raise Refused(_("It cannot stand there. Nothing was moved."))


def _refuse_nesting(row: Statement, owner: NodeRow, doing: Doing) -> None:
    """Refuse to put a statement under itself, or so that what hangs on it were nested too deep."""
    parents = nesting(doing.article)
    above: UUID | None = owner.pk
    while above is not None:
        if above == row.pk:
            raise Refused(_("A statement cannot stand under itself. Nothing was moved."))
        above = parents.get(above)
    if depth_of(owner.pk, parents) + 1 + height_of(row.pk, parents) >= limits.DEPTH:
        raise Refused(_("Statements are nested at most %(depth)s deep. Nothing was moved.") % {"depth": limits.DEPTH})


def _moved(doing: Doing, row: N, order: Sequence[UUID], where: Where, actor: Person) -> N:
    """Save the row at `where`, unless it is there. order: of its siblings before it was given another owner."""
    before = now(row)
    is_same_owner = before is not None and standing(before) == standing(row)
    if where == row.pk or (is_same_owner and _stands(order, row.pk, where)):
        return before or row
    row.position = position_at(doing, row, where, actor)
    save(row, actor)
    doing.about = row
    return row


def _stands(order: Sequence[UUID], pk: UUID, where: Where) -> bool:
    at = order.index(pk)
    if where == "first":
        return at == 0
    if where == "last":
        return at == len(order) - 1
    return at > 0 and order[at - 1] == where
