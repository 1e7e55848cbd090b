"""The tests' own habits: no waiting where a clock can be given."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent
MAY_WAIT = {
    "journeys/house.py",  # asks another process whether it is there yet
    "editorial/management/test_work.py",  # asks other processes how far they are
    "editorial/work/chores.py",  # a task that takes too long, which is what is tried
    "races/test_killed_workers.py",  # the moment of a kill
    "races/workers.py",  # asks other processes whether they are done
    "journeys/test_from_text_to_readers.py",  # a browser's own timers: something must not happen in it
    "journeys/test_hostile_text.py",  # the same
}


def waits(path: Path) -> list[str]:
    """Each place that names `sleep`, whatever it was imported as, or has a page wait for a length of time."""
    places = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
        names += [node.attr] if isinstance(node, ast.Attribute) else []
        if {"sleep", "wait_for_timeout"} & set(names):
            places.append(f"{path.relative_to(TESTS)}:{node.lineno}")
    return places


def test_no_test_sleeps():
    found = [place for path in sorted(TESTS.rglob("*.py")) for place in waits(path)]
    assert {place.partition(":")[0] for place in found} <= MAY_WAIT, found
