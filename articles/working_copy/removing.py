"""What leaves the working copy: a part, with all that hangs on it. Its history stays, and undoing.py brings it back."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from articles import history
from articles.models import Act, ActKind, Article, Author, NodeRow, Reference, Statement
from articles.permissions import Person
from articles.states import Refused, Stale
from articles.working_copy.acts import act
from articles.working_copy.merging import as_seen, is_same
from articles.working_copy.places import beneath
from articles.working_copy.saving import delete_all, now, of_kinds, save_all


class ChangedMeanwhile(Stale):
    """Somebody else changed what was to be removed. `row` is the part as it is now."""

    def __init__(self, row: NodeRow) -> None:
        super().__init__(
            _("Somebody else changed “%(text)s” since you opened this page. Nothing was removed; look at it again.")
            % {"text": str(row)[:80]}
        )
        self.row = row


class StillCited(Refused):
    """A reference cannot go while statements cite it. `statements` are those."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        super().__init__(
            _("“%(text)s” still cites this reference. Remove the citation first.")
            % {"text": statements[0].professional[:60]}
        )
        self.statements = statements


def remove(
    *,
    row: NodeRow,
    version: int,
    actor: Person,
    shown: int | None = None,
    with_citations: Collection[UUID] = (),
) -> None:
    """Take a part out of the working copy, with all that hangs on it.

    with_citations: the statements that may lose their citation of a reference; one that cites it and is not among them
    keeps it there. version: of the row, as the person saw it. shown: the last act that their page showed (acts.latest),
    for what hangs on the row; None: it goes, whatever was done to it. Raises Forbidden, ChangedMeanwhile, StillCited,
    or Refused for the last author. What somebody else has removed meanwhile stays removed, once.
    """
    with act(row.article_id, actor, ActKind.REMOVED) as doing:
        current = now(row)
        if current is None:
            return
        cited_by = citing(doing.article, current) if isinstance(current, Reference) else []
        if unseen := [each for each in cited_by if each.pk not in with_citations]:
            raise StillCited(unseen if with_citations else cited_by)
        if isinstance(current, Author) and not doing.article.authors.exclude(pk=current.pk).exists():
            raise Refused(_("An article names at least one author. Add another first; nothing was removed."))
        gone = beneath(current)
        _refuse_unseen(current, version, gone, shown, actor)
        for statement in cited_by:
            statement.citations = [pk for pk in statement.citations if pk != str(current.pk)]
        save_all(cited_by, ["citations"], actor)
        delete_all(gone, actor)
        doing.about = current


def citing(article: Article, reference: Reference) -> list[Statement]:
    """The statements that cite a reference, in no particular order."""
    return [each for each in article.statements.all() if str(reference.pk) in each.citations]


def _refuse_unseen(row: NodeRow, version: int, gone: list[NodeRow], shown: int | None, actor: Person) -> None:
    """Refuse to remove words that the person has not seen: another's, written since their page was made."""
    if row.version != version:
        seen = as_seen(row, version)
        if seen is None or not is_same(seen, row, but_for=frozenset({"position"})):
            raise ChangedMeanwhile(row)
    if shown is None:
        return
    last = Act.objects.filter(pk=shown, article=row.article_id).first()
    upto: dict[str, int] = last.upto if last else {}
    for kind, rows in of_kinds(gone):
        name = kind._meta.model_name or ""
        since = history.history_model(name).objects.filter(
            id__in=[each.pk for each in rows], history_id__gt=upto.get(name, 0)
        )
        changed: UUID | None = since.exclude(history_user=actor.pk).values_list("id", flat=True).first()
        if changed:
            raise ChangedMeanwhile(next(each for each in rows if each.pk == changed))
