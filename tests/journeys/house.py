"""A house of its own for the journeys: a real server before a real database, with the demonstration in it.

On SQLite it lives in one directory. With DATABASE_URL naming PostgreSQL it has a database beside the one named there.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60


@dataclass(frozen=True)
class House:
    """A running server: where it is, and the environment in which a program works on the same records."""

    address: str
    environment: dict[str, str]
    var_dir: Path

    def run(self, *arguments: str) -> str:
        """What a Python program prints that works on this house's records."""
        return run(self.environment, *arguments)


def run(environment: dict[str, str], *arguments: str) -> str:
    """Standard output of `python …` in the environment; RuntimeError, with its last words, when it fails."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


@contextmanager
def open_house(var_dir: Path) -> Iterator[House]:
    """Migrate, collect static files, load the demonstration and serve, as `make run` does; all is gone afterwards."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with database(os.environ.get("DATABASE_URL", "")) as database_url:
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {
            "IMPRIMATUR_MODE": "demonstration",
            "VAR_DIR": str(var_dir),
            "DATABASE_URL": database_url or f"sqlite:///{var_dir / 'imprimatur.sqlite3'}",
            "PORT": str(port),
            "SITE_ADDRESS": address,
        }
        for command in (["migrate"], ["collectstatic", "--noinput"], ["demonstration"]):
            run(environment, "manage.py", *command, *([] if command == ["demonstration"] else ["--verbosity", "0"]))
        with serving(environment, address, ["manage.py", "serve", "--workers", "1"]):
            yield House(address, environment, var_dir)


@contextmanager
def serving(environment: dict[str, str], address: str, arguments: Sequence[str]) -> Iterator[None]:
    """Run a server until the end of the block. RuntimeError, with its last words, when it does not answer."""
    log = Path(environment["VAR_DIR"]) / f"server-{urlsplit(address).port}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not answers(address):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server does not answer at {address}:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()


@contextmanager
def database(url: str) -> Iterator[str]:
    """A database of its own on the PostgreSQL server of this address; nothing to do for any other."""
    if not url.startswith("postgres"):
        yield ""
        return
    parts = urlsplit(url)
    name = sql.Identifier(f"{parts.path.strip('/') or 'imprimatur'}_journeys")
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield urlunsplit(parts._replace(path="/" + name.as_string().strip('"')))
        finally:
            server.execute(drop)


def answers(address: str) -> bool:
    try:
        return bool(served(f"{address}/robots.txt"))
    except (URLError, TimeoutError, ConnectionError):
        return False


def served(address: str) -> bytes:
    """The body at an http address, whatever its status: tombstones and pages that are not there are pages too."""
    try:
        with urlopen(address, timeout=30) as response:  # noqa: S310 - an address of the house
            return bytes(response.read())
    except HTTPError as error:
        return error.read()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
