"""Who is named as having written the article, and in which order. drafting.py edits and removes a name like any row."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, Author
from articles.permissions import Person
from articles.permissions import account as account_of
from articles.states import Refused, Stale
from articles.working_copy.outline import end_of
from articles.working_copy.saving import entered_text, refuse_invalid, require_editor_of, save

MOST_AUTHORS = 100


@transaction.atomic
def add_author(
    *, article: Article, name: str, credentials: str = "", account: Person | None = None, actor: Person
) -> Author:
    """Name one more author, after the others. account: theirs here, when they have one.

    Raises Forbidden, or Refused with a sentence when the name cannot stand or there are MOST_AUTHORS.
    """
    article = Article.objects.locked(article.pk)
    require_editor_of(article, actor)
    if article.authors.count() >= MOST_AUTHORS:
        raise Refused(_("An article names at most %(most)s authors. Nothing was saved.") % {"most": MOST_AUTHORS})
    author = Author(
        article=article,
        name=entered_text(Author, "name", name),
        credentials=entered_text(Author, "credentials", credentials),
        account=account_of(account) if account else None,
        position=end_of(article.authors.all()),
    )
    refuse_invalid(author, article, ["name", "credentials"])
    save(author, actor, new=True)
    return author


@transaction.atomic
def move_author(*, author: Author, version: int, earlier: bool, actor: Person) -> None:
    """Let an author change places with the one before (earlier) or after; at the end of the list nothing happens.

    version: the row's version that the person saw, so that the same request twice moves once. Raises Stale.
    """
    article = Article.objects.locked(author.article_id)
    require_editor_of(article, actor)
    order = list(article.authors.order_by("position", "id"))
    place = next((place for place, each in enumerate(order) if each.pk == author.pk), None)
    if place is None or order[place].version != version:
        raise Stale(_("Somebody changed the authors meanwhile. Nothing was moved; look at them again."))
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order):
        if each.position != position:
            each.position = position
            save(each, actor)


def frozen(article: Article) -> list[dict[str, str]]:
    """The named authors in order, as a revision keeps them. Accounts are nobody's business but the board's."""
    authors = sorted(article.authors.all(), key=lambda author: (author.position, author.pk))  # read once a page
    return [{"name": author.name, "credentials": author.credentials} for author in authors]
