"""What became of each mutant: kept in a file between runs, and told as a table."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutations import Mutant

BASE = Path(__file__).resolve().parent.parent
KILLED, TIMEOUT, SURVIVED, UNREACHED = "killed", "killed by time", "survived", "reached by no test"


@dataclass(frozen=True)
class Room:
    """Modules whose small bugs the room's own tests must notice: test modules, or folders of them."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = {
    "policy": Room(
        (
            "reviewers/policy.py",
            "reviewers/preconditions.py",
            "reviewers/quorum.py",
            "reviewers/candidates.py",
            "articles/contributors.py",
            "articles/ancestry.py",
        ),
        (
            "tests/reviewers/test_policy.py",
            "tests/reviewers/test_quorum.py",
            "tests/reviewers/test_asking_again.py",
            "tests/reviewers/test_boundaries.py",
            "tests/reviewers/test_candidates.py",
            "tests/reviewers/test_discussion.py",
            "tests/reviewers/test_independence.py",
            "tests/reviewers/test_objections.py",
            "tests/reviewers/test_retraction.py",
            "tests/reviewers/test_board.py",
            "tests/articles/working_copy/test_byline.py",
        ),
    ),
    "permissions": Room(
        ("articles/permissions.py", "reviewers/permissions.py"),
        (
            "tests/articles/test_permissions.py",
            "tests/reviewers/test_permissions.py",
            "tests/reviewers/test_boundaries.py",
        ),
    ),
    "workflow": Room(
        ("articles/workflow.py",),
        (
            "tests/articles/test_workflow.py",
            "tests/reviewers/test_retraction.py",
            "tests/reviewers/test_board.py",
            "tests/reviewers/test_signing_once.py",
        ),
    ),
    "board": Room(
        ("reviewers/board.py", "reviewers/discussion.py"),
        (
            "tests/reviewers/test_board.py",
            "tests/reviewers/test_boundaries.py",
            "tests/reviewers/test_discussion.py",
            "tests/reviewers/test_objections.py",
            "tests/reviewers/test_retraction.py",
            "tests/reviewers/test_signing_once.py",
        ),
    ),
    "journal": Room(
        ("articles/journal.py", "articles/history.py"),
        ("tests/articles/test_journal.py", "tests/articles/test_history.py"),
    ),
    "guards": Room(
        ("articles/guards.py",),
        ("tests/articles/test_guards.py", "tests/reviewers/proof/test_standing.py"),
    ),
    "proof": Room(
        (
            "reviewers/proof/keys.py",
            "reviewers/proof/statements.py",
            "reviewers/proof/standing.py",
            "reviewers/proof/decisions.py",
            "editorial/press/proof.py",
        ),
        ("tests/reviewers/proof", "tests/editorial/press/test_proof.py"),
    ),
    "shelf": Room(
        ("editorial/press/shelf.py",),
        ("tests/editorial/press/test_shelf.py", "tests/editorial/press/test_answering.py"),
    ),
    "quantities": Room(("articles/quantities.py",), ("tests/articles/test_quantities.py",)),
    "drafting": Room(
        (
            "articles/working_copy/drafting.py",
            "articles/working_copy/fitting.py",
            "articles/working_copy/merging.py",
            "articles/working_copy/moving.py",
            "articles/working_copy/outline.py",
            "articles/working_copy/places.py",
            "articles/working_copy/removing.py",
            "articles/working_copy/saving.py",
            "articles/working_copy/undoing.py",
            "articles/working_copy/writing.py",
        ),
        ("tests/articles/working_copy",),
    ),
}


def room_of(path: str) -> Room:
    return next(room for room in ROOMS.values() if path in room.modules)


class Book:
    """What was judged before. A verdict holds while the function and what judged it are the same: for a mutant that was
    noticed the test module that noticed it, for one that was not every test of its room.
    """

    def __init__(self, place: Path, *, anew: bool) -> None:
        self.place = place
        self.entries: dict[str, dict[str, Any]] = json.loads(place.read_text()) if place.exists() and not anew else {}
        # Of the tests as they are now: what is edited while this runs has judged nothing.
        self.modules = {each: digest_of([each]) for room in ROOMS.values() for each in modules_of(room)}
        self.rooms = {room: digest_of(modules_of(room)) for room in ROOMS.values()}

    def knows(self, mutant: Mutant) -> bool:
        entry = self.entries.get(mutant.key)
        return entry is not None and entry["tests"] == self.judged_by(mutant, entry["by"])

    def judged_by(self, mutant: Mutant, test: str) -> str:
        return self.modules.get(test.split("::")[0], "") if test else self.rooms[room_of(mutant.path)]

    def put_down(self, mutant: Mutant, result: str, test: str = "") -> None:
        self.entries[mutant.key] = {
            "path": mutant.path,
            "line": mutant.lines[0],
            "where": mutant.where,
            "what": mutant.what,
            "result": result,
            "by": test,
            "tests": self.judged_by(mutant, test),
        }

    def save(self) -> None:
        self.place.parent.mkdir(parents=True, exist_ok=True)
        self.place.write_text(json.dumps(self.entries, indent=1))


def modules_of(room: Room) -> list[str]:
    """The room's test modules, as paths below the root; of a folder all that are in it."""
    places = [BASE / test for test in room.tests]
    files = {path for each in places for path in (each.rglob("test_*.py") if each.is_dir() else [each])}
    return sorted(str(path.relative_to(BASE)) for path in files)


def digest_of(modules: Iterable[str]) -> str:
    return hashlib.sha256(b"".join((BASE / module).read_bytes() for module in modules)).hexdigest()


def table(entries: Iterable[dict[str, Any]]) -> str:
    """The score of each room and every survivor, as docs/mutants.md has them."""
    results = list(entries)
    named = {path: name for name, room in ROOMS.items() for path in room.modules}
    counts = Counter((named[each["path"]], each["result"]) for each in results)
    lines = ["| room | mutants | killed | survived | reached by no test | score |", "|---|---|---|---|---|---|"]
    total: Counter[str] = Counter()
    for name in ROOMS:
        mine = Counter({result: counts[name, result] for result in (KILLED, TIMEOUT, SURVIVED, UNREACHED)})
        if mine.total():
            total += mine
            lines.append(row(name, mine))
    lines += [row("all", total), ""]
    for each in sorted(results, key=lambda each: (each["path"], each["line"])):
        if each["result"] in (SURVIVED, UNREACHED):
            lines.append(f"- `{each['path']}` {each['where']}: {each['what']} ({each['result']})")
    return "\n".join(lines)


def row(name: str, counts: Counter[str]) -> str:
    killed = counts[KILLED] + counts[TIMEOUT]
    score = f"{100 * killed / counts.total():.1f} %"
    return f"| {name} | {counts.total()} | {killed} | {counts[SURVIVED]} | {counts[UNREACHED]} | {score} |"
