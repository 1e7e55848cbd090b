"""Where an article stands, in one word, from its pointers and its latest revision."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Revision, SetAside
from articles.states import READER_STEPS, State


class Progress(NamedTuple):
    """`state` is a State, "draft" or "archived"; `revision` the one it is about, if there is one."""

    state: str
    label: str | Promise
    revision: Revision | None = None

    @property
    def step(self) -> str:
        """The step of the way that the next move starts from."""
        return self.state if self.state in READER_STEPS else "draft"


def latest_revisions(articles: Iterable[Article]) -> dict[UUID, Revision]:
    """The latest revision of each article that has one, by the article's id. One query."""
    rows = Revision.objects.filter(article__in=list(articles), number=F("article__latest_number"))
    return {row.article_id: row for row in rows}


def progress_of(article: Article, latest: Revision | None) -> Progress:
    """latest: the article's latest revision. What is in review counts before what was decided earlier."""
    revision = article.revision_in_review or latest
    if article.set_aside:
        return Progress(article.set_aside, SetAside(article.set_aside).label, revision)
    if revision is None:
        return Progress("draft", _("Draft"))
    return Progress(revision.state, State(revision.state).label, revision)
