"""What events seal of row history: by the format that they name, whatever the tables look like by now."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, models

from articles import history, journal
from articles.history import CURRENT, FORMATS
from articles.models import Article, Event, Statement
from articles.working_copy import drafting
from tests import factories
from tests.lifted import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture(params=sorted(FORMATS))
def article(request, monkeypatch) -> Article:
    """An approved article whose events were all written in one format."""
    monkeypatch.setattr(history, "CURRENT", request.param)
    article = factories.approved().article
    monkeypatch.undo()
    assert set(article.events.values_list("history_format", flat=True)) == {request.param}
    return article


def faults(article: Article) -> list[str]:
    return list(journal.faults(article))


@contextmanager
def column(model: type[models.Model], name: str) -> Iterator[None]:
    """The model and its table with one text column more, as a later release might have it."""
    field = models.CharField(max_length=20, default="everybody")
    connection.check_constraints()  # PostgreSQL alters no table that a deferred key still waits for
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {model._meta.db_table} ADD COLUMN {name} varchar(20) NOT NULL DEFAULT 'everybody'")
    field.contribute_to_class(model, name)
    try:
        yield
    finally:
        model._meta.local_fields.remove(field)
        model._meta._expire_cache()
        delattr(model, name)


def test_a_column_that_a_later_release_adds_breaks_no_seal_and_work_goes_on(article):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE articles_unrelated (id integer PRIMARY KEY)")
    with column(Statement, "audience"), column(Statement.history.model, "audience"):
        assert faults(article) == []
        statement = article.statements.first()
        drafting.edit(row=statement, version=statement.version, values={"plain": "Newer."}, actor=article.author)
        factories.submitted(Article.objects.get(pk=article.pk))
        assert Statement.history.filter(id=statement.pk).latest().audience == "everybody"
        assert faults(article) == []


def test_a_sealed_field_that_was_edited_is_found_under_every_format(article):
    Statement.history.filter(id=article.statements.first().pk).update(plain="Forged.")
    assert faults(article) == ["The row history sealed by event 1 was changed."]


def test_no_event_can_be_said_to_be_of_another_format(article):
    other = {1: 2, 2: 3, 3: 1}
    event = article.events.get(sequence=2)
    tamper("UPDATE articles_event SET history_format = %s WHERE id = %s", other[event.history_format], event.pk)
    assert faults(article) == ["Event 2 was changed after it was written."]


def test_a_format_that_this_release_does_not_know_is_a_fault_and_the_rest_is_still_checked(article):
    tamper("UPDATE articles_event SET history_format = 9 WHERE article_id = %s AND sequence = 2", key(article))
    tamper("UPDATE articles_event SET kind = 'x' WHERE article_id = %s AND sequence = 3", key(article))
    assert faults(article) == [
        "Event 2 was changed after it was written.",
        "The row history sealed by event 2 cannot be checked: it is in format imprimatur-history/9, which this release "
        "does not know.",
        "Event 3 was changed after it was written.",
    ]


def test_a_sealed_column_that_is_gone_is_a_fault_and_no_crash(article, monkeypatch):
    number = article.events.first().history_format
    lost = FORMATS[number] | {"statement": ("id", "audience", "wording")}
    monkeypatch.setattr(history, "FORMATS", FORMATS | {number: lost})
    assert faults(article) == [
        f"The row history sealed by event 1 cannot be checked: it is in format imprimatur-history/{number}, "
        "and statement has no audience, wording any more."
    ]


def test_a_sealed_table_that_is_gone_is_a_fault_and_no_crash(article, monkeypatch):
    number = article.events.first().history_format
    monkeypatch.setattr(history, "FORMATS", FORMATS | {number: {"paragraph": ("id",)}})
    event = article.events.first()
    tamper("UPDATE articles_event SET history_upto = %s WHERE id = %s", '{"paragraph": 1}', event.pk)
    assert any("there is no table paragraph any more" in fault for fault in faults(article))


def test_events_of_the_first_format_seal_what_they_always_did_and_later_ones_the_number_too():
    event = factories.approved().article.events.first()
    names = set(journal.sealed_fields(event))
    assert journal.sealed_fields(event)["history_format"] == event.history_format == CURRENT
    event.history_format = 1
    assert set(journal.sealed_fields(event)) == names - {"history_format"}
    assert names - {"history_format"} == {
        "article", "sequence", "kind", "at", "actor", "actor_name", "revision", "digest", "data", "history_digest",
        "previous_hash",
    }  # fmt: skip


@pytest.mark.parametrize("number", sorted(FORMATS))
def test_no_column_that_a_format_names_is_ever_dropped_or_renamed(number):
    for name, fields in FORMATS[number].items():
        assert set(fields) <= columns(name)
        assert len(fields) == len(set(fields))


def test_every_column_of_row_history_is_sealed_by_the_current_format():
    """A column added later wants a new format: see the docstring of articles/history.py."""
    assert {name: columns(name) for name in FORMATS[CURRENT]} == {
        name: set(fields) for name, fields in FORMATS[CURRENT].items()
    }


def columns(name: str) -> set[str]:
    return {field.attname for field in history.history_model(name)._meta.concrete_fields}


@pytest.mark.parametrize(
    ("value", "sealed"),
    [
        (datetime(2026, 11, 26, 1, 30, tzinfo=timezone(timedelta(hours=2))), "2026-11-25T23:30:00.000000+00:00"),
        (datetime(2026, 11, 26, 1, 30, 0, 7, tzinfo=UTC), "2026-11-26T01:30:00.000007+00:00"),
        (date(2026, 11, 26), "2026-11-26"),
        (UUID("6f1d8a529a0e4c6e8f670d9f2c4b7a11"), "6f1d8a52-9a0e-4c6e-8f67-0d9f2c4b7a11"),
        (Decimal("70.70"), "70.70"),
        (None, None),
        (True, True),
        (0, 0),
        ("", ""),
        (["a"], ["a"]),
        ({"a": None}, {"a": None}),
    ],
)
def test_a_value_is_sealed_as_it_always_was(value, sealed):
    found = history.plain(value)
    assert found == sealed
    assert type(found) is type(sealed)


def key(article: Article) -> str:
    return article.pk.hex if connection.vendor == "sqlite" else str(article.pk)


def test_an_event_cannot_be_written_without_its_format():
    article = factories.draft()
    first = Event.objects.get(article=article)
    first.pk, first.sequence, first.history_format = None, 2, None
    with pytest.raises(Exception, match=r"(?i)null"):
        first.save(force_insert=True)
