"""Words that a guess changed are made what they were before it: one act, which can be undone."""

from django.utils.translation import gettext as _

from articles.models import ActKind, Doubt, Statement
from articles.permissions import Person
from articles.states import Refused, Stale
from articles.working_copy.acts import act
from articles.working_copy.doubting import DoubtState, state_of
from articles.working_copy.saving import change


def put_back(*, doubt: Doubt, actor: Person) -> Statement:
    """Give the statement the words and sources that it had before the guess; all else in it stays. Returns it.

    Raises Forbidden, Refused when the guess changed nothing, or Stale when the part says something else by now.
    """
    with act(doubt.article_id, actor, ActKind.EDITED) as doing:
        if not doubt.before:
            raise Refused(_("There is nothing to put back."))
        row = doing.article.statements.filter(pk__in=[doubt.node]).first()
        if row is None or state_of(doubt, row) not in (DoubtState.OPEN, DoubtState.RIGHT):
            raise Stale(_("This part was changed since, so nothing was put back. Look at it again."))
        known = {str(pk) for pk in doing.article.references.values_list("pk", flat=True)}
        cited = [each for each in doubt.before.get("citations", ()) if each in known]
        doing.about = change(row, doing.article, {**doubt.before, "citations": cited}, actor)
        return row
