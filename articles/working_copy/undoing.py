"""Undo, redo, and the return to an earlier version. Nothing is rewritten: each is an act of its own, in history.

An act is taken back row by row and field by field: what it changed becomes what it was, if nobody has changed that
since. Then nothing is taken back and the person is told what stands in the way; never half an act.
"""

from collections.abc import Iterable
from copy import copy
from uuid import UUID

from django.utils.translation import gettext as _

from articles.models import UNDOABLE, Act, ActKind, Article, NodeRow
from articles.permissions import Person
from articles.states import Refused, Stale
from articles.working_copy.acts import act, latest, mark, to_redo, to_undo
from articles.working_copy.fitting import InTheWay, refuse_impossible, refuse_misfit
from articles.working_copy.past import Trace, state_after, traces, wrote_a_rate_of_before
from articles.working_copy.rows import EDITABLE, Row
from articles.working_copy.saving import save
from articles.working_copy.writing import Writing, rewrite

UNTOUCHED = {"id", "article_id", "version"}


def undo(*, done: Act, actor: Person) -> Act:
    """Take an act back, whoever's it was. Twice, it is taken back once. Returns it.

    Raises Forbidden, or Refused with a sentence when somebody changed since what it wrote, or built on it.
    """
    with act(done.article_id, actor, ActKind.UNDONE, of=done) as doing:
        done = Act.objects.get(pk=done.pk)
        if done.kind not in UNDOABLE:
            raise Refused(_("This cannot be undone."))
        if not done.is_undone:
            _reverse(done, doing.article, actor)
            mark(done, is_undone=True)
        return done


def redo(*, done: Act, actor: Person) -> Act:
    """Do again what was undone. Raises as undo does."""
    with act(done.article_id, actor, ActKind.REDONE, of=done) as doing:
        done = Act.objects.get(pk=done.pk)
        if done.is_undone:
            undone = done.reversals.filter(kind=ActKind.UNDONE).order_by("-pk").first()
            if undone:
                _reverse(undone, doing.article, actor)
            mark(done, is_undone=False)
        return done


def undo_last(*, article: Article, actor: Person) -> Act | None:
    """Take back the person's own last act that stands; None when there is none."""
    done = to_undo(article, actor)
    return undo(done=done, actor=actor) if done else None


def redo_last(*, article: Article, actor: Person) -> Act | None:
    """Do again what the person undid last; None when they undid nothing, or did something new since."""
    done = to_redo(article, actor)
    return redo(done=done, actor=actor) if done else None


def restore_version(*, done: Act, actor: Person, shown: int | None = None) -> Article:
    """Make the working copy what it was right after this act, authors aside. One act, which can be undone.

    shown: the last act that the person's page showed (acts.latest). Raises Forbidden, or Stale when there is a newer:
    it would be taken back unseen.
    """
    with act(done.article_id, actor, ActKind.RESTORED) as doing:
        if shown is not None and shown != latest(doing.article):
            raise Stale(_("The working copy was changed since you opened this page. Nothing was restored; look again."))
        rewrite(doing.article, state_after(done), actor)
        return doing.article


def _reverse(done: Act, article: Article, actor: Person) -> None:
    """Make what the act changed what it was before; the rest of those rows stays as it is."""
    found = traces(done)
    if any(map(wrote_a_rate_of_before, found)):
        raise Refused(
            _("An earlier release wrote this, with a rate. It cannot be taken back; restore an earlier state instead.")
        )
    there = _there(found)
    writing = Writing()
    for trace in found:
        current = there.get((trace.kind, trace.pk))
        if isinstance(current, Article):
            if changed := _changed_back(trace, current):
                save(changed, actor)
        elif trace.before is None:
            if current is not None:
                _refuse_changed(trace, current)
                writing.gone.append(current)
        elif trace.after is None:
            if current is None:
                writing.fresh.append(_part(trace.before))
        elif (changed := _changed_back(trace, current)) and current is not None:
            writing.changed.append((_part(current), _part(changed)))
    refuse_misfit(writing, article)
    writing.write(actor)
    refuse_impossible(writing, article)


def _there(found: Iterable[Trace]) -> dict[tuple[type[Row], UUID], Row]:
    """The rows of these traces as they are now."""
    rows: dict[tuple[type[Row], UUID], Row] = {}
    wanted: dict[type[Row], list[UUID]] = {}
    for trace in found:
        wanted.setdefault(trace.kind, []).append(trace.pk)
    for kind, pks in wanted.items():
        rows |= {(kind, row.pk): row for row in kind._default_manager.filter(pk__in=pks)}
    return rows


def _changed_back(trace: Trace, current: Row | None) -> Row | None:
    """A copy of the row with what the act changed as it was before; None when it is so already."""
    if trace.before is None or trace.after is None:
        return None
    if current is None:
        sentence = _("“%(text)s” was removed since. Nothing was changed.") % {"text": str(trace.after)[:80]}
        raise InTheWay(sentence, gone=(type(_part(trace.after)), trace.pk))
    back = copy(current)
    for name in _fields(trace.kind):
        before, after, now = (getattr(row, name) for row in (trace.before, trace.after, current))
        if before == after or now == before:
            continue
        if now != after:
            _refuse_changed(trace, current)
        setattr(back, name, before)
    return back if any(getattr(back, name) != getattr(current, name) for name in _fields(trace.kind)) else None


def _refuse_changed(trace: Trace, current: Row) -> None:
    """Refuse when the row is not as the act left it: somebody changed it since."""
    names = set(_fields(trace.kind)) - ({"position"} if trace.before is None else set())
    if any(getattr(trace.after, name) != getattr(current, name) for name in names):
        sentence = _("“%(text)s” was changed since, so nothing was undone. Undo the later change first, or edit it.")
        raise InTheWay(sentence % {"text": str(current)[:80]}, row=current)


def _fields(kind: type[Row]) -> list[str]:
    if kind is Article:
        return sorted(EDITABLE[Article])
    return [each.attname for each in kind._meta.concrete_fields if each.attname not in UNTOUCHED]


def _part(row: Row) -> NodeRow:
    if isinstance(row, Article):
        raise TypeError("An article is not a part of itself.")
    return row
