"""The working copy: rows <-> document. The only writer of working rows.

An edit names the `version` of the row that the person saw; when somebody saved in between, `Conflict` carries the row
as it is now, so that both texts can be shown and none is lost.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError as InvalidValue
from django.db import IntegrityError, transaction
from django.db.models import Max, Model, QuerySet, TextField
from django.utils.translation import gettext as _
from pydantic import ValidationError
from simple_history.utils import bulk_create_with_history

from articles import characters, journal
from articles.document import Document
from articles.journal import Decision
from articles.models import (
    OWNER_OF_PLACE,
    Article,
    Intervention,
    NodeRow,
    Place,
    Reference,
    Section,
    Statement,
    TreatmentLine,
)
from articles.permissions import Person, may_edit, may_start_article
from articles.slugs import slug_of
from articles.states import Forbidden, Refused, Stale
from articles.working_copy.composing import alone, compose
from articles.working_copy.identities import fresh_identities, keep_identities
from articles.working_copy.rows import ROW_ORDER, differs, leaves_its_place, metadata, removable_in_turn, rows_of

# What a person may change in each kind of row; everything else follows from structure.
EDITABLE: dict[type[Model], frozenset[str]] = {
    Article: frozenset(
        {
            "title",
            "heading",
            "plain_heading",
            "condition",
            "synonyms",
            "icd10",
            "specialty",
            "source_date",
            "language",
        }
    ),
    Section: frozenset({"title", "plain_title", "kind"}),
    TreatmentLine: frozenset({"title", "plain_title", "min_weeks", "max_weeks"}),
    Intervention: frozenset({"name", "plain_name", "kind", "percentage", "numerator", "denominator"}),
    Statement: frozenset({"label", "plain_label", "professional", "plain", "citations", "style"}),
    Reference: frozenset({"key", "csl", "note"}),
}


class Conflict(Stale):
    """Somebody saved the row since the person read it. `current` is the row as it is now."""

    def __init__(self, current: Model) -> None:
        super().__init__(_("Somebody else saved this text while you were editing. Both versions are kept below."))
        self.current = current


def require_editor_of(article: Article, actor: Person) -> None:
    if not may_edit(actor, article):
        raise Forbidden(_("Only the article's author and editors may change it."))


@transaction.atomic
def create_article(*, document: Document, author: Person) -> Article:
    """A new article with the document as its working copy. Raises Forbidden when the person may not start one."""
    if not may_start_article(author):
        raise Forbidden(_("Only authors and editors may start an article."))
    document = fresh_identities(document)
    article = Article(id=uuid.uuid4(), author=author, **metadata(document))
    _save_at_free_address(article, document)
    _write_rows(article, document, author)
    journal.append(article=article, kind=Decision.CREATED, actor=author, data={"title": article.title})
    return article


@transaction.atomic
def replace_document(*, article: Article, document: Document, actor: Person) -> Article:
    """Make the document the working copy. Nodes that are there already keep their identity and history."""
    article = Article.objects.locked(article.pk)
    require_editor_of(article, actor)
    document = keep_identities(fresh_identities(document), compose(article))
    for name, value in metadata(document).items():
        setattr(article, name, value)
    _save(article, actor)
    _write_rows(article, document, actor)
    journal.append(article=article, kind=Decision.IMPORTED, actor=actor, data={"title": article.title})
    return article


@transaction.atomic
def edit(*, row: Model, version: int, values: dict[str, Any], actor: Person) -> Any:
    """Change one row of the working copy (an Article's own metadata, or a node).

    version: the row's version that the person saw. values: field name to new value, only names in EDITABLE.
    Returns the saved row. Raises Forbidden, Conflict, or Refused with a sentence when the value cannot stand.
    """
    article = Article.objects.locked(row.pk if isinstance(row, Article) else row.article_id)  # type: ignore[attr-defined]
    require_editor_of(article, actor)
    current: Any = article if isinstance(row, Article) else type(row)._default_manager.filter(pk=row.pk).first()
    if current is None:
        raise Stale(_("This part was removed from the article while you were editing; your text was not saved."))
    if unknown := set(values) - EDITABLE[type(row)]:
        raise Refused(_("These fields cannot be edited: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    if current.version != version:
        raise Conflict(current)
    values = {name: _entered(type(row), name, value) for name, value in values.items()}
    before = {name: getattr(current, name) for name in values}
    if before == values:
        return current
    for name, value in values.items():
        setattr(current, name, value)
    _refuse_invalid(current, article, values)
    _save(current, actor)
    return current


@transaction.atomic
def add_statement(
    *, article: Article, place: Place, owner: Model | None, professional: str, actor: Person
) -> Statement:
    """Append a statement at a place of the article. `owner` is the row that the place names (None for the answer)."""
    article = Article.objects.locked(article.pk)
    require_editor_of(article, actor)
    if owner is not None and getattr(owner, "article_id", None) != article.pk:
        raise Refused(_("This place is not in the article. Nothing was saved."))
    siblings = article.statements.filter(place=place, **_owner(place, owner))
    if place in (Place.CRITERION, Place.USE) and siblings.exists():
        raise Refused(_("There is one already: edit it instead. Nothing was saved."))
    style = "paragraph" if place in (Place.ANSWER, Place.CRITERION, Place.USE) else "bullet"
    statement = Statement(
        article=article,
        place=place,
        style=style,
        position=_end_of(siblings),
        professional=_entered(Statement, "professional", professional).strip(),
        **_owner(place, owner),
    )
    _refuse_invalid(statement, article, ["professional"])
    _save(statement, actor, new=True)
    return statement


@transaction.atomic
def add_reference(*, article: Article, key: str, csl: dict[str, Any], actor: Person) -> Reference:
    """Append a reference to the list. csl: the fields of document.Csl in CSL-JSON."""
    article = Article.objects.locked(article.pk)
    require_editor_of(article, actor)
    reference = Reference(
        article=article,
        key=_entered(Reference, "key", key),
        csl=_entered(Reference, "csl", csl),
        position=_end_of(article.references.all()),
    )
    _refuse_invalid(reference, article, ["key", "csl"])
    _save(reference, actor, new=True)
    return reference


@transaction.atomic
def remove(*, row: NodeRow, actor: Person) -> None:
    """Take a statement (with what is nested under it) or a reference out of the working copy; its history stays.

    A rate is nowhere without the sentence that reports it: it goes with the sentence. What somebody else has removed
    meanwhile stays removed, once.
    """
    article = Article.objects.locked(row.article_id)
    require_editor_of(article, actor)
    if not type(row)._default_manager.filter(pk=row.pk).exists():
        return
    if isinstance(row, Reference):
        for statement in article.statements.all():
            if str(row.pk) in statement.citations:
                raise Refused(
                    _("“%(text)s” still cites this reference. Remove the citation first.")
                    % {"text": statement.professional[:60]}
                )
    elif not isinstance(row, Statement):
        raise Refused(_("Only statements and references can be removed here."))
    else:
        for child in row.children.all():
            remove(row=child, actor=actor)
    _delete(row, actor)
    if isinstance(row, Statement) and row.place == Place.USE and (use := row.intervention):
        use.percentage, use.numerator, use.denominator = "", None, None
        _save(use, actor)


def free_slug(document: Document) -> str:
    """A public address that no article has yet, from the condition's name or the question."""
    base = slug_of(document.condition.name or document.title)
    slug, number = base, 1
    while Article.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _save_at_free_address(article: Article, document: Document) -> None:
    """Insert the article at the first free address; the next one when somebody takes it while we look."""
    while True:
        article.slug = free_slug(document)
        try:
            with transaction.atomic():
                _save(article, article.author, new=True)
            return
        except IntegrityError:
            if not Article.objects.filter(slug=article.slug).exists():
                raise


def _end_of(rows: QuerySet[Any]) -> int:
    """The position after the last of the rows. Not their number: what was removed leaves a gap."""
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _owner(place: Place, owner: Model | None) -> dict[str, Model]:
    name = OWNER_OF_PLACE[place]
    if name is None:
        return {}
    if owner is None:
        raise Refused(_("Say where in the article the statement belongs."))
    if Statement._meta.get_field(name).related_model is not type(owner):
        raise Refused(_("A statement cannot stand there. Nothing was saved."))
    return {name: owner}


def _entered(kind: type[Model], name: str, value: Any) -> Any:
    """A value as it is kept, its characters asked: prose where the field is one, else lines, in lists and mappings too.

    Raises Refused.
    """
    match value:
        case str():
            is_prose = type(kind._meta.get_field(name)) is TextField
            try:
                return characters.prose(value) if is_prose else characters.line(value)
            except characters.Unfit as complaint:
                raise Refused(f"{complaint} " + _("Nothing was saved.")) from None
        case list() | tuple():
            return [_entered(kind, name, each) for each in value]
        case dict():
            return {key: _entered(kind, name, each) for key, each in value.items()}
    return value


def _refuse_invalid(row: Model, article: Article, fields: Iterable[str]) -> None:
    """Refuse a value that could never be part of a document, in words the person can act on."""
    if isinstance(row, Statement) and "citations" in fields:
        known = {str(pk) for pk in article.references.values_list("pk", flat=True)}
        if unknown := [pk for pk in row.citations if pk not in known]:
            raise Refused(_("There is no reference %(key)s in this article. Nothing was saved.") % {"key": unknown[0]})
    if isinstance(row, Intervention) and not row.percentage and row.statements.filter(place=Place.USE).exists():
        raise Refused(_("The sentence on reported use needs its percentage. Nothing was saved."))
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(fields))
        if not isinstance(row, Statement):
            row.validate_constraints()
        alone(row)
    except InvalidValue as error:
        raise Refused(" ".join(error.messages) + " " + _("Nothing was saved.")) from None
    except ValidationError as error:
        raise Refused(_impossible(error)) from None


def _impossible(error: ValidationError) -> str:
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


def _save(row: Any, actor: Person, *, new: bool = False) -> None:
    row._history_user = actor
    if not new:
        row.version += 1
    row.save(force_insert=new, force_update=not new)


def _delete(row: Any, actor: Person) -> None:
    row._history_user = actor
    row.delete()


def _write_rows(article: Article, document: Document, actor: Person) -> None:
    """Bring the rows into the shape of the document: keep what is the same, change, add, remove the rest.

    No two rows may stand in the same single place or carry the same key, not even for a moment (SQLite cannot defer
    that). So what leaves its place is taken out of the way first, then what is gone is deleted, and only then do rows
    take their new places, owners before what they own. Owners that are gone go last: nothing hangs on them any more.
    """
    wanted = rows_of(article, document)
    there: dict[uuid.UUID, NodeRow] = {}
    for kind in reversed(ROW_ORDER):
        there |= {row.pk: row for row in kind._default_manager.filter(article=article)}
    moving = [row for row in wanted if row.pk in there and leaves_its_place(there[row.pk], row)]
    _step_aside(moving)
    kept = {row.pk for row in wanted}
    gone = removable_in_turn(row for pk, row in there.items() if pk not in kept)
    for row in gone:
        if isinstance(row, Statement | Reference):
            _delete(row, actor)
    for row_kind in ROW_ORDER:
        rows = [row for row in wanted if type(row) is row_kind]
        fresh = [row for row in rows if row.pk not in there]
        bulk_create_with_history(fresh, row_kind, default_user=actor)
        for row in rows:
            old = there.get(row.pk)
            if old is not None and differs(old, row):
                row.version = old.version
                _save(row, actor)
    for row in gone:
        if not isinstance(row, Statement | Reference):
            _delete(row, actor)


def _step_aside(rows: list[NodeRow]) -> None:
    """Out of their single places and keys until they are saved in the new ones; not a change, so not in the history."""
    statements = [row.pk for row in rows if isinstance(row, Statement)]
    Statement.objects.filter(pk__in=statements).update(
        place=Place.ANSWER, section=None, line=None, intervention=None, parent=None
    )
    for row in rows:
        if isinstance(row, Reference):
            Reference.objects.filter(pk=row.pk).update(key=f"{row.pk} on its way")
