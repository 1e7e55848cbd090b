"""Whom the desk is for, and which drafts exist for them; what they may do there is asked again by every action."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from articles.models import Article, Revision
from articles.permissions import may_see_draft, may_start_article
from articles.states import Forbidden
from editorial.accounts.models import User


def require_desk(user: User) -> None:
    """Raises Forbidden for somebody who neither writes nor edits."""
    if not may_start_article(user):
        raise Forbidden(_("The desk is for authors and editors."))


def draft_or_404(user: User, article: UUID) -> Article:
    """The article, with its author and both revisions that it points at. To others a draft does not exist."""
    return visible_or_404(
        Article.objects.select_related("author", "published_revision", "revision_in_review"), user, article
    )


def visible_or_404(articles: QuerySet[Article], user: User, article: UUID) -> Article:
    found = articles.filter(pk=article).first()
    if found is None or not may_see_draft(user, found):
        raise Http404
    return found


def revision_or_404(user: User, revision: UUID) -> Revision:
    """The revision with its article; to those who may not see the article's draft it does not exist."""
    found = Revision.objects.select_related("article__author").filter(pk=revision).first()
    if found is None or not may_see_draft(user, found.article):
        raise Http404
    return found
