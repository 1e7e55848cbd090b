"""Start the demonstration of a checkout in a directory of its own, and write down what everybody gets from it."""

import email
import email.policy
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urljoin, urlsplit

from benchmarks.sameness.acts import work
from benchmarks.sameness.visitor import Answer, Visitor

# Everybody of the demonstration but the second editor, who sees what the first sees.
PEOPLE = ("author", "feld", "editor", "okafor", "berger", "tanaka", "weiss", "moretti", "solberg", "novak")
# The public comes in by these; everything that a link leads to follows.
PUBLIC = (
    "/",
    "/de/",
    "/robots.txt",
    "/sitemap.xml",
    "/keys.json",
    "/verify_article.py",
    "/feeds/new.atom",
    "/feeds/corrected.atom",
    "/feeds/retracted.atom",
    "/search/",
    "/search/?q=injection",
    "/search/?q=baastrp",
    "/search/?q=quetzalcoatlus",
    "/de/search/?q=injection",
    "/wording/",
    "/articles/baastrups-disease/ask/?q=When+is+an+injection+given",
    "/articles/baastrups-disease/ask/sent/",
    "/articles/baastrups-disease/report/sent/",
    "/articles/baastrups-disease/versions/1/",
    "/articles/baastrups-disease/fhir.json",
    "/articles/baastrups-disease/references.xml",
    "/articles/nothing/",
    "/nothing/",
    "/desk/",
    "/board/",
    "/start/",
    "/operators/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/reset/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/api/",
    "/api/openapi.json",
    "/api/nothing",
    "/api/v1/nothing",
    "/api/v1/articles",
    "/api/v1/articles?limit=0",
    "/api/v1/articles/baastrups-disease",
    "/api/v1/articles/nothing",
    "/api/v1/search?q=injection",
    "/api/v1/keys",
)
# Somebody signed in goes to the rooms, also to those that are closed to them.
ROOMS = ("/start/", "/desk/", "/board/", "/operators/", "/accounts/password/change/", "/accounts/reauthenticate/", "/")
THEIR_OWN = re.compile(r"^/(desk|board|start|accounts)/")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINK = re.compile(r"""(?:(?<![\w-])(?:href|src|action)|hx-get)="([^"]*)"|<loc>([^<]+)</loc>""")
ENDINGS = {"text/html": ".html", "application/pdf": ".pdf.txt"}
ADDRESS = r"127\.0\.0\.1:\d+"
MOST = 6000  # pages of one person: more is a circle


def record(folder: Path, checkout: Path, port: int) -> int:
    """Write the recording into a new folder. Returns the exit status."""
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"{folder} is not empty.")
    folder.mkdir(parents=True, exist_ok=True)
    started = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as name, house(checkout, Path(name), port) as (address, finish):
        visitors = {name: Visitor(address, name, f"{name}@example.org") for name in PEOPLE}
        visitors["public"] = Visitor(address, "public")
        everything(folder / "1-loaded", visitors)
        for act, answer in work(visitors, checkout):
            write(folder / "2-acts" / f"{act}.txt", answer)
        finish()
        everything(folder / "3-worked", visitors)
        write_mails(folder / "4-mails", Path(name) / "mail")
    days = sorted({started.date().isoformat(), datetime.now(UTC).date().isoformat()})
    (folder / "recording.json").write_text(json.dumps({"address": address, "days": days}, indent=1) + "\n")
    return 0


@contextmanager
def house(checkout: Path, var_dir: Path, port: int) -> Iterator[tuple[str, object]]:
    """The running demonstration: its address, and what waits until all its pages are finished."""
    address = f"http://127.0.0.1:{port}"
    own = checkout / ".venv" / "bin" / "python"
    python = str(own if own.exists() else sys.executable)
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {
        "IMPRIMATUR_MODE": "demonstration",
        "VAR_DIR": str(var_dir),
        "DATABASE_URL": f"sqlite:///{var_dir / 'imprimatur.sqlite3'}",
        "PORT": str(port),
        "SITE_ADDRESS": address,
        "SIGNING_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "SHELF_SECONDS": "0",
        "TIME_ZONE": "UTC",
        "PYTHONHASHSEED": "0",
    }

    def manage(*arguments: str) -> None:
        subprocess.run([python, "manage.py", *arguments], cwd=checkout, env=environment, check=True, stdout=2)

    def finish() -> None:
        manage("press", "--check")

    for arguments in (["migrate", "-v", "0"], ["collectstatic", "--noinput", "-v", "0"], ["demonstration"]):
        manage(*arguments)
    finish()
    server = subprocess.Popen([python, "manage.py", "serve", "--workers", "1"], cwd=checkout, env=environment, stdout=2)
    try:
        wait_for(f"{address}/robots.txt", server)
        yield address, finish
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=10).close()  # noqa: S310 - of the house
            return
        except HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer.")


def everything(folder: Path, visitors: dict[str, Visitor]) -> None:
    for visitor in visitors.values():
        count = crawl(folder, visitor)
        print(f"{folder.name}: {count} answers for {visitor.name}", file=sys.stderr, flush=True)


def crawl(folder: Path, visitor: Visitor) -> int:
    """Ask for everything that links lead to, once each; as htmx asks too where a link is for it."""
    names = Names()
    waiting = deque((path, False) for path in (ROOMS if visitor.email else PUBLIC))
    seen = set()
    while waiting and len(seen) < MOST:
        path, in_part = waiting.popleft()
        name = names.of(path) + (".part" if in_part else "")
        if name in seen:
            continue
        seen.add(name)
        answer = visitor.get(path, in_part=in_part)
        ending = ENDINGS.get(answer.type, "" if "." in name.rpartition("/")[2] else ".txt")
        write(folder / visitor.name / (name + ending), answer.recorded)
        for link, for_htmx in links(answer, visitor.address):
            if not visitor.email or THEIR_OWN.match(link):
                waiting += [(link, False), (link, True)] if for_htmx else [(link, False)]
    return len(seen)


class Names:
    """Of files: the address, with the row it names counted in the order in which it was first met."""

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}
        self.counts: dict[str, int] = {}

    def of(self, path: str) -> str:
        parts = urlsplit(path)
        name = UUID.sub(lambda match: self.row(match, parts.path), parts.path).strip("/")
        query = UUID.sub(lambda match: self.row(match, "?/"), unquote(parts.query))
        end = "/index" if parts.path.endswith("/") and name else "" if name else "index"
        return name + end + (f"?{quote(query, safe='=&')}" if query else "")

    def row(self, match: re.Match[str], path: str) -> str:
        if match[0] not in self.rows:
            kind = path[: match.start()].rstrip("/").rpartition("/")[2] if path != "?/" else "row"
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self.rows[match[0]] = f"{kind}-{self.counts[kind]}"
        return self.rows[match[0]]


def links(answer: Answer, address: str) -> Iterator[tuple[str, bool]]:
    """Paths of the house that an answer leads to, and whether htmx would ask for them."""
    found = [("hx-get" in match[0][:6], match[1] or match[2] or "") for match in LINK.finditer(answer.text)]
    if answer.headers["Location"]:
        found.append((False, answer.headers["Location"]))
    if answer.type == "application/json":
        found += [(False, link) for link in re.findall(rf'"({re.escape(address)}/[^"]*)"', answer.text)]
    for for_htmx, link in found:
        parts = urlsplit(urljoin(address + answer.path, unescape(link)))
        if parts.scheme == "http" and f"http://{parts.netloc}" == address and not parts.path.startswith("/static/"):
            yield parts.path + (f"?{parts.query}" if parts.query else ""), for_htmx


def write_mails(folder: Path, mails: Path) -> None:
    """Each mail as its people read it, named by its subject and recipients, in the order they were sent."""
    texts = [part for path in mails.iterdir() for part in path.read_text().split(f"\n{'-' * 79}\n") if part.strip()]
    read = [email.message_from_string(text.lstrip("\n"), policy=email.policy.default) for text in texts]
    counts: dict[str, int] = {}
    for mail in sorted(read, key=lambda mail: mail["Message-ID"]):
        name = re.sub(r"\W+", "-", f"{mail['To']}-{re.sub(ADDRESS, 'house', mail['Subject'])}").strip("-")
        counts[name] = counts.get(name, 0) + 1
        head = [f"{header}: {mail[header]}" for header in ("Subject", "From", "To", "Cc", "Bcc", "Reply-To")]
        write(folder / f"{name}-{counts[name]}.txt", "\n".join([*head, "", mail.get_content()]))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, newline="")
