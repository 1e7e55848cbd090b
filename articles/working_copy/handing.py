"""A draft is handed over: another account keeps it from now on.

Whose draft it was decides who may not sign it, so it is told by events, which nobody can take back, and read from them
(contributors.py). The database lets the column change only to what the last event of the journal says
(articles/evidence.py): the one action that journals first and writes second. No row history is written, since whoever
hands a draft over has written nothing in it.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from articles import journal
from articles.journal import Decision
from articles.models import Article
from articles.permissions import Person, account, is_author, is_editor, keeps
from articles.remarks import remark
from articles.states import Forbidden, Refused, Stale


@transaction.atomic
def hand_over(*, article: Article, shown: int, to: Person, actor: Person, reason: str = "") -> Article:
    """Make the draft that of another author or editor. Who is named as author stays as it is.

    shown: the account whose draft it was when the person was shown it. reason: kept in the journal, may be empty.
    Raises Forbidden, Stale when it was handed over meanwhile, or Refused: while a revision is in review (who may sign
    that was asked of the draft as it was), when it is archived, or when `to` may not write here or has it already.
    """
    article = Article.objects.locked(article.pk)
    if not keeps(actor, article) or article.is_deleted:
        raise Forbidden(_("Only whose draft it is and editors may hand it over."))
    if obstacle := obstacle_to_handing_over(article):
        raise Refused(obstacle)
    before = article.author
    if shown != before.pk:
        raise Stale(
            _("Meanwhile this draft was handed over to %(name)s. Nothing was changed.")
            % {"name": before.get_full_name()}
        )
    if not (is_author(to) or is_editor(to)):
        raise Refused(_("Only an author or an editor can take the draft. Nothing was changed."))
    if to.pk == before.pk:
        raise Refused(_("It is their draft already. Nothing was changed."))
    journal.append(
        article=article,
        kind=Decision.HANDED_OVER,
        actor=actor,
        data={
            "from": str(before.pk),
            "from_name": before.get_full_name(),
            "to": str(to.pk),
            "to_name": to.get_full_name(),
            "reason": remark(reason),
        },
    )
    article.author = account(to)
    article.save_without_historical_record(update_fields=["author"])  # type: ignore[attr-defined]
    return article


def obstacle_to_handing_over(article: Article) -> str:
    """Why it cannot be handed over now, as the sentence to show; empty when it can."""
    if article.set_aside:
        return _("This article is archived. Take it back from the archive before you hand it over.")
    if article.revision_in_review_id:
        return _("A revision is in review. Its draft can be handed over when that is decided or withdrawn.")
    return ""
