"""Times the main job through the real actions, beside Wagtail's, and prints ratios.

    python benchmarks/workflow.py [--repeat 40] [--postgres URL]

Steps: save one statement, submit, sign, approve with publication (the sign-off that completes the quorum, pages
pressed). On SQLite and, when URL is given or TEST_DATABASE_URL is set, on PostgreSQL, each in a database of its own
that is removed afterwards. Wagtail is measured in the same run when benchmarks/wagtail/setup.sh made its environment.

Output, one a line: `name ratio goal` (Wagtail's median divided by ours; more is better), after the medians in
milliseconds and the numbers of queries.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ |= {"DJANGO_SETTINGS_MODULE": "editorial.settings", "IMPRIMATUR_MODE": "development"}
WAGTAIL = ROOT / "var" / "wagtail-venv" / "bin" / "python"
# Step of ours, step of Wagtail's, times faster that we aim at.
PAIRS = (
    ("save one statement", "save_revision", 5),
    ("submit", "submit", 10),
    ("approve and publish", "approve_and_publish", 4),
)


def measure(repeat: int) -> dict[str, dict[str, float]]:
    """Step -> median_ms and queries over `repeat` articles, in the database that the settings name."""
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    steps: dict[str, list[float]] = {}
    queries: dict[str, int] = {}

    def step(name: str, act: Callable[[], Any], counted: bool) -> Any:
        if counted:
            with CaptureQueriesContext(connection) as captured:
                result = act()
            # The bounds of the transaction are not counted, as they are not on Wagtail's side.
            bounds = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
            queries[name] = sum(not each["sql"].startswith(bounds) for each in captured)
            return result
        started = time.perf_counter()
        result = act()
        steps.setdefault(name, []).append((time.perf_counter() - started) * 1000)
        return result

    people = cast()
    for number in range(repeat + 1):
        play(people, step, counted=number == 0)
    return {
        name: {"median_ms": round(statistics.median(times), 2), "queries": queries[name]}
        for name, times in steps.items()
    }


def cast() -> dict[str, Any]:
    """One author, one editor and two board members."""
    from articles.permissions import AUTHOR, EDITOR
    from editorial.accounts.models import User
    from reviewers.models import Member

    def person(name: str, *roles: str) -> Any:
        return User.objects.create_user(f"{name}@example.org", name, roles=roles)

    members = [
        Member.objects.create(user=person(name), name=name, credentials="MD", specialty="Spine surgery")
        for name in ("first", "second")
    ]
    return {"author": person("author", AUTHOR), "editor": person("editor", EDITOR), "members": members}


def play(people: dict[str, Any], step: Callable[..., Any], *, counted: bool) -> None:
    """One article from draft to the public page. People come fresh, as every request loads its own."""
    from articles import workflow
    from articles.importing.text import import_text
    from articles.working_copy import drafting
    from editorial.accounts.models import User
    from reviewers import board

    def fresh(user: Any) -> Any:
        return User.objects.get(pk=user.pk)

    text = (ROOT / "articles" / "content" / "baastrup.txt").read_bytes()
    author, editor, members = fresh(people["author"]), fresh(people["editor"]), people["members"]
    article = drafting.create_article(document=import_text(text).document, author=author)
    statement = article.statements.first()
    step(
        "save one statement",
        lambda: drafting.edit(row=statement, version=1, values={"plain": "A new wording."}, actor=author),
        counted,
    )
    revision = step("submit", lambda: workflow.submit(article=article, actor=author), counted)
    for member in members:
        board.assign(revision=revision, member=member, actor=editor)
    for name, member in zip(("sign", "approve and publish"), members, strict=True):
        signer = fresh(member.user)
        step(name, lambda: board.sign(revision=revision, actor=signer, digest=revision.digest), counted)  # noqa: B023


def in_own_process(database: str, var_dir: str, repeat: int) -> dict[str, Any]:
    environment = os.environ | {"DATABASE_URL": database, "VAR_DIR": var_dir}
    command = [sys.executable, __file__, "--measure", "--repeat", str(repeat)]
    result: dict[str, Any] = json.loads(subprocess.run(command, env=environment, check=True, stdout=-1).stdout)
    return result


def ours(postgres: str, repeat: int) -> dict[str, Any]:
    """Database -> steps. PostgreSQL only when a server is named."""
    with tempfile.TemporaryDirectory() as var_dir:
        measured = {"sqlite": in_own_process(f"sqlite:///{var_dir}/benchmark.sqlite3", var_dir, repeat)}
        if postgres:
            import psycopg

            server, name = urlsplit(postgres), f"imprimatur_benchmark_{os.getpid()}"
            with psycopg.connect(postgres, autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
                try:
                    url = f"postgres://{server.netloc}/{name}?{server.query}"
                    measured["postgresql"] = in_own_process(url, var_dir, repeat)
                finally:
                    connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    return measured


def wagtails(postgres: str) -> dict[str, Any]:
    """The same of Wagtail with the same article; empty when its environment was not made."""
    if not WAGTAIL.exists():
        print("Wagtail is not installed: benchmarks/wagtail/setup.sh makes its environment.")
        return {}
    django.setup()
    from articles.importing.text import import_text

    measured = {}
    with tempfile.NamedTemporaryFile(suffix=".json") as document:
        text = (ROOT / "articles" / "content" / "baastrup.txt").read_bytes()
        document.write(import_text(text).document.canonical())
        document.flush()
        for database, arguments in (("sqlite", []), ("postgresql", ["--database", postgres])):
            if database == "sqlite" or postgres:
                command = [str(WAGTAIL), "benchmarks/wagtail/run.py", "workflow", "--document", document.name]
                done = subprocess.run(command + arguments, cwd=ROOT, check=True, stdout=-1)
                measured[database] = json.loads(done.stdout)
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--postgres", default=os.environ.get("TEST_DATABASE_URL", ""))
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.repeat)))
        return
    us, them = ours(options.postgres, options.repeat), wagtails(options.postgres)
    for database, steps in us.items():
        for name, figures in steps.items():
            print(f"{database:10} {name:20} {figures['median_ms']:8.2f} ms {figures['queries']:4} queries")
        for name, figures in them.get(database, {}).get("steps", {}).items():
            print(f"{database:10} wagtail {name:12} {figures['median_ms']:8.2f} ms {figures['queries']:4} queries")
    for database in them:
        for name, theirs, goal in PAIRS:
            ratio = them[database]["steps"][theirs]["median_ms"] / us[database][name]["median_ms"]
            print(f"{database}-{name.replace(' ', '-')} {ratio:.1f} {goal}")


if __name__ == "__main__":
    main()
