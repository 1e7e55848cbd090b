"""Styles by component: none for what no page has, none said twice, and every page loads those of what it has.

What a page has is read from its templates and all that they include, on every way rendering may take: a class with a
value in it stands for each class that it may become. Classes that a script or Python gives are read from the source.
"""

import re
from collections import defaultdict
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "editorial" / "static"
STYLES = STATIC / "css"

IMPORT = re.compile(r'@import url\("([^"]+)"\);')
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
ATTRIBUTE = re.compile(r'\bclass="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"')
STYLESHEET = re.compile(r'<link rel="stylesheet" href="\{% static "css/([\w-]+\.css)" %\}"')
SCRIPT = re.compile(r'<script src="\{% static "(js/[\w-]+\.js)" %\}"')


def sources(folder: Path, ending: str) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob(f"*.{ending}"))}


PAGES_AND_PARTS = sources(TEMPLATES, "html")
STYLESHEETS = {name: re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL) for name, text in sources(STYLES, "css").items()}
ENTRIES = sorted(name for name, text in STYLESHEETS.items() if IMPORT.search(text))
COMPONENTS = sorted(name for name in STYLESHEETS if name.startswith("components/"))
PAGES = sorted(name for name, text in PAGES_AND_PARTS.items() if "{% extends" in text or "<!doctype" in text)
WHOLE = [name for name in PAGES if Path(name).name != "base.html" and not Path(name).name.startswith("_")]


def selectors(text: str) -> list[str]:
    """Each selector of a stylesheet, also those inside of @media and @supports."""
    found = re.findall(r"([^{};]+)\{", text)
    return [
        selector.strip()
        for group in found
        if not group.strip().startswith("@")
        for selector in re.split(r",(?![^(]*\))", group)
    ]


def subject(selector: str) -> str:
    """The last element of a selector, which is the one that it styles."""
    return re.split(r"[\s>+~](?![^(]*\))", selector)[-1]


@cache
def styled(name: str) -> frozenset[str]:
    """Classes of elements that this stylesheet styles, or what it imports."""
    own = chain.from_iterable(
        CLASS.findall(re.sub(r":\w+\(.*\)", "", subject(each))) for each in selectors(STYLESHEETS[name])
    )
    return frozenset(own).union(*(styled(part) for part in IMPORT.findall(STYLESHEETS[name])))


def classes(text: str) -> set[str]:
    """Patterns of the classes that a template gives, literally or with a value in them."""
    given = " ".join([*ATTRIBUTE.findall(text), *re.findall(r"\{% block body_class %\}([^{]*)", text)])
    words = re.sub(r"\{\{.*?\}\}", "\0", re.sub(r"\{%.*?%\}", " ", given)).split()
    return {re.escape(word).replace("\0", r"[\w-]+") for word in words if word != "\0"}


@cache
def parts(page: str) -> frozenset[str]:
    """The page, what it extends, and all that these include."""
    found, new = {page}, {page}
    while new:
        named = " ".join(PAGES_AND_PARTS[each] for each in new)
        new = set(re.findall(r'\{% (?:extends|include) [^%]*?([\w/]+\.html)"', named)) - found
        found |= new
    return frozenset(found)


def given_by_code(text: str) -> set[str]:
    return set(re.findall(r'(?:class="|className = ")([\w -]+)"', text))


def has(page: str) -> set[str]:
    """Patterns of all classes that may stand on a page."""
    texts = [PAGES_AND_PARTS[name] for name in parts(page)]
    scripts = [(STATIC / name).read_text() for text in texts for name in SCRIPT.findall(text)]
    tags = (ROOT / "editorial" / "templatetags" / "look.py").read_text()
    by_code = chain.from_iterable(given_by_code(text) for text in [*scripts, tags])
    return set().union(*(classes(text) for text in texts), *(words.split() for words in by_code))


def loads(page: str) -> list[str]:
    """The stylesheets of a page: those of the frame, and those of the block nearest to it."""
    block = re.compile(r"\{% block styles %\}(.*?)\{% endblock", re.DOTALL)
    found, name = "", page
    while True:
        text = PAGES_AND_PARTS[name]
        if not found and (here := block.search(text)):
            found = here[1]
        if not (parent := re.search(r'\{% extends [^%]*?([\w/]+\.html)" %\}', text)):
            return STYLESHEET.findall(block.sub("", text) + found)
        name = parent[1]


def matches(patterns: set[str], names: set[str] | frozenset[str]) -> set[str]:
    return {name for name in names if any(re.fullmatch(pattern, name) for pattern in patterns)}


def test_no_style_is_for_what_no_page_has():
    code = [*sources(STATIC / "js", "js").values(), *sources(ROOT / "editorial", "py").values()]
    given = set().union(
        *(classes(text) for text in PAGES_AND_PARTS.values()),
        *(words.split() for text in code for words in given_by_code(text)),
    )
    # Django's messages bear the word of their level (`{{ message.tags }}` in base.html).
    given |= {"error", "warning", "success"}
    named = {name: set(CLASS.findall(" ".join(selectors(text)))) for name, text in STYLESHEETS.items()}
    assert {name: dead for name, found in named.items() if (dead := found - matches(given, found))} == {}


def test_a_class_is_one_component():
    defined = defaultdict(set)
    for name in COMPONENTS:
        for selector in selectors(STYLESHEETS[name]):
            if alone := re.fullmatch(r"\w*\.([\w-]+)(?::{1,2}[\w-]+)*", selector):
                defined[alone[1]].add(name)
    assert {each: names for each, names in defined.items() if len(names) > 1} == {}


@pytest.mark.parametrize("page", WHOLE)
def test_a_page_loads_the_styles_of_what_it_has(page):
    everywhere = frozenset().union(*(styled(name) for name in STYLESHEETS))
    loaded = frozenset().union(*(styled(name) for name in loads(page)))
    assert matches(has(page), everywhere) - loaded == set()


@pytest.mark.parametrize("entry", [name for name in ENTRIES if name != "base.css"])
def test_a_stylesheet_imports_only_what_one_of_its_pages_has(entry):
    given = set().union(*(has(page) for page in WHOLE if entry in loads(page)))
    imported = IMPORT.findall(STYLESHEETS[entry])
    assert [name for name in imported if styled(name) and not matches(given, styled(name))] == []


def test_every_component_is_imported():
    imported = {name for entry in ENTRIES for name in IMPORT.findall(STYLESHEETS[entry])}
    assert {name for name in STYLESHEETS if "/" in name} - imported == set()


@pytest.mark.parametrize("name", [name for name in STYLESHEETS if "/" in name])
def test_a_part_is_short_and_names_no_address(name):
    """An address would be read from another folder where the part stands in a stylesheet that imports it."""
    assert len((STYLES / name).read_text().splitlines()) <= 200
    assert "url(" not in STYLESHEETS[name]


def test_every_script_is_loaded_by_a_page_and_tried_in_a_browser():
    loaded = set().union(*(SCRIPT.findall(text) for text in PAGES_AND_PARTS.values()))
    tries = ("test_behaviours.py", "test_writing.py", "test_nothing_is_lost.py")
    journeys = "".join((ROOT / "tests" / "journeys" / name).read_text() for name in tries)
    tried = re.findall(r"^# ([\w-]+\.js)$", journeys, re.MULTILINE)
    own = {name for name in sources(STATIC / "js", "js") if name != "htmx.min.js"}
    assert {name.removeprefix("js/") for name in loaded} - {"htmx.min.js"} == own == set(tried)
