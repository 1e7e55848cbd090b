"""The rooms: what may import what beyond the layers that lint-imports holds, and one writer per kind of row."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command

from articles.models import Revision
from editorial.accounts.models import User
from scripts import writers

ROOT = Path(__file__).parent.parent
ROOMS = ("articles", "reviewers", "editorial")
HTTP = ("django.http", "django.shortcuts", "django.views", "django.urls", "django.middleware", "ninja", "allauth")


def modules(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", modules("articles", "reviewers", "editorial"), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_is_short_enough_to_be_read_at_once(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


# One concept, one name: what stands twice is the same thing at another boundary, or the page of the other.
SAME_AT_ANOTHER_BOUNDARY = {
    "Author": "the row, the readers' facts, the API",
    "Condition": "the document, the API",
    "Intervention": "the document, the row",
    "Notice": "the row, the API",
    "Reference": "the document, the row",
    "ReferenceEntry": "the page, the API",
    "SearchEntry": "the row, the API",
    "Section": "the document, the row",
    "SignOff": "the row, the API",
    "Signatory": "the readers' facts, the API",
    "Statement": "the document, the row",
    "TreatmentLine": "the document, the row",
    "VersionEntry": "the page, the API",
}
# What Django or the faces call by one name everywhere.
CUSTOMARY = {"__init__", "admin", "apps", "forms", "models", "urls", "formats"}
ONE_THING = {
    "history": "the history of rows, and its page at the desk and in the boardroom",
    "questions": "readers' questions: the room, the editors' pages, the readers' pages",
}


def test_no_class_bears_the_name_of_another_thing():
    classes: dict[str, int] = {}
    for path in modules(*ROOMS):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not (node.name == "Command" and "commands" in path.parts):
                classes[node.name] = classes.get(node.name, 0) + 1
    assert {name for name, times in classes.items() if times > 1} == set(SAME_AT_ANOTHER_BOUNDARY)


def test_no_module_name_stands_for_three_things():
    stems = [path.stem for path in modules(*ROOMS)]
    assert {stem for stem in stems if stems.count(stem) > 2} - CUSTOMARY == set(ONE_THING)


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


def test_mypy_finds_each_write_outside_the_writers():
    """The tree is clean and what was planted is found, whatever it is called. Quick after the step "Types"."""
    planted = ROOT / "tests" / "planted_writes.py"
    told = subprocess.run(
        [sys.executable, "-m", "mypy", *ROOMS, str(planted.relative_to(ROOT))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    found = {tuple(line.split(":")[:2]) for line in told.splitlines() if line.endswith("[writer]")}
    lines = planted.read_text(encoding="utf-8").splitlines()
    wanted = {str(number) for number, line in enumerate(lines, 1) if line.endswith("  # found")}
    assert found == {("tests/planted_writes.py", number) for number in wanted}, told


def test_each_table_has_its_writers():
    tables = {model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS}
    tables = {model for model in tables if not model.__name__.startswith("Historical")}
    unowned = [
        model.__name__
        for model in tables
        if not any(f"{base.__module__}.{base.__qualname__}" in writers.WRITERS for base in model.__mro__)
    ]
    assert unowned == []
    names = {name for each in writers.WRITERS.values() for name in each}
    assert [name for name in names if find_spec(name) is None] == []
    assert {each.name for each in Revision._meta.get_field("state").get_all_transitions(Revision)} == (
        writers.TRANSITIONS
    )


def test_the_administration_changes_only_what_it_is_named_a_writer_of(rf):
    request = rf.get("/")
    request.user = User(is_active=True, is_staff=True, is_superuser=True)
    for model, page in admin.site._registry.items():
        if (
            page.has_add_permission(request)
            or page.has_change_permission(request)
            or page.has_delete_permission(request)
        ):
            assert type(page).__module__ in writers.WRITERS[f"{model.__module__}.{model.__name__}"]


# Verbs that only rows and managers know. `add`, `set`, `clear`, `update` are collections' too: mypy tells them apart.
BY_NAME = writers.VERBS - {f"{a}{verb}" for a in ("", "a") for verb in ("add", "set", "remove", "clear", "update")}
BY_NAME |= writers.TRANSITIONS | {"bulk_create_with_history", "bulk_update_with_history"}
NO_ROWS = {
    ("editorial/accounts/once.py", "delete"),  # the cache
    ("editorial/press/export.py", "save"),  # a file
}


def written_by_name(path: Path) -> Iterator[tuple[int, str]]:
    """Where something is written whose type mypy may not know, judged by the name of the method alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import)]
    names = {alias.asname or alias.name for node in imports for alias in node.names}
    actions = {name for name in names if name.islower()}  # workflow.approve() is the action, not the transition
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in BY_NAME:
            if not (isinstance(node.value, ast.Name) and node.value.id in actions):
                yield node.lineno, node.attr
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, name) for name in written_in_call(node))


def written_in_call(call: ast.Call) -> Iterator[str]:
    """A verb that is spelled out, a function that writes, or an `update` of fields."""
    called = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if called in ("getattr", "methodcaller", "attrgetter"):
        yield from (each.value for each in call.args if isinstance(each, ast.Constant) and each.value in BY_NAME)
    if isinstance(call.func, ast.Name) and called.startswith("bulk_") and called in BY_NAME:
        yield called
    if called in ("update", "aupdate") and not call.args and call.keywords and call.keywords[0].arg:
        yield called


def test_only_writers_call_what_writes():
    owners = {name for names in writers.WRITERS.values() for name in names}
    owners |= {model.rpartition(".")[0] for model in writers.WRITERS}
    owners |= {name.rpartition(".")[0] for name in writers.HANDED_ON}
    found = [
        f"{place}:{line}: {name}"
        for path in modules(*ROOMS)
        if (place := str(path.relative_to(ROOT))).removesuffix(".py").replace("/", ".") not in owners
        for line, name in written_by_name(path)
        if (place, name) not in NO_ROWS
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "rev.approve()",
        "getattr(rev, 'approve')()",
        "PressedPage.objects.all().delete()",
        "rows.update(state='approved')",
        "Article.history.all().delete()",
        "methodcaller('save')(row)",
        "bulk_update_with_history(rows, Statement, ['plain'])",
        "keep = row.save",
        "await row.asave()",
    ],
)
def test_a_planted_write_is_found_by_name(line, tmp_path):
    (tmp_path / "planted.py").write_text(f"async def planted(rev, row, rows):\n    {line}\n")
    assert [number for number, _ in written_by_name(tmp_path / "planted.py")] == [2]


# Where SQL is written by hand: the guards themselves, and two reading queries that every decision asks.
READING_SQL = ("articles/history.py", "articles/contributors.py")
SQL = {"articles/guards.py", *READING_SQL}
WRITING_SQL = re.compile(
    r"\b(insert\s+(or\s+\w+\s+)?into|update\s+.+\sset|delete\s+from|truncate|replace\s+into)\b",
    re.IGNORECASE | re.DOTALL,
)


def sql_by_hand(path: Path) -> Iterator[int]:
    """Where a module speaks to the database in SQL, or holds a sentence of SQL that writes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        text = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
        asks = isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany", "executescript", "cursor")
        raw = isinstance(node, ast.Call) and bool(node.args) and getattr(node.func, "attr", "") == "raw"
        if asks or raw or WRITING_SQL.search(text):
            yield node.lineno


def test_no_sql_is_written_by_hand():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules(*ROOMS)
        if str(path.relative_to(ROOT)) not in SQL
        for line in sql_by_hand(path)
    ]
    assert found == []
    assert not [path for path in READING_SQL if WRITING_SQL.search((ROOT / path).read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "line",
    [
        'cursor.execute("UPDATE articles_revision SET state = 1")',
        'run("INSERT INTO x VALUES (1)")',
        'run(f"DELETE FROM {table}")',
        'run(f"UPDATE {table} SET x = 1")',
        'Revision.objects.raw("...")',
    ],
)
def test_planted_sql_is_found(line, tmp_path):
    (tmp_path / "planted.py").write_text(f"def planted(cursor, run, table):\n    {line}\n")
    assert set(sql_by_hand(tmp_path / "planted.py")) == {2}


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
