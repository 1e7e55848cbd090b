"""Where a part stands among its siblings, and which parts belong together. Reads rows, writes none but for spacing.

Positions only order siblings. They are spaced, so that a part comes between two others without any of them being saved;
when there is no room left between two, all siblings are spaced anew (Crowded).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import (
    OWNER_OF_PLACE,
    Article,
    Author,
    Intervention,
    NodeRow,
    Place,
    Reference,
    Section,
    Statement,
    TreatmentLine,
)
from articles.states import Stale

SPACING = 2**16
SINGLE = (Place.CRITERION,)  # places that hold one statement
# What a person says of a place among siblings: at one end, or right after the part with this id.
Where = UUID | Literal["first", "last"]


class Crowded(Exception):
    """There is no position left between two siblings."""


def siblings_of(row: NodeRow) -> QuerySet[NodeRow]:
    """The parts that stand where the row stands, itself among them when it is saved, in order."""
    kind = type(row)
    same: dict[str, object] = {"article": row.article_id}
    match row:
        case TreatmentLine():
            same["section"] = row.section_id
        case Intervention():
            same["line"] = row.line_id
        case Statement():
            same["place"] = row.place
            if owner := OWNER_OF_PLACE[Place(row.place)]:
                same[owner] = getattr(row, f"{owner}_id")
    return kind._default_manager.filter(**same).order_by("position", "id")


def position_in(order: Sequence[NodeRow], where: Where) -> int:
    """A position at `where` among siblings in their order. Raises Crowded, or Stale when who it names is not there."""
    if not order or where == "last":
        return order[-1].position + SPACING if order else SPACING
    if where == "first":
        before, after = 0, order[0].position
    else:
        index = next((index for index, row in enumerate(order) if row.pk == where), None)
        if index is None:
            raise Stale(_("The part that it should follow is not there any more. Nothing was changed."))
        if index == len(order) - 1:
            return order[-1].position + SPACING
        before, after = order[index].position, order[index + 1].position
    if after - before < 2:
        raise Crowded
    return (before + after) // 2


def settle_positions(wanted: Iterable[NodeRow], there: dict[UUID, NodeRow]) -> None:
    """Give rows that are about to take the place of others their positions, in the order of each group of siblings.

    Siblings that are there already (by id) and keep their order keep their positions too, so nothing is saved for them.
    """
    for group in _groups(wanted):
        for row, position in zip(group, _positions([_position_now(row, there) for row in group]), strict=True):
            row.position = position


def _position_now(row: NodeRow, there: dict[UUID, NodeRow]) -> int | None:
    old = there.get(row.pk)
    return old.position if old is not None and standing(old) == standing(row) else None


def standing(row: NodeRow) -> tuple[object, ...]:
    """Where a row stands, but for its order: what siblings have in common."""
    match row:
        case TreatmentLine():
            return (type(row), row.section_id)
        case Intervention():
            return (type(row), row.line_id)
        case Statement():
            return (type(row), row.place, row.section_id, row.line_id, row.intervention_id, row.parent_id)
    return (type(row),)


def _groups(rows: Iterable[NodeRow]) -> Iterable[list[NodeRow]]:
    groups: dict[tuple[object, ...], list[NodeRow]] = {}
    for row in rows:
        groups.setdefault(standing(row), []).append(row)
    return groups.values()


def _positions(known: list[int | None]) -> list[int]:
    """A strictly rising position each: those that are known where they rise and leave room, else all spaced anew."""
    found: list[int] = []
    for index, position in enumerate(known):
        if position is not None:
            found.append(position)
            continue
        before = found[-1] if found else 0
        run = next((n for n, later in enumerate(known[index:]) if later is not None), None)
        after = known[index + run] if run is not None else None
        found.append(before + SPACING if after is None or run is None else before + (after - before) // (run + 1))
    rises = all(a < b for a, b in zip([0, *found], found, strict=False))
    return found if rises else [SPACING * number for number in range(1, len(known) + 1)]


def beneath(row: NodeRow) -> list[NodeRow]:
    """The row and all that hangs on it, owners before what they own. Four queries at most, however much it is."""
    rows: list[NodeRow] = [row]
    lines: list[TreatmentLine] = []
    interventions: list[Intervention] = []
    if isinstance(row, Section):
        lines = list(TreatmentLine.objects.filter(section=row))
    if isinstance(row, TreatmentLine):
        lines = [row]
    if lines:
        interventions = list(Intervention.objects.filter(line__in=lines))
    if isinstance(row, Intervention):
        interventions = [row]
    rows += [each for each in (*lines, *interventions) if each.pk != row.pk]
    if isinstance(row, Reference | Author):
        return rows
    hanging = Q(section=row.pk) | Q(line__in=[each.pk for each in lines])
    hanging |= Q(intervention__in=[each.pk for each in interventions]) | Q(place=Place.NESTED)
    statements = list(Statement.objects.filter(hanging, article=row.article_id).order_by("position", "id"))
    return rows + list(_hanging(rows, statements))


def _hanging(owners: list[NodeRow], statements: list[Statement]) -> Iterator[Statement]:
    """Of the statements those on one of the owners, then those on them, and so on."""
    above = {owner.pk for owner in owners}
    while True:
        found = [each for each in statements if each.pk not in above and (on := owner_of(each)) and on[1] in above]
        if not found:
            return
        yield from found
        above |= {each.pk for each in found}


def owner_of(row: NodeRow) -> tuple[type[NodeRow], UUID] | None:
    """The kind and id of the part that the row hangs on; None when that is the article."""
    match row:
        case TreatmentLine():
            return Section, row.section_id
        case Intervention():
            return TreatmentLine, row.line_id
        case Statement():
            owners = (
                (Section, row.section_id),
                (TreatmentLine, row.line_id),
                (Intervention, row.intervention_id),
                (Statement, row.parent_id),
            )
            return next(((kind, pk) for kind, pk in owners if pk), None)
    return None


def nesting(article: Article) -> dict[UUID, UUID]:
    """The parent of each nested statement of the article, by id. One query."""
    return dict(article.statements.filter(place=Place.NESTED).values_list("pk", "parent_id"))


def depth_of(statement: UUID, parents: dict[UUID, UUID]) -> int:
    """Under how many statements it is nested."""
    depth = 0
    while (parent := parents.get(statement)) is not None:
        depth, statement = depth + 1, parent
    return depth


def height_of(statement: UUID, parents: dict[UUID, UUID]) -> int:
    """How many levels of statements are nested under it."""
    nested = [child for child, parent in parents.items() if parent == statement]
    return max((1 + height_of(child, parents) for child in nested), default=0)


def section_of(row: Article | NodeRow) -> UUID | None:
    """The id of the section that the row is in; None for the answer, references and the article."""
    at: object = row
    while at is not None:
        match at:
            case Section():
                return at.pk
            case TreatmentLine():
                return at.section_id
            case Intervention():
                at = at.line
            case Statement():
                at = at.section or at.line or at.intervention or at.parent
            case _:
                return None
    return None
