"""The same form at the same instant, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from articles.models import Article, Event, Revision
from tests import factories


def at_once(article: Article, address: str, form: dict[str, str], times: int = 4) -> list[int]:
    """The answers to one form sent by several threads that wait for each other."""
    barrier = Barrier(times)

    def send(_number: int) -> int:
        client = Client()
        client.force_login(article.author)
        barrier.wait(timeout=30)
        try:
            return client.post(address, form).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(send, range(times)))


@pytest.mark.django_db(transaction=True)
def test_a_double_click_adds_one_statement() -> None:
    article = factories.draft()
    address = reverse("desk:add-statement", args=[article.pk]) + "?place=answer"
    assert at_once(article, address, {"professional": "Said once", "once": "o1"}) == [302] * 4
    assert article.statements.filter(professional="Said once").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_submits_one_revision() -> None:
    article = factories.draft()
    address = reverse("desk:submit", args=[article.pk])
    assert at_once(article, address, {"message": "", "once": "o2"}) == [302] * 4
    assert Revision.objects.filter(article=article).count() == 1
    assert Event.objects.filter(article=article, kind="submitted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_failed_was_not_the_first_time() -> None:
    article = factories.draft()
    address = reverse("desk:withdraw", args=[article.pk])
    client = Client()
    client.force_login(article.author)
    form = {"reason": "A mistake in it.", "once": "o3"}
    assert client.post(address, form).status_code == 409
    factories.submitted(article)
    assert client.post(address, form).status_code == 302
    assert Revision.objects.get(article=article).state == "withdrawn"
