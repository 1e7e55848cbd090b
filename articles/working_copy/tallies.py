"""The counts of the checks and of the open doubts, kept until somebody acts on the article or looks at a doubt.

Asking all rules takes milliseconds an article. Every change of a working copy is an act (acts.py), so the number of the
last one says whether a count is still true, with the time at which somebody last looked at a doubt. The only writer
of tallies.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from pydantic import ValidationError

from articles import checks
from articles.models import Article, Doubt, Tally
from articles.working_copy.composing import WorkingCopies
from articles.working_copy.doubting import DoubtState, rows_in, state_of


def tallies_of(articles: Iterable[Article]) -> dict[UUID, Tally]:
    """The counts of each of the articles, by its id. Two queries while nobody has acted on them since, else nine."""
    listed = {article.pk: article for article in articles}
    # The number of the act first, then the rows: what somebody saves in between is counted again, never missed.
    looked = Doubt.objects.filter(article=OuterRef("pk")).order_by("-looked_at").exclude(looked_at=None)
    rows = (
        Article.objects.filter(pk__in=listed)
        .order_by()
        .annotate(last=Coalesce(Max("acts"), 0), looked=Subquery(looked.values("looked_at")[:1]))
    )
    last = {pk: (upto, looked_at) for pk, upto, looked_at in rows.values_list("pk", "last", "looked")}
    kept = {
        tally.pk: tally
        for tally in Tally.objects.filter(pk__in=listed, release=release())
        if (tally.upto, tally.looked_at) == last.get(tally.pk)
    }
    missing = [article for pk, article in listed.items() if pk not in kept]
    if missing:
        copies = WorkingCopies.of(missing)
        doubts = _asked(missing)
        counted = [_counted(copies, article, doubts[article.pk], *last[article.pk]) for article in missing]
        Tally.objects.bulk_create(
            counted,
            update_conflicts=True,
            unique_fields=["article"],
            update_fields=["upto", "looked_at", "release", "errors", "warnings", "doubts"],
        )
        kept |= {tally.pk: tally for tally in counted}
    return kept


def _asked(articles: list[Article]) -> dict[UUID, list[Doubt]]:
    """The doubts of each of these articles that nobody has settled, by its id. One query."""
    found: dict[UUID, list[Doubt]] = defaultdict(list)
    for doubt in Doubt.objects.filter(article__in=articles, act__is_undone=False, is_right=False):
        found[doubt.article_id].append(doubt)
    return found


def _counted(
    copies: WorkingCopies, article: Article, doubts: list[Doubt], upto: int, looked_at: datetime | None
) -> Tally:
    tally = Tally(article=article, upto=upto, looked_at=looked_at, release=release())
    try:
        document = copies.document(article)
    except ValidationError:
        return tally
    found = Counter(finding.severity for finding in checks.check(document))
    tally.errors, tally.warnings = found["error"], found["warning"]
    rows = rows_in(article, document) if doubts else {}
    tally.doubts = sum(state_of(each, rows.get(each.node)) == DoubtState.OPEN for each in doubts)
    return tally


@cache
def release() -> str:
    """What this release's checks are made of: other code may find something else in the same text."""
    room = Path(checks.__file__).parents[1]
    files = sorted([*room.glob("*.py"), *room.glob("checks/*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
