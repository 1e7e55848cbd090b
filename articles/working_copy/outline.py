"""What is added to the working copy and removed from it, one part at a time: statements, rates, references.

A writer of working rows like drafting.py. A rate and the sentence that reports it come and go together.
"""

from typing import TypeVar

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from articles.models import OWNER_OF_PLACE, Article, Author, Intervention, NodeRow, Place, Reference, Statement
from articles.permissions import Person
from articles.states import Refused
from articles.working_copy.saving import (
    RATE,
    change,
    delete,
    entered,
    entered_text,
    now,
    refuse_invalid,
    require_editor_of,
    save,
)

N = TypeVar("N", bound=NodeRow)
SINGLE = (Place.CRITERION, Place.USE)
NO_RATE = {"percentage": "", "numerator": None, "denominator": None}


@transaction.atomic
def add_statement(
    *, article: Article, place: Place, owner: NodeRow | None, professional: str, actor: Person
) -> Statement:
    """Append a statement at a place of the article. `owner` is the row that the place names (None for the answer).

    Raises Forbidden, or Refused with a sentence; also for a reported use, which comes with its rate (add_use).
    """
    if place == Place.USE:
        raise Refused(_("The sentence on reported use needs its percentage. Nothing was saved."))
    article = Article.objects.locked(article.pk)
    require_editor_of(article, actor)
    if owner is not None and owner.article_id != article.pk:
        raise Refused(_("This place is not in the article. Nothing was saved."))
    return _appended(article, place, owner, professional, actor)


@transaction.atomic
def add_use(
    *,
    article: Article,
    intervention: Intervention,
    professional: str,
    percentage: str,
    actor: Person,
    numerator: int | None = None,
    denominator: int | None = None,
) -> Statement:
    """Add the sentence that reports how often an intervention was used, and the rate it reports: both, or neither.

    percentage: as the source prints it, "35.7". numerator, denominator: patients, where known.
    Raises Forbidden, or Refused with a sentence.
    """
    article = Article.objects.locked(article.pk)
    require_editor_of(article, actor)
    current = article.interventions.filter(pk=intervention.pk).first()
    if current is None:
        raise Refused(_("This place is not in the article. Nothing was saved."))
    if not entered_text(Intervention, "percentage", percentage):
        raise Refused(_("The sentence on reported use needs its percentage. Nothing was saved."))
    statement = _appended(article, Place.USE, current, professional, actor)
    rate = dict(zip(RATE, (percentage, numerator, denominator), strict=True))
    change(current, article, rate, actor)
    return statement


@transaction.atomic
def add_reference(*, article: Article, key: str, csl: dict[str, object], actor: Person) -> Reference:
    """Append a reference to the list. csl: the fields of document.Csl in CSL-JSON."""
    article = Article.objects.locked(article.pk)
    require_editor_of(article, actor)
    reference = Reference(
        article=article,
        key=entered_text(Reference, "key", key),
        csl=entered(Reference, "csl", csl),
        position=end_of(article.references.all()),
    )
    refuse_invalid(reference, article, ["key", "csl"])
    save(reference, actor, new=True)
    return reference


@transaction.atomic
def remove(*, row: NodeRow, actor: Person) -> None:
    """Take a statement (with what is nested under it, and the rate it reports), a reference or an author out of the
    working copy. Its history stays. Raises Refused for the last author, and for a reference that is cited.

    What somebody else has removed meanwhile stays removed, once.
    """
    article = Article.objects.locked(row.article_id)
    require_editor_of(article, actor)
    current = now(row)
    match current:
        case None:
            return
        case Reference():
            _refuse_cited(current, article)
        case Statement():
            for child in current.children.all():
                remove(row=child, actor=actor)
        case Author():
            if not article.authors.exclude(pk=current.pk).exists():
                raise Refused(_("An article names at least one author. Add another first; nothing was removed."))
        case _:
            raise Refused(_("Only statements, references and authors can be removed here."))
    delete(current, actor)
    if isinstance(current, Statement) and current.place == Place.USE and current.intervention:
        change(current.intervention, article, NO_RATE, actor)


def _refuse_cited(reference: Reference, article: Article) -> None:
    for statement in article.statements.all():
        if str(reference.pk) in statement.citations:
            raise Refused(
                _("“%(text)s” still cites this reference. Remove the citation first.")
                % {"text": statement.professional[:60]}
            )


def _appended(article: Article, place: Place, owner: NodeRow | None, professional: str, actor: Person) -> Statement:
    """A new statement after those that stand there. The caller holds the lock and has asked who may."""
    of_owner = _owner(place, owner)
    siblings = article.statements.filter(place=place, **of_owner)
    if place in SINGLE and siblings.exists():
        raise Refused(_("There is one already: edit it instead. Nothing was saved."))
    statement = Statement(
        article=article,
        place=place,
        style="paragraph" if place in (Place.ANSWER, *SINGLE) else "bullet",
        position=end_of(siblings),
        professional=entered_text(Statement, "professional", professional).strip(),
        **of_owner,
    )
    refuse_invalid(statement, article, ["professional"])
    save(statement, actor, new=True)
    return statement


def end_of(rows: QuerySet[N]) -> int:
    """The position after the last of the rows. Not their number: what was removed leaves a gap."""
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _owner(place: Place, owner: NodeRow | None) -> dict[str, NodeRow]:
    name = OWNER_OF_PLACE[place]
    if name is None:
        return {}
    if owner is None:
        raise Refused(_("Say where in the article the statement belongs."))
    if Statement._meta.get_field(name).related_model is not type(owner):
        raise Refused(_("A statement cannot stand there. Nothing was saved."))
    return {name: owner}
