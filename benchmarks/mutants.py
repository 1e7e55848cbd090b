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
import os
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import django
import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
sys.path.insert(0, str(BASE / "benchmarks"))

from mutations import Mutant, guards_left_out, mutants_of  # noqa: E402 - found through the path above
from verdicts import KILLED, ROOMS, SURVIVED, TIMEOUT, UNREACHED, Book, room_of, table  # noqa: E402 - the same

# Of the processor: how busy a machine is decides nothing. Who waits and does nothing is ended by the clock.
TIMES_SLOWER, SECONDS_MORE = 3, 10
WAITING = 20  # seconds of the clock for one of the processor
# A guard is noticed by what it refuses, not by those who count whether all are there.
ABOUT_GUARDS = re.compile("guards?_|trigger_of")
CONTROLS, CONTROL_SECONDS = 50, 600
BROKEN = 2  # the exit status of a fork that could not try its mutant


@dataclass
class Reached:
    """Which tests reach each line, and how many seconds of the processor each took."""

    lines: dict[tuple[str, int], set[str]]
    seconds: dict[str, float]

    def by(self, mutant: Mutant) -> list[str]:
        """The tests of its room that reach the mutant, quickest first."""
        if mutant.guard:
            tests = {test for test in self.seconds if not ABOUT_GUARDS.search(test.rpartition("::")[2])}
        else:
            tests = set().union(*(self.lines.get((mutant.path, line), set()) for line in mutant.lines))
        of_room = [test for test in tests if test.startswith(room_of(mutant.path).tests)]
        return sorted(of_room, key=lambda test: (self.seconds[test], test))


class Judge:
    """A plugin of pytest in place of its loop over the tests."""

    def __init__(self, mutants: list[Mutant], book: Book, var: Path) -> None:
        self.mutants, self.book, self.var = mutants, book, var
        self.paths = sorted({mutant.path for mutant in mutants})
        self.failed: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} errors while collecting")
        reached = self.learn(session)
        try:
            self.judge(session, reached)
        finally:
            self.book.save()
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def learn(self, session: pytest.Session) -> Reached:
        """Run every test once, with the lines that it reaches in the rooms."""
        watch = coverage.Coverage(
            data_file=None, config_file=False, include=[str(BASE / path) for path in self.paths], branch=False
        )
        seconds = {}
        watch.start()
        for item, following in zip(session.items, [*session.items[1:], session.items[0]], strict=True):
            watch.switch_context(item.nodeid)
            started = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            seconds[item.nodeid] = time.process_time() - started
        watch.stop()
        if self.failed:
            print(f"\nThese fail without any mutant and judge nothing: {', '.join(sorted(self.failed))}")
        lines: dict[tuple[str, int], set[str]] = defaultdict(set)
        for path in self.paths:
            for line, tests in watch.get_data().contexts_by_lineno(str(BASE / path)).items():
                lines[path, line].update(test for test in tests if test and test not in self.failed)
        return Reached(lines, {test: took for test, took in seconds.items() if test not in self.failed})

    def judge(self, session: pytest.Session, reached: Reached) -> None:
        """Fork for each mutant, as many at a time as this process has processors."""
        items = {item.nodeid: item for item in session.items}
        functions = functions_by_place()
        connections.close_all()
        database = Path(str(connections["default"].settings_dict["NAME"]))
        gc.freeze()  # what the forks share stays shared
        fork = Fork(
            {path: (BASE / path).read_text(encoding="utf-8") for path in self.paths}, functions, database, self.var
        )
        quickest = sorted(reached.seconds, key=reached.seconds.__getitem__)[:CONTROLS]
        self.control(fork, [items[test] for test in quickest])
        running: dict[int, Mutant] = {}
        for number, mutant in enumerate(self.mutants):
            if number % 20 == 0:
                print(f"\n{number} of {len(self.mutants)} mutants", flush=True)
                self.book.save()
            if not (tests := reached.by(mutant)):
                self.book.put_down(mutant, UNREACHED)
                continue
            while len(running) >= processors():
                self.wait(running)
            limit = SECONDS_MORE + TIMES_SLOWER * sum(reached.seconds[test] for test in tests)
            running[fork.start(mutant, [items[test] for test in tests], int(limit))] = mutant
        while running:
            self.wait(running)

    def control(self, fork: "Fork", items: list[pytest.Item]) -> None:
        """A fork in which nothing is changed must pass, or what kills a mutant would be the fork itself."""
        pid = fork.start(Mutant(self.paths[0], "", "", (), 0, 0, "", ""), items, CONTROL_SECONDS)
        if os.waitpid(pid, 0)[1]:
            raise RuntimeError(f"this fails in a fork without any mutant: {self.noticed(pid)}")

    def wait(self, running: dict[int, Mutant]) -> None:
        pid, status = os.wait()
        mutant = running.pop(pid)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == BROKEN:
            raise RuntimeError(f"{mutant.path} {mutant.where} {mutant.what}: {self.noticed(pid)}")
        result = TIMEOUT if os.WIFSIGNALED(status) else KILLED if os.WEXITSTATUS(status) else SURVIVED
        self.book.put_down(mutant, result, self.noticed(pid))

    def noticed(self, pid: int) -> str:
        """The test that the fork failed, if it did; or why it could not try one."""
        note = self.var / f"noticed-{pid}"
        return note.read_text() if note.exists() else ""


def processors() -> int:
    """How many this process may use: `taskset` gives it fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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


@dataclass(frozen=True)
class Fork:
    """What a fork needs of the session that it comes from."""

    sources: dict[str, str]
    functions: dict[tuple[str, str], list[FunctionType]]
    database: Path
    var: Path

    def start(self, mutant: Mutant, items: list[pytest.Item], seconds: int) -> int:
        """The process in which the mutant is tried. It never leaves this function, whatever happens."""
        if pid := os.fork():
            return pid
        try:
            os._exit(self.try_out(mutant, items, seconds))
        except BaseException:
            (self.var / f"noticed-{os.getpid()}").write_text(traceback.format_exc())
            os._exit(BROKEN)

    def try_out(self, mutant: Mutant, items: list[pytest.Item], seconds: int) -> int:
        """1 when a test notices the mutant, 0 when none does. What takes too long is ended by a signal."""
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds * WAITING)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        own = Path(tempfile.mkdtemp(dir=self.var)) / self.database.name
        if self.database.exists():  # none is made where no test of the room asks for one
            shutil.copy(self.database, own)
        connections.close_all()
        for connection in connections.all():
            connection.settings_dict["NAME"] = str(own)
        self.change(mutant)
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                (self.var / f"noticed-{os.getpid()}").write_text(item.nodeid)
                break
        shutil.rmtree(own.parent, ignore_errors=True)
        return int((self.var / f"noticed-{os.getpid()}").exists())

    def change(self, mutant: Mutant) -> None:
        """Give each function of the mutant's module the code that it has with the change; or take a guard away."""
        if mutant.guard:
            with sqlite3.connect(str(connections["default"].settings_dict["NAME"])) as database:
                database.execute(f"DROP TRIGGER {mutant.guard}")
            return
        path = str(BASE / mutant.path)
        for code in codes(compile(mutant.applied(self.sources[mutant.path]), path, "exec")):
            there = self.functions.get((path, code.co_qualname), [])
            for function in there:
                # Two of one name (a property and its setter) are told apart by where they begin.
                if len(there) == 1 or function.__code__.co_firstlineno == code.co_firstlineno:
                    # Without its `super()` a method needs no cell for its class any more, but has been given one.
                    function.__code__ = (
                        code if code.co_freevars else code.replace(co_freevars=function.__code__.co_freevars)
                    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="room", help="which rooms; all when none is named")
    parser.add_argument("--anew", action="store_true", help="judge again what was judged before")
    parser.add_argument("--cache", type=Path, default=BASE / "var" / "mutants.json")
    options = parser.parse_args()
    memory = Path("/dev/shm")  # noqa: S108 (each fork copies the database: in memory, where that can be had)
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as var:
        os.environ |= {"VAR_DIR": var, "IMPRIMATUR_MODE": "development", "HYPOTHESIS_STORAGE_DIRECTORY": var}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        return run(options, var)


def run(options: argparse.Namespace, var: str) -> int:
    rooms = options.rooms or ROOMS
    mutants = [each for room in rooms for path in ROOMS[room].modules for each in mutants_in(path)]
    book = Book(options.cache, anew=options.anew)
    started = time.monotonic()
    left = [mutant for mutant in mutants if not book.knows(mutant)]
    if left and (status := judged(left, book, var)):
        return status
    print(table(book.entries[mutant.key] for mutant in mutants))
    print(f"\n{len(left)} of {len(mutants)} judged now, in {(time.monotonic() - started) / 60:.1f} minutes")
    return 0


def mutants_in(path: str) -> Iterator[Mutant]:
    """The mutants of one module. Of the guards only their being left out: their code has run when tests begin."""
    return guards_left_out() if path == "articles/guards.py" else mutants_of(BASE, path)


def judged(mutants: list[Mutant], book: Book, var: str) -> int:
    """Judge them in a pytest session of their own, which keeps its data in `var`. Returns pytest's status."""
    tests = sorted({test for mutant in mutants for test in room_of(mutant.path).tests})
    arguments = ["-p", "no:cacheprovider", "-p", "no:xdist", "-q", "-m", "not browser", "--no-header", "--tb=no"]
    status = pytest.main([*arguments, *tests], plugins=[Judge(mutants, book, Path(var))])
    return 0 if status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) else int(status)


if __name__ == "__main__":
    sys.exit(main())
