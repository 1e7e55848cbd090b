"""The same form at the same instant, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse

from articles.models import Event, Revision
from editorial.accounts.models import User
from reviewers import discussion
from tests import factories


def at_once(person: User, address: str, form: dict[str, str], times: int = 4) -> list[int]:
    """The answers to one form sent by several threads that wait for each other."""
    barrier = Barrier(times)

    def send(_number: int) -> int:
        client = Client()
        client.force_login(person)
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
    assert at_once(article.author, address, {"professional": "Said once", "once": "o1"}) == [302] * 4
    assert article.statements.filter(professional="Said once").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_submits_one_revision() -> None:
    article = factories.draft()
    address = reverse("desk:submit", args=[article.pk])
    assert at_once(article.author, address, {"message": "", "once": "o2"}) == [302] * 4
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


def board_forms() -> tuple[Client, Revision, dict[str, str]]:
    """A reviewer's browser, what they review, and the address of each form of theirs that adds something."""
    revision, (one, _two) = factories.under_review()
    thread = discussion.open_thread(revision=revision, actor=one.user, text="A point")
    client = Client()
    client.force_login(one.user)
    addresses = {name: reverse(f"boardroom:{name}", args=[revision.pk]) for name in ("comment", "request-changes")}
    return client, revision, addresses | {"reply": reverse("boardroom:reply", args=[thread.pk])}


@pytest.mark.django_db
def test_a_comment_sent_twice_is_one_even_when_it_was_settled_in_between() -> None:
    client, revision, addresses = board_forms()
    form = {"text": "Cite the wait", "severity": "minor", "once": "o4"}
    assert client.post(addresses["comment"], form).status_code == 302
    thread = revision.threads.get(comments__text="Cite the wait")
    discussion.resolve(thread=thread, actor=thread.comments.get().author)
    assert client.post(addresses["comment"], form).status_code == 302
    assert revision.threads.filter(comments__text="Cite the wait").count() == 1
    # On purpose, in a form of its own, the same words are another point.
    assert client.post(addresses["comment"], {**form, "once": "o5"}).status_code == 302
    assert revision.threads.filter(comments__text="Cite the wait").count() == 2


@pytest.mark.django_db
def test_a_reply_sent_twice_is_one_also_when_somebody_answered_in_between() -> None:
    client, revision, addresses = board_forms()
    form = {"text": "Agreed", "once": "o6"}
    assert client.post(addresses["reply"], form).status_code == 302
    thread = revision.threads.get()
    discussion.reply(thread=thread, actor=revision.article.author, text="Thank you")
    assert client.post(addresses["reply"], form).status_code == 302
    assert thread.comments.filter(text="Agreed").count() == 1
    assert client.post(addresses["reply"], {**form, "once": "o7"}).status_code == 302
    assert thread.comments.filter(text="Agreed").count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["sign", "recuse", "request-changes"])
def test_a_double_click_decides_once(name: str) -> None:
    revision, (one, _two) = factories.under_review()
    address = reverse(f"boardroom:{name}", args=[revision.pk])
    form = {"digest": revision.digest, "reason": "No time", "password": factories.PASSWORD, "once": "o8"}
    assert at_once(one.user, address, form, 3) == [302] * 3
    kinds = Event.objects.filter(article=revision.article, actor=one.user).values_list("kind", flat=True)
    assert kinds
    assert len(kinds) == len(set(kinds))


@pytest.mark.django_db
def test_every_form_of_the_board_that_adds_something_has_a_number() -> None:
    client, revision, _addresses = board_forms()
    pages = [
        reverse(f"boardroom:{name}", args=[revision.pk]) for name in ("comment", "request-changes", "recuse", "sign")
    ]
    for page in (*pages, reverse("boardroom:review", args=[revision.pk])):
        assert 'name="once"' in client.get(page).content.decode(), page


@pytest.mark.django_db
def test_a_wrong_password_counts_although_nothing_is_signed() -> None:
    cache.clear()
    client, revision, _addresses = board_forms()
    address = reverse("boardroom:sign", args=[revision.pk])
    form = {"digest": revision.digest, "password": "wrong", "once": "o9"}
    answers = [client.post(address, form).status_code for _guess in range(6)]
    assert answers == [302] * 5 + [429]
