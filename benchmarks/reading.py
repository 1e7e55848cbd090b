"""How fast an approved page is read, against a bare WSGI callable on the same server in the same run. Needs wrk.

    python benchmarks/reading.py [--seconds 2] [--rounds 10] [--workers 1] [--articles 100000]

The demonstration's article is served by granian through the application; beside it granian serves the same compressed
bytes, and a bare hello, from benchmarks/bare.py with the same flags. Rounds alternate between the two, and each is
taken at its best round: what else the machine does can only make it slower. Wagtail's page of the same article behind
its per-site cache is measured in the same way when benchmarks/wagtail/setup.sh made its environment.

Output, one a line: `name ratio goal`, after what was measured. For p99 and memory a smaller ratio is better.
"""

import argparse
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WAGTAIL = ROOT / "var" / "wagtail-venv" / "bin" / "python"
CONNECTIONS = 32
SMALL = 1_000
LIMIT = 16 * 1024 * 1024  # bytes of the shelf while its bound is watched
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Speed:
    """What wrk saw: requests a second, and the 99th percentile of latency in milliseconds."""

    requests: float
    p99: float


def wrk(url: str, seconds: int, headers: dict[str, str], script: str = "") -> Speed:
    """Raises RuntimeError when any answer was not 2xx or 3xx: then the figures would mean nothing."""
    command = ["wrk", "-t", "2", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command += ["-s", script] if script else []
    said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{url} did not answer as it should:\n{said}")
    requests = re.search(r"Requests/sec:\s+([\d.]+)", said)
    latency = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if not (requests and latency):
        raise RuntimeError(f"wrk said something unexpected:\n{said}")
    return Speed(float(requests[1]), float(latency[1]) * UNITS[latency[2]])


@contextmanager
def granian(target: str, port: int, workers: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """The target behind granian, with the flags that are the same for all that is compared."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-access-log"]
    command += ["--workers", str(workers), "--blocking-threads", "1", "--log-level", "error", target]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/", server)
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError(f"The server of {url} stopped with {server.returncode}.")
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer.")


def set_up(environment: dict[str, str]) -> None:
    """The demonstration in a directory of its own, with all its pages finished."""
    for arguments in (
        ["migrate"],
        ["collectstatic", "--noinput"],
        ["demonstration"],
        ["press", "--check"],
        ["press", "--improve"],
    ):
        command = [sys.executable, "manage.py", *arguments, "-v", "0"]
        subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, capture_output=True)


def finished_page(database: Path) -> tuple[str, bytes]:
    """The path of the approved article and its best compressed bytes."""
    with sqlite3.connect(database) as connection:
        query = "SELECT path, brotli FROM reading_pressedpage WHERE wording = 'professional' AND language = 'en'"
        path, body = connection.execute(query).fetchone()
    return path, body


def fill(database: Path, upto: int) -> None:
    """Add finished pages of other articles until there are `upto`, copies of the first one under paths of their own."""
    columns = "article_id, revision_id, wording, language, status, etag, headers, identity, gzip, brotli"
    columns += ", brotli_quality, fingerprint, pressed_at"
    with sqlite3.connect(database, timeout=60) as connection:
        (there,) = connection.execute(
            "SELECT count(*) FROM reading_pressedpage WHERE path LIKE '/articles/copy-%'"
        ).fetchone()
        values = "NULL, NULL, '', language, status, etag, headers, x'20', x'20', substr(brotli, 1, 2000)"
        connection.execute(
            f"WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?) "  # noqa: S608
            f"INSERT INTO reading_pressedpage (path, {columns}) "
            f"SELECT '/articles/copy-' || i || '/', {values}, 11, fingerprint, pressed_at "
            f"FROM n, (SELECT * FROM reading_pressedpage WHERE wording = 'professional' AND language = 'en')",
            (there, upto),
        )
        connection.execute("UPDATE reading_pressgeneration SET number = number + 1")


def resident(server: subprocess.Popen[bytes]) -> int:
    """Bytes of memory of the largest worker of a server."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    sizes = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in children]
    return max(int(size[1]) * 1024 for size in sizes if size)


def compare(
    ours: str, theirs: str, rounds: int, seconds: int, mine: dict[str, str], other: dict[str, str]
) -> tuple[float, float]:
    """Our requests a second by theirs, and our p99 by theirs; taken in turns, each at its best."""
    us, them = [], []
    for _ in range(rounds):
        them.append(wrk(theirs, seconds, other))
        us.append(wrk(ours, seconds, mine))
        print(f"  {us[-1].requests:9.0f} and {them[-1].requests:9.0f} requests/s", end="")
        print(f", p99 {us[-1].p99:6.2f} and {them[-1].p99:6.2f} ms", flush=True)
    faster = max(each.requests for each in us) / max(each.requests for each in them)
    return faster, min(each.p99 for each in us) / min(each.p99 for each in them)


def against_wagtail(page: str, workers: int, rounds: int, seconds: int, folder: Path) -> float | None:
    """Times faster than Wagtail's cached page of the same article; None where Wagtail was not set up."""
    if not WAGTAIL.exists():
        print("Wagtail is not installed: benchmarks/wagtail/setup.sh makes its environment.")
        return None
    document = folder / "article.json"
    with urllib.request.urlopen(page + "document.json") as answer:  # noqa: S310
        document.write_bytes(answer.read())
    command = [str(WAGTAIL), "benchmarks/wagtail/run.py", "serve", "--document", str(document), "--port", "8793"]
    server = subprocess.Popen([*command, "--workers", str(workers)], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        if server.stdout is None:
            raise RuntimeError("Wagtail's server has no output.")
        theirs = json.loads(server.stdout.readline())["url"]
        encoding = {"Accept-Encoding": "br, gzip"}
        return compare(page, theirs, rounds, seconds, encoding, encoding)[0]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--articles", type=int, default=100_000)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (Debian: apt-get install wrk).")
    results: list[tuple[str, float, float]] = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        environment = {
            "VAR_DIR": name,
            "IMPRIMATUR_MODE": "demonstration",
            "DATABASE_URL": f"sqlite:///{folder}/reading.sqlite3",
            "SHELF_BYTES": str(LIMIT),
            "PYTHONPATH": str(ROOT),
        }
        set_up(environment)
        path, body = finished_page(folder / "reading.sqlite3")
        (folder / "body.br").write_bytes(body)
        print(f"{path}: {len(body)} bytes compressed, {options.workers} worker(s), {CONNECTIONS} connections")
        ours = stack.enter_context(granian("editorial.wsgi:application", 8790, options.workers, **environment))
        bare = {"PYTHONPATH": str(ROOT / "benchmarks"), "BODY": str(folder / "body.br")}
        stack.enter_context(granian("bare:page", 8791, options.workers, **bare))
        stack.enter_context(granian("bare:hello", 8792, options.workers, **bare))
        page, encoding = f"http://127.0.0.1:8790{path}", {"Accept-Encoding": "br"}
        wrk(page, 2, encoding)

        print("The page, and a bare callable with the same bytes:")
        faster, p99 = compare(page, "http://127.0.0.1:8791/", options.rounds, options.seconds, encoding, {})
        results += [("page-vs-bare", faster, 0.85), ("p99-vs-bare", p99, 1.5)]
        request = urllib.request.Request(page, headers=encoding)
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            seen = encoding | {"If-None-Match": answer.headers["ETag"]}
        print("304 for the page, and a bare hello:")
        faster, _ = compare(page, "http://127.0.0.1:8792/", options.rounds, options.seconds, seen, {})
        results.append(("not-modified-vs-hello", faster, 0.8))

        print("The page, and Wagtail's from its per-site cache:")
        times = against_wagtail(page, options.workers, options.rounds, options.seconds, folder)
        if times is not None:
            results.append(("page-vs-wagtail", times, 10))

        print(f"The page among {options.articles} and among {SMALL} articles:")
        few = environment | {"DATABASE_URL": f"sqlite:///{folder}/few.sqlite3"}
        shutil.copy(folder / "reading.sqlite3", folder / "few.sqlite3")
        fill(folder / "few.sqlite3", SMALL)
        fill(folder / "reading.sqlite3", options.articles)
        stack.enter_context(granian("editorial.wsgi:application", 8794, options.workers, **few))
        other = f"http://127.0.0.1:8794{path}"
        ratio, _ = compare(page, other, options.rounds, options.seconds, encoding, encoding)
        results.append(("many-articles-vs-few", ratio, 0.9))

        before = resident(ours)
        script = folder / "anywhere.lua"
        last = options.articles - 1
        script.write_text(
            f"request = function() return wrk.format('GET', '/articles/copy-' .. math.random(0, {last}) .. '/') end"
        )
        anywhere = wrk("http://127.0.0.1:8790/", 4 * options.seconds, encoding, str(script))
        grown = resident(ours) - before
        print(
            f"  any of {options.articles}: {anywhere.requests:.0f} requests/s; a worker grew by {grown / 2**20:.1f} MiB"
        )
        results.append(("memory-growth-vs-limit", grown / LIMIT, 1.25))
    print()
    for line, ratio, goal in results:
        print(f"{line} {ratio:.2f} {goal}")


if __name__ == "__main__":
    main()
