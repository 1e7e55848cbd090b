"""What stands beside what in a template, on every way that rendering may take: where whitespace does not show."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from laid_out import has_boxes

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED = r"\{%.*?%\}|\{\{.*?\}\}"
TAG = rf"</?[a-zA-Z][\w-]*(?:{EMBEDDED}|\"(?:{EMBEDDED}|[^\"])*\"|'(?:{EMBEDDED}|[^'])*'|[^>\"'])*>"
TOKEN = re.compile(
    r"(?P<opaque>\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->)"
    rf"|(?P<whole><(?P<verbatim>textarea|pre|script|style|title)\b(?:{EMBEDDED}|[^>])*>.*?</(?P=verbatim)>)"
    r"|(?P<message>\{% blocktranslate\b.*?%\}.*?\{% endblocktranslate %\})"
    r"|(?P<command>\{%.*?%\})"
    r"|(?P<value>\{\{.*?\}\})"
    rf"|(?P<tag>{TAG}|<!doctype[^>]*>)"
    r"|(?P<space>\s+)"
    r"|(?P<text>(?:(?!\{[{%#])[^\s<])+|<)",
    re.DOTALL | re.IGNORECASE,
)
INLINE = {
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
    ),
    *(
        "output",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "textarea",
        "wbr",
        "img",
        "input",
    ),
}
INSIDE = {"button", "select", "svg"}  # content from outside, a block from inside
HEAD = {"link", "meta", "script", "title"}
UNSEEN = {"style", "use", "path"}
VOID = {"!doctype", "br", "hr", "img", "input", "link", "meta", "wbr"}
SILENT = {"load", "csrf_token", "once", "extends", "language_choices", "get_current_language"}
BLOCK, SPACE, CONTENT, NOTHING = "block", "space", "content", "nothing"
HARMLESS = {BLOCK, SPACE}  # whitespace beside these does not show
END = -1  # of the template
OUTSIDES: dict[str, tuple[set[str], set[str]]] = {}


@dataclass
class Token:
    """A piece of a template: what is met first in it from the left, and from the right; what comes next and before."""

    text: str
    kind: str
    first: set[str]
    last: set[str]
    following: set[int] = field(default_factory=set)
    preceding: set[int] = field(default_factory=set)
    around: "Token | None" = None  # the tag of the element that it is in
    opens: bool = False  # an element that goes on
    closes: bool = False
    branch_start: bool = False  # of a command with an end
    branch_end: bool = False


def word(command: str) -> str:
    return command[2:-2].split()[0]


def token(kind: str, text: str) -> Token:
    first, last = edges(kind, text)
    return Token(text, kind, {first} if isinstance(first, str) else first, {last} if isinstance(last, str) else last)


def edges(kind: str, text: str) -> tuple[str | set[str], str | set[str]]:
    if kind == "space":
        return SPACE, SPACE
    if kind == "opaque":
        return NOTHING, NOTHING
    if kind == "command":
        if included := re.match(r'\{% include "([^"]+)"', text):
            return outside(included[1])
        quiet = word(text) in SILENT or " as " in text
        return (NOTHING, NOTHING) if quiet else (CONTENT, CONTENT)
    if kind not in ("tag", "whole"):
        return CONTENT, CONTENT
    name = re.match(r"</?([\w!-]+)", text)[1].lower()  # type: ignore[index]
    if name in HEAD:
        return BLOCK, BLOCK
    if name in UNSEEN or 'type="hidden"' in text:
        return NOTHING, NOTHING
    if name in INSIDE:
        return (BLOCK, CONTENT) if text.startswith("</") else (CONTENT, BLOCK)
    return (CONTENT, CONTENT) if name in INLINE else (BLOCK, BLOCK)


def outside(name: str) -> tuple[set[str], set[str]]:
    """What is met first and last in a template that is included; NOTHING where it may be empty."""
    if name not in OUTSIDES:
        OUTSIDES[name] = ({CONTENT}, {CONTENT})  # what it is for itself, where it includes itself
        OUTSIDES[name] = look_inside(ROOT / "templates" / name)
    return OUTSIDES[name]


def look_inside(path: Path) -> tuple[set[str], set[str]]:
    if not path.exists():
        return {CONTENT}, {CONTENT}
    tokens = parse(path.read_text())
    first, last = met(tokens, {0}, rightwards=True), met(tokens, {len(tokens) - 1}, rightwards=False)
    return tuple({NOTHING if edge == "end" else edge for edge in found} for found in (first, last))  # type: ignore[return-value]


def parse(source: str) -> list[Token]:
    """The tokens in order, joined by the paths that rendering may take."""
    found = [(match.lastgroup or "", match[0]) for match in TOKEN.finditer(source)]
    if "".join(text for _kind, text in found) != source:
        raise ValueError("a template that is not understood")
    tokens = [token(kind, text) for kind, text in found]
    ends = {word(text)[3:] for kind, text in found if kind == "command" and word(text).startswith("end")}
    opened: list[tuple[str, int, list[int]]] = []
    for at, (kind, text) in enumerate(found):
        name = word(text) if kind == "command" else ""
        is_logic = name in ends or name in ("else", "elif", "empty") or name.startswith("end")
        if is_logic:
            # A block stands in a page that another template makes: what is around it is not known here.
            wall = name in ("block", "endblock")
            tokens[at].first = tokens[at].last = {CONTENT} if wall else {NOTHING}
        if name in ends:
            opened.append((name, at, []))
            tokens[at].branch_start = True
        elif name in ("else", "elif", "empty"):
            opened[-1][2].append(at)
        elif name.startswith("end"):
            close(tokens, *opened.pop(), at)
            tokens[at].branch_end = True
        if name not in ("else", "elif", "empty"):
            tokens[at].following.add(at + 1)
    for at, each in enumerate(tokens):
        each.following = {END if to == len(tokens) else to for to in each.following}
        for to in each.following - {END}:
            tokens[to].preceding.add(at)
    if tokens:
        tokens[0].preceding.add(END)
    nest(tokens)
    return tokens


def nest(tokens: list[Token]) -> None:
    """Tell each token which element it is in, and which tags open and close one."""
    for first, last in elements(tokens):
        tokens[first].opens = tokens[last].closes = True
    open_tags: list[Token] = []
    for each in tokens:
        each.around = open_tags[-1] if open_tags else None
        if each.closes:
            while open_tags and name_of(open_tags.pop()) != name_of(each):
                pass
        if each.opens:
            open_tags.append(each)


def elements(tokens: list[Token]) -> list[tuple[int, int]]:
    """Where each element begins and ends."""
    found, begun = [], []
    for at, each in enumerate(tokens):
        if each.kind != "tag" or name_of(each) in VOID:
            continue
        if not each.text.startswith("</"):
            begun.append(at)
        elif any(name_of(tokens[other]) == name_of(each) for other in begun):
            while name_of(tokens[begun[-1]]) != name_of(each):
                begun.pop()
            found.append((begun.pop(), at))
    return found


def close(tokens: list[Token], name: str, start: int, parts: list[int], end: int) -> None:
    """Add the ways through a command with branches."""
    for part in parts:
        tokens[start].following.add(part + 1)
        tokens[part].following.add(end)
    if name == "if" and not any(word(tokens[part].text) == "else" for part in parts):
        tokens[start].following.add(end)
    if name == "for":
        tokens[parts[0] if parts else end].following.add(start + 1)
        tokens[start].following |= set() if parts else {end}


def met(tokens: list[Token], start: set[int], *, rightwards: bool) -> set[str]:
    """What is met first on the ways from these tokens on; "end" where a way leaves the template."""
    found, seen, waiting = set(), set(), [*start]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if at == END or not tokens:
            found.add("end")
            continue
        edge = tokens[at].first if rightwards else tokens[at].last
        found |= edge - {NOTHING}
        if NOTHING in edge:
            waiting += tokens[at].following if rightwards else tokens[at].preceding
    return found


def free(tokens: list[Token], at: int) -> bool:
    """Whether whitespace before this token does not show."""
    if met(tokens, tokens[at].preceding, rightwards=False) <= HARMLESS:
        return True
    return met(tokens, {at}, rightwards=True) <= HARMLESS or between_boxes(tokens, at)


def between_boxes(tokens: list[Token], at: int) -> bool:
    """Whether the element around lays out its children as boxes, and one of them begins or ends here."""
    around = tokens[at].around
    if around is None or not has_boxes(tuple(path_of(around))):
        return False
    before = tokens[at - 1]
    ends = before.kind == "tag" and (before is around or before.text.startswith("</") or name_of(before) in VOID)
    return ends or (tokens[at].kind == "tag") or is_icon(before) or is_icon(tokens[at])


def path_of(tag: Token) -> list[frozenset[str]]:
    """The elements from the outermost to this one, by their names and classes."""
    classes = " ".join(re.findall(r'class="([^"]*)"', tag.text)).split()
    outside = path_of(tag.around) if tag.around else []
    return [*outside, frozenset([name_of(tag), *(f".{each}" for each in classes)])]


def is_icon(each: Token) -> bool:
    return each.text.startswith("{% icon ")


def name_of(each: Token) -> str:
    return re.match(r"</?([\w!-]+)", each.text)[1].lower()  # type: ignore[index]
