"""The database itself refuses to change evidence, whatever the application code does."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles import guards
from articles.models import Event, FrozenDocument, JournalHead, Revision
from articles.states import State
from reviewers.models import SignOff
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
        state=State.APPROVED,
        author=article.author,
        author_name="x",
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
    assert "What was submitted cannot be changed" in refused(lambda: jump.update(message="Never said."))
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


def test_a_guard_that_a_release_adds_does_not_keep_migrate_from_installing_it(monkeypatch):
    raw(guards.GUARDS[0].remove_sql(connection.vendor))
    monkeypatch.setattr("sys.argv", ["manage.py", "migrate"])
    call_command("migrate", verbosity=0, skip_checks=False, stderr=StringIO())
    assert guards.missing() == []
