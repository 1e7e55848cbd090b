"""Run every check that `make test` stands for, show what each prints, and close with one table.

All steps run even when one fails, so that one run tells everything. The exit status is 0 when none failed.
REQUIRE_POSTGRES=1 makes an absent PostgreSQL a failure instead of a step that was left out.
"""

import base64
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from surroundings import VALIDATORS, find_browser, find_postgres, install_validators

PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
PYTEST = [PYTHON, "-m", "pytest", "-p", "no:cacheprovider"]


@dataclass(frozen=True)
class Step:
    """One command under a heading. `prepare` adds environment variables, or says why the step cannot run."""

    heading: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[], dict[str, str] | str] = dict


@dataclass(frozen=True)
class Outcome:
    heading: str
    result: str
    seconds: float


def production() -> dict[str, str]:
    """Settings as an operator would give them, with keys that live as long as this run."""
    return {
        "IMPRIMATUR_MODE": "production",
        "ALLOWED_HOSTS": "imprimatur.example",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SIGNING_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("="),
    }


def postgres() -> dict[str, str] | str:
    """The database to test on, or why there is none."""
    if url := find_postgres():
        # A name of our own, so that two runs on one machine do not share a test database.
        server = urlsplit(url)
        return {"DATABASE_URL": f"postgres://{server.netloc}/imprimatur_{os.getpid()}?{server.query}"}
    return "no PostgreSQL is reachable; start one, or name one that may create databases in TEST_DATABASE_URL"


def browser() -> dict[str, str] | str:
    """The browser to walk in: CHROMIUM is its path, empty for Playwright's own."""
    path = find_browser()
    return "no browser could be found or installed" if path is None else {"CHROMIUM": path}


def node() -> dict[str, str] | str:
    """Whether what tests/validators declares is installed."""
    return (
        {} if (VALIDATORS / "node_modules" / ".bin" / "biome").exists() else "Node, or what it would run, is not here"
    )


def steps(var_dir: str) -> list[Step]:
    """What is run, in order. What they write is in `var_dir`."""
    development = {"IMPRIMATUR_MODE": "development", "VAR_DIR": var_dir}
    # Not --dist worksteal: each process must come to the transactional tests last, for they empty the tables.
    parallel = ["-n", "auto", "-m", "not browser"]
    again = ["-n", "auto", "-m", "not browser and not once"]
    return [
        Step("Lint (ruff)", [PYTHON, "-m", "ruff", "check", "."]),
        Step("Format (ruff)", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        Step("Templates (djade)", [PYTHON, "scripts/templates.py", "--check"]),
        Step(
            "Styles and scripts (biome)",
            [str(VALIDATORS / "node_modules" / ".bin" / "biome"), "check", "."],
            prepare=node,
        ),
        Step("Types (mypy)", [PYTHON, "-m", "mypy"], development),
        Step("Import contracts", [os.path.join(os.path.dirname(PYTHON), "lint-imports")]),
        Step("Migrations are complete", [*MANAGE, "makemigrations", "--check", "--dry-run"], development),
        Step(
            "Production settings",
            [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
            {"VAR_DIR": var_dir} | production(),
        ),
        Step("State diagram is current", [*MANAGE, "statemachine", "--check"], development),
        Step("Tests on SQLite", [*PYTEST, *parallel], development),
        Step("Tests on PostgreSQL", [*PYTEST, *again], development, prepare=postgres),
        Step("Journey in a browser", [*PYTEST, "-m", "browser"], development, prepare=browser),
    ]


def run(step: Step, *, optional: bool) -> Outcome:
    """Run one step with its output on our own stdout. A step that cannot run fails unless it is optional."""
    print(f"\n=== {step.heading} {'=' * (90 - len(step.heading))}", flush=True)
    started = time.monotonic()
    prepared = step.prepare()
    if isinstance(prepared, str):
        print(f"Not run: {prepared}.", flush=True)
        return Outcome(step.heading, "not run" if optional else "FAILED", time.monotonic() - started)
    environment = os.environ | step.environment | prepared
    status = subprocess.run(step.command, env=environment, check=False).returncode
    # pytest's status 5, "no tests were collected", is a failure like any other.
    result = "passed" if status == 0 else f"FAILED ({status})"
    return Outcome(step.heading, result, time.monotonic() - started)


def main() -> int:
    if not install_validators():
        print("Node's validators are not here: the few tests that ask them for a second opinion are skipped.")
    postgres_is_optional = os.environ.get("REQUIRE_POSTGRES", "") != "1"
    with tempfile.TemporaryDirectory() as var_dir:
        outcomes = [
            run(step, optional=step.prepare is node or (step.prepare is postgres and postgres_is_optional))
            for step in steps(var_dir)
        ]
    print(f"\n=== Summary {'=' * 83}")
    for outcome in outcomes:
        print(f"{outcome.heading:<30}{outcome.result:<14}{outcome.seconds:7.1f} s")
    failed = [outcome.heading for outcome in outcomes if outcome.result.startswith("FAILED")]
    print("\nFailed: " + ", ".join(failed) if failed else "\nEverything that was run has passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
