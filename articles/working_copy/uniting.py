"""Two references that are one publication: gaps filled, citations moved, the other removed; one act, to be undone."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from articles import limits
from articles.characters import as_stored
from articles.csl import Csl
from articles.importing.references.likeness import gaps_filled
from articles.models import ActKind, Article, NodeRow, Reference, Statement
from articles.permissions import Person
from articles.states import Refused, Stale
from articles.working_copy.acts import act
from articles.working_copy.merging import as_seen, is_same
from articles.working_copy.saving import change, now, refuse_alone
from articles.working_copy.writing import Writing


class Filling(NamedTuple):
    """What a reference of the list is to be given where it has nothing. version: as the person saw it."""

    row: Reference
    version: int
    csl: Mapping[str, Any]


def merge_references(*, keep: Reference, gone: Reference, versions: tuple[int, int], actor: Person) -> Reference:
    """Make one reference of two: the one that is kept gets what it lacks, and every citation of the other.

    versions: of both, as the person saw them. Returns the one that is kept. Raises Forbidden, Stale when one of them
    was changed or removed meanwhile, or Refused when they are the same or of different articles.
    """
    with act(keep.article_id, actor, ActKind.MERGED) as doing:
        kept = _as_seen(keep, versions[0], doing.article)
        other = _as_seen(gone, versions[1], doing.article)
        if kept.pk == other.pk:
            raise Refused(_("A reference cannot be merged with itself. Nothing was changed."))
        united = copy(kept)
        united.csl = _filled(kept.csl, other.csl)
        united.note = _both(kept.note, other.note)
        refuse_alone(united)
        writing = Writing(gone=[other], changed=_recited(doing.article, kept, other))
        if (united.csl, united.note) != (kept.csl, kept.note):
            writing.changed.append((kept, united))
        writing.write(actor)
        doing.about = united
        return united


def fill_gaps(article: Article, filling: Sequence[Filling], actor: Person) -> None:
    """Fill the gaps of references that are there. The caller is inside an act."""
    for each in filling:
        row = _as_seen(each.row, each.version, article)
        change(row, article, {"csl": _filled(row.csl, each.csl)}, actor)


def _as_seen(row: Reference, version: int, article: Article) -> Reference:
    current = now(row)
    if current is None or current.article_id != article.pk:
        raise Stale(_("This reference was removed from the article meanwhile. Nothing was changed."))
    if current.version != version:
        seen = as_seen(current, version)
        if seen is None or not is_same(seen, current, but_for=frozenset({"position"})):
            raise Stale(
                _("Somebody changed the reference @%(key)s meanwhile. Nothing was changed; look at it again.")
                % {"key": current.key}
            )
    return current


def _filled(there: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Both are kept already or were read before: their characters were asked by the rule of that day."""
    with as_stored():
        before = Csl.model_validate(there)
        filled = gaps_filled(before, Csl.model_validate(more))
    return filled.as_json() if filled != before else dict(there)


def _both(first: str, second: str) -> str:
    """Two notes as one, without saying anything twice. Raises Refused when they are too long together."""
    together = first if second.strip() in first else f"{first}\n{second}".strip()
    if len(together) > limits.PROSE:
        raise Refused(_("The notes of both are too long for one. Shorten one of them first; nothing was changed."))
    return together


def _recited(article: Article, kept: Reference, other: Reference) -> list[tuple[NodeRow, NodeRow]]:
    """The statements that cite the other, as they are and as they will be: citing the one that is kept, once."""
    changed: list[tuple[NodeRow, NodeRow]] = []
    for statement in Statement.objects.filter(article=article):
        if str(other.pk) in statement.citations:
            new = copy(statement)
            new.citations = list(
                dict.fromkeys(str(kept.pk) if pk == str(other.pk) else pk for pk in statement.citations)
            )
            changed.append((statement, new))
    return changed
