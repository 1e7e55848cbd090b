"""Lost-text trials: each form of the desk, and what can happen to somebody who writes in it. Every typed word is
afterwards saved, in an open form, or offered.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, TimeoutError, expect

from tests.journeys.door import Door

pytestmark = pytest.mark.browser

WORDS = iter(f"Keepsake{number}" for number in range(10_000))


@dataclass
class Writer:
    """Somebody at the desk with a form open, and the words that they have typed so far."""

    door: Door
    page: Page
    home: str
    words: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def type_in(self, text: Locator) -> str:
        """One more word at the end of the field."""
        word = next(WORDS)
        text.focus()
        text.press("End")
        text.press_sequentially(f" {word}")
        self.words.append(word)
        return word

    def another(self, address: str, email: str = "") -> Page:
        """A second tab, or somebody else's browser."""
        page = self.door.open(email) if email else self.context.new_page()
        page.goto(address)
        return page

    def go(self, address: str) -> None:
        self.page.goto(address)


@pytest.fixture
def writer(door: Door) -> Iterator[Writer]:
    page = door.open("author@example.org")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/desk/mine/")
    page.locator('main a[href*="/desk/articles/"]').first.click()
    expect(page.locator(".editable").first).to_be_visible()
    page.wait_for_load_state()
    yield Writer(door, page, page.url.split("#")[0])
    door.troubles[:] = [  # a failing server was asked for
        each
        for each in door.troubles
        if not re.search("htmx:|Response Status|Failed to load|ERR_|50[03] for|Failed to fetch", each)
    ]


MISSING = """words => {
    const fields = [...document.querySelectorAll("input, textarea")].map((each) => each.value);
    const there = [document.body.innerText, ...fields].join("\\n");
    return words.filter((word) => !there.includes(word));
}"""


def assert_there(writer: Writer, *, at: str = "") -> None:
    """Every word is to be read on the page; `at`: on the page at this address, or when it is asked for once more: what
    was on its way to be saved when somebody left may come to the server after they asked for the page.
    """
    if at:
        writer.go(at)
    try:
        try:
            writer.page.wait_for_function(f"words => !({MISSING})(words).length", arg=writer.words)
        except TimeoutError:
            if not at:
                raise
            writer.go(at)
            writer.page.wait_for_function(f"words => !({MISSING})(words).length", arg=writer.words)
    except TimeoutError:
        pytest.fail(f"Lost: {writer.page.evaluate(MISSING, writer.words)} of {writer.words} at {writer.page.url}")


# The forms: each opens one and returns the field that is typed in.


def statement(writer: Writer) -> Locator:
    writer.page.locator(".editable[data-edit] .edit-link").nth(2).click()
    return writer.page.locator(".editing textarea[name=professional]")


def new_statement(writer: Writer) -> Locator:
    writer.page.locator("section[data-part] .add a", has_text="Add a statement").last.click()
    return writer.page.locator("[data-new] textarea[name=professional]")


def named(kind: str) -> Callable[[Writer], Locator]:
    def open_form(writer: Writer) -> Locator:
        writer.page.locator(f'[data-named] a[hx-get*="/{kind}/add/"]').last.click()
        return writer.page.locator("[data-new] input[type=text]").first

    return open_form


def heading(writer: Writer) -> Locator:
    writer.page.locator("h2 .edit-link").first.click()
    return writer.page.locator(".edit-place input[name=title]")


def on_page(path: str, name: str) -> Callable[[Writer], Locator]:
    def open_form(writer: Writer) -> Locator:
        writer.go(writer.home + path)
        return writer.page.locator(f"main form [name={name}]").first

    return open_form


def named_on_page(kind: str) -> Callable[[Writer], Locator]:
    def open_form(writer: Writer) -> Locator:
        link = writer.page.locator(f'[data-named] a[hx-get*="/{kind}/add/"]').last
        writer.go(link.get_attribute("href") or "")
        return writer.page.locator("main form input[type=text]").first

    return open_form


def import_text(writer: Writer) -> Locator:
    writer.go("/desk/import/")
    return writer.page.locator("textarea[name=text]")


def message(writer: Writer) -> Locator:
    return writer.page.locator("textarea[name=message]")


IN_PLACE = {
    "statement": statement,
    "new statement": new_statement,
    "section": named("sections"),
    "line": named("lines"),
    "intervention": named("interventions"),
    "heading": heading,
}
PAGES = {
    "statement page": on_page("statements/add/?place=answer", "professional"),
    "section page": on_page("sections/add/", "title"),
    "line page": named_on_page("lines"),
    "intervention page": named_on_page("interventions"),
    "about": on_page("about/", "title"),
    "reference": on_page("references/add/", "title"),
    "references": on_page("references/paste/", "text"),
    "import": import_text,
}
EVERY_FORM = IN_PLACE | PAGES | {"message": message}
UNSENT = pytest.mark.parametrize("form", EVERY_FORM.values(), ids=EVERY_FORM)
SENT_IN_PLACE = pytest.mark.parametrize("form", IN_PLACE.values(), ids=IN_PLACE)
SENT_AS_PAGE = pytest.mark.parametrize("form", PAGES.values(), ids=PAGES)


SHOWN = "#text .editable, #text h2, #text h3, #text h4"  # a part as it reads


def send(text: Locator) -> None:
    text.press("Control+Enter" if text.evaluate("text => text.localName") == "textarea" else "Enter")


def assert_sent(writer: Writer) -> None:
    """The form was taken: no form on the page holds what was not saved."""
    expect(writer.page.locator("form[data-changed]")).to_have_count(0)


def press(text: Locator) -> None:
    """The button that takes the form of a page."""
    text.locator("xpath=ancestor::form").locator("button:not([type=button])").first.click()


@UNSENT
def test_a_lost_page(writer: Writer, form: Callable[[Writer], Locator]) -> None:
    """Reload, another page and back, a closed tab: what was typed is in its form, or offered."""
    writer.type_in(form(writer))
    address = writer.page.url
    writer.page.reload()
    assert_there(writer)
    writer.page.goto("/desk/")
    writer.page.go_back()
    assert_there(writer)
    page = writer.context.new_page()
    writer.page.close(run_before_unload=False)
    writer.page = page
    assert_there(writer, at=address)


@SENT_IN_PLACE
def test_a_lost_server(writer: Writer, form: Callable[[Writer], Locator]) -> None:
    """500, no answer, no network: what was sent stands in the form, and goes through when the server is back."""
    text = form(writer)
    writer.type_in(text)
    writer.page.route("**/*", failing)
    send(text)
    trouble = writer.page.locator("[data-trouble]:visible")
    expect(trouble).to_contain_text("did not answer")
    assert_there(writer)
    writer.page.unroute("**/*")
    writer.page.route("**/*", unanswered)
    writer.type_in(text)
    send(text)
    assert_there(writer)
    writer.page.unroute("**/*")
    writer.context.set_offline(True)
    writer.type_in(text)
    send(text)
    assert_there(writer)
    writer.context.set_offline(False)
    if text.count():  # it may have gone through by itself, on leaving
        send(text)
    expect(trouble).to_have_count(0)
    assert_sent(writer)
    assert_there(writer, at=writer.home)


@SENT_AS_PAGE
def test_a_lost_server_under_a_page(writer: Writer, form: Callable[[Writer], Locator]) -> None:
    text = form(writer)
    writer.type_in(text)
    address = writer.page.url
    writer.page.route("**/*", failing)
    press(text)
    writer.page.wait_for_load_state()
    assert_there(writer, at=address)
    writer.page.unroute("**/*")
    if "/import/" not in address:
        assert_there(writer, at=writer.home)


@SENT_AS_PAGE
def test_a_lost_session_under_a_page(writer: Writer, form: Callable[[Writer], Locator], door: Door) -> None:
    """Signed out, or with the token of another day: it is given back, and in its form after signing in."""
    text = form(writer)
    writer.type_in(text)
    address = writer.page.url
    cookies = writer.context.cookies()
    writer.context.clear_cookies()
    press(text)
    writer.page.wait_for_load_state()
    assert_there(writer)
    writer.context.add_cookies(cookies)  # type: ignore[arg-type]
    assert_there(writer, at=address)


@SENT_IN_PLACE
def test_a_lost_session_and_another_token(writer: Writer, form: Callable[[Writer], Locator]) -> None:
    text = form(writer)
    writer.type_in(text)
    writer.context.clear_cookies(name="csrftoken")
    writer.context.clear_cookies(name=re.compile("session"))
    send(text)
    dialog = writer.page.get_by_role("dialog", name="Sign in to go on")
    expect(dialog.get_by_label("Password")).to_be_focused()
    writer.page.keyboard.type("demonstration")
    writer.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert_sent(writer)
    assert_there(writer)
    writer.door.keys.pop("author@example.org", None)


@SENT_IN_PLACE
def test_an_outline_that_is_drawn_anew(writer: Writer, form: Callable[[Writer], Locator]) -> None:
    """Undo, a move, a part that somebody else changed: the form stays open with what is in it."""
    text = form(writer)
    word = writer.type_in(text)
    with writer.page.expect_response(lambda answer: answer.url.split("#")[0] == writer.home):
        writer.page.evaluate("document.dispatchEvent(new CustomEvent('desk:undone'))")
    expect(text).to_have_value(re.compile(word))
    writer.type_in(text)
    assert_there(writer)
    text.press("Alt+ArrowDown")
    assert_there(writer)
    assert_there(writer, at=writer.home)


@SENT_IN_PLACE
def test_words_typed_while_the_answer_is_on_its_way(writer: Writer, form: Callable[[Writer], Locator]) -> None:
    text = form(writer)
    writer.type_in(text)
    held: list[Route] = []
    writer.page.route("**/*", lambda route: held.append(route) if route.request.method == "POST" else route.fallback())
    send(text)
    writer.type_in(text)
    assert held
    held[0].continue_()
    writer.page.unroute("**/*")
    assert_there(writer)
    assert_there(writer, at=writer.home)


@SENT_IN_PLACE
def test_enter_pressed_twice(writer: Writer, form: Callable[[Writer], Locator]) -> None:
    text = form(writer)
    word = writer.type_in(text)
    text.evaluate(
        """text => { for (let time = 0; time < 2; time++)
            if (!text.form.matches("[data-flow]")) text.form.requestSubmit();
            else text.dispatchEvent(
                new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true })); }"""
    )
    expect(writer.page.locator(SHOWN, has_text=word)).to_have_count(1)
    assert_there(writer, at=writer.home)
    expect(writer.page.locator(SHOWN, has_text=word)).to_have_count(1)


@pytest.mark.parametrize("email", ["", "editor@example.org"], ids=["in two tabs", "by two people"])
def test_one_statement_written(writer: Writer, email: str) -> None:
    """Both texts are kept, and what only waits in the browser survives the other's save."""
    text = statement(writer)
    address = writer.page.locator(".editing form").first.get_attribute("action") or ""
    writer.type_in(text)
    other = writer.another(address, email)
    theirs = other.locator("textarea[name=professional]")
    word = next(WORDS)
    theirs.fill(f"Another wording {word}")
    other.get_by_role("button", name="Save").first.click()
    other.wait_for_url(re.compile("#s-"))
    send(text)
    expect(writer.page.locator(".clash")).to_contain_text(word)
    assert_there(writer)
    writer.page.reload()
    assert_there(writer)


def test_one_statement_typed_in_two_tabs_that_are_lost(writer: Writer) -> None:
    writer.type_in(statement(writer))
    other = Writer(writer.door, writer.another(writer.home), writer.home)
    other.page.on("dialog", lambda dialog: dialog.accept())
    words = statement(other)
    words.fill("A text of its own")
    writer.words.append(other.type_in(words))
    other.page.close(run_before_unload=False)
    page = writer.context.new_page()
    writer.page.close(run_before_unload=False)
    writer.page = page
    assert_there(writer, at=writer.home)


def test_a_rate_is_sent_alone(writer: Writer) -> None:
    """No other follows it, so nothing goes ahead of the answer."""
    writer.page.locator('a[hx-get*="place=use"]').first.click()
    text = writer.page.locator("[data-new] textarea[name=professional]")
    text.fill("Used in 20% of")
    writer.page.locator("[data-new] select[name=rate_kind]").select_option("harm")
    writer.page.locator("[data-new] input[name=percentage]").fill("20")
    writer.type_in(text)
    text.press("Enter")
    expect(writer.page.locator("#text .editable", has_text=writer.words[-1])).to_be_visible()
    expect(writer.page.locator("[data-trouble]:visible")).to_have_count(0)


@pytest.mark.parametrize("form", [statement, heading])
def test_what_somebody_else_removed(writer: Writer, form: Callable[[Writer], Locator]) -> None:
    new = next(WORDS)
    if form is heading:
        section = named("sections")(writer)
        section.fill(new)
        section.press("Enter")
        writer.page.locator("h2", has_text=new).locator(".edit-link").click()
        text = writer.page.locator(".edit-place input[name=title]")
    else:
        text = new_statement(writer)
        text.fill(new)
        text.press("Enter")
        writer.page.locator(".editable", has_text=new).locator(".edit-link").click()
        text = writer.page.locator(".editing:not(.new) textarea[name=professional]")
    writer.type_in(text)
    address = text.locator("xpath=ancestor::form").get_attribute("action") or ""
    other = writer.another(address, "editor@example.org")
    other.locator("summary", has_text="Remove").click()
    other.locator(".button-danger", has_text="Remove").click()
    expect(other.get_by_text("Removed. Undo brings it back.")).to_be_visible()
    send(text)
    assert_there(writer)
    writer.page.reload()
    assert_there(writer)


def test_a_reply_to_the_board(writer: Writer) -> None:
    for link in writer.another("/desk/mine/").locator('main a[href*="/desk/articles/"]').all():
        writer.go(link.get_attribute("href") or "")
        if writer.page.locator(".answer-thread").count():
            break
    writer.page.locator(".answer-thread summary").first.click()
    writer.type_in(writer.page.locator(".answer-thread textarea").first)
    writer.page.reload()
    assert_there(writer)


def test_text_that_was_kept_is_not_offered_again(writer: Writer) -> None:
    """Pasted references and an imported text have a page between the form and what is kept, at the same address."""
    text = PAGES["references"](writer)
    text.fill("Keepsake A. A title of its own. Lancet. 2019;393(10171):1-9.")
    press(text)
    writer.page.get_by_role("button", name="Keep them").click()
    expect(writer.page.get_by_text("1 reference added.")).to_be_visible()
    expect(PAGES["references"](writer)).to_have_value("")
    text = import_text(writer)
    text.fill("Imported title\n\nPitfalls\n\nOne sentence.")
    press(text)
    writer.page.get_by_role("button", name="Keep as a new article").click()
    expect(writer.page.get_by_text("Imported.")).to_be_visible()
    expect(import_text(writer)).to_have_value("")


# offer-kept.js


def test_what_was_typed_is_offered_where_it_was_typed(writer: Writer) -> None:
    word = writer.type_in(new_statement(writer))
    writer.page.reload()
    kept = writer.page.get_by_role("region", name="Typed and not saved")
    expect(kept).to_contain_text(word)
    kept.get_by_role("button", name="Go on with it").click()
    expect(writer.page.locator("[data-new] textarea[name=professional]")).to_have_value(re.compile(word))
    expect(kept).to_be_hidden()
    writer.page.reload()
    kept.get_by_role("button", name="Discard it").click()
    expect(kept).to_be_hidden()
    writer.page.reload()
    expect(kept).to_be_hidden()


def failing(route: Route) -> None:
    if route.request.method == "POST":
        route.fulfill(status=500, body="Something failed on our side")
    else:
        route.fallback()


def unanswered(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.fallback()
