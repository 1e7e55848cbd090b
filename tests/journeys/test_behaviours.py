"""What single scripts add to pages that are complete without them."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.door import Door
from tests.journeys.places import SHIPPED

FOLDED = ".flow details:not([open])"


def test_paper_shows_what_is_folded_and_the_screen_folds_it_again(door: Door) -> None:
    page = article(door)
    folded = page.locator(FOLDED).count()
    assert folded > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(FOLDED)).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(FOLDED)).to_have_count(folded)


def test_the_button_prints(door: Door) -> None:
    page = article(door)
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.locator("[data-print]").click()
    expect(page).to_have_title("printed")


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


def around(page: Page, name: str | None) -> Locator:
    """The folded part; a wide screen shows what is in it by style also when it is not open."""
    return page.locator(f".flow details:has([id='{name}'])").first


def article(door: Door) -> Page:
    page = door.open()
    page.goto(SHIPPED)
    return page
