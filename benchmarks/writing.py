"""Writes an article from nothing by the keys alone, in a real browser, and counts what that takes beside the words.

    .venv/bin/python -m benchmarks.writing

It starts a house of its own as the journeys do (tests/journeys/house.py), signs in as an author, begins an article,
pastes eight references into one field, and writes three treatment lines, six interventions and thirty statements, each
in both wordings and with its source; then it restructures the article, takes back and does again, and submits it.

A key is what is pressed beside the words: Tab, Enter, the arrows, "@" and the letters that look a reference up, and
every Tab on the way to a link; keys that are held together (Ctrl+Enter) are one. The words themselves are typed and not
counted, neither is what is pasted. A page load is a navigation of the browser; what a page fetches in place is none. No
time is asserted: it depends on the machine.

One statement of three cites what the one before it cites, as 32 of 91 do in the articles of the demonstration; with
`--all-different` none does. The eight authors begin with eight letters, so one letter says which is meant; in a longer
list it takes two or three.

Output, one a line: `step keys loads seconds`, then what the keys of the statements were for, `keys beside typing per
statement`, `page loads for the statements`, and the same for everything.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import django
from playwright.sync_api import Locator, Page, expect

if __name__ == "__main__":
    os.environ.setdefault("IMPRIMATUR_MODE", "development")
    os.environ["DJANGO_SETTINGS_MODULE"] = "editorial.settings"
    django.setup()

from tests.journeys.browser import open_browser
from tests.journeys.door import SECONDS_TO_WAIT, Door
from tests.journeys.house import open_house

AUTHOR = "author@example.org"
TITLE = "How is pain under the heel treated?"
STATEMENTS = 30
FARTHEST = 400  # Tabs to a link: farther away it is lost
FAMILIES = ("Abel", "Brandt", "Castro", "Dahl", "Egger", "Faber", "Gruber", "Holm")
# Invented, as every figure and publication here.
REFERENCES = "\n".join(
    f"{number}. {family} AB, Lee C. Heel pain, part {number}. J Heel. 20{10 + number};{number}(2):1{number}-2{number}."
    f" doi:10.1000/heel.{number}"
    for number, family in enumerate(FAMILIES, 1)
)
LINES = ("Stretching and rest", "Injection", "Surgery")
INTERVENTIONS = (
    ("Stretching of the fascia", "Orthoses"),
    ("Corticosteroid injection", "Shock waves"),
    ("Partial release of the fascia", "Gastrocnemius release"),
)
TEXT = """What is the treatment for tennis elbow?

Condition: Tennis elbow

Treating tennis elbow

Start with rest and exercises. [1]

Understanding tennis elbow

- Pain at the outer side of the elbow [1]

References

1. Smith AB. Tennis elbow. J Elbow. 2019;4(2):10-15.
"""


@dataclass
class Step:
    name: str
    keys: int
    loads: int
    seconds: float


@dataclass
class Hands:
    """Somebody who has only a keyboard: every press that is not a word is counted."""

    page: Page
    keys: int = 0
    loads: int = 0
    steps: list[Step] = field(default_factory=list)
    purposes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.page.on("domcontentloaded", self.loaded)

    def loaded(self, _page: Page) -> None:
        self.loads += 1

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        keys, loads, began = self.keys, self.loads, time.monotonic()
        yield
        self.steps.append(Step(name, self.keys - keys, self.loads - loads, time.monotonic() - began))

    def press(self, *keys: str, to: str = "") -> None:
        """Press one after the other; to: what for, where that is told."""
        for key in keys:
            self.keys += 1
            self.purposes[to] += 1
            self.page.keyboard.press(key)

    def words(self, text: str) -> None:
        self.page.keyboard.type(text)

    def paste(self, text: str) -> None:
        """What Ctrl+V does with a full clipboard."""
        self.keys += 1
        self.page.keyboard.insert_text(text)

    def go(self, target: Locator, farthest: int = FARTHEST) -> None:
        """Tab, or Shift and Tab, whichever way it lies, until the target has the focus."""
        target.wait_for()
        key = target.evaluate(
            """target => document.activeElement !== document.body &&
                (document.activeElement.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING)
                ? "Shift+Tab" : "Tab\""""
        )
        for _ in range(farthest):
            if target.evaluate("target => target === document.activeElement"):
                return
            self.press(key)
        raise RuntimeError(f"No way by the keys to {target}")

    def follow(self, target: Locator) -> None:
        self.go(target)
        self.press("Enter")


@dataclass
class Walk:
    """The article as it is written. Places are found by what the page calls them."""

    hands: Hands
    written: int = 0
    repeated: int = 3  # one of so many cites what the one before it cites; 0: none
    source: int = -1

    @property
    def page(self) -> Page:
        return self.hands.page

    def begin(self, title: str) -> None:
        self.page.goto("/desk/new/")
        self.hands.go(self.page.locator("main input[name=title]"))
        self.hands.words(title)
        self.hands.press("Enter")
        expect(self.page.locator("#text h1")).to_have_text(title)

    def paste_references(self) -> None:
        self.hands.follow(self.page.get_by_role("link", name="Add references"))
        expect(self.page.locator("textarea[name=text]")).to_be_focused()
        self.hands.paste(REFERENCES)
        self.hands.follow(self.page.get_by_role("button", name="Show what was found"))
        self.hands.follow(self.page.get_by_role("button", name="Keep them").first)
        expect(self.page.locator("#references > ol > li")).to_have_count(len(FAMILIES))

    def name_line(self, line: int) -> None:
        """The skeleton has three lines; each gets its name."""
        box = self.page.locator("li.line").nth(line)
        self.hands.follow(box.locator("h3 .edit-link"))
        expect(box.locator("input[name=title]")).to_be_focused()
        self.hands.press("Control+a")
        self.hands.words(LINES[line])
        self.hands.press("Control+Enter")
        expect(box.locator("h3")).to_contain_text(LINES[line])

    def add_intervention(self, line: int, name: str) -> None:
        """Its name; Enter leads into the form for its first detail."""
        box = self.page.locator("li.line").nth(line)
        self.hands.follow(box.locator(".add").get_by_role("link", name="Add an intervention"))
        expect(self.page.locator("[data-new] input[name=name]")).to_be_focused()
        self.hands.words(name)
        self.hands.press("Enter")
        expect(box.locator("h4", has_text=name)).to_be_visible()

    def write(self, count: int, last: str = "Control+Enter") -> None:
        """Some statements one after the other, in the form that is open. last: the key that ends the last of them."""
        for number in range(1, count + 1):
            self.statement(last if number == count else "Enter")

    def to_list(self, *keys: str) -> None:
        self.hands.press(*keys, to="reach the next list")

    def statement(self, last: str) -> None:
        hands = self.hands
        expect(self.page.locator("[data-new] textarea[name=professional]")).to_be_focused()
        self.written += 1
        hands.words(f"Statement {self.written} for physicians. ")
        hands.press(*self.citation(), to="cite")
        hands.press("Tab", to="reach the plain wording")
        expect(self.page.locator(".cited-now", has_text=FAMILIES[self.source % len(FAMILIES)].lower())).to_be_visible()
        hands.words(f"Statement {self.written} in plain words.")
        hands.press(last, to="save and go on")
        expect(self.page.locator(".editable", has_text=f"Statement {self.written} for")).to_be_visible()

    def citation(self) -> str:
        """The next source by the first letter of its key, or what was cited last by "@" alone: Tab takes it."""
        if self.repeated and self.written > 1 and self.written % self.repeated == 0:
            return "@"
        self.source += 1
        return "@" + FAMILIES[self.source % len(FAMILIES)][0].lower()

    def section(self, title: str) -> Locator:
        return self.page.locator("section[data-part]", has=self.page.locator("h2", has_text=title))

    def write_all(self) -> None:
        """Alt+Enter goes on to the next list, from a statement when it is written; Ctrl+Enter leaves one."""
        step = self.hands.step
        with step("statements"):
            self.to_list("Alt+Enter")
            self.write(2, "Alt+Enter")
            self.write(4)
        for line, interventions in enumerate(INTERVENTIONS):
            with step("lines and interventions"):
                self.name_line(line)
            if line:
                with step("statements"):
                    self.condition(line)
            for name in interventions:
                with step("lines and interventions"):
                    self.add_intervention(line, name)
                with step("statements"):
                    self.write(2, "Alt+Enter" if name == INTERVENTIONS[-1][-1] else "Control+Enter")
        with step("statements"):
            expect(self.page.locator("[data-new][data-closed*='place=body']")).to_be_visible()  # after the algorithm
            self.to_list("Alt+Enter")
            expect(self.section("Considerations").locator("[data-new]")).to_be_visible()
            self.write(4, "Alt+Enter")
            self.write(4, "Alt+Enter")
            self.write(2)
        assert self.written == STATEMENTS  # noqa: S101 - or the figures are of something else

    def condition(self, line: int) -> None:
        link = self.page.locator("li.line").nth(line).locator(".add").get_by_role("link", name="Add the condition")
        keys = self.hands.keys
        self.hands.follow(link)
        self.hands.purposes["reach the next list"] += self.hands.keys - keys
        self.hands.purposes[""] -= self.hands.keys - keys
        self.write(1, "Enter")

    def restructure(self) -> None:
        """Two lines change places, a section moves up, a statement goes under another and then to another section."""
        hands, page = self.hands, self.page
        hands.go(page.locator("li.line h3 .edit-link").nth(1))
        hands.press("Alt+ArrowDown")
        expect(page.locator("li.line h3").nth(1)).to_contain_text(LINES[2])
        hands.go(self.section("Common pitfalls").locator("h2 .edit-link"))
        hands.press("Alt+ArrowUp")
        expect(page.locator("section[data-part] h2").nth(2)).to_contain_text("Common pitfalls")
        nested = self.editable(4)
        hands.go(nested.locator(".edit-link"))
        hands.press("Alt+ArrowRight")
        expect(page.locator("li li .editable", has_text="Statement 4 for")).to_be_visible()
        hands.follow(nested.locator(".edit-link"))
        hands.follow(page.get_by_role("link", name="Move to …"))
        hands.go(page.get_by_label("Where to"))
        hands.words("Conclusion")
        hands.follow(page.get_by_role("main").get_by_role("button", name="Move"))
        expect(self.section("Conclusion").locator(".editable", has_text="Statement 4 for")).to_be_visible()

    def editable(self, number: int) -> Locator:
        return self.page.locator(".editable", has_text=f"Statement {number} for")

    def undo_and_redo(self) -> None:
        self.hands.press("Control+z")
        expect(self.section("Conclusion").locator(".editable", has_text="Statement 4 for")).to_have_count(0)
        self.hands.press("Control+z")
        expect(self.page.locator("li li .editable", has_text="Statement 4 for")).to_have_count(0)
        for _ in range(2):
            self.hands.press("Control+y")
        expect(self.section("Conclusion").locator(".editable", has_text="Statement 4 for")).to_be_visible()

    def remove_and_restore(self) -> None:
        hands, page = self.hands, self.page
        hands.follow(self.editable(6).locator(".edit-link"))
        fold = page.locator(".editing details", has_text="Remove")
        hands.follow(fold.locator("summary"))
        hands.follow(fold.get_by_role("button", name="Remove"))
        expect(self.editable(6)).to_have_count(0)
        hands.follow(page.get_by_role("link", name="Changes", exact=True))
        hands.follow(page.get_by_role("link", name="Removed parts"))
        hands.follow(page.get_by_role("button", name="Restore").first)
        expect(self.editable(6)).to_be_visible()

    def restore_wording(self) -> None:
        hands, page = self.hands, self.page
        hands.follow(self.editable(5).locator(".edit-link"))
        expect(page.locator(".editing textarea[name=professional]")).to_be_focused()
        hands.press("End")
        hands.words(" Worse.")
        hands.press("Control+Enter")
        expect(self.editable(5)).to_contain_text("Worse.")
        hands.follow(self.editable(5).locator(".edit-link"))
        hands.follow(page.get_by_role("link", name="Who changed this"))
        hands.follow(page.get_by_role("button", name="Restore this wording").first)
        expect(self.editable(5)).not_to_contain_text("Worse.")

    def look_at_changes(self) -> None:
        self.hands.follow(self.page.get_by_role("link", name="Changes", exact=True))
        self.hands.follow(self.page.get_by_role("link", name="What it changed").first)
        expect(self.page.locator("[id^=what-]").first).not_to_be_empty()

    def submit(self, article: str) -> None:
        self.page.goto(article)
        self.hands.follow(self.page.get_by_role("button", name="Submit to the board"))
        expect(self.page.get_by_role("heading", name="Submitted")).to_be_visible()


def other_drafts(walk: Walk) -> None:
    """One is put into the archive, one is imported over and handed to a colleague."""
    hands, page = walk.hands, walk.page
    with hands.step("archive another draft"):
        walk.begin("Is this draft of use?")
        hands.follow(page.get_by_role("button", name="Archive it"))
        expect(page.get_by_text("Archived").first).to_be_visible()
    with hands.step("import over a draft"):
        walk.begin("Who writes this one?")
        hands.follow(page.get_by_role("link", name="Import over it"))
        hands.go(page.locator("textarea[name=content], textarea[name=text]").first)
        hands.paste(TEXT)
        hands.follow(page.get_by_role("button", name="Compare"))
        hands.follow(page.locator("button[name=keep][value=all]"))
        expect(page.locator("#text h1")).to_contain_text("tennis elbow")
    with hands.step("hand a draft over"):
        hands.follow(page.get_by_role("link", name="Hand over"))
        hands.go(page.locator("main form select, main form input:not([type=hidden])").first)
        hands.words("feld@example.org")
        hands.follow(page.get_by_role("main").get_by_role("button", name="Hand over"))
        expect(page.locator("h1")).not_to_have_text("Hand over")


def main(*, are_all_different: bool) -> None:
    expect.set_options(timeout=SECONDS_TO_WAIT * 1000)
    with tempfile.TemporaryDirectory() as var_dir, open_house(Path(var_dir)) as house, open_browser() as browser:
        door = Door(house, browser)
        page = door.open(AUTHOR, viewport={"width": 1440, "height": 900})
        hands = Hands(page)
        write(Walk(hands, repeated=0 if are_all_different else 3))
        door.close()
    report(hands, door.troubles)


def write(walk: Walk) -> None:
    hands = walk.hands
    with hands.step("begin"):
        walk.begin(TITLE)
    article = walk.page.url.partition("#")[0]
    with hands.step("references"):
        walk.paste_references()
    walk.write_all()
    for name, act in (
        ("restructure", walk.restructure),
        ("undo and redo", walk.undo_and_redo),
        ("remove and restore", walk.remove_and_restore),
        ("restore a wording", walk.restore_wording),
        ("look at the changes", walk.look_at_changes),
    ):
        with hands.step(name):
            act()
    other_drafts(walk)
    with hands.step("submit"):
        walk.submit(article)


def report(hands: Hands, troubles: list[str]) -> None:
    sums: dict[str, Step] = {}
    for step in hands.steps:
        so_far = sums.setdefault(step.name, Step(step.name, 0, 0, 0))
        so_far.keys += step.keys
        so_far.loads += step.loads
        so_far.seconds += step.seconds
    for step in sums.values():
        say(f"{step.name:<28}{step.keys:>6}{step.loads:>6}{step.seconds:>8.1f}")
    for purpose, keys in hands.purposes.items():
        if purpose:
            say(f"  to {purpose:<28}{keys:>6}")
    statements = sums["statements"]
    say(f"keys beside typing per statement {statements.keys / STATEMENTS:.1f}")
    say(f"page loads for the statements {statements.loads}")
    say(f"keys {hands.keys}, page loads {hands.loads}, seconds {sum(step.seconds for step in hands.steps):.0f}")
    for trouble in troubles:
        say(f"trouble: {trouble}")


def say(line: str) -> None:
    print(line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all-different", action="store_true", help="no statement cites what the one before it cites")
    main(are_all_different=parser.parse_args().all_different)
