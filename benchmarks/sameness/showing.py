"""HTML as it shows: one element or text a line, with the whitespace that a browser collapses gone and all other kept.

Whitespace is kept where it parts inline content, at the place where it stands: “a <b>c</b>” shows otherwise than
“a<b>c</b>”, and “<a>b </a>c” than “<a>b</a> c” (a link is underlined). It goes beside blocks, at the start and end of
buttons, and after other whitespace (CSS Text 3, section 4.1.1). Attributes are in order; lists of classes have single
spaces. Where the styles lay children out as boxes in a row or grid, each child is a block.
"""

import re
from html.parser import HTMLParser

from scripts.laid_out import Names, has_boxes

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
    *("output", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
}
# Inline, with an inside of their own or none: they count as content for the whitespace around them.
BOXES = {"button", "canvas", "img", "input", "meter", "progress", "select", "svg", "textarea"}
VERBATIM = {"pre", "script", "style", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LISTS = {"aria-describedby", "aria-labelledby", "class", "rel"}
UNSEEN = {"link", "meta", "script", "template"}  # they part nothing
SPACE = "[ \t\n\r\f]"


class Reader(HTMLParser):
    def __init__(self, *, assets: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.assets = assets
        self.lines: list[str] = []
        self.path: list[Names] = []  # the elements that are open, by their names and classes
        self.verbatim = 0
        self.collapses = True  # whitespace here would come after other whitespace, or begin a block
        self.space: int | None = None  # the line of the last collapsible space, while only tags came after it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.assets and is_asset(tag, dict(attrs)):
            return
        is_hidden = tag == "input" and dict(attrs).get("type") == "hidden"
        if not is_hidden:
            self.part(tag)
        given = " ".join(f'{name}="{tidy(name, value)}"' for name, value in sorted(attrs))
        self.lines.append(f"<{tag} {given}>" if given else f"<{tag}>")
        if tag not in VOID:
            self.path.append(frozenset([tag, *(f".{each}" for each in (dict(attrs).get("class") or "").split())]))
        if tag not in VOID and has_boxes(tuple(self.path)):
            self.collapses, self.space = True, None
        if tag in VERBATIM:
            self.verbatim += 1
        if tag in BOXES and tag not in VOID:
            self.collapses, self.space = True, None
        elif tag in BOXES and not is_hidden:
            self.collapses, self.space = False, None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or (tag == "script" and not self.verbatim):  # of a script that is left out
            return
        if has_boxes(tuple(self.path)):
            self.drop_space()
            self.collapses = False
        if any(tag in names for names in self.path):
            while tag not in self.path.pop():
                pass
        if tag in VERBATIM:
            self.verbatim = max(0, self.verbatim - 1)
        if tag in BOXES:
            self.drop_space()
            self.collapses, self.space = False, None
        self.part(tag)
        self.lines.append(f"</{tag}>")

    def part(self, tag: str) -> None:
        """Where a block begins or ends, or a box among others, whitespace does not show."""
        if tag in UNSEEN or (tag in INLINE | BOXES and not has_boxes(tuple(self.path))):
            return
        self.drop_space()
        self.collapses = True

    def drop_space(self) -> None:
        if self.space is not None:
            kept = self.lines[self.space].removesuffix("␣")
            self.lines[self.space] = kept
            self.space = None

    def handle_data(self, data: str) -> None:
        if self.verbatim:
            self.lines += [f"|{line}" for line in data.split("\n")]
            return
        text = re.sub(f"{SPACE}+", " ", data)
        if self.collapses:
            text = text.removeprefix(" ")
        if not text:
            return
        self.lines.append(re.sub(r"^ | $", "␣", text))
        self.collapses = text.endswith(" ")
        self.space = len(self.lines) - 1 if self.collapses else None

    def handle_decl(self, decl: str) -> None:
        self.lines.append(f"<!{decl.lower()}>")


def is_asset(tag: str, attrs: dict[str, str | None]) -> bool:
    return (tag == "script" and "src" in attrs) or (tag == "link" and attrs.get("rel") in ("stylesheet", "preload"))


def tidy(name: str, value: str | None) -> str:
    return " ".join((value or "").split()) if name in LISTS else value or ""


def shown(html: str, *, assets: bool) -> list[str]:
    """The lines of an HTML page as it shows. `assets`: with the styles and scripts that it loads."""
    reader = Reader(assets=assets)
    reader.feed(html)
    reader.close()
    return [line for line in reader.lines if line]
