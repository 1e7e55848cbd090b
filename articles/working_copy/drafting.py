"""The working copy: rows <-> document. With outline.py, the only writer of working rows.

An edit names the `version` of the row that the person saw; when somebody saved in between, `Conflict` carries the row
as it is now, so that both texts can be shown and none is lost.
"""

import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from articles import journal
from articles.document import Document
from articles.journal import Decision
from articles.models import Article, Author, Intervention, NodeRow, Place, Reference, Section, Statement, TreatmentLine
from articles.permissions import Person, account, may_start_article
from articles.slugs import slug_of
from articles.states import Forbidden, Refused, Stale
from articles.working_copy.composing import compose
from articles.working_copy.identities import fresh_identities, keep_identities
from articles.working_copy.rows import (
    ROW_ORDER,
    Row,
    differs,
    first_author,
    leaves_its_place,
    metadata,
    removable_in_turn,
    rows_of,
)
from articles.working_copy.saving import R, change, delete, now, require_editor_of, save

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
    Author: frozenset({"name", "credentials", "account"}),
    Section: frozenset({"title", "plain_title", "kind"}),
    TreatmentLine: frozenset({"title", "plain_title", "min_weeks", "max_weeks"}),
    Intervention: frozenset({"name", "plain_name", "kind", "percentage", "numerator", "denominator"}),
    Statement: frozenset({"label", "plain_label", "professional", "plain", "citations", "style"}),
    Reference: frozenset({"key", "csl", "note"}),
}


class Conflict(Stale):
    """Somebody saved the row since the person read it. `current` is the row as it is now."""

    def __init__(self, current: Row) -> None:
        super().__init__(_("Somebody else saved this text while you were editing. Both texts are kept below."))
        self.current = current


@transaction.atomic
def create_article(*, document: Document, author: Person) -> Article:
    """A new article with the document as its working copy. Raises Forbidden when the person may not start one.

    author: whose draft it is; with a name they are its first named author, until somebody changes that.
    """
    if not may_start_article(author):
        raise Forbidden(_("Only authors and editors may start an article."))
    document = fresh_identities(document)
    article = Article(id=uuid.uuid4(), author=account(author), **metadata(document))
    _save_at_free_address(article, document)
    _write_rows(article, document, author)
    if first := first_author(article, author):
        save(first, author, new=True)
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
    save(article, actor)
    _write_rows(article, document, actor)
    journal.append(article=article, kind=Decision.IMPORTED, actor=actor, data={"title": article.title})
    return article


@transaction.atomic
def edit(*, row: R, version: int, values: Mapping[str, object], actor: Person) -> R:
    """Change one row of the working copy (an Article's own metadata, or a node).

    version: the row's version that the person saw. values: field name to new value, only names in EDITABLE.
    Returns the saved row. Raises Forbidden, Conflict, or Refused with a sentence when the value cannot stand.
    """
    article = Article.objects.locked(row.pk if isinstance(row, Article) else row.article_id)
    require_editor_of(article, actor)
    current = now(row)
    if current is None:
        raise Stale(_("This part was removed from the article while you were editing; your text was not saved."))
    if unknown := set(values) - EDITABLE[type(row)]:
        raise Refused(_("These fields cannot be edited: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    if current.version != version:
        raise Conflict(current)
    return change(current, article, values, actor)


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
                save(article, article.author, new=True)
            return
        except IntegrityError:
            if not Article.objects.filter(slug=article.slug).exists():
                raise


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
            delete(row, actor)
    for row_kind in ROW_ORDER:
        rows = [row for row in wanted if type(row) is row_kind]
        fresh = [row for row in rows if row.pk not in there]
        bulk_create_with_history(fresh, row_kind, default_user=actor)
        for row in rows:
            old = there.get(row.pk)
            if old is not None and differs(old, row):
                row.version = old.version
                save(row, actor)
    for row in gone:
        if not isinstance(row, Statement | Reference):
            delete(row, actor)


def _step_aside(rows: list[NodeRow]) -> None:
    """Out of their single places and keys until they are saved in the new ones; not a change, so not in the history."""
    statements = [row.pk for row in rows if isinstance(row, Statement)]
    Statement.objects.filter(pk__in=statements).update(
        place=Place.ANSWER, section=None, line=None, intervention=None, parent=None
    )
    for row in rows:
        if isinstance(row, Reference):
            Reference.objects.filter(pk=row.pk).update(key=f"{row.pk} on its way")
