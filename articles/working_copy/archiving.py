"""An article is set aside: archived until somebody takes it back, or, as a draft that nobody submitted, deleted.

What readers see is never set aside: it is retracted, by notice. An article keeps its row in either case, since its
journal hangs on it; of a deleted draft nothing else is left in the working copy (docs/decisions/deleted-drafts.md).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from articles import journal
from articles.journal import Decision
from articles.models import ActKind, Article, Author, NodeRow, SetAside
from articles.permissions import Person, keeps, may_edit
from articles.states import Forbidden, Refused, Stale
from articles.working_copy.acts import Doing, latest, record
from articles.working_copy.rows import ROW_ORDER
from articles.working_copy.saving import save
from articles.working_copy.writing import Writing


@transaction.atomic
def archive(*, article: Article, actor: Person) -> Article:
    """Out of the lists, and read only until it is taken back. Archived twice it is archived once.

    Raises Forbidden, or Refused when readers see it or the board reviews it.
    """
    article = _locked(article, actor)
    if article.set_aside == SetAside.ARCHIVED:
        return article
    if obstacle := obstacle_to_archiving(article):
        raise Refused(obstacle)
    return _set(article, SetAside.ARCHIVED, Decision.ARCHIVED, actor)


@transaction.atomic
def take_back(*, article: Article, actor: Person) -> Article:
    """From the archive; everything is as it was. What is not there is left alone."""
    article = _locked(article, actor)
    return _set(article, "", Decision.TAKEN_BACK, actor) if article.set_aside else article


@transaction.atomic
def delete_draft(*, article: Article, shown: int, actor: Person) -> None:
    """Remove every row of the working copy and take the article from all lists, for good. Its address is free again.

    shown: the last act that the person saw (acts.latest). What the journal has sealed stays, the words in row history
    with it. Raises Forbidden, Refused once it was submitted, or Stale when somebody changed it meanwhile.
    """
    article = _locked(article, actor)
    if not keeps(actor, article):
        raise Forbidden(_("Only whose draft it is and editors may delete it."))
    if obstacle := obstacle_to_deleting(article):
        raise Refused(obstacle)
    if shown != latest(article):
        raise Stale(_("Somebody changed this draft after you were shown it. Nothing was deleted; look at it again."))
    named = sorted(article.named_accounts)
    doing = Doing(article)
    doing.begins_here()
    Writing(gone=rows_of_working_copy(article)).write(actor)
    article.slug = f"deleted-{article.pk.hex}"
    save(article, actor)
    doing.about = article
    record(doing, actor, ActKind.REMOVED)
    _set(article, SetAside.DELETED, Decision.DELETED, actor, named=named)


def obstacle_to_archiving(article: Article) -> str:
    """Why it cannot be archived, as the sentence to show; empty when it can."""
    if article.revision_in_review_id:
        return _("A revision is in review. Withdraw it before you archive the article.")
    if article.published_revision_id:
        return _("Readers see this article. What is published is taken from them by a notice, not by archiving it.")
    return ""


def obstacle_to_deleting(article: Article) -> str:
    """Why the draft cannot be deleted, as the sentence to show; empty when it can."""
    if article.latest_number:
        return _("It was submitted to the board, so its record stays. Archive it instead.")
    return ""


def rows_of_working_copy(article: Article) -> list[NodeRow]:
    """All rows that go when it is deleted."""
    kinds: tuple[type[NodeRow], ...] = (Author, *ROW_ORDER)
    return [row for kind in kinds for row in kind._default_manager.filter(article=article)]


def _locked(article: Article, actor: Person) -> Article:
    article = Article.objects.locked(article.pk)
    if not may_edit(actor, article):
        raise Forbidden(_("Only the article's authors and editors may change it."))
    if article.is_deleted:
        raise Refused(_("This draft was deleted."))
    return article


def _set(article: Article, value: str, kind: Decision, actor: Person, **told: object) -> Article:
    article.set_aside = value
    article.save_without_historical_record(update_fields=["set_aside"])  # type: ignore[attr-defined]
    journal.append(article=article, kind=kind, actor=actor, data={"title": article.title} | told)
    return article
