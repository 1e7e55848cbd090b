"""How heavy a reader's first view is, and what Lighthouse says about it. Needs Chromium; Node 18 for Lighthouse.

    python -m benchmarks.pages [--runs 1]

The demonstration is served as `make run` serves it. Bytes are counted by the browser as they come over the wire, with
an empty cache and until the network rests: page, styles, scripts, icons, fonts. Lighthouse is a phone on a slow
connection (its default); its scores are the best of `runs`, since what else the machine does can only make a page
slower. It is installed from benchmarks/lighthouse on first use, and left out where there is no npm.

Output, one a line: `name value goal`.
"""

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page

from tests.journeys.browser import ARGUMENTS, browser_path, open_browser
from tests.journeys.house import open_house
from tests.journeys.places import SHIPPED

LIGHTHOUSE = Path(__file__).resolve().parent / "lighthouse"
PAGES = {"article": SHIPPED, "plain": f"{SHIPPED}plain/", "home": "/", "search": "/search/?q=injection"}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MOST_BYTES, MOST_HTML = 100_000, 15_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1, help="of Lighthouse, for each page")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, open_house(Path(folder)) as house:
        with open_browser() as browser:
            for name, path in PAGES.items():
                say(f"{name}_bytes", first_view(browser, house.address + path), f"<{MOST_BYTES}")
                say(f"{name}_html_bytes", compressed(house.address + path), f"<{MOST_HTML}")
        if lighthouse := installed():
            for name, path in PAGES.items():
                reports = [look(lighthouse, house.address + path, Path(folder) / "report.json") for _ in range(runs)]
                for category in CATEGORIES:
                    best = max(reports, key=lambda report: report["categories"][category]["score"] or 0)
                    say(f"{name}_{category}", round(100 * (best["categories"][category]["score"] or 0)), "100")
                    tell_what_is_missing(best, category)
        else:
            print("# Lighthouse was left out: npm is not here, or cannot install it.")


def say(name: str, value: int, goal: str) -> None:
    print(name, value, goal, flush=True)


def first_view(browser: Browser, address: str) -> int:
    """Bytes over the wire, headers included, until nothing more is asked for."""
    page: Page = browser.new_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    page.close()
    return round(sum(sizes))


def compressed(address: str) -> int:
    """Bytes of the page itself as a browser of today gets it."""
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip, br"}), timeout=30) as response:  # noqa: S310
        return len(response.read())


def installed() -> Path | None:
    """Lighthouse's program; nothing where it is not and cannot be installed."""
    program = LIGHTHOUSE / "node_modules" / "lighthouse" / "cli" / "index.js"
    npm = shutil.which("npm")
    if not program.is_file() and npm:
        subprocess.run([npm, "ci", "--prefix", str(LIGHTHOUSE)], check=False, capture_output=True)
    return program if program.is_file() and shutil.which("node") else None


def look(lighthouse: Path, address: str, report: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Lighthouse's report on one page. CalledProcessError when it cannot make one."""
    options = ["--output", "json", "--output-path", str(report), "--quiet", f"--only-categories={','.join(CATEGORIES)}"]
    command = ["node", str(lighthouse), address, *options, f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}"]
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": browser_path()}, stderr=subprocess.DEVNULL)
    answer: dict[str, dict[str, dict[str, float]]] = json.loads(report.read_text())
    return answer


def tell_what_is_missing(report: dict[str, dict[str, dict[str, float]]], category: str) -> None:
    """As comments: every audit that cost something."""
    for part in report["categories"][category]["auditRefs"]:
        audit = report["audits"][part["id"]]
        if part["weight"] and audit["score"] is not None and audit["score"] < 1:
            print(f"#   {audit['title']}: {audit.get('displayValue', audit['score'])}")


if __name__ == "__main__":
    main()
