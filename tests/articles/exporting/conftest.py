"""Node programs of others that judge our exports; installed once for each lock file, in tests/validators."""

import fcntl
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

VALIDATORS = Path(__file__).parents[2] / "validators"
Judge = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Runs a script of tests/validators on standard input; skips where Node or its packages cannot be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node.js with npm is not installed: exports are not judged by HL7, schema.org and others.")
    _install(npm)

    def run(script: str, *arguments: str, data: Any) -> subprocess.CompletedProcess[str]:
        if not isinstance(data, bytes):
            data = (data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)).encode()
        command = [node, str(VALIDATORS / script), *arguments]
        done = subprocess.run(command, input=data, capture_output=True, timeout=180)
        return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def _install(npm: str) -> None:
    """`npm ci`, unless these very packages are there already; the same mark as `make test` leaves."""
    wanted, installed = VALIDATORS / "package-lock.json", VALIDATORS / "node_modules" / "installed-lock.json"
    with (VALIDATORS / "package.json").open() as held:  # one process installs, the others wait for it
        fcntl.flock(held, fcntl.LOCK_EX)
        if installed.is_file() and installed.read_bytes() == wanted.read_bytes():
            return
        command = [npm, "ci", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=VALIDATORS, capture_output=True, text=True, timeout=600)
        if done.returncode:
            pytest.skip(f"The validators cannot be installed (npm ci): {done.stderr.strip()[-300:]}")
        shutil.copyfile(wanted, installed)
