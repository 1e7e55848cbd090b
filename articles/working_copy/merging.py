"""Two people changed one row: what each of them changed, and where both did.

The row as a person saw it is in its history, under the version that their form names. What only one of them changed is
taken from that one; only what both changed, to different things, is asked about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.models import Article
from articles.working_copy.rows import RATE, WAIT, Row

# Fields that mean something only together: changed by two people, they are one thing.
TOGETHER = (frozenset(RATE), frozenset(WAIT))


@dataclass(frozen=True)
class Merged:
    """values: what is to be saved over the row as it is now. clashing: the fields that both changed."""

    values: dict[str, object]
    clashing: frozenset[str]


def merge(values: Mapping[str, object], seen: Row | None, current: Row) -> Merged:
    """What to save of `values` when the person saw `seen` and the row has become `current`.

    seen: None when it cannot be told any more; then whatever differs clashes.
    """
    if seen is None:
        return Merged({}, frozenset(name for name in values if values[name] != getattr(current, name)))
    mine = {name for name in values if values[name] != getattr(seen, name)}
    theirs = {name for name in values if getattr(current, name) != getattr(seen, name)}
    agreed = {name for name in mine if values[name] == getattr(current, name)}
    clashing = frozenset(
        name
        for name in mine - agreed
        if name in theirs or any(name in group and group & (theirs - agreed) for group in TOGETHER)
    )
    return Merged({name: values[name] for name in mine - agreed}, clashing)


def as_seen(current: Row, version: int) -> Row | None:
    """The row as it was under this version; None when its history does not tell."""
    history: Any = type(current).history
    record = history.filter(id=current.pk, version=version).order_by("-history_id").first()
    return record.instance if record else None


def is_same(seen: Row, current: Row, *, but_for: frozenset[str] = frozenset()) -> bool:
    """Whether the two say the same, whoever saved last."""
    ignored = {"version", "id", "article_id"} | but_for
    if isinstance(current, Article):
        ignored |= {"published_revision_id", "revision_in_review_id", "latest_number", "created_at"}
        ignored |= {"author_id", "set_aside"}  # of the draft as a whole: no words of it
    names = {field.attname for field in current._meta.concrete_fields} - ignored
    return all(getattr(seen, name) == getattr(current, name) for name in names)
