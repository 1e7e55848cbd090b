"""What single scripts add to pages that are complete without them: a part for each file of editorial/static/js."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.door import Door
from tests.journeys.furnish import Furniture
from tests.journeys.places import SHIPPED

FOLDED = ".flow details:not([open])"


# reader-answer.js


def test_the_question_which_reader_you_are_is_not_asked_twice(door: Door) -> None:
    page = article(door)
    expect(page.locator("[data-who]")).to_be_visible()
    page.locator("[data-reader=patient]").click()
    expect(page).to_have_url(re.compile("/plain/$"))
    page.goto(SHIPPED)
    expect(page.locator("[data-who]")).to_be_hidden()


# contents.js


def test_the_contents_follow_the_reading_position(door: Door) -> None:
    page = article(door)
    for number in (3, 1):
        link = page.locator("[data-follow] a").nth(number)
        link.evaluate("link => document.getElementById(link.hash.slice(1)).scrollIntoView()")
        expect(link).to_have_attribute("aria-current", "location")
        expect(page.locator("[data-follow] [aria-current]")).to_have_count(1)


# print-button.js


def test_the_button_prints(door: Door) -> None:
    page = article(door)
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.locator("[data-print]").click()
    expect(page).to_have_title("printed")


# print-unfolded.js


def test_paper_shows_what_is_folded_and_the_screen_folds_it_again(door: Door) -> None:
    page = article(door)
    folded = page.locator(FOLDED).count()
    assert folded > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(FOLDED)).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(FOLDED)).to_have_count(folded)


# unfold.js


def test_a_link_to_a_folded_statement_unfolds_it(door: Door) -> None:
    page = article(door)
    name = page.locator(f"{FOLDED} [id]").first.get_attribute("id")
    page.evaluate("name => { location.hash = name }", name)
    expect(around(page, name)).to_have_attribute("open", "")


def test_a_link_from_elsewhere_unfolds_too(door: Door) -> None:
    name = article(door).locator(f"{FOLDED} [id]").first.get_attribute("id")
    page = door.open()
    page.goto(f"{SHIPPED}#{name}")
    expect(around(page, name)).to_have_attribute("open", "")


# open-statement.js


def test_a_click_on_its_text_opens_a_statement_where_it_stands(door: Door) -> None:
    page = desk(door)
    address = page.url
    text = opened(page)
    expect(text).to_be_focused()
    assert page.url == address


def test_a_click_on_a_source_does_not_open_the_statement(door: Door) -> None:
    page = desk(door)
    page.locator(".editable a.cite").first.click()
    expect(page).to_have_url(re.compile("#ref-"))
    expect(page.locator(".editing")).to_have_count(0)


# show-place.js

LONG = (
    "# What helps?\n\n## Overview\n\n"
    + "".join(f"- Sentence number {'x' * number}.\n" for number in range(1, 330))
    + "\n## Second\n\n- On top of it:\n  - Rest helps¹\n- It is treated as in Alzheimer 1\n\n"
    "## References\n\n1. Smith AB. Title one. J Elbow. 2019;4(2):10-15.\n"
)


def imported(door: Door, **options: bool) -> Page:
    """A long article that came in as a text, of which a part that is closed at first was guessed."""
    page = door.open("author@example.org", **options)
    page.goto("/desk/import/")
    page.get_by_label("Text of the article").fill(LONG)
    page.get_by_role("button", name="Show the structure").click()
    page.get_by_role("button", name="Keep as a new article").click()
    expect(page.locator("#findings-title")).to_be_visible()
    return page


def of_doubts(page: Page) -> Locator:
    return page.locator("#checks .findings li", has_text="Taken out of “Rest helps¹”")


def test_a_finding_opens_the_part_that_it_is_about_and_the_focus_is_there(door: Door) -> None:
    page = imported(door)
    row = page.locator(".editable", has_text="Rest helps")
    expect(of_doubts(page).first).to_be_attached()
    expect(row).to_have_count(0)
    address = page.url
    of_doubts(page).last.get_by_role("link", name="Show").click()
    expect(row.locator(".edit-link").first).to_be_focused()
    expect(row).to_be_in_viewport()
    assert page.url.partition("#")[0] == address.partition("#")[0]
    expect(page.locator(".closed-part")).to_have_count(0)


def test_without_scripts_the_server_opens_it(door: Door) -> None:
    page = imported(door, java_script_enabled=False)
    page.get_by_role("link", name="Let the checks read this long article").click()
    of_doubts(page).last.get_by_role("link", name="Show").click()
    expect(page.locator(".editable", has_text="Rest helps")).to_be_in_viewport()


def test_an_anchor_in_a_closed_part_is_found_by_its_address_alone(door: Door) -> None:
    page = imported(door)
    link = of_doubts(page).last.get_by_role("link", name="Show")
    expect(link).to_be_attached()
    anchor = (link.get_attribute("href") or "").partition("#")[2]
    page.goto(f"{page.url.partition('?')[0].partition('#')[0]}#{anchor}")
    expect(page.locator(f"#{anchor} .edit-link").first).to_be_focused()


def test_a_doubt_is_settled_without_another_page_and_the_next_has_the_focus(door: Door) -> None:
    page = imported(door)
    page.evaluate("window.here = true")
    doubts = page.locator("#checks .findings li", has=page.get_by_role("button", name="It is right"))
    before = page.locator("#findings-title span")
    expect(doubts.first).to_be_attached()
    number = int(before.inner_text())
    doubts.first.get_by_role("button", name="It is right").first.click()
    expect(before).to_have_text(str(number - 1))
    assert page.evaluate("document.activeElement.closest('#checks') !== null")
    page.locator("#settled summary").click()
    page.get_by_role("button", name="Open it again").click()
    expect(before).to_have_text(str(number))
    expect(page.locator("#settled")).to_have_count(0)
    assert page.evaluate("window.here")


def test_words_are_put_back_where_they_stand(door: Door) -> None:
    page = imported(door)
    of_doubts(page).last.get_by_role("link", name="Show").click()
    row = page.locator(".editable", has_text="Rest helps")
    row.locator("summary", has_text="words changed by the import").click()
    row.get_by_role("button", name="Put the words back").click()
    expect(row.locator("> p").first).to_contain_text("Rest helps¹")
    expect(of_doubts(page)).to_have_count(0)
    page.locator("#undo").get_by_role("button", name="Undo").click()
    expect(of_doubts(page).last).to_be_attached()


# keep-typed.js


def test_what_is_typed_survives_a_reload_after_a_question(door: Door) -> None:
    page = desk(door)
    opened(page).fill("Typed and not yet saved")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    expect(opened(page)).to_have_value("Typed and not yet saved")


def test_what_is_cancelled_is_not_kept_and_nothing_is_asked(door: Door) -> None:
    page = desk(door)
    text = opened(page)
    before = text.input_value()
    text.fill("Typed and given up")
    page.locator(".editing [data-cancel]").click()
    expect(page.locator(".editing")).to_have_count(0)
    page.reload()
    expect(opened(page)).to_have_value(before)


# leave-saves.js


def test_leaving_a_statement_saves_it(door: Door) -> None:
    page = desk(door)
    opened(page).fill("Saved by leaving it")
    page.get_by_role("link", name="History", exact=True).focus()
    expect(page.locator(".edit-tools .saved")).to_be_visible()
    expect(page.locator(".editable", has_text="Saved by leaving it")).to_be_visible()


def test_escape_closes_only_what_was_not_changed(door: Door) -> None:
    page = desk(door)
    text = opened(page)
    text.press("Escape")
    expect(page.locator(".editing")).to_have_count(0)
    text = opened(page)
    text.press_sequentially(" more")
    text.press("Escape")
    expect(text).to_be_visible()
    text.press("Control+Enter")
    expect(page.locator(".edit-tools .saved")).to_be_visible()


# saved-in-place.js


def test_a_refusal_comes_with_the_form_it_is_about(door: Door) -> None:
    page = desk(door)
    text = opened(page)
    text.evaluate("text => text.removeAttribute('required')")
    text.fill("")
    text.press("Control+Enter")
    expect(page.locator(".editing .errorlist, .editing .message.error:not([hidden])").first).to_be_visible()


def test_without_an_answer_the_form_stays_and_says_so(door: Door) -> None:
    page = desk(door)
    text = opened(page)
    text.fill("Sent to nobody")
    page.context.set_offline(True)
    text.press("Control+Enter")
    expect(page.locator("[data-trouble]")).to_contain_text("The server did not answer")
    page.context.set_offline(False)
    expect(text).to_have_value("Sent to nobody")
    forgive(door)


def test_after_signing_out_the_form_stays_and_says_so(door: Door) -> None:
    page = desk(door)
    text = opened(page)
    text.fill("Sent by nobody")
    page.context.clear_cookies()
    text.press("Control+Enter")
    expect(page.locator("[data-trouble]")).to_contain_text("You are signed out")
    page.close()  # with the session gone, whatever it still asks for is refused
    forgive(door)


# offer-references.js


def test_an_at_sign_offers_the_references_and_enter_ticks_one(door: Door) -> None:
    page = desk(door)
    text = opened(page)
    cited = page.locator(".editing input[name=citations]:checked")
    page.locator(".editing input[name=citations]").evaluate_all(
        "boxes => boxes.forEach((box) => { box.checked = false })"
    )
    text.press("End")
    text.press_sequentially(" @")
    expect(page.locator(".editing [role=option]").first).to_have_attribute("aria-selected", "true")
    text.press("ArrowDown")
    expect(page.locator(".editing [role=option]").nth(1)).to_have_attribute("aria-selected", "true")
    text.press("Enter")
    expect(page.locator(".editing [role=option]")).to_have_count(0)
    expect(cited).to_have_count(1)
    assert not text.input_value().endswith("@")


# talk-in-place.js


def test_a_comment_appears_at_its_place_and_a_lost_one_is_said(door: Door, furniture: Furniture) -> None:
    page, talk = review(door, furniture)
    address = page.url
    talk.get_by_role("textbox", name="Comment").fill("Which dose is meant?")
    page.context.set_offline(True)
    talk.get_by_role("button", name="Send comment").click()
    expect(page.locator("[data-failed]")).to_be_visible()
    page.context.set_offline(False)
    talk.get_by_role("button", name="Send comment").click()
    expect(page.locator(".thread", has_text="Which dose is meant?")).to_be_visible()
    expect(page.locator("[data-failed]")).to_be_hidden()
    assert page.url == address
    forgive(door)


# fresh-token.js


def test_a_comment_is_sent_with_the_token_of_a_later_sign_in(door: Door, furniture: Furniture) -> None:
    page, talk = review(door, furniture)
    talk.get_by_role("textbox", name="Comment").fill("Sent after signing in elsewhere.")
    page.context.add_cookies([{"name": "csrftoken", "value": "a" * 32, "domain": "127.0.0.1", "path": "/"}])
    talk.get_by_role("button", name="Send comment").click()
    expect(page.locator(".thread", has_text="Sent after signing in elsewhere.")).to_be_visible()


# focus-comment.js


def test_a_comment_opens_with_the_cursor_in_it(door: Door, furniture: Furniture) -> None:
    _page, talk = review(door, furniture)
    expect(talk.get_by_role("textbox", name="Comment")).to_be_focused()


def around(page: Page, name: str | None) -> Locator:
    """The folded part; a wide screen shows what is in it by style also when it is not open."""
    return page.locator(f".flow details:has([id='{name}'])").first


def article(door: Door) -> Page:
    page = door.open()
    page.goto(SHIPPED)
    return page


def desk(door: Door) -> Page:
    """The author before the working copy of an article."""
    page = door.open("author@example.org")
    page.goto("/desk/mine/")
    page.locator('main a[href*="/desk/articles/"]').first.click()
    expect(page.locator(".editable").first).to_be_visible()
    page.wait_for_load_state()
    return page


def opened(page: Page) -> Locator:
    """The first statement, opened by a click on the beginning of its text."""
    page.locator(".editable[data-edit] > p:first-child").first.click(position={"x": 4, "y": 8})
    text = page.locator(".editing textarea[name=professional]")
    expect(text).to_be_visible()
    return text


def review(door: Door, furniture: Furniture) -> tuple[Page, Locator]:
    """A member before an article, and the open form of a comment on its first part."""
    page = door.open("tanaka@example.org")
    page.goto(furniture.to_sign)
    page.locator(".part .say").first.click()
    return page, page.locator(".talk", has=page.locator(".comment-form"))


def forgive(door: Door) -> None:
    """htmx writes on the console what the page says in words."""
    door.troubles[:] = [
        trouble for trouble in door.troubles if "htmx:" not in trouble and "Response Status" not in trouble
    ]
