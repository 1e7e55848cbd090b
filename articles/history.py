"""What the journal seals of row history, in numbered formats (imprimatur-history/N).

An event names the format that its digest was made with and is verified by that one for ever, whatever columns the
tables have got since. A format is frozen once a release wrote events with it. When a sealed table gets a column that
evidence must cover, write out a new format (`3: {**FIELDS_2, "statement": (..., "audience")}`) and move CURRENT on:
events from then on seal it, older ones stay as they are.

A column that any format names is never dropped or renamed, and its values never change their kind (text stays text,
JSON stays JSON); a release that wants another meaning adds a column. A test holds this; a database that lost one
nevertheless gets a sentence, not a crash.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import rfc8785
from django.apps import apps
from django.db import connection
from django.db.models import Model

from articles.models import Article, Event
from articles.permissions import Person

M = TypeVar("M", bound=Model)

Fields = Mapping[str, tuple[str, ...]]  # table -> its sealed columns, the tables in the order in which they are sealed

NODE = ("id", "article_id", "position", "version")
CHANGE = ("history_id", "history_date", "history_change_reason", "history_type", "history_user_id")
FIELDS_1: Fields = {
    "article": (
        "id", "slug", "author_id", "language", "title", "heading", "plain_heading", "condition", "synonyms", "icd10",
        "specialty", "source_date", "version", "created_at", *CHANGE,
    ),
    "section": (*NODE, "kind", "title", "plain_title", *CHANGE),
    "treatmentline": (*NODE, "section_id", "title", "plain_title", "min_weeks", "max_weeks", *CHANGE),
    "intervention": (
        *NODE, "line_id", "name", "plain_name", "kind", "percentage", "numerator", "denominator", *CHANGE,
    ),
    "statement": (
        *NODE, "place", "section_id", "line_id", "intervention_id", "parent_id", "style", "label", "plain_label",
        "professional", "plain", "citations", *CHANGE,
    ),
    "reference": (*NODE, "key", "csl", "note", *CHANGE),
}  # fmt: skip
FIELDS_2: Fields = {**FIELDS_1, "author": (*NODE, "name", "credentials", "account_id", *CHANGE)}
FIELDS_3: Fields = {
    **FIELDS_2,
    "treatmentline": (*FIELDS_2["treatmentline"], "wait_min", "wait_max", "wait_unit"),
    "statement": (*FIELDS_2["statement"], "rate_kind", "percentage", "numerator", "denominator"),
}
# 1: events of the first releases, which did not write the number down. From 2 on the number is among the event's
# sealed fields, so no other format can be put in its place, and the named authors are covered.
# 3: waiting times have a unit, and a sentence holds the rate that it reports; nothing writes the older columns now.
FORMATS: Mapping[int, Fields] = {1: FIELDS_1, 2: FIELDS_2, 3: FIELDS_3}
CURRENT = 3


class NotCheckable(Exception):
    """The rows cannot be read as the format asks; str() says why, as the end of a sentence."""


def in_the_name_of(row: M, actor: Person) -> M:
    """The row, about to be saved or deleted by this person: its history names them, also where no request does."""
    row._history_user = actor  # type: ignore[attr-defined]
    return row


def history_model(name: str) -> Any:
    return apps.get_model("articles", f"historical{name}")


def of_article(name: str, article: Article) -> Any:
    """The history rows of one kind that belong to the article."""
    key = "id" if name == "article" else "article_id"
    return history_model(name).objects.filter(**{key: article.pk})


def seal(article: Article) -> tuple[dict[str, int], str]:
    """How far row history goes now (highest history id a table), and the digest of what came since the last event."""
    since = (
        Event.objects.filter(article=article).order_by("-sequence").values_list("history_upto", flat=True).first() or {}
    )
    upto = dict(since) | tips(article)
    return upto, digest(article, since, upto, CURRENT)


def tips(article: Article) -> dict[str, int]:
    """The highest history id of each kind of row that has any. In SQL, since every decision comes through here."""
    key = Article._meta.pk.get_db_prep_value(article.pk, connection)
    tables = FORMATS[CURRENT]
    query = " UNION ALL ".join(
        f"SELECT '{name}', MAX(history_id) FROM {history_model(name)._meta.db_table} "  # noqa: S608 (names of our own)
        f"WHERE {'id' if name == 'article' else 'article_id'} = %s"
        for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [key] * len(tables))
        return {name: tip for name, tip in cursor.fetchall() if tip is not None}


def digest(article: Article, since: Mapping[str, int], upto: Mapping[str, int], number: int) -> str:
    """SHA-256, in format `number`, over the history rows after `since` up to and including `upto` (ids a table).

    Each row is canonical JSON (RFC 8785) of its table's name and the columns that the format names.
    Raises NotCheckable when this release does not know the format or the database lost a column that it names.
    """
    if number not in FORMATS:
        raise NotCheckable(f"imprimatur-history/{number}, which this release does not know")
    result = hashlib.sha256()
    for name, fields in FORMATS[number].items():
        low, high = since.get(name, 0), upto.get(name, 0)
        if high > low:
            for row in rows_of(name, article, low, high, fields, number):
                result.update(rfc8785.dumps({"table": name} | {key: plain(value) for key, value in row.items()}))
    return result.hexdigest()


def rows_of(name: str, article: Article, low: int, high: int, fields: tuple[str, ...], number: int) -> Any:
    """The history rows of one kind that belong to the article, after history id `low` up to `high`, in order."""
    try:
        model = history_model(name)
    except LookupError:
        raise NotCheckable(f"imprimatur-history/{number}, and there is no table {name} any more") from None
    if lost := set(fields) - {field.attname for field in model._meta.concrete_fields}:
        raise NotCheckable(f"imprimatur-history/{number}, and {name} has no {', '.join(sorted(lost))} any more")
    rows = of_article(name, article).filter(history_id__gt=low, history_id__lte=high)
    return rows.order_by("history_id").values(*fields)


def plain(value: object) -> Any:
    """A database value as JSON that is the same on both databases. Part of every format: what it answers stays."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return str(value)
