"""One house and one browser for all journeys; a door for each."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import open_browser
from tests.journeys.door import SECONDS_TO_WAIT, Door
from tests.journeys.furnish import Furniture
from tests.journeys.house import House, open_house


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is in this directory walks a browser or needs the house: `make test` runs it as one step."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as open_for_visitors:
        yield open_for_visitors


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=SECONDS_TO_WAIT * 1000)
    with open_browser() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def keys() -> dict[str, object]:
    """Who has signed in already, for all journeys."""
    return {}


@pytest.fixture
def door(house: House, browser: Browser, keys: dict[str, object]) -> Iterator[Door]:
    """Lets people in. Afterwards nothing may have gone wrong on any page they saw."""
    door = Door(house, browser, keys=keys)  # type: ignore[arg-type]
    yield door
    door.close()
    assert not door.troubles, "\n".join(door.troubles)


@pytest.fixture(scope="session")
def furniture(house: House) -> Furniture:
    """What the demonstration does not have: notices, versions, payloads, something to sign."""
    return Furniture(**json.loads(house.run("-m", "tests.journeys.furnish")))


@pytest.fixture
def page(door: Door) -> Iterator[Page]:
    """The author before a working copy of their own, in which nobody else writes."""
    page = door.open("author@example.org")
    page.goto("/desk/mine/")
    page.locator('main a[href*="/desk/articles/"]').first.click()
    expect(page.locator(".editable").first).to_be_visible()
    page.wait_for_load_state()
    yield page
    page.evaluate("localStorage.clear()")
