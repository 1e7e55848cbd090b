"""Bring templates into the house format, or with --check say which are not in it: one block a line, no line too long.

Lines are broken where a page shows the same: beside blocks, between boxes that the styles lay out (laid_out.py) and at
whitespace, on every path through {% if %}, {% for %} and literal {% include %}s; never between a word and what is glued
to it. A {% blocktranslate %} that is too long is `trimmed` and broken at its spaces, and its message stays the same.
djade brings the tags into order before. Mails (templates/email) are text and are not touched.

python scripts/templates.py [--check] [FOLDER]
"""

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from template_paths import BLOCK, EMBEDDED, NOTHING, ROOT, Token, between_boxes, elements, free, parse, word

WIDTH = 120  # that lines are filled to where they may be broken
LONGEST = 160  # characters of a line, and no more
ROUNDS = 2  # djade names the end of a block once it is on another line than its beginning
INDENT = 2
HANGING = "\0"  # where a tag goes on, below its name
SHORT = 90  # up to which a block with nothing but words in it stays on one line
Piece = tuple[str, bool]  # a text, and whether a line may begin before it


@dataclass
class Line:
    depth: int
    pieces: list[Piece] = field(default_factory=list)


def split(source: str) -> str:
    """The template with one block a line, indented, and the longest lines broken."""
    tokens = parse(source)
    kept = {
        at
        for first, last in elements(tokens)
        if is_short(tokens[first : last + 1])
        for at in range(first + 1, last + 1)
    }
    lines, depths = [Line(0)], []
    depth = 0
    for at, each in enumerate(tokens):
        if each.kind == "space" and "\n" in each.text:
            lines.append(Line(depth))
            continue
        if each.kind == "space":
            lines[-1].pieces.append((" ", True))
            continue
        name = word(each.text) if each.kind == "command" else ""
        is_free = free(tokens, at)
        if lines[-1].pieces and is_free and at not in kept and begins(tokens, at):
            lines.append(Line(depth))
        if each.branch_end or name in ("else", "elif", "empty"):
            depth = depths[-1]
        elif each.closes:
            depth = max(0, depth - 1)
        if not lines[-1].pieces:
            lines[-1].depth = depth
        lines[-1].pieces.append((tidied(each), is_free))
        if each.branch_start:
            depths.append(depth)
        if each.branch_end:
            depths.pop()
        depth += each.branch_start or each.opens or name in ("else", "elif", "empty")
    return "\n".join(text for line in lines for text in filled(line))


def is_short(tokens: list[Token]) -> bool:
    inside = tokens[1:-1]
    return sum(len(each.text) for each in tokens) <= SHORT and not any(
        BLOCK in each.first | each.last or is_logic(each) or "\n" in each.text for each in inside
    )


def begins(tokens: list[Token], at: int) -> bool:
    """Whether a line begins before this token: a block or a command with branches begins or ends there."""
    before = tokens[at - 1]
    if "tag" in (before.kind, tokens[at].kind) and between_boxes(tokens, at):
        return True
    return BLOCK in before.last | tokens[at].first or is_logic(before) or is_logic(tokens[at])


def is_logic(each: Token) -> bool:
    return each.kind == "command" and each.first == {NOTHING} == each.last


def tidied(each: Token) -> str:
    """A tag with single spaces between its attributes, everything else as it is."""
    return re.sub(r" (?=>$)", "", " ".join(attributes(each.text))) if each.kind == "tag" else each.text


def attributes(tag: str) -> list[str]:
    """What whitespace parts in a tag, outside of quotes and template tags."""
    return re.findall(rf"(?:{EMBEDDED}|\"(?:{EMBEDDED}|[^\"])*\"|'(?:{EMBEDDED}|[^'])*'|[^\s\"'])+", tag, re.DOTALL)


def filled(line: Line) -> list[str]:
    """The lines that a line makes, with tags, messages and comments broken where nothing else helps."""
    indent = " " * INDENT * line.depth
    width = WIDTH - len(indent)
    runs = joined(line.pieces)
    if long := [run for run in runs if is_longer(run, width)]:
        loose = [
            part
            for text, is_free in line.pieces
            for part in (loosened(text, is_free, width) if any(text in run for run in long) else [(text, is_free)])
        ]
        runs = joined(loose)
    lines, text = [], ""
    for run in runs:
        here = len(text.rpartition("\n")[2]) + len(run.partition("\n")[0].partition(HANGING)[0].rstrip())
        if text.strip() and here > width:
            lines.append(text.rstrip())
            text = run.lstrip(" ")
        else:
            text += run
    return [
        (indent + each).rstrip().replace(HANGING, "\n" + indent + " " * INDENT * 2) for each in [*lines, text.rstrip()]
    ]


def joined(pieces: list[Piece]) -> list[str]:
    """What must stay on one line, together."""
    runs: list[str] = []
    for text, is_free in pieces:
        if is_free or not runs or runs[-1].isspace():
            runs.append(text)
        else:
            runs[-1] += text
    return runs


def loosened(text: str, is_free: bool, width: int) -> list[Piece]:
    """What is too long, broken inside: a tag, a comment, or a message that is trimmed and so stays the same."""
    if re.match(r"<\w", text):
        return [(hanging(text, width), is_free)]
    if text.startswith("{% comment %}") and "\n" not in text:
        words = re.split("( )", text.removesuffix("{% endcomment %}").removeprefix("{% comment %}"))
        return [("{% comment %}", is_free), *((each, each == " ") for each in words), ("{% endcomment %}", False)]
    if (plain := re.fullmatch(r'\{% translate "([^"%{]*)" %\}', text)) and len(text) > 60:
        start, body, end = "{% blocktranslate trimmed %}", plain[1], "{% endblocktranslate %}"
    elif message := re.fullmatch(
        r"(\{% blocktranslate.*?)( trimmed)? %\}(.*)(\{% endblocktranslate %\})", text, re.DOTALL
    ):
        start, body, end = f"{message[1]} trimmed %}}", message[3], message[4]
    else:
        return [(text, is_free)]
    if "\n" in body or any(each != each.strip() for each in body.split("{% plural %}")):
        return [(text, is_free)]
    words = re.findall(r"\{%.*?%\}|\{\{.*?\}\}| |<[^>]*>|[^\s{<]+", body)
    return [(start, is_free), *((each, each == " ") for each in words), (end, False)]


def hanging(tag: str, width: int) -> str:
    """A tag with its attributes on lines of their own, as many on each as fit."""
    found = attributes(tag)
    lines = [" ".join(found[:2])]
    for each in found[2:]:
        if len(lines[-1]) + len(each) + INDENT * 4 > width:
            lines.append(each)
        else:
            lines[-1] += " " + each
    return HANGING.join(lines)


def is_longer(text: str, width: int) -> bool:
    return max(map(len, text.split("\n"))) > width


def settled(text: str) -> str:
    """Split until nothing more is broken."""
    while (broken := split(text)) != text:
        text = broken
    return text


def main() -> int:
    checks = "--check" in sys.argv[1:]
    folder = next((Path(each) for each in sys.argv[1:] if not each.startswith("-")), ROOT / "templates")
    with tempfile.TemporaryDirectory() as name:
        copies = Path(name) / "templates"
        shutil.copytree(folder, copies)
        paths = sorted(copies.rglob("*.html"))
        djade = [Path(sys.executable).parent / "djade", "--target-version", "5.2"]
        for _round in range(ROUNDS):
            subprocess.run([*djade, *paths], check=False, capture_output=True)
            for path in paths:
                is_in_a_line = not (folder / path.relative_to(copies)).read_text().endswith("\n")
                text = path.read_text().removesuffix("\n") if is_in_a_line else path.read_text()
                path.write_text(settled(text))
        found = [path.relative_to(copies) for path in paths]
        changed = [path for path in found if (copies / path).read_bytes() != (folder / path).read_bytes()]
        long = [path for path in found if is_longer((copies / path).read_text(), LONGEST)]
        if not checks:
            for path in changed:
                shutil.copyfile(copies / path, folder / path)
    for path in changed:
        print(
            f"{path} {'is not in the house format: run `make format`' if checks else 'is put into the house format'}."
        )
    for path in long:
        print(f"{path} has a line of more than {LONGEST} characters: break it by hand.")
    return 1 if long or (checks and changed) else 0


if __name__ == "__main__":
    sys.exit(main())
