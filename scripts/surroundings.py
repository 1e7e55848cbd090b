"""What the machine offers to the tests: a PostgreSQL server, a browser, validators that need Node."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg

SCRIPTS = Path(__file__).resolve().parent
VALIDATORS = SCRIPTS.parent / "tests" / "validators"
BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
# The local server over TCP, then over its socket in the name of whoever runs this.
LOCAL_SERVERS = ("postgres://postgres@127.0.0.1:5432/postgres", "postgres:///postgres")


def find_postgres() -> str | None:
    """The address of a server on which databases may be created: TEST_DATABASE_URL, else the local one.

    With REQUIRE_POSTGRES=1 a local server is installed and started where nobody need be asked (Debian, root).
    """
    named = os.environ.get("TEST_DATABASE_URL", "")
    candidates = (named,) if named else LOCAL_SERVERS
    if url := next(filter(_may_create_databases, candidates), None):
        return url
    if not named and os.environ.get("REQUIRE_POSTGRES", "") == "1" and _succeeds(SCRIPTS / "postgres.sh"):
        return next(filter(_may_create_databases, candidates), None)
    return None


def find_browser() -> str | None:
    """The path of a Chromium that starts; an empty string for Playwright's own; None when there is none.

    Looks on the PATH, then tries Debian's package (as root), then Playwright's download.
    """
    if (path := _on_the_path()) or (_succeeds(SCRIPTS / "apt.sh", "chromium") and (path := _on_the_path())):
        return path
    with_libraries = ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
    own = _succeeds(sys.executable, "-m", "playwright", "install", *with_libraries, "chromium")
    return "" if own else None


def install_validators() -> bool:
    """Install what tests/validators declares, unless it is installed already. False where that is impossible."""
    wanted, installed = VALIDATORS / "package-lock.json", VALIDATORS / "node_modules" / "installed-lock.json"
    if installed.is_file() and installed.read_bytes() == wanted.read_bytes():
        return bool(shutil.which("node"))
    npm = shutil.which("npm")
    if not npm or not _succeeds(npm, "ci", "--prefix", VALIDATORS, "--no-audit", "--no-fund"):
        return False
    shutil.copyfile(wanted, installed)
    return True


def _may_create_databases(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        print(f"PostgreSQL at {url.split('@')[-1]}: {str(error).splitlines()[0]}", flush=True)
        return False
    return bool(row and row[0])


def _on_the_path() -> str | None:
    """The first browser that tells its version: on Ubuntu one of them may be a stub without a browser."""
    found = filter(None, map(shutil.which, BROWSERS))
    return next((path for path in found if _succeeds(path, "--version", quiet=True)), None)


def _succeeds(*command: str | Path, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdout=output, stderr=output, check=False).returncode == 0
