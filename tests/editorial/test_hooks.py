"""What follows a commit may fail without a word to whoever decided: the decision stands, and so does what else follows.

Django logs a robust hook that raises by the hook's name. A functools.partial has none: its report fails itself.
"""

import ast
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from articles import workflow
from articles.models import NoticeKind
from editorial.press import press
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
    assert found
    for path, call, functions in found:
        assert isinstance(call.args[0], ast.Name), f"{path}:{call.lineno}"
        assert call.args[0].id in functions, f"{path}:{call.lineno}"
        assert "robust=True" in [f"{each.arg}={ast.unparse(each.value)}" for each in call.keywords], (
            f"{path}:{call.lineno}"
        )


def retract() -> None:
    workflow.issue_notice(
        article=factories.approved().article, kind=NoticeKind.RETRACTION, reason="Wrong dose", actor=factories.editor()
    )


@pytest.mark.django_db(transaction=True)
def test_a_hook_that_raises_stops_nothing(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("planted")

    later: list[str] = []
    with caplog.at_level(logging.ERROR), transaction.atomic():
        monkeypatch.setattr(press.time, "sleep", fail)
        retract()
        transaction.on_commit(lambda: later.append("ran"))
    assert later == ["ran"]
    planted = [each for each in caplog.records if each.exc_info and "planted" in str(each.exc_info[1])]
    assert len(planted) == 1
