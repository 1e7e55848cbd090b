"""Writing at the desk in a real browser, by the keys: what each of the editor's scripts does."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.door import Door

pytestmark = pytest.mark.browser


def new(page: Page) -> Locator:
    """The form for a new statement at the end of the last section, open and empty."""
    page.locator("section[data-part] .add a", has_text="Add a statement").last.click()
    text = page.locator("[data-new] textarea[name=professional]")
    expect(text).to_be_focused()
    return text


def items(page: Page, *words: str) -> Locator:
    return page.locator(".editable", has_text=re.compile("|".join(map(re.escape, words))))


# write-on.js


def test_enter_makes_the_next_and_an_empty_one_leaves_the_list(page: Page) -> None:
    text = new(page)
    page.keyboard.type("Keys one")
    page.keyboard.press("Tab")
    page.keyboard.type("Simply one")
    page.keyboard.press("Enter")
    expect(items(page, "Keys one")).to_be_visible()
    expect(text).to_be_focused()
    page.keyboard.type("Keys two")
    page.keyboard.press("Enter")
    expect(items(page, "Keys two")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-new]")).to_have_count(0)
    expect(items(page, "Keys two").locator(".edit-link")).to_be_focused()


def test_alt_enter_saves_and_goes_on_to_the_next_list(page: Page) -> None:
    page.keyboard.press("Alt+Enter")
    first = page.locator("[data-new][data-closed*='place=answer']")
    expect(first).to_be_visible()
    page.keyboard.type("Written in the first list")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("Typed at once")
    expect(first).to_have_count(0)
    expect(items(page, "Written in the first list")).to_be_visible()
    text = page.locator("[data-new][data-closed*='place=body'] textarea[name=professional]")
    expect(text).to_have_value("Typed at once")
    expect(text).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(items(page, "Typed at once")).to_be_visible()


def test_tab_in_an_empty_one_nests_it_and_shift_tab_takes_it_out(page: Page) -> None:
    new(page)
    page.keyboard.type("Keys outer")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # before the answer is there
    expect(items(page, "Keys outer")).to_be_visible()
    expect(page.locator("[data-new][data-closed*='place=nested']")).to_be_visible()
    expect(page.locator("[data-new] textarea[name=professional]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("[data-new][data-closed*='place=body']")).to_be_visible()
    expect(page.locator("[data-new] textarea[name=professional]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-new][data-closed*='place=nested']")).to_be_visible()
    page.keyboard.type("Keys inner")
    page.keyboard.press("Enter")
    expect(page.locator(".editable", has_text="Keys outer").locator("xpath=..").locator("li", has_text="Keys inner"))


def test_where_one_statement_fills_the_place_enter_writes_it_and_closes(page: Page) -> None:
    page.locator(".add a", has_text="Add a rate").first.click()
    expect(page.locator("[data-new] textarea[name=professional]")).to_be_focused()
    expect(page.locator("[data-new]")).not_to_contain_text("next statement")
    page.keyboard.type("Keys chosen for half")
    page.locator("[data-new] select[name=rate_kind]").select_option("use")
    page.locator("[data-new] input[name=percentage]").fill("50")
    page.keyboard.press("Enter")
    expect(items(page, "Keys chosen for half")).to_be_visible()
    expect(page.locator("[data-new]")).to_have_count(0)


def test_a_heading_is_saved_by_the_keys_of_a_statement(page: Page) -> None:
    page.locator("section[data-part] h2 .edit-link").first.click()
    title = page.locator(".editing input[name=title]")
    expect(title).to_be_focused()
    page.keyboard.press("Escape")
    expect(title).to_have_count(0)
    page.locator("section[data-part] h2 .edit-link").first.click()
    title.fill("Keys heading")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h2", has_text="Keys heading")).to_be_visible()


def test_several_pasted_lines_are_asked_about(page: Page) -> None:
    text = new(page)
    text.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", "Pasted one\\nPasted two\\n\\nPasted three");
            text.value = data.getData("text/plain");
            text.dispatchEvent(new Event("input", { bubbles: true }));
            text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        }"""
    )
    expect(page.get_by_role("button", name="One statement each (3)")).to_be_focused()
    page.keyboard.press("Enter")
    expect(items(page, "Pasted one", "Pasted two", "Pasted three")).to_have_count(3)


# offer-references.js


def cited(page: Page) -> Locator:
    return page.locator("[data-new] input[name=citations]:checked")


def test_a_citation_is_taken_when_its_word_ends_and_backspace_takes_it_back(page: Page) -> None:
    text = new(page)
    sources = [item.strip() for item in page.locator("#reference-offers li").all_text_contents()]
    key = re.match(r"1\. @(\S+)", sources[0])
    assert key
    page.keyboard.type(f"Pain eases @{key[1]}")
    page.keyboard.press("Tab")
    expect(page.locator("[data-new] textarea[name=plain]")).to_be_focused()
    expect(text).to_have_value("Pain eases")
    expect(cited(page)).to_have_count(1)
    expect(page.locator(".cited-now")).to_contain_text(f"@{key[1]}")
    page.keyboard.press("Backspace")
    expect(text).to_be_focused()
    expect(text).to_have_value(f"Pain eases @{key[1]}")
    expect(cited(page)).to_have_count(0)
    page.keyboard.type(" and lasts @2, or")
    expect(text).to_have_value("Pain eases and lasts, or")
    expect(cited(page)).to_have_count(2)


def test_what_names_no_source_is_told_and_stays(page: Page) -> None:
    text = new(page)
    page.keyboard.type("Pain eases @nobody2020 soon")
    expect(page.locator(".cited-now")).to_contain_text("No reference is called so: @nobody2020")
    expect(text).to_have_value("Pain eases @nobody2020 soon")
    page.keyboard.press("Enter")
    expect(page.locator("[data-new] [data-trouble]")).to_contain_text("No reference has the key")
    expect(text).to_have_value("Pain eases @nobody2020 soon")


def test_the_sign_alone_means_what_was_cited_last(page: Page) -> None:
    text = new(page)
    for words in ("Cited first @2", "Cited again @"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
        expect(page.locator(".cited-now")).to_contain_text("2. @")
        page.keyboard.press("Enter")
        expect(items(page, words.partition(" @")[0]).locator(".cite")).to_have_text("2")
    expect(text).to_be_focused()


# save-as-you-go.js


def test_an_open_form_saves_by_itself_as_one_act(page: Page) -> None:
    page.locator(".editable[data-edit] .edit-link").nth(2).click()
    form = page.locator(".editing form[data-goes-on]")
    text = form.locator("textarea[name=professional]")
    for words in (" Walnut", " and oak."):
        text.press("End")
        page.keyboard.type(words)
        expect(form.get_by_text("Not saved yet")).to_be_visible()
        expect(form.locator("[data-said]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        expect(form.get_by_text("Not saved yet")).to_be_hidden()
        expect(text).to_be_focused()
    page.keyboard.press("Escape")
    expect(items(page, "Walnut and oak.")).to_be_visible()
    expect(page.locator("#undo [data-undo]")).to_contain_text("Undo: changed")
    page.keyboard.press("Control+z")
    expect(items(page, "Walnut and oak.")).to_have_count(0)
    expect(items(page, "Walnut")).to_have_count(0)


def test_what_another_saved_meanwhile_is_not_written_over_by_itself(page: Page, door: Door) -> None:
    page.locator(".editable[data-edit] .edit-link").nth(2).click()
    form = page.locator(".editing form[data-goes-on]")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".editable[data-edit] .edit-link").nth(2).click()
    other.locator(".editing textarea[name=professional]").press("End")
    other.keyboard.type(" Theirs.")
    other.keyboard.press("Control+Enter")
    expect(items(other, "Theirs.")).to_be_visible()
    form = page.locator(".editing form[data-keep]").first
    form.locator("textarea[name=professional]").press("End")
    page.keyboard.type(" Mine.")
    expect(form.locator("[data-said]")).to_contain_text("Somebody saved this part meanwhile.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".clash")).to_contain_text("Theirs.")
    expect(page.locator(".editing textarea[name=professional]")).to_have_value(re.compile("Mine."))
    forgive(door)


def test_what_has_no_row_yet_is_kept_and_says_when(page: Page) -> None:
    new(page)
    page.keyboard.type("Only in the browser")
    expect(page.locator("[data-new] [data-said]")).to_have_text(re.compile(r"Kept in this browser \d\d:\d\d"))


# type-ahead.js


def test_who_writes_faster_than_the_server_loses_nothing(page: Page) -> None:
    new(page)
    for number in range(6):
        page.keyboard.type(f"Racing {number}")
        page.keyboard.press("Tab")
        page.keyboard.type(f"Simply {number}")
        page.keyboard.press("Enter")
    expect(page.locator(".editable", has_text="Racing")).to_have_count(6)
    assert [text.split("\n")[0] for text in page.locator(".editable", has_text="Racing").all_inner_texts()] == [
        f"Racing {number}" for number in range(6)
    ]


def test_what_the_server_did_not_take_stands_in_the_form_again(page: Page, door: Door) -> None:
    text = new(page)
    page.context.set_offline(True)
    page.keyboard.type("Sent to nobody")
    page.keyboard.press("Enter")
    expect(page.locator("[data-new] [data-trouble]")).to_contain_text("The server did not answer")
    expect(text).to_have_value("Sent to nobody")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(items(page, "Sent to nobody")).to_be_visible()
    forgive(door)


# outline.js


def test_alt_and_the_arrows_move_what_has_the_focus(page: Page) -> None:
    new(page)
    for words in ("Moved first", "Moved second"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(items(page, words)).to_be_visible()
    page.keyboard.press("Enter")
    second = items(page, "Moved second")
    expect(second.locator(".edit-link")).to_be_focused()
    for key, first in (("Alt+ArrowUp", "Moved second"), ("Alt+ArrowDown", "Moved first")):
        page.keyboard.press(key)
        expect(items(page, "Moved first", "Moved second").first).to_contain_text(first)
        expect(second.locator(".edit-link")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("li li .editable", has_text="Moved second")).to_be_visible()
    expect(second.locator(".edit-link")).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("li li .editable", has_text="Moved second")).to_have_count(0)


def test_a_section_is_written_and_filled_without_leaving_the_page(page: Page) -> None:
    address = page.url
    page.locator(".add-named .add a", has_text="Add a section").last.click()
    page.locator("[data-new] input[name=title]").fill("Red flags")
    page.keyboard.press("Enter")
    expect(page.locator("h2", has_text="Red flags")).to_be_visible()
    expect(page.locator("h2", has_text="Red flags").locator(".edit-link")).to_be_focused()
    assert page.url.split("#")[0] == address.split("#")[0]


# jump.js


def test_alt_and_a_letter_go_to_what_is_far_away(page: Page) -> None:
    home = page.url.partition("#")[0]
    page.locator(".editable .edit-link").first.focus()
    page.keyboard.press("Alt+f")
    expect(page.locator("#findings-title")).to_be_focused()
    page.keyboard.press("Alt+c")
    expect(page).to_have_url(f"{home}changes/")
    for opened in (False, True):
        page.goto(home)
        page.locator(".editable .edit-link").first.focus()
        if opened:
            page.keyboard.press("Enter")
            expect(page.locator(".editing textarea[name=professional]")).to_be_focused()
        page.keyboard.press("Alt+w")
        expect(page).to_have_url(re.compile("/statements/[^/]+/history/$"))


# drag.js


def test_a_statement_is_dragged_after_another(page: Page) -> None:
    new(page)
    for words in ("Dragged first", "Dragged second"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(items(page, words)).to_be_visible()
    page.keyboard.press("Enter")
    first, second = items(page, "Dragged first"), items(page, "Dragged second")
    first.hover()
    first.locator(".grip").drag_to(second)
    expect(items(page, "Dragged first", "Dragged second").first).to_contain_text("Dragged second")


# count-down.js


def test_what_is_left_is_counted_and_nothing_is_cut(page: Page) -> None:
    text = new(page)
    text.fill("x" * 9_900)
    expect(page.locator(".count-down")).to_have_text("100 characters left")
    text.fill("x" * 10_050)
    expect(page.locator(".count-down")).to_have_text("-50 characters left")
    page.keyboard.press("Enter")
    expect(page.locator("[data-new] [data-trouble]")).to_be_visible()
    assert len(text.input_value()) == 10_050


# sign-in-here.js


def test_an_ended_session_is_signed_in_over_the_page_and_the_text_is_saved(page: Page, door: Door) -> None:
    page.locator(".editable[data-edit] > p:first-child").first.click(position={"x": 4, "y": 8})
    text = page.locator(".editing textarea[name=professional]")
    text.press("End")
    text.press_sequentially(" Written while signed out.")
    page.context.clear_cookies()
    text.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Sign in to go on")
    expect(dialog.get_by_label("Password")).to_be_focused()
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.keyboard.type("demonstration")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(items(page, "Written while signed out.")).to_be_visible()
    forgive(door)


def test_what_waits_is_there_after_the_page_was_lost(page: Page) -> None:
    text = new(page)
    page.keyboard.type("Typed before the crash")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(text).to_have_count(0)
    new(page)
    expect(text).to_have_value("Typed before the crash")


def forgive(door: Door) -> None:
    """htmx writes on the console what the page says in words."""
    door.troubles[:] = [
        trouble
        for trouble in door.troubles
        if not re.search("htmx:|Response Status|Failed to load resource|ERR_INTERNET", trouble)
    ]
