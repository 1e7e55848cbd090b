"""The journal: every decision one event, and nothing can be changed unseen."""

import pytest
from django.db import connection

from articles import journal
from articles.models import Article, Event, JournalHead, Statement
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
    history = Statement.history.filter(id=statement.pk)
    history.update(professional="Forged.")
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
