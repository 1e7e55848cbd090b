"""Say what differs between two recordings."""

import difflib
import json
from pathlib import Path

from benchmarks.sameness.showing import shown
from benchmarks.sameness.volatile import settled

FIRST = 12  # changed lines of each file that are shown


def compare(before: Path, after: Path, *, assets: bool, full: bool) -> int:
    """Print a report. Returns 0 when all that shows is the same."""
    old, new = texts(before), texts(after)
    counts = {"byte for byte": 0, "but for whitespace that does not show": 0}
    for name in sorted(old.keys() & new.keys()):
        if old[name] == new[name]:
            counts["byte for byte"] += 1
            continue
        changes = changed(old[name], new[name], assets=assets)
        if not changes:
            counts["but for whitespace that does not show"] += 1
            continue
        print(f"\n=== {name}")
        print("\n".join(line[:400] for line in (changes if full else changes[:FIRST])))
        if not full and len(changes) > FIRST:
            print(f"... and {len(changes) - FIRST} more lines")
    for name in sorted(old.keys() - new.keys()):
        print(f"\n=== {name}\nis no longer there")
    for name in sorted(new.keys() - old.keys()):
        print(f"\n=== {name}\nis new")
    print(f"\n{len(old)} answers before, {len(new)} after.")
    for what, count in counts.items():
        print(f"{count:6} the same {what}")
    differing = len(old.keys() & new.keys()) - sum(counts.values())
    print(f"{differing:6} differ, {len(old.keys() - new.keys())} are gone, {len(new.keys() - old.keys())} are new")
    return 0 if not differing and old.keys() == new.keys() else 1


def texts(folder: Path) -> dict[str, str]:
    """The answers of a recording by name, with what is volatile made the same."""
    about = json.loads((folder / "recording.json").read_text())
    return {
        str(path.relative_to(folder)): settled(path.read_bytes().decode(), about["address"], about["days"])
        for path in folder.rglob("*")
        if path.is_file() and path.name != "recording.json"
    }


def changed(before: str, after: str, *, assets: bool) -> list[str]:
    """The lines that differ, as a diff without its context."""
    old, new = lines(before, assets=assets), lines(after, assets=assets)
    found = difflib.unified_diff(old, new, lineterm="", n=1)
    return [line for line in found if not line.startswith(("---", "+++"))]


def lines(text: str, *, assets: bool) -> list[str]:
    head, _, body = text.partition("\n\n")
    if "text/html" in head:
        return [*head.split("\n"), *shown(body, assets=assets)]
    return text.split("\n")
