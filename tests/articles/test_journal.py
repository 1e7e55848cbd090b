"""The journal: every decision one event, and nothing can be changed unseen."""

import pytest
from django.db import connection

from articles import history, journal
from articles.models import Article, Event, JournalHead, Statement
from articles.working_copy import drafting
from tests import factories
from tests.lifted import tamper

pytestmark = pytest.mark.django_db


def faults(article: Article) -> list[str]:
    return list(journal.faults(article))


def test_the_way_to_approval_leaves_one_event_a_decision():
    article = factories.approved().article
    kinds = Event.objects.filter(article=article).order_by("sequence").values_list("kind", flat=True)
    assert list(kinds) == [
        "created", "submitted", "review_began", "assigned", "assigned", "signed", "signed", "approved",
    ]  # fmt: skip
    assert faults(article) == []


def test_the_name_of_the_person_is_frozen_in_the_event():
    article = factories.draft()
    name = article.author.name
    article.author.name = "Somebody Else"
    article.author.save()
    assert Event.objects.get(article=article).actor_name == name
    assert faults(article) == []


def test_a_changed_event_shows():
    article = factories.approved().article
    tamper("UPDATE articles_event SET actor_name = 'Mallory' WHERE article_id = %s AND sequence = 6", key(article))
    assert faults(article) == ["Event 6 was changed after it was written."]


def test_a_removed_event_shows():
    article = factories.approved().article
    tamper("DELETE FROM articles_event WHERE article_id = %s AND sequence = 3", key(article))
    assert "Event 3 is missing; the next one is 4." in faults(article)


def test_a_truncated_tail_shows():
    article = factories.approved().article
    tamper("DELETE FROM articles_event WHERE article_id = %s AND sequence = 8", key(article))
    assert faults(article) == [
        "The journal does not end where its head says: events at the end are missing or were added."
    ]


def test_row_history_that_was_changed_later_shows():
    article = factories.submitted().article
    statement = article.statements.first()
    Statement.history.filter(id=statement.pk).update(professional="Forged.")
    assert faults(article) == ["The row history sealed by event 1 was changed."]


def test_row_history_that_was_removed_later_shows():
    article = factories.submitted().article
    Statement.history.filter(id=article.statements.first().pk).delete()
    assert faults(article) == ["The row history sealed by event 1 was changed."]


def test_a_head_that_was_moved_shows():
    article = factories.draft()
    tamper("UPDATE articles_journalhead SET sequence = 2 WHERE article_id = %s", key(article))
    assert len(faults(article)) == 1
    assert JournalHead.objects.get(article=article).sequence == 2


def key(article: Article) -> str:
    return article.pk.hex if connection.vendor == "sqlite" else str(article.pk)


def test_an_event_forged_and_hashed_again_does_not_go_with_the_one_after_it():
    article = factories.approved().article
    event = Event.objects.get(article=article, sequence=3)
    event.actor_name = "Mallory"
    tamper(
        "UPDATE articles_event SET actor_name = %s, hash = %s WHERE id = %s",
        event.actor_name, journal.event_hash(event), event.pk,
    )  # fmt: skip
    assert faults(article) == ["Event 4 does not follow from the event before it."]


def test_the_last_event_forged_and_hashed_again_does_not_go_with_the_head():
    article = factories.approved().article
    event = Event.objects.get(article=article, sequence=8)
    event.actor_name = "Mallory"
    tamper(
        "UPDATE articles_event SET actor_name = %s, hash = %s WHERE id = %s",
        event.actor_name, journal.event_hash(event), event.pk,
    )  # fmt: skip
    assert faults(article) == [
        "The journal does not end where its head says: events at the end are missing or were added."
    ]


def test_an_event_seals_who_did_what_when_on_which_document_and_what_came_before():
    revision = factories.submitted()
    created, submitted = Event.objects.filter(article=revision.article).order_by("sequence")
    assert journal.sealed_fields(submitted) == {
        "article": str(revision.article_id),
        "sequence": 2,
        "kind": "submitted",
        "at": submitted.at.isoformat(timespec="microseconds"),
        "actor": str(revision.submitted_by_id),
        "actor_name": revision.submitted_by_name,
        "revision": str(revision.pk),
        "digest": revision.digest,
        "data": submitted.data,
        "history_digest": submitted.history_digest,
        "history_format": history.CURRENT,
        "previous_hash": created.hash,
    }
    assert [journal.sealed_fields(created)[name] for name in ("revision", "digest", "previous_hash")] == [
        None, "", journal.GENESIS,
    ]  # fmt: skip


def test_whoever_listens_hears_of_an_event_that_is_written():
    heard = []

    def listen(event: Event, **kwargs: object) -> None:
        heard.append((event.kind, Event.objects.get(pk=event.pk).hash == event.hash))

    journal.recorded.connect(listen)
    try:
        factories.submitted()
    finally:
        journal.recorded.disconnect(listen)
    assert heard == [("created", True), ("submitted", True)]


def test_an_article_without_a_journal_has_no_fault_in_it_and_one_whose_head_is_gone_has():
    article = factories.draft()
    tamper("DELETE FROM articles_journalhead WHERE article_id = %s", key(article))
    assert len(faults(article)) == 1
    tamper("DELETE FROM articles_event WHERE article_id = %s", key(article))
    assert faults(article) == []


def test_row_history_names_who_wrote_where_no_request_says_it():
    article, editor = factories.draft(), factories.editor()
    statement = article.statements.first()
    drafting.edit(row=statement, version=1, values={"plain": "By the editor."}, actor=editor)
    assert [each.history_user for each in statement.history.order_by("history_id")] == [article.author, editor]
