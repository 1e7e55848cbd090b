"""Pictures of every kind of page, as each person sees it, on three widths, light and dark: to be looked at.

python -m tests.journeys.screenshots [DIRECTORY]   (var/screenshots; with docs/picture.png, the article's first screen)
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Page

if __name__ == "__main__":
    os.environ.setdefault("IMPRIMATUR_MODE", "development")
    os.environ["DJANGO_SETTINGS_MODULE"] = "editorial.settings"
    django.setup()

from tests.journeys.browser import open_browser
from tests.journeys.door import Door
from tests.journeys.furnish import Furniture
from tests.journeys.house import ROOT, open_house
from tests.journeys.places import SHIPPED

WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")
TALLEST = 12_000  # pixels of a page that are worth looking at
PICTURE = ROOT / "docs" / "picture.png"


def main(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var_dir, open_house(Path(var_dir)) as house, open_browser() as browser:
        furniture = Furniture(**json.loads(house.run("-m", "tests.journeys.furnish", "decent")))
        door = Door(house, browser)
        first_screen(door)
        for person, (email, walk) in people(furniture).items():
            page = door.open(email)
            for name, path in {**walk, **found_by_links(page, person)}.items():
                photograph(page, path, directory / f"{person}-{name}")
        door.close()
    for trouble in door.troubles:
        print(trouble, file=sys.stderr)  # noqa: T201 - it is a command


def people(furniture: Furniture) -> dict[str, tuple[str, dict[str, str]]]:
    """Each person: their account, and the pages that can be named beforehand."""
    reader = {
        "home": "/",
        "article": SHIPPED,
        "plain": f"{SHIPPED}plain/",
        "german": f"/de{SHIPPED}plain/",
        "proof": f"{SHIPPED}proof/",
        "ask": f"{SHIPPED}ask/?q=When+is+an+injection+given",
        "report": f"{SHIPPED}report/",
        "search": "/search/?q=injection",
        "nothing-found": "/search/?q=quetzalcoatlus",
        "corrected": furniture.corrected,
        "changes": furniture.changes,
        "retracted": furniture.retracted,
        "board": "/board-members/",
        "policy": "/about/editorial-policy/",
        "feeds": "/feeds/",
        "api": "/api/",
        "sign-in": "/accounts/login/",
        "not-found": "/nothing/",
    }
    member = {
        "queue": "/board/",
        "review": furniture.to_sign,
        "sign": f"{furniture.to_sign}sign/",
        "request-changes": f"{furniture.to_sign}request-changes/",
        "recuse": f"{furniture.to_sign}recuse/",
    }
    author = {"mine": "/desk/mine/", "new": "/desk/new/", "import": "/desk/import/"}
    editor = {"pipeline": "/desk/pipeline/", "column": "/desk/pipeline/under-review/", "questions": "/desk/questions/"}
    return {
        "reader": ("", reader),
        "member": ("tanaka@example.org", member),
        "author": ("author@example.org", author),
        "editor": ("editor@example.org", editor),
    }


def found_by_links(page: Page, person: str) -> dict[str, str]:
    """Pages whose address is known by following links only."""
    if person == "reader":
        return {}
    if person == "member":
        page.goto("/board/")
        return {"second-review": str(page.locator(".queue a[href*=revisions]").first.get_attribute("href"))}
    page.goto("/desk/mine/" if person == "author" else "/desk/pipeline/")
    found = {}
    if person == "editor":
        page.locator('main a[href*="/desk/revisions/"]').first.click()
        found["reviewers"] = page.url
        page.get_by_role("link", name="Working copy").click()
        found["notice"] = f"{page.url}notice/"
    else:
        page.locator('main a[href*="/desk/articles/"]').first.click()
        statement = page.locator('.editable a[href*="/statements/"]').first
        found["edit"] = str(statement.get_attribute("href"))
    article = page.url.partition("#")[0]
    return {**found, "article": article, "history": f"{article}history/"}


def photograph(page: Page, path: str, target: Path) -> None:
    page.goto(path)
    for width in WIDTHS:
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            page.screenshot(
                path=f"{target}-{width}-{scheme}.png",
                full_page=True,
                clip={"x": 0, "y": 0, "width": width, "height": height},
            )


def first_screen(door: Door) -> None:
    """The picture that the README shows."""
    page = door.open(viewport={"width": 1200, "height": 800})
    page.goto(SHIPPED, wait_until="networkidle")
    page.screenshot(path=str(PICTURE))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "screenshots")
