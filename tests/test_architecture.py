"""The rooms: what may import what beyond the layers that lint-imports holds, and one writer per kind of row."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
HTTP = ("django.http", "django.shortcuts", "django.views", "django.urls", "django.middleware", "ninja", "allauth")


def modules(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", modules("articles", "reviewers", "editorial"), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_short_enough_to_be_read_at_once(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", modules("articles", "reviewers"), ids=lambda path: str(path.relative_to(ROOT)))
def test_articles_and_reviewers_know_no_http(path):
    if path.name == "admin.py":
        return
    assert [name for name in imported(path) if name.startswith(HTTP)] == []


TRANSITIONS = {"begin_review", "approve", "request_changes", "withdraw", "supersede", "retract"}


def test_only_the_workflow_takes_transitions():
    callers = {
        str(path.relative_to(ROOT))
        for path in modules("articles", "reviewers", "editorial")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in TRANSITIONS
        and isinstance(node.value, ast.Name)
        and node.value.id in ("revision", "previous")
    }
    assert callers == {"articles/workflow.py"}


def test_only_the_board_hands_the_workflow_a_verdict():
    """`workflow.approve` believes the verdict it is given: it comes from the board, which has just asked the policy."""
    callers = {
        str(path.relative_to(ROOT))
        for path in modules("articles", "reviewers", "editorial")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "approve"
        and any(keyword.arg in ("verdict", None) for keyword in node.keywords)
    }
    assert callers == {"reviewers/board.py"}


def test_the_state_diagram_is_as_the_code_has_it():
    call_command("statemachine", "--check")


@pytest.mark.parametrize("room", ["articles", "reviewers", "editorial"])
def test_one_calendar_day_everywhere(room):
    """`.date()` of an aware time is UTC's day, beside `localdate()` another one: nothing here may ask for it."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
    ]
    assert found == []
