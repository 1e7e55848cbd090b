"""What the API may know: published articles and revisions that the board once approved, and nothing else.

Every query begins at one of the three functions below, so that nothing of a draft has a way into an answer.
"""

from http import HTTPStatus

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Notice, NoticeKind, Revision
from articles.states import ONCE_APPROVED, State
from editorial.api import telling
from editorial.api.problems import Problem, not_found
from editorial.press.edition import Edition, edition_of
from editorial.press.models import Listing


def published() -> QuerySet[Listing]:
    """Published articles as lists show them, each with its article and approved revision."""
    return Listing.objects.filter(revision=F("article__published_revision")).select_related("article", "revision")


def edition_at(slug: str) -> Edition:
    """The public edition of the article with this address. Raises Problem: 404 unknown, 410 retracted."""
    article = Article.objects.filter(slug=slug).first()
    edition = edition_of(article) if article else None
    if edition is None or edition.faults:
        raise unknown_article(slug)
    if edition.retracted:
        raise gone(edition.retraction)
    return edition


def versions_at(slug: str) -> QuerySet[Revision]:
    """The revisions of the article that readers were once shown; empty when there are none."""
    return Revision.objects.filter(article__slug=slug, state__in=ONCE_APPROVED).select_related("article")


def version_at(slug: str, number: int) -> Revision:
    """One of them. Raises Problem (404) when readers were never shown one of this number."""
    # Compared here: a number that no database can hold is still only a number that no version has.
    for version in versions_at(slug):
        if version.number == number:
            return version
    raise not_found(
        _("No approved version %(number)s of “%(slug)s” is here.") % {"number": str(number)[:20], "slug": slug}
    )


def unknown_article(slug: str) -> Problem:
    return not_found(_("No published article has the address “%(slug)s”.") % {"slug": slug})


def retraction_of(version: Revision) -> Notice | None:
    """The notice that took this version's text away: its own, or that of the whole article."""
    if version.state != State.RETRACTED and version.article.published_revision_id is not None:
        return None
    retractions = version.article.notices.filter(kind=NoticeKind.RETRACTION)
    if version.state == State.RETRACTED:
        retractions = retractions.filter(revision=version)
    return retractions.order_by("-issued_at").first()


def gone(notice: Notice) -> Problem:
    """The notice in place of the text."""
    return Problem(
        HTTPStatus.GONE,
        _("The editors retracted this on %(day)s: %(reason)s")
        % {"day": timezone.localdate(notice.issued_at).isoformat(), "reason": notice.reason},
        notice=telling.notice(notice).model_dump(),
    )
