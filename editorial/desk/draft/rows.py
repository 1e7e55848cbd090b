"""The kinds of rows that can be edited on the desk: the word in the address, the model, the form."""

from typing import NamedTuple
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from articles.limits import INTEGER
from articles.models import Article, Author, Intervention, NodeRow, Reference, Section, Statement, TreatmentLine
from editorial.desk.draft.forms import (
    ArticleForm,
    AuthorForm,
    InterventionForm,
    LineForm,
    RowForm,
    SectionForm,
    StatementForm,
)
from editorial.desk.draft.reference_form import ReferenceForm


class Kind(NamedTuple):
    model: type[NodeRow]
    form: type[RowForm]


KINDS = {
    "authors": Kind(Author, AuthorForm),
    "sections": Kind(Section, SectionForm),
    "lines": Kind(TreatmentLine, LineForm),
    "interventions": Kind(Intervention, InterventionForm),
    "statements": Kind(Statement, StatementForm),
    "references": Kind(Reference, ReferenceForm),
}


def kind_or_404(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def form_for(row: Article | NodeRow) -> type[RowForm]:
    """The form that edits this row."""
    if isinstance(row, Article):
        return ArticleForm
    return next(kind.form for kind in KINDS.values() if kind.model is type(row))


def word_for(row: NodeRow) -> str:
    """The word for this kind of row in an address."""
    return next(word for word, kind in KINDS.items() if kind.model is type(row))


def address_of(row: Article | NodeRow) -> str:
    """Where the row is edited."""
    if isinstance(row, Article):
        return reverse("desk:about", args=[row.pk])
    return reverse("desk:node", args=[row.article_id, word_for(row), row.pk])


def place_of(article: UUID, node: UUID | None = None) -> str:
    """Where a node stands in the article as the desk shows it, its part of the page open."""
    return reverse("desk:article", args=[article]) + (f"?part={node}#s-{node}" if node else "")


def number_in(text: str | None) -> int:
    """A version, or the number of an act or a save, as a form sends it back; 0, which none is, when it is no number."""
    if not text or not text.isdecimal() or not text.isascii() or len(text) > len(str(INTEGER)):
        return 0
    return int(text) if int(text) <= INTEGER else 0
