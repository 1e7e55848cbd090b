"""A reader of the shipped article: with the keyboard alone, in their words, on paper."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.door import Door
from tests.journeys.places import SHIPPED


def test_the_keyboard_is_enough(door: Door) -> None:
    reader = door.open(viewport={"width": 1280, "height": 800})
    reader.goto(SHIPPED)

    reader.keyboard.press("Tab")
    expect(reader.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(reader.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("main")).to_be_focused()

    tab_to(reader, "Treatment algorithm")
    entry = reader.get_by_role("navigation", name="On this page").get_by_role("link", name="Treatment algorithm")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=2, name="Treatment algorithm")).to_be_in_viewport()
    expect(entry).to_have_attribute("aria-current", "location")

    tab_to(reader, "Source 3")
    reader.keyboard.press("Enter")
    source = reader.get_by_role("dialog", name="Source 3")
    expect(source).to_be_visible()
    tab_to(reader, "In the reference list")
    reader.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(reader.locator(":focus")).to_have_accessible_name("Source 3")


def test_the_chosen_wording_is_remembered_without_an_account(door: Door) -> None:
    reader = door.open()
    reader.goto(SHIPPED)
    reader.get_by_role("button", name="Patient or carer").click()
    expect(reader).to_have_url(re.compile(f"{SHIPPED}plain/$"))
    expect(reader.get_by_role("group", name="Which best describes you?")).to_be_hidden()
    assert [cookie["name"] for cookie in reader.context.cookies()] == ["reader"]

    reader.goto("/")
    reader.get_by_role("link", name="What is the treatment").first.click()
    expect(reader.get_by_role("group", name="Which best describes you?")).to_be_hidden()


def test_reading_asks_for_nothing_from_another_host_and_sets_no_cookie(door: Door) -> None:
    reader = door.open()
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.goto(SHIPPED, wait_until="networkidle")
    assert all(address.startswith((door.house.address, "data:")) for address in asked)
    assert reader.context.cookies() == []


def test_paper_shows_every_detail_and_no_furniture(door: Door) -> None:
    reader = door.open()
    reader.goto(SHIPPED)
    reader.emulate_media(media="print")
    expect(reader.get_by_role("navigation", name="Main")).to_be_hidden()
    reader.evaluate("dispatchEvent(new Event('beforeprint'))")
    for detail in reader.locator(".flow details").all():
        expect(detail.locator("li, p").first).to_be_visible()


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until what has the focus is called `name`. AssertionError after `most` times."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.trim()"
        )
        if focused == name:
            return
    raise AssertionError(f"“{name}” is not among the next {most} stops of the Tab key.")
