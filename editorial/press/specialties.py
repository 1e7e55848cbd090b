"""The address of a specialty: one name, one list. A name that would share another's address gets a number."""

from collections.abc import Iterator

from django.db.models import QuerySet

from articles.models import Article
from articles.slugs import slug_of
from editorial.press.models import Listing

LONGEST = 110  # leaves room for a number in the column's 120 characters


def same(name: str, other: str) -> bool:
    """Whether two names are one specialty: case and spaces do not make another."""
    return " ".join(name.casefold().split()) == " ".join(other.casefold().split())


def slug_for(article: Article, name: str) -> str:
    """The slug under which lists keep an article of this specialty; "" without one.

    The caller holds the press's generation (renew moved it), so no other name can take the slug meanwhile.
    """
    taken = dict(_taken(name, Listing.objects.exclude(article=article)))
    if known := next((slug for slug, spelled in taken.items() if same(spelled, name)), None):
        return known
    return next(slug for slug in _candidates(slug_of(name, LONGEST)) if not slug or slug not in taken)


def slug_listed(name: str) -> str | None:
    """The slug of the listed specialty of this name; None when no published article has it."""
    return next((slug for slug, spelled in _taken(name, Listing.objects.all()) if same(spelled, name)), None)


def _taken(name: str, listings: QuerySet[Listing]) -> Iterator[tuple[str, str]]:
    rows = listings.filter(specialty_slug__startswith=slug_of(name, LONGEST)).exclude(specialty_slug="")
    yield from rows.order_by().values_list("specialty_slug", "specialty").distinct()


def _candidates(slug: str) -> Iterator[str]:
    yield slug
    number = 1
    while True:
        number += 1
        yield f"{slug}-{number}"
