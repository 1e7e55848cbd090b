"""The browser that journeys and benchmarks look through."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

# As root there is no sandbox to be had.
ARGUMENTS = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]


def browser_path() -> str:
    """What CHROMIUM names (empty: Playwright's own); when it is not set, the Chromium on the PATH."""
    return os.environ.get("CHROMIUM", shutil.which("chromium") or "")


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path() or None, args=ARGUMENTS)
        yield chromium
        chromium.close()
