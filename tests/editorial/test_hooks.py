"""What follows a commit may fail without a word to whoever decided: the decision stands, and so does what else follows.

Django logs a robust hook that raises by the hook's name. A functools.partial has none: its report fails itself.
"""

import ast
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.models import NoticeKind, Revision
from articles.states import State
from editorial.accounts.models import User
from editorial.inbox import questions
from editorial.inbox.models import Question
from editorial.press import press
from editorial.search import indexing
from reviewers import board, mail
from tests import factories

ROOMS = ("articles", "reviewers", "editorial")


def calls() -> Iterator[tuple[Path, ast.Call, set[str]]]:
    """Every call of on_commit, and the names of the functions in its file."""
    for room in ROOMS:
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            tree = ast.parse(path.read_text())
            functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("on_commit"):
                    yield path, node, functions


def test_every_hook_is_a_function_with_a_name_and_robust() -> None:
    found = list(calls())
    assert len(found) >= 6
    for path, call, functions in found:
        assert isinstance(call.args[0], ast.Name), f"{path}:{call.lineno}"
        assert call.args[0].id in functions, f"{path}:{call.lineno}"
        assert "robust=True" in [f"{each.arg}={ast.unparse(each.value)}" for each in call.keywords], (
            f"{path}:{call.lineno}"
        )


def assign() -> None:
    board.assign(revision=factories.submitted(), member=factories.member(), actor=factories.editor())


def submit() -> None:
    factories.editor()
    factories.submitted()


def retract() -> None:
    workflow.issue_notice(
        article=factories.approved().article, kind=NoticeKind.RETRACTION, reason="Wrong dose", actor=factories.editor()
    )


def answer() -> None:
    article = factories.approved().article
    question = questions.keep(
        kind=Question.Kind.QUESTION, article=article, text="Why?", email="reader@example.org", consent=True
    )
    questions.answer(question=question, article=article, actor=factories.editor())


def ask() -> None:
    article = factories.approved().article
    questions.keep(kind=Question.Kind.QUESTION, article=article, text="Why?")


def change_password() -> None:
    person = factories.author()
    person.set_password("a quite different phrase")
    person.save()


def approve() -> None:
    factories.approved()


class OpenSearch:
    """As a search server that is elsewhere: what it is told waits for the commit."""

    catch_indexing_errors = True


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("act", "module", "name"),
    [
        (assign, mail, "mail"),
        (submit, mail, "mail"),
        (change_password, mail, "mail"),
        (ask, mail, "mail"),
        (answer, questions, "tell"),
        (retract, press.time, "sleep"),
        (approve, indexing, "_add"),
    ],
)
def test_a_hook_that_raises_stops_nothing(
    act: Callable[[], None], module: Any, name: str, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(indexing, "get_search_backend", OpenSearch)
    monkeypatch.setattr(indexing, "_add", lambda entry: None)
    later: list[str] = []
    with caplog.at_level(logging.ERROR), transaction.atomic():
        monkeypatch.setattr(module, name, fail)
        act()
        transaction.on_commit(lambda: later.append("ran"))
    assert later == ["ran"]
    planted = [each for each in caplog.records if each.exc_info and "planted" in str(each.exc_info[1])]
    assert planted
    assert len({id(each.exc_info) for each in planted}) == len(planted)  # one line for each


@pytest.mark.django_db(transaction=True)
def test_the_signature_that_approves_is_answered_though_the_search_server_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache.clear()
    revision, (one, two) = factories.under_review()
    board.sign(revision=revision, actor=one.user, digest=revision.digest)
    monkeypatch.setattr(indexing, "get_search_backend", OpenSearch)  # and nothing else of one: _add fails
    client = Client()
    client.force_login(User.objects.get(pk=two.user_id))
    form = {"digest": revision.digest, "password": factories.PASSWORD}
    answer = client.post(reverse("boardroom:sign", args=[revision.pk]), form)
    assert (answer.status_code, Revision.objects.get(pk=revision.pk).state) == (302, State.APPROVED)
