"""Times the desk on a large article: 1,000 statements and 500 references, beside one of 20 and 10 in the same run.

    python -m benchmarks.large [--repeat 15] [--postgres URL]

Real records through the real actions, in a database of its own that is removed afterwards: SQLite, and PostgreSQL when
URL is given or TEST_DATABASE_URL is set. Each request goes through the whole application, without the network: `cold`
is the first view of the article with a new connection and empty caches, `warm` the median of the others. Of an act that
is the answer to what the page sends; what it asks for afterwards (`the checks`) is a request of its own.

Output, one a line: `database step wall_ms cpu_ms queries ratio`, ratio being the wall time over that of the small
article; then what misses its goal: 300 ms for the page, 50 ms for an act.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import django

ROOT = Path(__file__).resolve().parent.parent
HTMX = {"HTTP_HX_REQUEST": "true"}
SECTIONS = 20
PAGE_MS, ACT_MS = 300, 50
PAGES = ("first page, cold", "first page, warm", "the checks")


@dataclass(frozen=True)
class Measured:
    wall_ms: float
    cpu_ms: float
    queries: int


def document(statements: int, references: int) -> Any:
    """Every statement in both wordings with one or two sources; the sections are of one length."""
    from articles.csl import Csl, DateParts, PersonName
    from articles.document import Document, Reference, Section, Statement

    sources = [
        Reference(
            id=uuid4(),
            key=f"author{number}",
            csl=Csl(
                type="article-journal",
                title=f"Pain under the heel, part {number}",
                author=(PersonName(family=f"Author{number}", given="A. B."),),
                container_title="Journal of Heels",
                issued=DateParts(date_parts=((2019,),)),
                DOI=f"10.1000/heel.{number}",
            ),
        )
        for number in range(references)
    ]

    def said(number: int) -> Statement:
        newest = number * references // statements  # sources are cited in their order, as the checks want it
        cited = dict.fromkeys((sources[newest // 2].id, sources[newest].id))
        return Statement(
            id=uuid4(),
            professional=f"Statement {number} says for physicians what was found in {number + 2} of the trials.",
            plain=f"Sentence {number} says the same in plain words.",
            citations=tuple(cited),
            style="bullet",
        )

    each = statements // SECTIONS
    sections = [
        Section(
            id=uuid4(),
            kind="text",
            title=f"Section {section}",
            statements=tuple(said(section * each + number) for number in range(each)),
        )
        for section in range(SECTIONS)
    ]
    return Document(
        article=uuid4(),
        title=f"How is heel pain treated, in {statements} statements?",
        language="en",
        sections=tuple(sections),
        references=tuple(sources),
    )


@dataclass
class Desk:
    """The author before one article."""

    client: Any
    article: Any
    repeat: int

    def __post_init__(self) -> None:
        self.home = f"/desk/articles/{self.article.pk}/"

    def statement(self) -> Any:
        """One in the middle, as it is now."""
        sections = list(self.article.sections.order_by("position"))
        return sections[SECTIONS // 2].statements.order_by("position").first()

    def measure(self, act: Callable[[], Any], times: int = 0) -> Measured:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        walls, cpus = [], []
        for _ in range(times or self.repeat):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = act()
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
            if answer.status_code not in {200, 204}:
                raise RuntimeError(f"{answer.status_code}: {answer.content[:500]!r}")
        with CaptureQueriesContext(connection) as captured:
            if not times:
                act()
        return Measured(statistics.median(walls), statistics.median(cpus), len(captured))

    def steps(self) -> dict[str, Measured]:
        from django.core.cache import cache
        from django.db import connection

        cache.clear()
        connection.close()
        found = {"first page, cold": self.measure(lambda: self.client.get(self.home), times=1)}
        found["first page, warm"] = self.measure(lambda: self.client.get(self.home))
        section = self.statement().section_id
        acts: dict[str, Callable[[], Any]] = {
            "the checks": lambda: self.client.get(f"{self.home}findings/", **HTMX),
            "open a part": lambda: self.client.get(f"{self.home}parts/{section}/", **HTMX),
            "open a form": lambda: self.client.get(self.at(self.statement()), **HTMX),
            "add": lambda: self.add(section),
            "edit": self.edit,
            "save as you go": lambda: self.edit(then="stay"),
            "move": self.move,
            "undo": self.undo,
        }
        return found | {name: self.measure(act) for name, act in acts.items()}

    def at(self, row: Any) -> str:
        return f"{self.home}statements/{row.pk}/"

    def add(self, section: UUID) -> Any:
        sent = {"professional": f"One more {uuid4()}.", "plain": "One more.", "then": "next", "once": str(uuid4())}
        return self.client.post(f"{self.home}statements/add/?place=body&owner={section}", sent, **HTMX)

    def edit(self, then: str = "") -> Any:
        row = self.statement()
        sent = {
            "version": row.version,
            "professional": f"Changed {uuid4()}.",
            "plain": row.plain,
            "citations": row.citations,
            "style": row.style,
            "then": then,
        }
        return self.client.post(self.at(row), sent, **HTMX)

    def move(self) -> Any:
        row = self.statement()
        return self.client.post(f"{self.at(row)}move/", {"version": row.version, "how": "later"}, **HTMX)

    def undo(self) -> Any:
        from articles.working_copy.acts import to_undo

        last = to_undo(self.article, self.article.author)
        return self.client.post(f"{self.home}undo/", {"act": last.pk if last else 0, "once": str(uuid4())}, **HTMX)


def measure(repeat: int) -> dict[str, tuple[Measured, Measured]]:
    """Step -> the large article, the small one. The settings name the database."""
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from articles.permissions import AUTHOR
    from articles.working_copy import drafting
    from editorial.accounts.models import User

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    author = User.objects.create_user("author@example.org", "Ada Author", roles=[AUTHOR])
    client = Client(SERVER_NAME="localhost")
    client.force_login(author)
    sizes = ((20, 10), (1000, 500))
    articles = [drafting.create_article(document=document(*size), author=author) for size in sizes]
    client.get("/desk/mine/")  # templates are compiled, modules are loaded
    small, large = (Desk(client, article, repeat).steps() for article in articles)
    return {name: (large[name], small[name]) for name in large}


def report(database: str, steps: dict[str, tuple[Measured, Measured]]) -> None:
    for name, (large, small) in steps.items():
        say(
            f"{database:<12}{name:<18}{large.wall_ms:>8.1f}{large.cpu_ms:>8.1f}{large.queries:>5}"
            f"{large.wall_ms / small.wall_ms:>7.1f}"
        )
    for name, (large, _) in steps.items():
        goal = PAGE_MS if name in PAGES else ACT_MS
        if large.wall_ms > goal:
            say(f"{database:<12}{name} misses {goal} ms: {large.wall_ms:.0f}")


def say(line: str) -> None:
    print(line)


def on(url: str, repeat: int) -> None:
    """Measure in a process of its own, on a fresh database beside the one that `url` names; SQLite when it is empty."""
    with tempfile.TemporaryDirectory() as var_dir:
        environment = os.environ | {"VAR_DIR": var_dir, "DATABASE_URL": f"sqlite:///{var_dir}/large.sqlite3"}
        name = f"imprimatur_large_{os.getpid()}"
        command = [sys.executable, "-m", "benchmarks.large", "--repeat", str(repeat), "--here"]
        if not url:
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
            return
        import psycopg

        server = urlsplit(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            try:
                environment["DATABASE_URL"] = f"postgres://{server.netloc}/{name}"
                subprocess.run(command, cwd=ROOT, env=environment, check=True)
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--postgres", default=os.environ.get("TEST_DATABASE_URL", ""))
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "editorial.settings", "IMPRIMATUR_MODE": "development"}
        steps = measure(given.repeat)
        from django.db import connection

        report(connection.vendor, steps)
        connection.close()
        return
    on("", given.repeat)
    if given.postgres:
        on(given.postgres, given.repeat)


if __name__ == "__main__":
    main()
