"""A database that the first landed release filled is migrated forward: data, guards and proof come through.

landed.json holds its rows: an article approved twice with a correction, one retracted, one under review with a
signature, one sent back, one withdrawn and one draft, all written by that release's own actions under its own key.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from articles import guards, journal, workflow
from articles.contributors import contributors
from articles.models import Article, Event, Place, Revision
from articles.permissions import AUTHOR
from articles.states import State
from articles.working_copy import outline
from editorial.press import proof
from reviewers import board
from reviewers.models import Member
from tests import scratch

LANDED = {
    "accounts": "0002_shared_cache",
    "articles": "0002_icd10_as_long_as_the_document_allows",
    "reviewers": "0001_initial",
}
ROWS: dict[str, list[dict[str, Any]]] = json.loads((Path(__file__).parent / "landed.json").read_text())
KEY = "aW1wcmltYXR1cjogbGFuZGVkLCBhIHRlc3Qga2V5ISE"

pytestmark = pytest.mark.django_db


def fill(rows: dict[str, list[dict[str, Any]]], apps: Any) -> None:
    """Write the rows as they are into the tables as they were."""
    models = [apps.get_model(label) for label in rows]
    for model in models:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        model._base_manager.bulk_create(
            model(**{name: fields[name].to_python(value) for name, value in row.items()})
            for row in rows[model._meta.label]
        )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


@pytest.fixture
def landed(tmp_path, settings) -> Iterator[None]:
    """The landed release's database, filled, with its guards; not yet migrated."""
    settings.SIGNING_KEY = KEY
    with scratch.database(tmp_path):
        executor = MigrationExecutor(connection)
        state = executor.migrate(list(LANDED.items()))
        with transaction.atomic():  # articles and revisions point at each other
            fill(ROWS, state.apps)
        guards.reinstall()
        yield


def test_a_filled_database_of_the_first_release_is_migrated_forward(landed):
    call_command("migrate", verbosity=0)
    assert guards.missing() == []
    for label in ("articles.Event", "articles.Revision", "articles.FrozenDocument", "reviewers.SignOff"):
        model = Article._meta.apps.get_model(label)
        assert model.objects.count() == len(ROWS[label]), label
    assert {event.hash for event in Event.objects.all()} == {row["hash"] for row in ROWS["articles.Event"]}
    assert {event.history_format for event in Event.objects.all()} == {1}
    assert {article.slug: list(proof.faults(article)) for article in Article.objects.all()} == {
        row["slug"]: [] for row in ROWS["articles.Article"]
    }


def test_what_was_under_review_before_is_approved_after_and_old_and_new_events_hold_in_one_journal(landed):
    call_command("migrate", verbosity=0)
    revision = Revision.objects.get(state=State.UNDER_REVIEW)
    signed = revision.signoffs.values_list("member")
    for member in Member.objects.exclude(pk__in=signed):
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    article = Article.objects.get(pk=revision.article_id)
    assert article.published_revision_id == revision.pk
    formats = list(article.events.order_by("sequence").values_list("history_format", flat=True))
    assert formats == [1] * (len(formats) - 2) + [2, 2]
    assert list(journal.faults(article)) == []


def test_old_revisions_keep_their_name_and_working_copies_get_it_as_their_author(landed):
    call_command("migrate", verbosity=0)
    for row in ROWS["articles.Revision"]:
        revision = Revision.objects.get(pk=row["id"])
        assert (revision.submitted_by_id, revision.submitted_by_name) == (row["author_id"], row["author_name"])
        assert (revision.authors, revision.contributors) == ([], [])
        assert revision.named_authors == [{"name": row["author_name"], "credentials": ""}]
    for row in ROWS["articles.Article"]:
        article = Article.objects.get(pk=row["id"])
        (author,) = article.authors.all()
        assert (author.account_id, author.name) == (row["author_id"], article.author.get_full_name())
        (record,) = author.history.all()
        assert (record.history_user, record.history_type) == (None, "+")


def test_the_name_that_the_upgrade_gave_is_sealed_by_the_next_event_and_frozen_with_it(landed):
    call_command("migrate", verbosity=0)
    article = Article.objects.get(revision_in_review=None, latest_number=0)
    article.author.groups.add(Group.objects.get_or_create(name=AUTHOR)[0])  # roles are not among the rows
    outline.add_statement(
        article=article, place=Place.ANSWER, owner=None, professional="Rest first.", actor=article.author
    )
    revision = workflow.submit(article=article, actor=article.author)
    assert revision.authors == [{"name": article.author.get_full_name(), "credentials": ""}]
    assert contributors(revision)[article.author_id].is_named
    assert list(proof.faults(Article.objects.get(pk=article.pk))) == []
    article.authors.get().history.update(name="Forged")
    assert len(list(journal.faults(article))) == 1


def test_history_that_the_first_release_sealed_is_still_protected_after_it(landed):
    call_command("migrate", verbosity=0)
    article = Article.objects.get(slug=ROWS["articles.Article"][0]["slug"])
    article.statements.model.history.filter(article=article).update(plain="Forged.")
    assert any(fault.startswith("The row history sealed by event") for fault in journal.faults(article))
