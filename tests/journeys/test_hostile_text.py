"""Whatever people write is text: no payload runs in anybody's browser, with the policy and without it."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.journeys.door import Door
from tests.journeys.furnish import Furniture
from tests.journeys.house import House, free_port, serving
from tests.journeys.payloads import LONG

SEARCHES = [f"/{page}?q={quote(text)}" for page in ("search/", "de/search/") for text in ("pwned", LONG[:200])]


@pytest.fixture(scope="module")
def unguarded(house: House) -> Iterator[str]:
    """The same house through a door without the policy."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    with serving(house.environment, address, [*server, "tests.journeys.without_policy:application"]):
        yield address


@pytest.fixture(params=["with the policy", "without the policy"])
def address(request: pytest.FixtureRequest, house: House) -> str:
    if request.param == "with the policy":
        return house.address
    return str(request.getfixturevalue("unguarded"))


def test_the_public_pages_show_payloads_as_text(door: Door, furniture: Furniture, address: str) -> None:
    reader, ran = listening(door, address=address)
    pages = (furniture.hostile, furniture.hostile_plain, f"/de{furniture.hostile}", *furniture.hostile_pages)
    asked = f"{furniture.hostile}ask/?q={quote(LONG[:400])}"
    for path in (*pages, asked, "/", "/board-members/", *SEARCHES):
        visit(reader, path)
    visit(reader, "/")
    reader.get_by_role("main").get_by_label("Search approved articles").fill(LONG[:150])
    reader.wait_for_timeout(600)
    reader.get_by_role("main").get_by_label("Search approved articles").fill("pwned")
    reader.locator("#results li").first.wait_for()
    visit(reader, "/")
    for specialty in reader.locator(".specialties a").evaluate_all("links => links.map(link => link.pathname)"):
        visit(reader, specialty)
    assert not ran


def test_the_workrooms_show_payloads_as_text(door: Door, furniture: Furniture, address: str) -> None:
    member, ran = listening(door, "okafor@example.org", address)
    for path in ("/board/", *furniture.hostile_board):
        visit(member, path)
    editor, ran_there = listening(door, "editor@example.org", address)
    for path in ("/desk/pipeline/", "/desk/questions/", *furniture.hostile_desk):
        visit(editor, path)
    visit(editor, furniture.hostile_desk[0])
    editor.locator(".edit-link:not(.byline *)").nth(1).click()
    editor.get_by_label("Professional wording").wait_for()
    assert not ran
    assert not ran_there


def test_a_payload_that_ran_would_be_noticed(door: Door, unguarded: str) -> None:
    reader, ran = listening(door, address=unguarded)
    reader.goto("/")
    reader.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", LONG)
    reader.wait_for_timeout(300)
    assert ran


def listening(door: Door, email: str = "", address: str = "") -> tuple[Page, list[str]]:
    """A page, and the list of addresses at which a payload ran."""
    page = door.open(email, address)
    ran: list[str] = []
    page.context.expose_function("pwned", lambda: ran.append(page.url))
    page.on("dialog", lambda dialog: (ran.append(page.url), dialog.dismiss()))
    return page, ran


def visit(page: Page, path: str) -> None:
    """Look at the page, open all that is folded, and refuse links that would run a script."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.locator('a[href^="javascript:" i], [onload], [onerror], [onfocus], [onmouseover]').count() == 0, path
