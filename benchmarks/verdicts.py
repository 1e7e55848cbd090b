"""What became of each mutant: kept in a file between runs, and told as a table."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mutations import Mutant

BASE = Path(__file__).resolve().parent.parent
KILLED, TIMEOUT, SURVIVED, UNREACHED = "killed", "killed by time", "survived", "reached by no test"

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


class Book:
    """What was judged before. A verdict holds while the function and what judged it are the same: for a mutant that was
    noticed the test module that noticed it, for one that was not every test there is.
    """

    def __init__(self, place: Path, tests: list[str], *, anew: bool) -> None:
        self.place = place
        self.entries: dict[str, dict[str, Any]] = json.loads(place.read_text()) if place.exists() and not anew else {}
        places = [BASE / test for test in tests]
        files = [path for each in places for path in (each.rglob("*.py") if each.is_dir() else [each])]
        self.all_tests = digest_of(sorted(files))

    def knows(self, mutant: Mutant) -> bool:
        entry = self.entries.get(mutant.key)
        return entry is not None and entry["tests"] == self.judged_by(entry["by"])

    def judged_by(self, test: str) -> str:
        path = BASE / test.split("::")[0]
        return digest_of([path] if path.is_file() else []) if test else self.all_tests

    def put_down(self, mutant: Mutant, result: str, test: str = "") -> None:
        self.entries[mutant.key] = {
            "path": mutant.path,
            "line": mutant.lines[0],
            "where": mutant.where,
            "what": mutant.what,
            "result": result,
            "by": test,
            "tests": self.judged_by(test),
        }

    def save(self) -> None:
        self.place.parent.mkdir(parents=True, exist_ok=True)
        self.place.write_text(json.dumps(self.entries, indent=1))


def digest_of(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def table(entries: Iterable[dict[str, Any]]) -> str:
    """The score of each room and every survivor, as docs/mutants.md has them."""
    results = list(entries)
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
