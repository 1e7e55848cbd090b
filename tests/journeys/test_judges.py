"""Judges that are not ours look at every page: axe (WCAG 2.2) in the browser, the Nu checker at what was served."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.articles.exporting.conftest import VALIDATORS, Judge, judge
from tests.journeys import places
from tests.journeys.door import Door
from tests.journeys.furnish import Furniture
from tests.journeys.house import House, served

__all__ = ["judge"]
NARROW, WIDE = 320, 1440
EVERY_VIEW = (("light", WIDE), ("light", NARROW), ("dark", NARROW), ("dark", WIDE))
TWO_VIEWS = (("light", WIDE), ("dark", NARROW))
DESK = (
    "/desk/mine/",
    "/desk/new/",
    "/desk/import/",
    "/desk/pipeline/",
    "/desk/pipeline/under-review/",
    "/desk/questions/",
)
# Found in the page itself: the policy keeps scripts out that are added as an element.
ASK_AXE = "() => axe.run().then(({violations}) => violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))"


@pytest.fixture(scope="session")
def axe(judge: Judge) -> str:
    """The source of axe-core; skipped where Node's packages cannot be had."""
    return (VALIDATORS / "node_modules" / "axe-core" / "axe.min.js").read_text()


def test_axe_finds_no_violation_on_any_public_page(door: Door, house: House, furniture: Furniture, axe: str) -> None:
    page = door.open()
    found = []
    for path in places.public(house, furniture):
        found += faults(page, path, axe, TWO_VIEWS if path.startswith("/de/") else EVERY_VIEW)
    assert not found, "\n".join(found)


def test_axe_finds_no_violation_where_the_board_works(door: Door, furniture: Furniture, axe: str) -> None:
    member = door.open("okafor@example.org")
    found = []
    for path in ("/board/", *furniture.hostile_board, furniture.to_sign, f"{furniture.to_sign}sign/"):
        found += faults(member, path, axe, TWO_VIEWS)
    assert not found, "\n".join(found)


def test_axe_finds_no_violation_where_authors_and_editors_work(door: Door, furniture: Furniture, axe: str) -> None:
    editor = door.open("editor@example.org")
    found = []
    for path in (*DESK, *furniture.hostile_desk):
        found += faults(editor, path, axe, TWO_VIEWS)
    assert not found, "\n".join(found)


def test_the_nu_checker_finds_no_error_in_any_public_page(
    house: House, furniture: Furniture, judge: Judge, tmp_path: Path
) -> None:
    java = shutil.which("java")
    if not java:
        pytest.skip("Java is not installed: the Nu HTML checker does not look at the pages.")
    names = {}
    for number, path in enumerate(places.public(house, furniture)):
        page = tmp_path / f"{number}.html"
        page.write_bytes(served(house.address + path))
        names[page.as_uri()] = path
    jar = VALIDATORS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [java, "-jar", str(jar), "--format", "json", "--errors-only", *map(str, tmp_path.glob("*.html"))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    found = [
        f"{names[each['url'].replace('file:/', 'file:///')]}: {each['message']} ({each.get('extract', '')!r})"
        for each in json.loads(done.stderr)["messages"]
        if each["type"] == "error"
    ]
    assert not found, "\n".join(found)
    assert done.returncode == 0, done.stderr


def faults(page: Page, path: str, axe: str, views: tuple[tuple[str, int], ...]) -> list[str]:
    """What axe finds on the page in each view, and whether it needs scrolling sideways (WCAG 1.4.10)."""
    page.goto(path)
    page.evaluate(axe)
    found = []
    for scheme, width in views:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{path} {scheme} {width}: {rule} at {nodes}" for rule, nodes in page.evaluate(ASK_AXE)]
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if excess > 0:
            found.append(f"{path} {scheme} {width}: {excess} px too wide")
    return found
