"""Who is named as having written the article, and in which order.

drafting.py edits a name, removing.py removes and moving.py moves it, like any row.
"""

from django.utils.translation import gettext as _

from articles.models import ActKind, Article, Author
from articles.permissions import Person
from articles.permissions import account as account_of
from articles.states import Refused
from articles.working_copy.acts import act
from articles.working_copy.outline import added

MOST_AUTHORS = 100


def add_author(
    *, article: Article, name: str, credentials: str = "", account: Person | None = None, actor: Person
) -> Author:
    """Name one more author, after the others. account: theirs here, when they have one.

    Raises Forbidden, or Refused with a sentence when the name cannot stand or there are MOST_AUTHORS.
    """
    with act(article.pk, actor, ActKind.ADDED) as doing:
        if doing.article.authors.count() >= MOST_AUTHORS:
            raise Refused(_("An article names at most %(most)s authors. Nothing was saved.") % {"most": MOST_AUTHORS})
        author = Author(account=account_of(account) if account else None)
        return added(doing, author, {"name": name, "credentials": credentials}, "last", actor)


def frozen(article: Article) -> list[dict[str, str]]:
    """The named authors in order, as a revision keeps them. Accounts are nobody's business but the board's."""
    authors = sorted(article.authors.all(), key=lambda author: (author.position, author.pk))  # read once a page
    return [{"name": author.name, "credentials": author.credentials} for author in authors]
