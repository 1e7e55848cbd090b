"""Measure Wagtail with an article of ours; run in the environment that setup.sh makes.

    var/wagtail-venv/bin/python benchmarks/wagtail/run.py workflow --document ARTICLE.json [--database URL]
    var/wagtail-venv/bin/python benchmarks/wagtail/run.py serve --document ARTICLE.json [--port 8100]
    var/wagtail-venv/bin/python benchmarks/wagtail/run.py edit [--port 8100]

ARTICLE.json holds the canonical bytes of a document. `workflow` prints one line of JSON with the median time
in milliseconds and the number of queries of each step; `serve` prints one with the page's address when it
answers, and serves until it is told to stop; `edit` serves the administration, with an author (password: the name)
and a workflow, for benchmarks/wagtail_writing.py. Without --database both work on SQLite in a directory that is
removed afterwards; on a PostgreSQL server they make a database of their own and drop it.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import django

HERE = Path(__file__).resolve().parent


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """The address of a fresh database on the server at `url`, or of an SQLite file when `url` is empty."""
    if not url:
        with tempfile.TemporaryDirectory() as directory:
            yield f"sqlite:///{directory}/wagtail.sqlite3"
        return
    import psycopg

    server, name = urlsplit(url), f"imprimatur_wagtail_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"postgres://{server.netloc}/{name}?{server.query}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def set_up(database: str) -> None:
    """Configure Django for `database` and bring it up to date."""
    os.environ |= {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "site_settings"}
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def median_workflow(document: dict, repeat: int) -> dict[str, dict[str, float]]:
    """Step -> median_ms and queries, over `repeat` new articles. Queries are counted on one more, before."""
    from statistics import median

    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from workflow import board, new_page, steps

    author, members = board()
    queries = {}
    for name, action in steps(new_page(document), author, members):
        with CaptureQueriesContext(connection) as captured:
            action()
        queries[name] = len(captured)
    times: dict[str, list[float]] = {name: [] for name in queries}
    for _ in range(repeat):
        for name, action in steps(new_page(document), author, members):
            started = time.perf_counter()
            action()
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: {"median_ms": round(median(times[name]), 3), "queries": queries[name]} for name in queries}


def measure(document: dict, database: str, repeat: int) -> None:
    with own_database(database) as own:
        set_up(own)
        import wagtail
        from django.db import connection

        result = {
            "wagtail": wagtail.__version__,
            "django": django.__version__,
            "database": connection.vendor,
            "repeat": repeat,
            "steps": median_workflow(document, repeat),
        }
        connection.close()
        print(json.dumps(result), flush=True)


def serve(document: dict, database: str, port: int, workers: int, threads: int) -> None:
    """Publish the article and serve it with granian behind Django's per-site cache, until told to stop."""
    with own_database(database) as own:
        set_up(own)
        from django.db import connection
        from workflow import board, new_page, steps

        page = new_page(document)
        for _, action in steps(page, *board()):
            action()
        url = f"http://127.0.0.1:{port}/{page.slug}/"
        connection.close()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
        command += ["--workers", str(workers), "--blocking-threads", str(threads), "--no-access-log"]
        server = subprocess.Popen(
            [*command, "--log-level", "warning", "site_wsgi:application"],
            cwd=HERE,
            env=os.environ | {"CACHED": "1"},
        )
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            print(json.dumps({"url": url, "bytes": len(answer(url, server))}), flush=True)
            server.wait()
        except KeyboardInterrupt:
            pass
        finally:
            server.terminate()
            server.wait()


def edit(database: str, port: int) -> None:
    """Serve the administration with its static files, until told to stop."""
    with own_database(database) as own:
        set_up(own)
        from django.core.management import call_command
        from workflow import board

        author, _ = board()
        author.set_password(author.username)
        author.save()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        call_command("runserver", str(port), "--noreload", "--insecure", verbosity=0)


def answer(url: str, server: subprocess.Popen) -> bytes:
    """The body at `url` as soon as the server answers. Raises RuntimeError when it does not within 60 s."""
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310
                return response.read()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"Wagtail did not answer at {url}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["workflow", "serve", "edit"])
    parser.add_argument("--document", type=Path, help="canonical JSON of an article")
    parser.add_argument("--database", default="", help="a PostgreSQL server; SQLite when empty")
    parser.add_argument("--repeat", type=int, default=30, help="articles that are measured (workflow)")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--blocking-threads", type=int, default=1)
    given = parser.parse_args()
    if given.command == "edit":
        edit(given.database, given.port)
        return
    document = json.loads(given.document.read_bytes())
    if given.command == "workflow":
        measure(document, given.database, given.repeat)
    else:
        serve(document, given.database, given.port, given.workers, given.blocking_threads)


if __name__ == "__main__":
    main()
