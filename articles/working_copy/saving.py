"""One row of the working copy: who may write it, what can stand in it, and how it is saved with its history.

drafting.py and outline.py are the actions; both end here.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import Max, Model, TextField
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from articles import characters, history
from articles.models import Article, Author, NodeRow, Place, Section, Statement
from articles.permissions import Person, account, may_edit
from articles.states import Forbidden, Refused
from articles.working_copy.composing import alone
from articles.working_copy.places import position_in, siblings_of
from articles.working_copy.rows import RATE, ROW_ORDER, Row

M = TypeVar("M", bound=Model)
R = TypeVar("R", bound=Row)


def require_editor_of(article: Article, actor: Person) -> None:
    if not may_edit(actor, article):
        raise Forbidden(_("Only the article's authors and editors may change it."))
    if article.is_deleted:
        raise Refused(_("This draft was deleted. Nothing was saved."))
    if article.set_aside:
        raise Refused(_("This article is archived. Take it back from the archive first; nothing was saved."))


def change(row: R, article: Article, values: Mapping[str, object], actor: Person) -> R:
    """Give one row of the article these values and save it, if that changes anything. Raises Refused when one cannot
    stand. The caller holds the article's lock and has asked who may.
    """
    values = {name: entered(type(row), name, value) for name, value in values.items()}
    if {name: getattr(row, name) for name in values} == values:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    if isinstance(row, Statement) and set(RATE).intersection(values):
        settle_rate(row)
    refuse_invalid(row, article, values)
    save(row, actor)
    return row


def now(row: M) -> M | None:
    """The row as it is now, or None when somebody has removed it."""
    return type(row)._default_manager.filter(pk=row.pk).first()


def entered_text(kind: type[Model], name: str, value: str) -> str:
    """A text as it is kept, its characters asked: prose where the field is one, else a line. Raises Refused."""
    is_prose = type(kind._meta.get_field(name)) is TextField
    try:
        return characters.prose(value) if is_prose else characters.line(value)
    except characters.Unfit as complaint:
        raise Refused(f"{complaint} " + _("Nothing was saved.")) from None


def entered(kind: type[Model], name: str, value: object) -> object:
    """Any value as it is kept: each text in it as entered_text has it, in lists and mappings too. Raises Refused."""
    match value:
        case str():
            return entered_text(kind, name, value)
        case list() | tuple():
            return [entered(kind, name, each) for each in value]
        case dict():
            return {key: entered(kind, name, each) for key, each in value.items()}
    return value


def refuse_invalid(row: Row, article: Article, fields: Iterable[str]) -> None:
    """Refuse a value that could never be part of a document, in words the person can act on."""
    if isinstance(row, Statement) and "citations" in fields:
        known = {str(pk) for pk in article.references.values_list("pk", flat=True)}
        if unknown := [pk for pk in row.citations if pk not in known]:
            raise Refused(_("There is no reference %(key)s in this article. Nothing was saved.") % {"key": unknown[0]})
    if isinstance(row, Section) and row.kind != "algorithm" and row.lines.exists():
        raise Refused(_("Treatment lines belong in the section that holds the algorithm. Nothing was saved."))
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(fields))
        if not isinstance(row, Statement):
            row.validate_constraints()
        if not isinstance(row, Author):  # no part of the document
            alone(row)
    except InvalidValue as error:
        raise Refused(" ".join(error.messages) + " " + _("Nothing was saved.")) from None
    except ValidationError as error:
        raise Refused(impossible(error)) from None


def refuse_alone(row: NodeRow) -> None:
    """Refuse what could never be part of a document, for a row among many: keys and places are the caller's to ask."""
    try:
        row.clean_fields(exclude={"article"})
        alone(row)
    except InvalidValue as error:
        raise Refused(" ".join(error.messages) + " " + _("Nothing was saved.")) from None
    except ValidationError as error:
        raise Refused(impossible(error)) from None


def settle_rate(row: Statement) -> None:
    """Let a sentence under an intervention stand among its rates when it has one, and among its details when not.

    A rate is a percentage with what it is of, and one without its sentence says nothing: they are one row. Raises
    Refused for half a rate, and for one that stands elsewhere.
    """
    if not any(getattr(row, name) not in ("", None) for name in RATE):
        to = Place.DETAIL if row.place == Place.RATE else row.place
    elif row.place not in (Place.DETAIL, Place.RATE):
        raise Refused(_("A rate stands in a sentence right under an intervention. Nothing was saved."))
    elif not row.percentage:
        raise Refused(_("A rate needs its percentage. Nothing was saved."))
    elif not row.rate_kind:
        raise Refused(_("Say what the rate is: use, benefit or harm. Nothing was saved."))
    else:
        to = Place.RATE
    if to != row.place:
        row.place = to
        row.position = position_in(list(siblings_of(row).exclude(pk=row.pk)), "last")


def impossible(error: ValidationError) -> str:
    """What cannot stand, from what pydantic says: our own rules speak in sentences, its own name the field."""
    first = error.errors()[0]
    if own := first.get("ctx", {}).get("error"):
        return f"{own} " + _("Nothing was saved.")
    if first["loc"] == ("percentage",):
        return _("A percentage is a number from 0 to 100, such as 35.7. Nothing was saved.")
    field = ".".join(str(part) for part in first["loc"])
    return _("“%(value)s” cannot stand as %(field)s: %(why)s. Nothing was saved.") % {
        "value": str(first["input"])[:60],
        "field": field,
        "why": first["msg"],
    }


def save(row: Row, actor: Person, *, new: bool = False) -> None:
    """Save a row under the actor's name; a row that was there counts one version on."""
    if not new:
        row.version += 1
    history.in_the_name_of(row, actor).save(force_insert=new, force_update=not new)


def save_all(rows: Sequence[NodeRow], fields: Sequence[str], actor: Person) -> None:
    """Save these fields of rows that are there, all of one kind; each counts one version on."""
    for row in rows:
        row.version += 1
    if rows:
        bulk_update_with_history(rows, type(rows[0]), [*fields, "version"], default_user=actor)


def insert_all(rows: Iterable[NodeRow], actor: Person) -> None:
    """Insert rows, owners before what they own. A row that was there before goes on counting its versions."""
    for kind, group in of_kinds(rows):
        before = kind.history.filter(id__in=[row.pk for row in group]).order_by()
        versions = dict(before.values("id").annotate(last=Max("version")).values_list("id", "last"))
        for row in group:
            row.version = versions.get(row.pk, 0) + 1
        bulk_create_with_history(group, kind, default_user=actor)


def delete_all(rows: Iterable[NodeRow], actor: Person) -> None:
    """Delete rows on which nothing is left hanging; their history keeps them."""
    for kind, group in reversed(of_kinds(rows)):
        past: Any = kind.history.model
        now = timezone.now()
        past.objects.bulk_create(
            past(
                history_date=now,
                history_user=account(actor),
                history_type="-",
                **{field.attname: getattr(row, field.attname) for field in past.tracked_fields},
            )
            for row in group
        )
        gone = kind._default_manager.filter(pk__in=[row.pk for row in group])
        gone._raw_delete(gone.db)


def of_kinds(rows: Iterable[NodeRow]) -> list[tuple[type[NodeRow], list[NodeRow]]]:
    """The rows by kind, kinds that own before those that are owned."""
    listed = list(rows)
    kinds: tuple[type[NodeRow], ...] = (Author, *ROW_ORDER)
    groups = [(kind, [row for row in listed if type(row) is kind]) for kind in kinds]
    return [(kind, group) for kind, group in groups if group]
