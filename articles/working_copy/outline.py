"""What is added to the working copy: sections, treatment lines, interventions, statements, rates, references.

Between any two, as one act (acts.py) each, which can be undone. A rate comes with the sentence that reports it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from articles import limits
from articles.importing.result import Unsure
from articles.models import (
    OWNER_OF_PLACE,
    ActKind,
    Article,
    Intervention,
    NodeRow,
    Place,
    Reference,
    Section,
    Statement,
    TreatmentLine,
)
from articles.permissions import Person
from articles.states import Refused
from articles.working_copy.acts import Doing, act
from articles.working_copy.places import (
    SINGLE,
    SPACING,
    Crowded,
    Where,
    depth_of,
    nesting,
    position_in,
    siblings_of,
)
from articles.working_copy.saving import (
    entered,
    insert_all,
    now,
    refuse_alone,
    refuse_invalid,
    save,
    save_all,
    settle_rate,
)
from articles.working_copy.uniting import Filling, fill_gaps

N = TypeVar("N", bound=NodeRow)


def add_section(*, article: Article, title: str, actor: Person, where: Where = "last", **more: object) -> Section:
    """A new section of the article. more: kind, plain_title.

    where, here and below: at one end of its siblings, or right after the one with this id.
    These actions raise Forbidden, Stale when what it should stand in or follow is gone, or Refused with a sentence.
    """
    with act(article.pk, actor, ActKind.ADDED) as doing:
        return added(doing, Section(), {"title": title, **more}, where, actor)


def add_line(*, section: Section, title: str, actor: Person, where: Where = "last", **more: object) -> TreatmentLine:
    """A new treatment line of the section that holds the algorithm. more: plain_title, wait_min, _max and _unit."""
    with act(section.article_id, actor, ActKind.ADDED) as doing:
        owner = there(section, doing)
        refuse_lines_in(owner)
        return added(doing, TreatmentLine(section=owner), {"title": title, **more}, where, actor)


def add_intervention(
    *, line: TreatmentLine, name: str, actor: Person, where: Where = "last", **more: object
) -> Intervention:
    """A new intervention of a treatment line. more: plain_name, kind."""
    with act(line.article_id, actor, ActKind.ADDED) as doing:
        return added(doing, Intervention(line=there(line, doing)), {"name": name, **more}, where, actor)


def add_statement(
    *,
    article: Article,
    place: Place,
    owner: NodeRow | None,
    professional: str,
    actor: Person,
    where: Where = "last",
    **more: object,
) -> Statement:
    """A new statement at a place of the article. `owner` is the row that the place names (None for the answer).

    more: plain, label, plain_label, citations, style; rate_kind, percentage, numerator and denominator for a rate,
    which a detail of an intervention becomes with them.
    """
    statements = add_statements(
        article=article,
        place=place,
        owner=owner,
        each=[{"professional": professional, **more}],
        actor=actor,
        where=where,
    )
    return statements[0]


def add_statements(
    *,
    article: Article,
    place: Place,
    owner: NodeRow | None,
    each: Sequence[Mapping[str, object]],
    actor: Person,
    where: Where = "last",
) -> list[Statement]:
    """New statements, one after another, as one act: what was pasted at once. each: the fields of one, as above."""
    if place == Place.RATE and not all(fields.get("percentage") for fields in each):
        raise Refused(_("A rate needs its percentage. Nothing was saved."))
    with act(article.pk, actor, ActKind.ADDED) as doing:
        statements: list[Statement] = []
        for fields in each:
            statements.append(_statement(doing, place, owner, fields, where, actor))
            where = statements[-1].pk
        doing.about, doing.count = statements[0], len(statements)
        return statements


def add_reference(
    *,
    article: Article,
    key: str,
    csl: Mapping[str, object],
    actor: Person,
    note: str = "",
    where: Where = "last",
) -> Reference:
    """A new reference of the list. csl: the fields of csl.Csl in CSL-JSON."""
    with act(article.pk, actor, ActKind.ADDED) as doing:
        return added(doing, Reference(), {"key": key, "csl": csl, "note": note}, where, actor)


def add_references(
    *,
    article: Article,
    each: Sequence[Mapping[str, Any]],
    actor: Person,
    where: Where = "last",
    filling: Sequence[Filling] = (),
    doubts: Sequence[Sequence[str]] = (),
) -> list[Reference]:
    """New references, one after another, and gaps of old ones filled, as one act: what was pasted at once.

    each: key, csl and note of one, as add_reference has them. doubts: what was guessed of each, in sentences.
    Raises Forbidden, Stale, or Refused with the sentence for the first that cannot stand. A constant number of
    queries, however many they are.
    """
    with act(article.pk, actor, ActKind.ADDED) as doing:
        rows = [Reference(article=doing.article) for _fields in each]
        taken = {key.casefold() for key in doing.article.references.values_list("key", flat=True)}
        for row, fields in zip(rows, each, strict=True):
            for name, value in fields.items():
                setattr(row, name, entered(Reference, name, value))
            refuse_alone(row)
            if row.key.casefold() in taken:
                raise Refused(_("Another reference has the key @%(key)s. Nothing was saved.") % {"key": row.key})
            taken.add(row.key.casefold())
        if rows:
            for row, position in zip(rows, positions_at(doing, rows, where, actor), strict=True):
                row.position = position
        fill_gaps(doing.article, filling, actor)
        insert_all(rows, actor)
        doing.about = rows[0] if rows else now(filling[0].row) if filling else None
        doing.count = max(len(rows), 1)
        of_each = zip(rows, doubts, strict=False)
        doing.doubts += [Unsure(sentence, row.pk, ("csl",)) for row, said in of_each for sentence in said]
        return rows


def added(doing: Doing, row: N, fields: Mapping[str, object], where: Where, actor: Person) -> N:
    """Insert a row of the article with these fields at `where` among its siblings."""
    row.article = doing.article
    for name, value in fields.items():
        setattr(row, name, entered(type(row), name, value))
    row.position = position_at(doing, row, where, actor)
    if isinstance(row, Statement):
        settle_rate(row)
    refuse_invalid(row, doing.article, fields)
    save(row, actor, new=True)
    doing.about = row
    return row


def _statement(
    doing: Doing, place: Place, owner: NodeRow | None, fields: Mapping[str, object], where: Where, actor: Person
) -> Statement:
    statement = Statement(place=place, style=style_at(place))
    put(statement, place, owner, doing)
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    return added(doing, statement, texts, where, actor)


def style_at(place: Place) -> str:
    """How a statement is shown there when nothing else is said."""
    return "paragraph" if place in (Place.ANSWER, *SINGLE) else "bullet"


def put(statement: Statement, place: Place, owner: NodeRow | None, doing: Doing) -> None:
    """Let a statement, not saved yet, stand at a place: under the owner that the place names, and no other.

    Raises Refused when it cannot stand there: another kind of owner, a place that holds one and has one, too deep.
    """
    statement.article = doing.article
    name = OWNER_OF_PLACE[place]
    if name is None:
        owner = None
    elif owner is None:
        raise Refused(_("Say where in the article the statement belongs."))
    elif Statement._meta.get_field(name).related_model is not type(owner):
        raise Refused(_("A statement cannot stand there. Nothing was saved."))
    else:
        owner = there(owner, doing)
    for each in set(OWNER_OF_PLACE.values()) - {None}:
        setattr(statement, str(each), owner if each == name else None)
    statement.place = place
    if place in SINGLE and siblings_of(statement).exclude(pk=statement.pk).exists():
        raise Refused(_("There is one already: edit it instead. Nothing was saved."))
    if place == Place.NESTED and owner and depth_of(owner.pk, nesting(doing.article)) >= limits.DEPTH - 1:
        raise Refused(_("Statements are nested at most %(depth)s deep. Nothing was changed.") % {"depth": limits.DEPTH})


def position_at(doing: Doing, row: NodeRow, where: Where, actor: Person) -> int:
    """The position at `where` among the row's siblings; they are spaced anew when there is no room."""
    order = list(siblings_of(row).exclude(pk=row.pk))
    try:
        return position_in(order, where)
    except Crowded:
        space_anew(doing, order, actor)
        return position_in(order, where)


def positions_at(doing: Doing, rows: Sequence[NodeRow], where: Where, actor: Person) -> list[int]:
    """Rising positions at `where` for rows, not saved yet, that are siblings; spaced anew as position_at does."""
    first = position_at(doing, rows[0], where, actor)
    after = siblings_of(rows[0]).filter(position__gt=first).values_list("position", flat=True).first()
    if after is None:
        return [first + SPACING * number for number in range(len(rows))]
    before = siblings_of(rows[0]).filter(position__lt=first).values_list("position", flat=True).last() or 0
    step = (after - before) // (len(rows) + 1)
    if step < 1:
        space_anew(doing, list(siblings_of(rows[0])), actor)
        return positions_at(doing, rows, where, actor)
    return [before + step * number for number in range(1, len(rows) + 1)]


def space_anew(doing: Doing, order: Sequence[NodeRow], actor: Person) -> None:
    """Give siblings room between each other; no part of the act."""
    for number, each in enumerate(order, start=1):
        each.position = number * SPACING
    save_all(order, ["position"], actor)
    doing.begins_here()


def there(row: N, doing: Doing) -> N:
    """The row as it is now, of the article that is worked on. Raises Refused when it is gone or another article's."""
    current = now(row)
    if current is None or current.article_id != doing.article.pk:
        raise Refused(_("This place is not in the article. Nothing was saved."))
    return current


def refuse_lines_in(section: Section, *, but_for: TreatmentLine | None = None) -> None:
    """Refuse treatment lines where no document has any: outside the algorithm, or in a second one."""
    if section.kind != "algorithm":
        raise Refused(_("Treatment lines belong in the section that holds the algorithm. Nothing was saved."))
    elsewhere = TreatmentLine.objects.filter(article=section.article_id).exclude(section=section)
    if (elsewhere.exclude(pk=but_for.pk) if but_for else elsewhere).exists():
        raise Refused(_("An article has one treatment algorithm, and there is one already. Nothing was saved."))
