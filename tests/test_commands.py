"""The commands that the pages print work as printed, right after `make run`, on what it made."""

import os
import re
import shlex
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.house import answers, free_port

ROOT = Path(__file__).resolve().parent.parent
PRINTED = ".venv/bin/python manage.py "
# These are about a server in production, which says its configuration itself.
OF_A_SERVER = ("serve", "check")
CONFIGURATION = ("IMPRIMATUR_MODE", "SECRET_KEY", "ALLOWED_HOSTS", "SIGNING_KEY", "DATABASE_URL", "SITE_ADDRESS")


def printed_commands() -> list[str]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found = [
        command.strip()
        for page in pages
        for command in re.findall(rf"{re.escape(PRINTED)}([^\n`|]+)", page.read_text())
    ]
    return list(dict.fromkeys(command for command in found if not command.startswith(OF_A_SERVER)))


@dataclass(frozen=True)
class Checkout:
    environment: dict[str, str]
    var_dir: Path

    def run(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        arguments = shlex.split(command.replace("[SLUG ...]", "").replace("DIR", str(self.var_dir / "site")))
        if arguments == ["work"]:
            arguments.append("--until-empty")  # else it works until it is stopped
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=300,
        )


def environment(var_dir: Path) -> dict[str, str]:
    """What a shell has that was never told about Imprimatur, but where its data are."""
    said = (*CONFIGURATION, "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in said} | {"VAR_DIR": str(var_dir)}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A folder of data as `make run` leaves it, after one start that was ended by Ctrl-C."""
    var_dir = tmp_path_factory.mktemp("var")
    port = free_port()
    told = environment(var_dir)
    with (var_dir / "run.log").open("w") as log:
        run = subprocess.Popen(
            ["bash", "scripts/run.sh"],
            cwd=ROOT,
            env=told | {"PORT": str(port), "WORKERS": "1"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        while not answers(f"http://127.0.0.1:{port}"):
            assert run.poll() is None, (var_dir / "run.log").read_text()
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)
            run.wait(timeout=60)
    return Checkout(told, var_dir)


def test_the_pages_print_the_commands_that_people_need():
    names = {command.split()[0] for command in printed_commands()}
    assert {"import_article", "verify", "press", "createsuperuser", "migrate", "work"} <= names


@pytest.mark.parametrize("command", printed_commands())
def test_a_printed_command_works_right_after_make_run(checkout, command):
    done = checkout.run(command)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert f"This works on the demonstration in {checkout.var_dir}" in done.stderr


def test_an_imported_article_is_in_the_database_that_make_run_serves(checkout):
    done = checkout.run("import_article articles/content/baastrup.txt --author author@example.org")
    assert "Kept as a draft of Mara Lindqvist" in done.stdout
    assert checkout.run("import_article README.md --author nobody@example.org").returncode == 1


@pytest.mark.parametrize("command", ["verify", "migrate", "press --check", "nonsense"])
@pytest.mark.parametrize("said", [{"IMPRIMATUR_MODE": "production"}, {"ALLOWED_HOSTS": "imprimatur.example"}])
def test_who_says_anything_about_production_gets_production_and_one_sentence(checkout, command, said):
    done = checkout.run(command, **said)
    assert done.returncode == 1
    assert done.stderr.startswith("Production needs the environment variable SECRET_KEY; set it as")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["serve", "check --deploy"])
def test_a_server_never_takes_its_mode_from_the_demonstration(checkout, command):
    done = checkout.run(command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Production needs")


def test_without_a_demonstration_production_is_the_default(tmp_path):
    done = Checkout(environment(tmp_path), tmp_path).run("verify")
    assert done.returncode == 1
    assert done.stderr.startswith("Production needs")
