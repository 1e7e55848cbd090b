"""The counts of the checks, kept until somebody acts on the article: asking all rules takes milliseconds an article.

Every change of a working copy is an act (acts.py), so the number of the last one says whether a count is still true.
The only writer of tallies.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Coalesce
from pydantic import ValidationError

from articles import checks
from articles.models import Article, Tally
from articles.working_copy.composing import WorkingCopies


def tallies_of(articles: Iterable[Article]) -> dict[UUID, Tally]:
    """The counts of each of the articles, by its id. One query while nobody has acted on them since, else seven."""
    listed = {article.pk: article for article in articles}
    # The number of the act first, then the rows: what somebody saves in between is counted again, never missed.
    rows = Article.objects.filter(pk__in=listed).order_by().annotate(last=Coalesce(Max("acts"), 0))
    last = dict(rows.values_list("pk", "last"))
    kept = {
        tally.pk: tally
        for tally in Tally.objects.filter(pk__in=listed, release=release())
        if tally.upto == last.get(tally.pk)
    }
    missing = [article for pk, article in listed.items() if pk not in kept]
    if missing:
        copies = WorkingCopies.of(missing)
        counted = [_counted(copies, article, last[article.pk]) for article in missing]
        Tally.objects.bulk_create(
            counted,
            update_conflicts=True,
            unique_fields=["article"],
            update_fields=["upto", "release", "errors", "warnings"],
        )
        kept |= {tally.pk: tally for tally in counted}
    return kept


def _counted(copies: WorkingCopies, article: Article, upto: int) -> Tally:
    try:
        found = Counter(finding.severity for finding in checks.check(copies.document(article)))
    except ValidationError:
        return Tally(article=article, upto=upto, release=release(), errors=None)
    return Tally(article=article, upto=upto, release=release(), errors=found["error"], warnings=found["warning"])


@cache
def release() -> str:
    """What this release's checks are made of: other code may find something else in the same text."""
    room = Path(checks.__file__).parents[1]
    files = sorted([*room.glob("*.py"), *room.glob("checks/*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
