"""The "Name: value" lines of the text format: at the head of an article, under its parts, under its references."""

import re
from dataclasses import dataclass, field

HEADER = (
    "condition",
    "also known as",
    "icd-10",
    "specialty",
    "language",
    "heading",
    "plain heading",
)
PART = ("plain", "label", "plain label", "style", "kind", "rate", "wait")
REFERENCE = (
    "note",
    "key",
    "type",
    "title",
    "authors",
    "journal",
    "date",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "pmcid",
    "url",
)
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9 -]{1,14})\s?:\s+(\S.*)")


@dataclass
class Header:
    """What stands between the title and the text: each name with its values, in order."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The first value under this name, or ""."""
        return next(iter(self.values.get(name, ())), "")


def read_field(line: str, names: tuple[str, ...]) -> tuple[str, str] | None:
    """(name, value) when the line is a field of one of these names, else None."""
    match = _FIELD.fullmatch(line.strip())
    if not match or match[1].casefold() not in names:
        return None
    return match[1].casefold(), match[2]


def take_header(lines: list[str]) -> tuple[Header, list[str]]:
    """Cut the header out of the lines: the fields that directly follow the first line, blank lines between them.

    An indented line continues the field above it.
    """
    found: dict[str, list[list[str]]] = {}  # the lines of each value, joined at the end: that copies the text once
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines)) + 1
    end = start
    name = ""
    for number in range(start, len(lines)):
        line = lines[number]
        if not line.strip():
            name = ""
        elif field_there := read_field(line, HEADER):
            name = field_there[0]
            found.setdefault(name, []).append([field_there[1].strip()])
            end = number + 1
        elif name and line.startswith("  "):
            found[name][-1].append(line.strip())
            end = number + 1
        else:
            break
    header = Header({name: [" ".join(parts) for parts in values] for name, values in found.items()})
    return header, lines[:start] + lines[end:]


def literal(text: str) -> tuple[str, bool]:
    """The words behind a leading backslash, which says: take what follows as it stands. (words, was there one)."""
    return (text[1:].strip(), True) if text.startswith("\\") else (text, False)
