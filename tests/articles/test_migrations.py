"""A database that the first landed release filled is migrated forward: data, guards and proof come through.

landed.json holds its rows: an article approved twice with a correction, one retracted, one under review with a
signature, one sent back, one withdrawn and one draft, all written by that release's own actions under its own key.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from articles import guards, history, journal, workflow
from articles.contributors import contributors
from articles.models import Act, ActKind, Article, Event, Place, Revision, Statement, TreatmentLine
from articles.permissions import AUTHOR
from articles.states import Refused, State
from articles.working_copy import drafting, outline, undoing
from articles.working_copy.composing import compose
from articles.working_copy.past import document_at
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
    with filled(tmp_path, ROWS):
        yield


@contextmanager
def filled(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> Iterator[None]:
    with scratch.database(folder):
        executor = MigrationExecutor(connection)
        state = executor.migrate(list(LANDED.items()))
        with transaction.atomic():  # articles and revisions point at each other
            fill(rows, state.apps)
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
    assert formats == [1] * (len(formats) - 2) + [history.CURRENT] * 2
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


def rated(article: Article) -> bool:
    return article.statements.filter(place=Place.RATE).exists()


def test_every_text_that_was_submitted_before_is_composed_from_history_to_the_byte(landed):
    """Rates stood beside their sentences then (models/before.py), and history keeps them there."""
    call_command("migrate", verbosity=0)
    submitted = Event.objects.filter(kind="submitted").select_related("revision", "article")
    assert any(list(event.revision.document.rates()) for event in submitted)
    for event in submitted:
        assert document_at(event.article, event.history_upto).digest == event.revision.digest
    article = next(each for each in Article.objects.all() if rated(each))
    assert compose(article).digest == article.published_revision.digest
    assert {record.history_user for record in article.statements.get(place=Place.RATE).history.all()} >= {None}


def test_a_rate_of_before_is_edited_and_undone_and_what_wrote_it_before_cannot_be_taken_back(landed):
    call_command("migrate", verbosity=0)
    article = next(each for each in Article.objects.all() if rated(each))
    editor = article.author
    editor.groups.add(Group.objects.get_or_create(name=AUTHOR)[0])  # roles are not among the rows
    row = article.statements.get(place=Place.RATE)
    upto = article.events.first().history_upto
    wrote = Act.objects.create(article=article, actor=editor, kind=ActKind.ADDED, since={}, upto=upto)
    before = compose(article).digest
    with pytest.raises(Refused, match="An earlier release wrote this"):
        undoing.undo(done=wrote, actor=editor)
    drafting.edit(row=row, version=row.version, values={"plain": "Other.", "percentage": "51"}, actor=editor)
    assert undoing.undo_last(article=article, actor=editor).kind == ActKind.EDITED
    assert compose(article).digest == before
    undoing.restore_version(done=wrote, actor=editor)
    assert [rate.percentage for _of, rate in compose(article).rates()] == [row.percentage]


def test_a_waiting_time_of_before_is_in_weeks_now_and_in_history(tmp_path, settings):
    settings.SIGNING_KEY = KEY
    rows = deepcopy(ROWS)
    for name in ("articles.TreatmentLine", "articles.HistoricalTreatmentLine"):
        for row in rows[name]:
            row |= {"min_weeks": 2, "max_weeks": 3}
    with filled(tmp_path, rows):
        call_command("migrate", verbosity=0)
        lines = list(TreatmentLine.objects.all())
        assert lines
        for line in [*lines, *(record.instance for record in TreatmentLine.history.all())]:
            assert (line.wait_min, line.wait_max, line.wait_unit) == (2, 3, "week")


def test_a_sentence_without_the_rate_that_it_should_report_becomes_a_detail(tmp_path, settings):
    """Such an article could not be composed; no action of that release wrote one."""
    settings.SIGNING_KEY = KEY
    rows = deepcopy(ROWS)
    for row in rows["articles.Intervention"]:
        row["percentage"] = ""
    with filled(tmp_path, rows):
        call_command("migrate", verbosity=0)
        assert not Statement.objects.filter(place=Place.RATE).exists()
        assert all(compose(article) for article in Article.objects.all())
