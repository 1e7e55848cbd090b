"""Whether rows that come back fit into the working copy as it is: nothing loses its owner, no place is taken twice.

A constant number of queries, however many rows they are.
"""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import ValidationError

from articles.models import Article, Intervention, NodeRow, Reference, Section, Statement, TreatmentLine
from articles.states import Refused, Stale
from articles.working_copy.composing import alone
from articles.working_copy.places import SINGLE, nesting, owner_of
from articles.working_copy.rows import Row
from articles.working_copy.saving import impossible, of_kinds
from articles.working_copy.writing import Writing


class InTheWay(Stale):
    """What should come back does not fit. It says so in a sentence, and names what has to be settled first.

    row: a part that is there and stands in the way. gone: kind and id of one that is needed and is not there any more.
    """

    def __init__(
        self, sentence: str, *, row: Row | None = None, gone: tuple[type[NodeRow], UUID] | None = None
    ) -> None:
        super().__init__(sentence)
        self.row, self.gone = row, gone


OWNING = {Section: "section", TreatmentLine: "line", Intervention: "intervention", Statement: "parent"}


def refuse_misfit(writing: Writing, article: Article) -> None:
    """Refuse, before anything is written, what would leave a part without its owner or take a place that is taken."""
    if orphan := next(_orphans(writing, article), None):
        sentence = _("“%(text)s” was put there since. Move or remove it first; nothing was undone.")
        raise InTheWay(_about(sentence, orphan), row=orphan)
    if homeless := next(_homeless(writing), None):
        row, owner = homeless
        sentence = _("The part in which “%(text)s” stood is not there any more. Restore that first.")
        raise InTheWay(_about(sentence, row), gone=owner)
    leaving = {row.pk for row in writing.gone} | {old.pk for old, _new in writing.changed}
    coming = writing.coming
    singles = {(row.place, owner_of(row)): row for row in coming if isinstance(row, Statement) and row.place in SINGLE}
    if singles:
        for row in article.statements.filter(place__in=SINGLE).exclude(pk__in=leaving):
            if other := singles.get((row.place, owner_of(row))):
                sentence = _("Another statement stands where “%(text)s” stood. Remove it first.")
                raise InTheWay(_about(sentence, other), row=row)
    keys = {row.key: row for row in coming if isinstance(row, Reference)}
    if keys:
        for reference in article.references.exclude(pk__in=leaving):
            if reference.key in keys:
                sentence = _("Another reference has the key @%(key)s now. Change that first.")
                raise InTheWay(sentence % {"key": reference.key}, row=reference)


def refuse_impossible(writing: Writing, article: Article) -> None:
    """Refuse, when all is written, what makes no document; the transaction takes it back."""
    for _old, row in writing.changed:
        try:
            alone(row)
        except ValidationError as error:
            raise Refused(impossible(error)) from None
    statements = [row for row in writing.coming if isinstance(row, Statement)]
    if statements:
        known = {str(pk) for pk in article.references.values_list("pk", flat=True)}
        for statement in statements:
            if lost := next((pk for pk in statement.citations if pk not in known), None):
                sentence = _("“%(text)s” cites a reference that was removed since. Restore that first.")
                raise InTheWay(_about(sentence, statement), gone=(Reference, UUID(lost)))
        _refuse_circles(statements, nesting(article))
    homes = set(TreatmentLine.objects.filter(article=article).values_list("section", "section__kind").order_by())
    if len(homes) > 1 or any(kind != "algorithm" for _section, kind in homes):
        raise Refused(_("Treatment lines belong in the one section that holds the algorithm. Nothing was changed."))


def _orphans(writing: Writing, article: Article) -> Iterator[NodeRow]:
    """What hangs on a row that goes, does not go or move away itself, and would be left without an owner."""
    leaving = {row.pk for row in writing.gone}
    leaving |= {old.pk for old, new in writing.changed if owner_of(old) != owner_of(new)}
    for kind, rows in of_kinds(writing.gone):
        pks = {row.pk for row in rows}
        hanging: list[NodeRow] = []
        if kind is Section:
            hanging += TreatmentLine.objects.filter(section__in=pks)
        if kind is TreatmentLine:
            hanging += Intervention.objects.filter(line__in=pks)
        if kind in OWNING:
            hanging += Statement.objects.filter(**{f"{OWNING[kind]}__in": pks})
        if kind is Reference:
            cited = {str(pk) for pk in pks}
            becoming = {new.pk: new for _old, new in writing.changed if isinstance(new, Statement)}
            hanging += [each for each in article.statements.all() if cited & set(becoming.get(each.pk, each).citations)]
        yield from (row for row in hanging if row.pk not in leaving)


def _homeless(writing: Writing) -> Iterator[tuple[NodeRow, tuple[type[NodeRow], UUID]]]:
    """What would come back to an owner that is gone, and that owner."""
    fresh = {row.pk for row in writing.fresh}
    needed: dict[type[NodeRow], dict[UUID, NodeRow]] = {}
    for row in writing.coming:
        owner = owner_of(row)
        if owner and owner[1] not in fresh:
            needed.setdefault(owner[0], {})[owner[1]] = row
    for kind, rows in needed.items():
        there = set(kind._default_manager.filter(pk__in=rows).values_list("pk", flat=True))
        yield from ((row, (kind, pk)) for pk, row in rows.items() if pk not in there)


def _refuse_circles(statements: list[Statement], parents: dict[UUID, UUID]) -> None:
    for statement in statements:
        above = parents.get(statement.pk)
        seen = {statement.pk}
        while above is not None:
            if above in seen:
                raise Refused(_("A statement cannot stand under itself. Nothing was changed."))
            seen.add(above)
            above = parents.get(above)


def _about(sentence: str, row: NodeRow) -> str:
    return sentence % {"text": str(row)[:80]}
