"""The history of one part in texts: each save with what it changed, word by word."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from articles import history
from articles.comparison.segments import Segment, segments
from articles.journal import Decision
from articles.models import Act, ActKind, Article, Author, Event, NodeRow, Revision
from articles.working_copy.past import traces
from articles.working_copy.rows import EDITABLE
from editorial.accounts.models import User

OWNERS = ("place", "section_id", "line_id", "intervention_id", "parent_id")


class FieldChange(NamedTuple):
    field: str
    segments: list[Segment]


class Step(NamedTuple):
    """One save of a row. `deed` says whether it was added, changed, moved or removed; `record`: its history id.

    may_restore: the row says something else now, so that it can be made what it was then.
    """

    at: datetime
    who: str
    deed: str
    changes: list[FieldChange]
    record: int
    may_restore: bool = False


class NamedChange(NamedTuple):
    """What became of one named author in one act."""

    name: str
    deed: str
    changes: list[FieldChange]


def steps(
    model: type[Model],
    records: list[Any],
    names: dict[str, str],
    current: NodeRow | None = None,
    moves: Collection[tuple[int, int]] = (),
    suggested: Mapping[int, str] | None = None,
) -> Iterator[Step]:
    """Each save of the row that shows, oldest first, with what it changed.

    suggested: whose suggested words were taken over, by the version of the row that they made (suggested_in).

    names: what ids in it are told as. current: the row as it is, where it may be restored. moves: the stretches of
    history in which somebody moved it (moves_of); all else that only changed its position is spacing, and left out.
    """
    deeds = {"+": _("wrote it"), "~": _("changed it"), "-": _("removed it")}
    for before, now in pairwise([None, *records]):
        changes = [] if now.history_type == "-" else differences(model, before, now, names)
        deed = deeds[now.history_type]
        if before is not None and now.history_type == "+":
            deed = _("brought it back")
        if now.history_type == "~" and not changes:
            if not is_moved(before, now, moves):
                continue
            deed = _("moved it")
        if changes and suggested and now.version in suggested:
            deed = _("took it over, suggested by %(name)s") % {"name": suggested[now.version]}
        may_restore = (
            current is not None
            and now.history_type != "-"
            and (bool(changes) or now.history_type == "+")
            and bool(differences(model, now, current, names))
        )
        yield Step(now.history_date, who(now), deed, changes, now.history_id, may_restore)


def differences(model: type[Model], before: Any, now: Any, names: dict[str, str]) -> list[FieldChange]:
    """Field by field what a person may edit and differs between two states of a row; None: it was not there."""
    fields = [field for field in model._meta.concrete_fields if field.name in EDITABLE[model]]
    found = []
    for field in fields:
        old, new = (shown(getattr(record, field.attname, ""), names) for record in (before, now))
        if old != new:
            found.append(FieldChange(named(field.name) or str(field.verbose_name), segments(old, new)))
    return found


def named(field: str) -> str:
    """What the forms call a field whose column has no words of its own."""
    return {"style": _("Form"), "citations": _("Sources")}.get(field, "")


def is_moved(before: Any, now: Any, moves: Collection[tuple[int, int]]) -> bool:
    if any(getattr(before, name, None) != getattr(now, name, None) for name in OWNERS):
        return True
    return any(low < now.history_id <= high for low, high in moves)


def one_for_each_act(article: Article, model: type[NodeRow], node: UUID, records: list[Any]) -> list[Any]:
    """The records of a part without those that were saved on the way: an open form saves by itself, as one act."""
    name = model._meta.model_name or ""
    edits = article.acts.filter(kind=ActKind.EDITED, part=name, node=node).order_by()
    within = [(since.get(name, 0), upto.get(name, 0)) for since, upto in edits.values_list("since", "upto")]
    return [
        record
        for record, following in zip(records, [*records[1:], None], strict=True)
        if following is None
        or not any(low < record.history_id and following.history_id <= high for low, high in within)
    ]


def moves_of(article: Article, model: type[NodeRow], node: UUID) -> list[tuple[int, int]]:
    """The stretches of this kind's history in which somebody moved this very part, or took that back."""
    name = model._meta.model_name or ""
    found = article.acts.filter(
        Q(kind=ActKind.MOVED, part=name, node=node) | Q(of__kind=ActKind.MOVED, of__part=name, of__node=node)
    )
    return [(since.get(name, 0), upto.get(name, 0)) for since, upto in found.order_by().values_list("since", "upto")]


def suggested_in(article: Article, node: UUID, horizon: Revision | None) -> dict[int, str]:
    """Who suggested the words that were taken over into this part, by the version that they made. One query."""
    events = article.events.filter(kind=Decision.TAKEN_OVER, data__node=str(node))
    if horizon:
        submitted = Event.objects.filter(revision=horizon, kind=Decision.SUBMITTED).values("sequence")[:1]
        events = events.filter(sequence__lt=submitted)
    return {event.data["version"]: event.data["suggested_by_name"] for event in events}


def author_changes(done: Act) -> list[NamedChange]:
    """What an act did to the names of the authors, who are no part of the document. Three queries at most."""
    found = traces(done, (Author,))
    states = [state for trace in found for state in (trace.before, trace.after) if state is not None]
    names = accounts(states)
    told = []
    for trace in found:
        changes = differences(Author, trace.before, trace.after, names)
        if trace.before is None:
            deed = ActKind.ADDED.label
        elif trace.after is None:
            deed = ActKind.REMOVED.label
        else:
            deed = ActKind.EDITED.label if changes else ActKind.MOVED.label
        told.append(NamedChange(str(trace.after or trace.before), str(deed), changes))
    return told


def names_of(model: type[Model], records: list[Any], article: Article, horizon: Revision | None) -> dict[str, str]:
    """How ids in these records are told: the accounts of an author by name, references by key."""
    return accounts(records) if model is Author else keys_of(records, article, horizon)


def accounts(records: Iterable[Any]) -> dict[str, str]:
    found = User.objects.filter(pk__in={record.account_id for record in records if record.account_id})
    return {str(person.pk): person.get_full_name() for person in found}


def keys_of(records: Iterable[Any], article: Article, horizon: Revision | None) -> dict[str, str]:
    """The keys of the references as authors cite them, by id: of those that were removed the last they had.

    Where there is a horizon, as they were in it.
    """
    if horizon:
        return {str(each.id): f"@{each.key}" for each in horizon.document.references}
    keys = {str(pk): f"@{key}" for pk, key in article.references.values_list("pk", "key")}
    lost = {pk for record in records for pk in getattr(record, "citations", ()) if pk not in keys}
    if lost:
        past = history.of_article("reference", article).filter(id__in=lost).order_by("history_id")
        keys |= {str(pk): f"@{key}" for pk, key in past.values_list("id", "key")}
    return keys


def who(record: Any) -> str:
    """Who saved a row: a person, or the upgrade that gives its reason."""
    if record.history_user:
        return str(record.history_user.get_full_name())
    return record.history_change_reason or _("Somebody whose account is gone")


def shown(value: Any, names: dict[str, str]) -> str:
    """A value of a row as text; an id as what it is told as."""
    if isinstance(value, list):
        return ", ".join(shown(each, names) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {shown(each, names)}" for name, each in value.items())
    return "" if value is None else names.get(str(value), str(value))
