"""Which elements lay their children out as boxes, in a row or a grid: whitespace between these does not show."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

STYLES = Path(__file__).resolve().parent.parent / "editorial" / "static" / "css"
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
BOXES = {"flex", "grid", "inline-flex", "inline-grid", "none"}
SIMPLE = re.compile(r"(?:[\w-]+|[\w-]*(?:\.[\w-]+)+)")  # an element, with classes or without
Names = frozenset[str]  # an element's name and its classes, each with its dot


@cache
def rules() -> tuple[list[list[Names]], list[Names]]:
    """Ways from an element outside to one that lays out boxes; and elements that some rule shows otherwise."""
    boxes, others = [], []
    for path in sorted(STYLES.rglob("*.css")):
        for selectors, body in RULE.findall(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)):
            if not (display := re.search(r"(?<![\w-])display:\s*([\w-]+)", body)):
                continue
            for selector in selectors.split(","):
                steps = re.sub(r"\s*([>+~])\s*", r" \1 ", selector).split()
                if display[1] not in BOXES and "::" not in steps[-1]:
                    others.append(names(re.sub(r":.*|\[.*", "", steps[-1])))
                elif display[1] in BOXES and all(SIMPLE.fullmatch(step) for step in steps):
                    boxes.append([names(step) for step in steps])
    return boxes, others


def names(compound: str) -> Names:
    return frozenset(re.findall(r"\.[\w-]+|^[\w-]+", compound))


@cache
def has_boxes(path: tuple[Names, ...]) -> bool:
    """Whether the last of these elements, each inside the one before, lays its children out as boxes."""
    boxes, others = rules()
    if not path or any(each and each <= path[-1] for each in others):
        return False
    return any(way[-1] <= path[-1] and is_inside(way[:-1], path[:-1]) for way in boxes)


def is_inside(way: Sequence[Names], path: Sequence[Names]) -> bool:
    rest = iter(path)
    return all(any(step <= element for element in rest) for step in way)
