"""Two texts compared word by word."""

import re
from typing import Literal

from rapidfuzz.distance import LCSseq

Segment = tuple[Literal["same", "removed", "added"], str]

# A number keeps its decimals and a word its hyphens, so that "20.5" or "L4-L5" change as a whole.
TOKEN = re.compile(r"\s+|\w+(?:[.,'’\-]\w+)*|[^\w\s]")


def segments(before: str, after: str) -> list[Segment]:
    """What stayed, was removed and was added, in reading order; a removal stands before what replaced it.

    "same" and "removed" together are `before`, "same" and "added" are `after`. Comparing the other way round
    gives the same cut with the roles exchanged.
    """
    if before > after:  # of several equally short cuts, the same one in both directions
        return _removals_first([(_MIRROR[kind], text) for kind, text in segments(after, before)])
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    found: list[Segment] = []
    opcodes = list(LCSseq.opcodes(old, new))
    for position, code in enumerate(opcodes):
        removed = "".join(old[code.src_start : code.src_end])
        added = "".join(new[code.dest_start : code.dest_end])
        between = 0 < position < len(opcodes) - 1 and removed.isspace()
        if code.tag == "equal" and not between:
            found.append(("same", removed))
        else:  # white space between two changes belongs to the change
            found += [("removed", removed), ("added", added)]
    return _removals_first(found)


_MIRROR: dict[Literal["same", "removed", "added"], Literal["same", "removed", "added"]] = {
    "same": "same",
    "removed": "added",
    "added": "removed",
}


def _removals_first(found: list[Segment]) -> list[Segment]:
    """Neighbouring pieces of one kind joined; within a change first what was removed."""
    tidy: list[Segment] = []
    removed = added = ""
    for kind, text in [*found, ("same", "")]:
        if kind == "removed":
            removed += text
        elif kind == "added":
            added += text
        else:
            tidy += [("removed", removed), ("added", added), ("same", text)]
            removed = added = ""
    return [(kind, text) for kind, text in tidy if text]
