"""What is worth knowing every few minutes while working: style, types, contracts, and the tests of what changed.

What changed is the difference to `main` (or to the first argument) with what is not committed yet. A module's tests are
those that mirror it, and those of its own room that import it (of any room, where none mirrors it); a template's are
those of its face. Everything else is for `make test`.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("articles", "reviewers", "editorial")
BIN = Path(sys.executable).parent
CHECKS = {
    "lint": [sys.executable, "-m", "ruff", "check", "--quiet", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."],
    "types": [sys.executable, "-m", "mypy"],
    "contracts": [str(BIN / "lint-imports"), "--no-logo"],
}


def changed(base: str) -> list[str]:
    """Files that are there and differ from where this branch left `base`, committed or not."""
    fork = git("merge-base", base, "HEAD").strip() or "HEAD"
    names = git("diff", "--name-only", fork).split() + git("ls-files", "--others", "--exclude-standard").split()
    return sorted({name for name in names if (ROOT / name).is_file()})


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False).stdout


def module_of(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def tests_of(names: Iterable[str]) -> list[str]:
    """The test files and folders for these files, as paths below the root."""
    sys.path.insert(0, str(ROOT))
    graph = grimp.build_graph(*ROOMS, "tests", cache_dir=None)
    found: set[Path] = set()
    for name in names:
        path = Path(name)
        if path.parts[0] == "tests":
            found |= {path} if path.name.startswith("test_") else importing(graph, module_of(name))
        elif path.suffix == ".py" and path.parts[0] in ROOMS and "migrations" not in path.parts:
            found |= mirrored(path) | near(path, importing(graph, module_of(name)))
        elif path.parts[0] == "templates":
            found |= {Path("tests/editorial", path.parts[1])} if len(path.parts) > 2 else set()
        elif path.parts[0] == "scripts":
            found |= mirrored(path) | {Path("tests/test_architecture.py")}
    there = sorted(path for path in found if (ROOT / path).exists() and "journeys" not in path.parts)
    return [str(path) for path in there if not any(parent in found for parent in path.parents)]


def mirrored(path: Path) -> set[Path]:
    """tests/articles/test_journal.py for articles/journal.py; a package's folder for its __init__."""
    place = Path("tests") / path.parent
    return {place} if path.name == "__init__.py" else {place / f"test_{path.name}"}


def room(path: Path) -> Path:
    """Where the tests of the module's room are: of all of articles, of all of reviewers, of one room of editorial."""
    return Path("tests", *path.parent.parts[: 2 if path.parts[0] == "editorial" else 1])


def near(path: Path, importers: set[Path]) -> set[Path]:
    """Those of the module's room, or all where nothing mirrors it: a rule may be tried where it is asked for."""
    of_room = {each for each in importers if each.is_relative_to(room(path))}
    return of_room if any((ROOT / each).exists() for each in mirrored(path)) else importers


def importing(graph: grimp.ImportGraph, module: str) -> set[Path]:
    """The test modules that import this one themselves."""
    if module not in graph.modules:
        return set()
    importers = graph.find_modules_that_directly_import(module)
    paths = {Path(each.replace(".", "/") + ".py") for each in importers if each.startswith("tests.")}
    return {path for path in paths if path.name.startswith("test_")}


def main() -> int:
    started = time.monotonic()
    environment = os.environ | {"IMPRIMATUR_MODE": "development"}
    tests = tests_of(changed(sys.argv[1] if len(sys.argv) > 1 else "main"))
    failed = []
    with tempfile.TemporaryDirectory() as var:
        running = {
            name: subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            for name, command in CHECKS.items()
        }
        if tests:
            print("Tests of what changed:", *tests, sep="\n  ", flush=True)
            pytest = [sys.executable, "-m", "pytest", "-q", "-x", "--failed-first", "-n", "2", "-m", "not browser"]
            if subprocess.run([*pytest, *tests], cwd=ROOT, env=environment | {"VAR_DIR": var}, check=False).returncode:
                failed.append("tests")
        for name, process in running.items():
            said, _ = process.communicate()
            if process.returncode:
                failed.append(name)
                print(f"\n=== {name}\n{said}")
    print(f"\n{'Failed: ' + ', '.join(failed) if failed else 'All well'}, {time.monotonic() - started:.0f} s.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
