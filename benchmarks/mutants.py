"""Put small bugs into the rooms that carry the promise, one at a time, and say which of them no test notices.

    make mutants                      every room; what was judged before and has not changed is not judged again
    make mutants ROOMS="policy proof" some of them
    make mutants ROOMS="--anew"       everything again

One pytest session collects the tests and makes the database. It runs every test once to learn which lines each one
reaches. Then each mutant gets a fork of that session with a copy of the database: the fork changes the code of one
function and runs the tests that reach the changed line, until one fails. See docs/decisions/mutants.md.
"""

import argparse
import gc
import hashlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
sys.path.insert(0, str(BASE / "benchmarks"))

from mutations import Mutant, mutants_of  # noqa: E402

ROOMS: dict[str, tuple[str, ...]] = {
    "policy": ("reviewers/policy.py", "reviewers/preconditions.py"),
    "permissions": ("articles/permissions.py", "reviewers/permissions.py"),
    "workflow": ("articles/workflow.py",),
    "board": ("reviewers/board.py", "reviewers/discussion.py"),
    "journal": ("articles/journal.py", "articles/history.py"),
    "guards": ("articles/guards.py",),
    "proof": ("reviewers/proof/signing.py", "reviewers/proof/standing.py", "editorial/press/proof.py"),
    "shelf": ("editorial/press/shelf.py",),
    "quantities": ("articles/quantities.py",),
    "drafting": ("articles/working_copy/drafting.py",),
}
TESTS = ("tests/articles", "tests/reviewers", "tests/editorial/press", "tests/editorial/boardroom")
# Property tests over generated documents find what examples find, many times slower; forks make no threads.
SKIPPED = "not browser"
TIMES_SLOWER, SECONDS_MORE = 10, 10
CONTROLS = 200
KILLED, TIMEOUT, SURVIVED, UNREACHED = "killed", "killed by time", "survived", "reached by no test"


@dataclass
class Reached:
    """Which tests reach each line, and how long each took."""

    lines: dict[tuple[str, int], set[str]]
    seconds: dict[str, float]

    def by(self, mutant: Mutant) -> list[str]:
        """The tests that reach the mutant, quickest first."""
        tests = set().union(*(self.lines.get((mutant.path, line), set()) for line in mutant.lines))
        return sorted(tests, key=lambda test: (self.seconds[test], test))


class Judge:
    """A plugin of pytest in place of its loop over the tests."""

    def __init__(self, paths: list[str], known: dict[str, dict[str, Any]], var: Path) -> None:
        self.paths, self.known, self.var = paths, known, var
        self.mutants = [mutant for path in paths for mutant in mutants_of(BASE, path)]
        self.results: dict[str, dict[str, Any]] = {}
        self.failed: list[pytest.TestReport] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} errors while collecting")
        reached = self.learn(session)
        self.judge(session, reached)
        return True

    def learn(self, session: pytest.Session) -> Reached:
        """Run every test once, with the lines that it reaches in the rooms."""
        import coverage

        watch = coverage.Coverage(data_file=None, include=[str(BASE / path) for path in self.paths], branch=False)
        seconds = {}
        watch.start()
        for item, following in zip(session.items, [*session.items[1:], session.items[0]], strict=True):
            watch.switch_context(item.nodeid)
            started = time.monotonic()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            seconds[item.nodeid] = time.monotonic() - started
        watch.stop()
        if session.testsfailed:
            print(f"\n{session.testsfailed} tests fail without any mutant: they judge nothing.")
        failed = {report.nodeid for report in self.failed}
        lines: dict[tuple[str, int], set[str]] = defaultdict(set)
        data = watch.get_data()
        for path in self.paths:
            for line, tests in data.contexts_by_lineno(str(BASE / path)).items():
                lines[path, line].update(test for test in tests if test and test not in failed)
        return Reached(lines, {test: took for test, took in seconds.items() if test not in failed})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report)

    def judge(self, session: pytest.Session, reached: Reached) -> None:
        """Fork for each mutant, as many at a time as there are processors."""
        from django.db import connections

        items = {item.nodeid: item for item in session.items}
        functions = functions_by_place()
        connections.close_all()
        database = Path(str(connections["default"].settings_dict["NAME"]))
        gc.freeze()  # what the forks share stays shared
        sources = {path: (BASE / path).read_text(encoding="utf-8") for path in self.paths}
        self.control(
            sources, [items[test] for test in sorted(reached.seconds, key=reached.seconds.__getitem__)], database
        )
        running: dict[int, Mutant] = {}
        for number, mutant in enumerate(self.mutants):
            tests = reached.by(mutant)
            key = mutant.key(tests_digest(tests))
            if key in self.known:
                self.results[key] = self.known[key]
                continue
            if not tests:
                self.put_down(mutant, UNREACHED, tests)
                continue
            while len(running) >= (os.cpu_count() or 1):
                self.wait(running, reached)
            limit = SECONDS_MORE + TIMES_SLOWER * sum(reached.seconds[test] for test in tests)
            pid = os.fork()
            if pid == 0:
                os._exit(try_out(mutant, sources, functions, [items[test] for test in tests], database, int(limit)))
            running[pid] = mutant
            if number % 50 == 0:
                print(f"\n{number} of {len(self.mutants)} mutants", flush=True)
        while running:
            self.wait(running, reached)

    def control(self, sources: dict[str, str], items: list[pytest.Item], database: Path) -> None:
        """A fork in which nothing is changed must pass, or what kills a mutant would be the fork itself."""
        nothing = Mutant(self.paths[0], "", "nothing", (), 0, 0, "", "")
        pid = os.fork()
        if pid == 0:
            os._exit(try_out(nothing, sources, functions_by_place(), items[:CONTROLS], database, 600))
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
            raise RuntimeError("tests fail in a fork without any mutant")

    def wait(self, running: dict[int, Mutant], reached: Reached) -> None:
        pid, status = os.wait()
        mutant = running.pop(pid)
        result = TIMEOUT if os.WIFSIGNALED(status) else KILLED if os.WEXITSTATUS(status) else SURVIVED
        self.put_down(mutant, result, reached.by(mutant))

    def put_down(self, mutant: Mutant, result: str, tests: list[str]) -> None:
        self.results[mutant.key(tests_digest(tests))] = {
            "path": mutant.path,
            "line": mutant.lines[0],
            "where": mutant.where,
            "what": mutant.what,
            "result": result,
        }


def tests_digest(tests: list[str]) -> str:
    """What a mutant's tests say now: with other tests, or tests changed, it is judged anew."""
    digest = hashlib.sha256()
    for path in sorted({test.split("::")[0] for test in tests}):
        digest.update((BASE / path).read_bytes())
    return digest.hexdigest()


def functions_by_place() -> dict[tuple[str, str], list[FunctionType]]:
    """Every function there is now, under its file and qualified name, decorated ones with what they hide."""
    found: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename.startswith(str(BASE)):
            found[thing.__code__.co_filename, thing.__code__.co_qualname].append(thing)
    return found


def codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes(constant)


def try_out(
    mutant: Mutant,
    sources: dict[str, str],
    functions: dict[tuple[str, str], list[FunctionType]],
    items: list[pytest.Item],
    database: Path,
    seconds: int,
) -> int:
    """In a fork: 1 when a test notices the mutant, 0 when none does. The alarm ends what takes too long."""
    from _pytest.runner import runtestprotocol
    from django.db import connections

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    path = str(BASE / mutant.path)
    changed = compile(mutant.applied(sources[mutant.path]), path, "exec")
    for code in codes(changed):
        for function in functions.get((path, code.co_qualname), []):
            # Two functions of one name in one place (a property and its setter) are told apart by their lines.
            if len(functions[path, code.co_qualname]) == 1 or function.__code__.co_firstlineno == code.co_firstlineno:
                function.__code__ = code
    own = Path(tempfile.mkdtemp(dir=database.parent)) / database.name
    shutil.copy(database, own)
    connections.close_all()
    for connection in connections.all():
        connection.settings_dict["NAME"] = str(own)
    noticed = 0
    for item, following in zip(items, [*items[1:], items[0]], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
            noticed = 1
            break
    shutil.rmtree(own.parent, ignore_errors=True)
    return noticed


def table(results: list[dict[str, Any]]) -> str:
    """The score of each room and every survivor, as docs/mutants.md has them."""
    room_of = {path: room for room, paths in ROOMS.items() for path in paths}
    counts = Counter((room_of[each["path"]], each["result"]) for each in results)
    lines = ["| room | mutants | killed | survived | reached by no test | score |", "|---|---|---|---|---|---|"]
    total: Counter[str] = Counter()
    for room in ROOMS:
        mine = Counter({result: counts[room, result] for result in (KILLED, TIMEOUT, SURVIVED, UNREACHED)})
        if mine.total():
            total += mine
            lines.append(row(room, mine))
    lines += [row("all", total), ""]
    for each in sorted(results, key=lambda each: (each["path"], each["line"])):
        if each["result"] in (SURVIVED, UNREACHED):
            lines.append(f"- `{each['path']}` {each['where']}: {each['what']} ({each['result']})")
    return "\n".join(lines)


def row(name: str, counts: Counter[str]) -> str:
    killed = counts[KILLED] + counts[TIMEOUT]
    score = f"{100 * killed / counts.total():.1f} %"
    return f"| {name} | {counts.total()} | {killed} | {counts[SURVIVED]} | {counts[UNREACHED]} | {score} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="room", help="which rooms; all when none is named")
    parser.add_argument("--anew", action="store_true", help="judge again what was judged before")
    parser.add_argument("--tests", nargs="*", default=list(TESTS), help="where the tests are")
    parser.add_argument("--cache", type=Path, default=BASE / "var" / "mutants.json")
    options = parser.parse_args()
    paths = [path for room in options.rooms or ROOMS for path in ROOMS[room]]
    known = json.loads(options.cache.read_text()) if options.cache.exists() and not options.anew else {}
    memory = Path("/dev/shm")  # noqa: S108 (each mutant copies a database: in memory where there is such a folder)
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as var:
        os.environ |= {"VAR_DIR": var, "IMPRIMATUR_MODE": "development", "HYPOTHESIS_STORAGE_DIRECTORY": var}
        os.environ.pop("DATABASE_URL", None)
        judge = Judge(paths, known, Path(var))
        started = time.monotonic()
        arguments = ["-p", "no:cacheprovider", "-p", "no:xdist", "-q", "-m", SKIPPED, "--no-header"]
        status = pytest.main([*arguments, *options.tests], plugins=[judge])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return int(status)
    options.cache.parent.mkdir(parents=True, exist_ok=True)
    others = {key: each for key, each in known.items() if each["path"] not in paths}
    options.cache.write_text(json.dumps(others | judge.results, indent=1))
    print(table(list(judge.results.values())))
    print(f"\n{len(judge.results)} mutants in {(time.monotonic() - started) / 60:.1f} minutes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
