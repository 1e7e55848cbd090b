"""What a screen reader is told of each state of the editor: every control has a name, and the focus is somewhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.door import Door

pytestmark = pytest.mark.browser

CONTROLS = {"button", "link", "textbox", "checkbox", "radio", "combobox", "listbox", "option", "dialog", "alertdialog"}


def closed(page: Page) -> None:
    page.locator(".editable .edit-link").first.focus()


def editing(page: Page) -> None:
    page.locator(".editable[data-edit] .edit-link").nth(1).click()
    expect(page.locator(".editing textarea[name=professional]")).to_be_focused()


def heading(page: Page) -> None:
    page.locator("section[data-part] h2 .edit-link").first.click()
    expect(page.locator(".editing input[name=title]")).to_be_focused()


def adding(page: Page) -> None:
    page.locator("section[data-part] .add a", has_text="Add a statement").last.click()
    expect(page.locator("[data-new] textarea[name=professional]")).to_be_focused()


def named(page: Page) -> None:
    page.locator(".add-named .add a", has_text="Add a section").last.click()
    expect(page.locator("[data-new] input[name=title]")).to_be_focused()


def offers(page: Page) -> None:
    adding(page)
    page.keyboard.type("Pain @")
    expect(page.locator(".cite-offers:visible")).to_be_visible()


def lines(page: Page) -> None:
    adding(page)
    page.locator("[data-new] textarea[name=professional]").evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", "One\\nTwo");
            text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        }"""
    )
    expect(page.get_by_role("alertdialog")).to_be_visible()


def signed_out(page: Page) -> None:
    editing(page)
    page.keyboard.type(" more")
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog", name="Sign in to go on")).to_be_visible()


def clash(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    for each in (page, other):
        editing(each)
        each.keyboard.press("End")
        each.keyboard.type(f" {id(each)}")
    other.keyboard.press("Control+Enter")
    expect(other.locator(".editing")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".clash")).to_be_visible()


def undone(page: Page) -> None:
    adding(page)
    page.keyboard.type("To be undone")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#undo [data-undo]")).to_contain_text("To be undone")
    page.keyboard.press("Control+z")
    expect(page.locator("#undo [role=status]")).to_contain_text("Undone")


STATES = [closed, editing, heading, adding, named, offers, lines, signed_out, clash, undone]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_control_has_a_name_and_the_focus_is_somewhere(
    page: Page, door: Door, state: Callable[[Page], None]
) -> None:
    state(page)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    assert nameless(tree) == []
    assert page.evaluate("document.activeElement !== document.body")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert sorted(each for each in set(ids) if ids.count(each) > 1) == []
    door.troubles[:] = [each for each in door.troubles if not re.search("htmx:|Response Status|Failed to load", each)]


def nameless(tree: list[dict[str, Any]]) -> list[str]:
    return [
        f"{node['role']['value']} {node.get('properties', '')}"[:200]
        for node in tree
        if not node.get("ignored")
        and node.get("role", {}).get("value") in CONTROLS
        and not node.get("name", {}).get("value", "").strip()
    ]


def test_what_happened_is_said(page: Page) -> None:
    """Each in a region that is read out: what was cited, saved, kept, undone."""
    adding(page)
    page.keyboard.type("Heard @1 ")
    status = page.locator("[data-new]").get_by_role("status")
    expect(status.filter(has_text="Cited")).to_be_visible()
    page.keyboard.press("Enter")
    expect(status.filter(has_text=re.compile("Saved"))).to_be_visible()
