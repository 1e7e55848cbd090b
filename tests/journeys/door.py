"""How people come in: each with a browser profile of their own, watched for what must never happen on any page."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, StorageState

from editorial.demonstration import PASSWORD
from tests.journeys.house import House

SECONDS_TO_WAIT = 15


@dataclass
class Door:
    """Opens pages, for the public or for somebody with an account; remembers who has signed in already."""

    house: House
    browser: Browser
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    keys: dict[str, StorageState] = field(default_factory=dict)

    def open(self, email: str = "", address: str = "", **options: Any) -> Page:
        """A page in a new profile, signed in as `email` if that is given. `options` go to the browser's context."""
        if email and email not in self.keys:
            self.sign_in(email)
        context = self.browser.new_context(
            base_url=address or self.house.address,
            storage_state=self.keys.get(email),
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(SECONDS_TO_WAIT * 1000)
        self.contexts.append(context)
        page = context.new_page()
        self.watch(page)
        return page

    def sign_in(self, email: str) -> None:
        """Through the form, once for each person."""
        page = self.open()
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Sign out").wait_for()
        self.keys[email] = page.context.storage_state()
        page.context.close()

    def watch(self, page: Page) -> None:
        """Note every fault of the server, of a script, and everything that the policy had to refuse."""

        def note(text: str) -> None:
            self.troubles.append(f"{page.url}: {text}")

        def console(message: ConsoleMessage) -> None:
            if message.type == "error" and "Failed to load resource" not in message.text:
                note(message.text)

        def response(answer: Response) -> None:
            if answer.status >= 500:
                note(f"{answer.status} for {answer.url}")

        page.on("console", console)
        page.on("pageerror", lambda error: note(str(error)))
        page.on("response", response)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()
