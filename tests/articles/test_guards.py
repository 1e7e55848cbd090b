"""The database itself refuses to change evidence, whatever the application code does."""

from contextlib import suppress
from functools import partial
from io import StringIO
from itertools import permutations
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles import guards, workflow
from articles.models import Article, Event, FrozenDocument, JournalHead, NoticeKind, Revision
from articles.states import State
from reviewers import board, discussion
from reviewers.models import ChangeRequest, SignOff
from tests import factories

pytestmark = pytest.mark.django_db


def refused(act) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return str(caught.value)


def raw(sql: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_evidence_cannot_be_updated_or_deleted():
    revision = factories.approved()
    for model, column, value in ((FrozenDocument, "content", "{}"), (Event, "kind", "x"), (SignOff, "name", "x")):
        assert "cannot be changed" in refused(
            lambda model=model, column=column, value=value: model.objects.update(**{column: value})
        )
        assert "cannot be deleted" in refused(lambda model=model: raw(f"DELETE FROM {model._meta.db_table}"))
    assert revision.signoffs.count() == 2


def test_no_kind_of_evidence_is_deleted():
    """By what each guard says, so that no foreign key refuses in its place."""
    article = factories.approved().article
    workflow.issue_notice(article=article, kind=NoticeKind.CORRECTION, reason="A dose.", actor=factories.chief_editor())
    for guard in guards.GUARDS:
        if guard.event == "DELETE" and rows(guard.table):
            assert guard.message in refused(partial(raw, f"DELETE FROM {guard.table}"))
            assert rows(guard.table)
    kept = {guard.table for guard in guards.GUARDS if guard.event == "DELETE" and rows(guard.table)}
    assert {"articles_notice", "articles_journalhead", "articles_event", "articles_revision"} <= kept


def test_a_frozen_document_cannot_be_replaced_past_the_triggers():
    factories.submitted()
    verb = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    tail = "" if connection.vendor == "sqlite" else " ON CONFLICT (revision_id) DO UPDATE SET content = 'forged'"
    table = "articles_frozendocument"
    sql = f"{verb} {table} (revision_id, content) SELECT revision_id, 'forged' FROM {table} WHERE true{tail}"
    assert "cannot be" in refused(lambda: raw(sql))


def test_the_head_of_a_journal_cannot_be_replaced_past_the_triggers():
    factories.draft()
    verb = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    table = "articles_journalhead"
    sql = f"{verb} {table} (article_id, sequence, hash) SELECT article_id, 0, hash FROM {table}"
    assert "cannot be replaced" in refused(lambda: raw(sql))


def test_a_revision_cannot_start_in_another_state_or_jump_to_approved():
    article = factories.draft()
    forged = Revision(
        article=article,
        number=1,
        digest="0" * 64,
        signoffs_required=2,
        state=State.APPROVED,
        submitted_by=article.author,
        submitted_by_name="x",
        submitted_at=timezone.now(),
        approved_at=timezone.now(),
        next_review=timezone.localdate(),
    )
    assert "starts as submitted" in refused(lambda: forged.save(force_insert=True))
    submitted = factories.submitted(article)
    jump = Revision.objects.filter(pk=submitted.pk)
    assert "cannot move between these states" in refused(
        lambda: jump.update(state=State.APPROVED, approved_at=timezone.now(), next_review=timezone.localdate())
    )
    assert "What was submitted cannot be changed" in refused(lambda: jump.update(digest="1" * 64))
    others: list[dict[str, object]] = [
        {"message": "Never said."},
        {"submitted_by_name": "Somebody"},
        {"submitted_by": factories.editor()},
        {"authors": [{"name": "Somebody", "credentials": ""}]},
        {"authors": []},
        {"contributors": ["Somebody"]},
    ]
    for change in others:
        assert "What was submitted cannot be changed" in refused(partial(jump.update, **change))
    assert "cannot be deleted" in refused(lambda: raw("DELETE FROM articles_revision"))


def test_a_signoff_on_another_digest_is_refused_by_the_database():
    revision, (member, _other) = factories.under_review()
    forged = SignOff(revision=revision, member=member, digest="0" * 64, name="x", signed_at=timezone.now(), jws="x")
    assert "must name the digest" in refused(lambda: forged.save(force_insert=True))


def test_the_head_of_a_journal_moves_one_event_at_a_time():
    factories.draft()
    assert "one event at a time" in refused(lambda: JournalHead.objects.update(sequence=7))


def test_the_system_check_reports_a_missing_guard_and_migrate_reinstalls_it():
    assert guards.missing() == []
    guard = guards.GUARDS[0]
    raw(guard.remove_sql(connection.vendor))
    (error,) = guards.check_guards(databases=["default"])
    assert guard.name in error.msg
    guards.reinstall()
    assert guards.missing() == []
    call_command("check", databases=["default"], stdout=StringIO())


def test_a_trigger_of_the_right_name_that_does_nothing_is_reported():
    guard = next(each for each in guards.GUARDS if each.name == "guard_articles_event_no_update")
    if connection.vendor == "sqlite":
        raw(guard.remove_sql("sqlite"))
        raw(guard.definition("sqlite").replace("WHEN 1=1", "WHEN 1=0"))
    else:
        raw(f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
    assert guards.missing() == [guard.name]
    (error,) = guards.check_guards(databases=["default"])
    assert "or was altered" in error.msg
    guards.reinstall()
    assert guards.missing() == []


def test_guards_stay_when_there_is_nothing_to_migrate(monkeypatch):
    """A server may be at work meanwhile; and an unchanged database is not to be without them for a moment."""
    monkeypatch.setattr(guards, "reinstall", lambda **kwargs: None)
    guards.lift(plan=[])
    assert guards.missing() == []


def test_a_guard_that_a_release_adds_does_not_keep_migrate_from_installing_it(monkeypatch):
    raw(guards.GUARDS[0].remove_sql(connection.vendor))
    monkeypatch.setattr("sys.argv", ["manage.py", "migrate"])
    call_command("migrate", verbosity=0, skip_checks=False, stderr=StringIO())
    assert guards.missing() == []


def evidence_tables() -> list[str]:
    """The tables whose rows the database must not lose, whatever way they are pushed out."""
    return sorted({guard.table for guard in guards.GUARDS if guard.rule == "no_replace"})


def unique_indexes(table: str) -> list[list[str]]:
    """The columns of each unique key that the database itself says the table has, partial ones included."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    return sorted(each["columns"] for each in constraints.values() if each["unique"] or each["primary_key"])


def test_every_kind_of_evidence_is_protected_from_being_replaced():
    assert evidence_tables() == [
        "articles_article", "articles_event", "articles_frozendocument", "articles_journalhead", "articles_notice",
        "articles_revision", "reviewers_assignment", "reviewers_changerequest", "reviewers_comment",
        "reviewers_interest", "reviewers_member", "reviewers_signoff", "reviewers_thread",
    ]  # fmt: skip
    assert ["article_id"] in unique_indexes("articles_revision")


@pytest.mark.parametrize("how", ["INSERT", "UPDATE"])
def test_no_row_of_evidence_is_pushed_out_through_any_unique_key(how):
    """SQLite's OR REPLACE deletes the rows in the way without firing a DELETE trigger. No other guard helps here."""
    for _ in range(2):
        article = factories.approved().article
        workflow.issue_notice(
            article=article, kind=NoticeKind.CORRECTION, reason="A dose.", actor=factories.chief_editor()
        )
    workflow.submit(article=Article.objects.get(pk=article.pk), actor=article.author, re_review=True)
    factories.submitted()
    said_by_the_board()
    only_against_collisions()
    tried = set()
    for table in evidence_tables():
        for columns in unique_indexes(table):
            for victim, other in permutations(rows(table)[:4], 2):
                before = rows(table)
                collide(how, table, columns, victim, other)
                assert rows(table) == before, (table, columns)
                tried.add((table, *columns))
    assert len(tried) == 21


def said_by_the_board() -> None:
    """Two of each kind of row that board members write beside their sign-offs."""
    for _ in range(2):
        revision, (leaving, member) = factories.under_review()
        discussion.open_thread(revision=revision, actor=member.user, text="Why?")
        board.recuse(revision=revision, actor=leaving.user, reason="A grant", conflict=True)
        # By hand, since the action would end the revision, and only one in review can be pushed out by another.
        ChangeRequest.objects.create(revision=revision, member=member, reason="Why?", made_at=timezone.now())


def only_against_collisions() -> None:
    for guard in guards.GUARDS:
        if guard.rule not in ("no_replace", "no_collision", "no_update") and guard.install_sql(connection.vendor):
            raw(guard.remove_sql(connection.vendor))


def rows(table: str) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
        names = [each[0] for each in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def collide(how: str, table: str, columns: list[str], victim: dict, other: dict) -> None:
    """Write the other row, or a copy of it under a new key, with what the victim has in these columns."""
    replace = " OR REPLACE" if connection.vendor == "sqlite" else ""
    values = {name: victim[name] for name in columns}
    if columns == ["article_id"] and table == "articles_revision":  # the partial ones bind rows in some states only
        values |= {name: victim[name] for name in ("state", "approved_at", "next_review")}
    with suppress(DatabaseError), transaction.atomic():
        if how == "UPDATE":
            key = next(iter(other))
            changes = ", ".join(f"{name} = %s" for name in values)
            raw(f"UPDATE{replace} {table} SET {changes} WHERE {key} = %s", *values.values(), other[key])
        else:
            row = other | {"number": 77, "sequence": 77, "id": new_key(other.get("id")), "slug": "new"} | values
            row = {name: row[name] for name in other}
            places = ", ".join(["%s"] * len(row))
            raw(f"INSERT{replace} INTO {table} ({', '.join(row)}) VALUES ({places})", *row.values())


def new_key(old: object) -> object:
    if isinstance(old, int):
        return old + 1000
    return uuid4().hex if connection.vendor == "sqlite" else uuid4()
