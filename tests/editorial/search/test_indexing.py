"""What is published is told to the search index; one that is elsewhere, and away, keeps nobody waiting."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from articles.models import Revision
from articles.states import State
from editorial.accounts.models import User
from editorial.search import indexing
from editorial.work.models import QueuedTask
from reviewers import board
from tests import factories
from tests.working import work_off


class SearchServerAway:
    """As a search server that is elsewhere, of which nothing answers."""

    catch_indexing_errors = True


@pytest.mark.django_db(transaction=True)
def test_the_signature_that_approves_is_answered_though_the_search_server_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache.clear()
    revision, (one, two) = factories.under_review()
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    monkeypatch.setattr(indexing, "get_search_backend", SearchServerAway)
    client = Client()
    client.force_login(User.objects.get(pk=two.user_id))
    form = {"digest": revision.digest, "password": factories.PASSWORD}
    answer = client.post(reverse("boardroom:sign", args=[revision.pk]), form)
    assert (answer.status_code, Revision.objects.get(pk=revision.pk).state) == (302, State.APPROVED)
    work_off()
    waiting = QueuedTask.objects.get(name=indexing.tell_search_server.module_path)
    assert waiting.status == QueuedTask.Status.WAITING, "it is tried again"
    assert waiting.error
