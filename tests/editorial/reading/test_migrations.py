"""Lists of an earlier release are put right by its migrations, from the records that they are lists of."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles import workflow
from articles.models import NoticeKind
from articles.working_copy import drafting
from editorial.press.models import Listing
from tests import factories, scratch
from tests.samples import sample_document

pytestmark = pytest.mark.django_db


def test_old_lists_tell_the_gravest_notice_and_the_language_that_was_approved(tmp_path):
    with scratch.database(tmp_path):
        call_command("migrate", verbosity=0)
        german = factories.approved(document=sample_document().model_copy(update={"language": "de"})).article
        english = factories.approved().article
        for kind in (NoticeKind.EXPRESSION_OF_CONCERN, NoticeKind.CORRECTION):
            workflow.issue_notice(article=german, kind=kind, reason=f"A {kind}.", actor=factories.editor())
        english.refresh_from_db()
        drafting.edit(row=english, version=english.version, values={"language": "de"}, actor=english.author)
        executor = MigrationExecutor(connection)
        earlier = executor.migrate([("reading", "0006_orders_are_tasks")]).apps.get_model("reading", "Listing")
        earlier.objects.filter(pk=german.pk).update(standing="correction")  # as that release kept it
        call_command("migrate", verbosity=0)
        assert set(Listing.objects.values_list("article", "language", "standing")) == {
            (german.pk, "de", "expression_of_concern"),
            (english.pk, "en", ""),
        }
