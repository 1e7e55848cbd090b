"""Writes the article of benchmarks/writing.py in Wagtail's editor, by the keys alone, and counts by the same rule.

    benchmarks/wagtail/setup.sh
    .venv/bin/python -m benchmarks.wagtail_writing [--python var/wagtail-venv/bin/python]

The same text: two sentences of the answer, four sections with fourteen statements, three treatment lines with two
conditions and six interventions of two details each, every statement in both wordings and with its source, and eight
references; then two lines change places, a section moves up, a statement is nested and moves to another section, and
the page is submitted. The model is that of benchmarks/wagtail/pages. As fast as Wagtail's editor lets one: its block
chooser is opened from the button that follows and searched by two or three letters, what has a standing value is left
as it is, a source is its number in one digit, and Tab goes the shorter way round. Wagtail has no field that takes a
list of references, so their fields are gone through one by one.

Output as of benchmarks/writing.py.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from playwright.sync_api import Locator, Page, expect

if __name__ == "__main__":
    os.environ.setdefault("IMPRIMATUR_MODE", "development")
    os.environ["DJANGO_SETTINGS_MODULE"] = "editorial.settings"
    django.setup()

from benchmarks.writing import FAMILIES, INTERVENTIONS, LINES, STATEMENTS, TITLE, Hands, report
from tests.journeys.browser import open_browser
from tests.journeys.house import answers, free_port

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / "var" / "wagtail-venv" / "bin" / "python"
FAR = 4000  # Tabs: a stream of eighty blocks is long
SECTIONS = {"Understanding heel pain": 4, "Considerations": 4, "Common pitfalls": 4, "Conclusion": 2}


@dataclass
class Editor:
    """Wagtail's editor as it is written in. A block is known by the prefix of its fields: it keeps it when it moves."""

    hands: Hands
    written: int = 0
    source: int = -1
    blocks: int = 0

    @property
    def page(self) -> Page:
        return self.hands.page

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[name='{name}']")

    def prose(self, name: str) -> Locator:
        """The rich text field whose hidden input has this name."""
        return self.page.locator(".w-field", has=self.field(name)).last.locator(".public-DraftEditor-content")

    def block(self, prefix: str) -> Locator:
        return self.page.locator("[data-streamfield-child]", has=self.field(f"{prefix}-order")).last

    def until(self, title: str, key: str = "Tab") -> None:
        """Press the key until a button with this title has the focus."""
        for _ in range(FAR):
            self.hands.press(key)
            if self.page.evaluate("title => document.activeElement.title === title", title):
                return
        raise RuntimeError(f"No way by the keys to {title}")

    def insert(self, letters: str, first: Locator) -> None:
        """The button after where the focus is, the chooser, two or three letters of the name."""
        self.until("Insert a block")
        self.hands.press("Enter", "Tab", *letters, "Enter")
        expect(first).to_be_focused()

    def type_in(self, name: str, text: str) -> None:
        self.hands.go(self.field(name), FAR)
        self.hands.words(text)

    def statement(self, prefix: str) -> None:
        self.written += 1
        if not (self.written > 1 and self.written % 3 == 0):  # as in benchmarks/writing.py
            self.source += 1
        self.hands.go(self.prose(f"{prefix}-professional"))
        self.hands.words(f"Statement {self.written} for physicians.")
        self.hands.go(self.prose(f"{prefix}-plain"))
        self.hands.words(f"Statement {self.written} in plain words.")
        self.hands.go(self.field(f"{prefix}-citations-0-value"))
        self.hands.press(str(self.source % len(FAMILIES) + 1))

    def next_block(self) -> str:
        self.blocks += 1
        return f"body-{self.blocks - 1}-value"

    def statements(self, count: int) -> None:
        with self.hands.step("statements"):
            for _ in range(count):
                prefix = self.next_block()
                self.insert("st", self.field(f"{prefix}-label"))
                self.statement(prefix)

    def section(self, title: str) -> None:
        with self.hands.step("headings"):
            prefix = self.next_block()
            self.insert("he", self.field(prefix))
            self.hands.words(title)
        self.statements(SECTIONS[title])

    def added(self, first: Locator) -> None:
        """The button of the list that is next."""
        self.until("Add")
        self.hands.press("Enter")
        expect(first).to_be_visible()

    def line(self, number: int) -> None:
        with self.hands.step("lines and interventions"):
            prefix = self.next_block()
            self.insert("tr", self.field(f"{prefix}-title"))
            self.hands.words(LINES[number])
        if number:
            with self.hands.step("statements"):
                self.added(self.field(f"{prefix}-criterion-0-value-label"))
                self.statement(f"{prefix}-criterion-0-value")
        for place, name in enumerate(INTERVENTIONS[number]):
            self.intervention(prefix, place, name)

    def intervention(self, line: str, place: int, name: str) -> None:
        prefix = f"{line}-interventions-{place}-value"
        with self.hands.step("lines and interventions"):
            self.hands.go(self.list_button(f"{line}-interventions", place), FAR)
            self.hands.press("Enter")
            self.type_in(f"{prefix}-name", name)
        with self.hands.step("statements"):
            self.statement(f"{prefix}-details-0-value")
            self.hands.go(self.list_button(f"{prefix}-details", 1), FAR)
            self.hands.press("Enter")
            self.statement(f"{prefix}-details-1-value")

    def list_button(self, name: str, place: int) -> Locator:
        """The button that adds to a list at this place."""
        own = self.field(f"{name}-count").locator("xpath=following-sibling::div[1]/button")
        return own.nth(place)

    def reference(self, number: int) -> None:
        prefix = self.next_block()
        self.insert("ref", self.field(f"{prefix}-title"))
        for name, text in (
            ("title", f"Heel pain, part {number}"),
            ("authors", f"{FAMILIES[number - 1]} AB, Lee C"),
            ("journal", "J Heel"),
            ("year", str(2010 + number)),
            ("doi", f"10.1000/heel.{number}"),
        ):
            self.type_in(f"{prefix}-{name}", text)

    def write(self) -> None:
        hands = self.hands
        with hands.step("begin"):
            self.type_in("title", TITLE)
        with hands.step("statements"):
            for number in range(2):
                self.insert("st", self.field(f"answer-{number}-value-label"))
                self.statement(f"answer-{number}-value")
            self.until("Insert a block")  # the answer's; the next is the first of the body
        first, *others = SECTIONS
        self.section(first)
        for number in range(len(LINES)):
            self.line(number)
        for title in others:
            self.section(title)
        assert self.written == STATEMENTS  # noqa: S101 - or the figures are of something else
        with hands.step("references"):
            for number in range(1, len(FAMILIES) + 1):
                self.reference(number)

    def move(self, number: int, button: str, times: int) -> None:
        """A block of the body, by its buttons. The focus is lost with each move, and found again from where it was."""
        target = self.block(f"body-{number}").locator(f"button[title='{button}']").first
        self.hands.go(target, FAR)
        for _ in range(times - 1):
            self.hands.press("Enter")
            self.hands.back_to(target, "Shift+Tab" if button == "Move up" else "Tab")
        self.hands.press("Enter")

    def restructure(self) -> None:
        """Blocks of the body: 0 heading, 1-4 statements, 5-7 lines, 8 heading, 9-12, 13 heading, 14-17, 18, 19-20."""
        self.move(6, "Move down", 1)
        for number in range(13, 18):  # the pitfalls and their statements, before the considerations
            self.move(number, "Move up", 5)
        hands = self.hands
        hands.go(self.field("body-2-value-depth"), FAR)
        hands.press("Control+a")
        hands.words("1")
        self.move(2, "Move down", 18)  # to the end of the conclusion

    def submit(self) -> None:
        hands = self.hands
        hands.go(self.page.locator("footer .w-dropdown__toggle"), FAR)
        hands.press("Enter")
        hands.follow(self.page.get_by_role("button", name="Submit to Board"))
        expect(self.page.get_by_text("has been submitted for moderation").first).to_be_visible()


@dataclass
class FarHands(Hands):
    """Hands that do not give up on a long way."""

    def back_to(self, target: Locator, key: str) -> None:
        for _ in range(FAR):
            if target.evaluate("target => target === document.activeElement"):
                return
            self.press(key)
        raise RuntimeError(f"No way back by the keys to {target}")


@contextmanager
def wagtail(python: Path) -> Iterator[str]:
    """The administration's address, served until the end of the block."""
    port = free_port()
    command = [str(python), "benchmarks/wagtail/run.py", "edit", "--port", str(port)]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + 90
            while not answers(address):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("Wagtail does not answer.")
                time.sleep(0.3)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=15)


def main(python: Path) -> None:
    expect.set_options(timeout=20_000)
    with wagtail(python) as address, open_browser() as browser:
        page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900})
        page.goto("/cms/login/")
        page.fill("[name=username]", "author")
        page.fill("[name=password]", "author")
        page.keyboard.press("Enter")
        page.wait_for_url("**/cms/")
        page.goto("/cms/pages/add/pages/articlepage/2/")
        expect(page.locator("[name=title]")).to_be_visible()
        hands = FarHands(page)
        editor = Editor(hands)
        editor.write()
        for name, act in (("restructure", editor.restructure), ("submit", editor.submit)):
            with hands.step(name):
                act()
        report(hands, [])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, default=PYTHON, help="of the environment that setup.sh makes")
    main(parser.parse_args().python)
