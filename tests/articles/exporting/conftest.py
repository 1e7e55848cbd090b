"""Node programs of others that judge our exports; installed once for each lock file, in tests/validators."""

import fcntl
import json
import shutil
import subprocess
import tempfile
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

VALIDATORS = Path(__file__).parents[2] / "validators"
SECONDS = 180
Judge = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    """Asks a script of tests/validators about data; skips where Node or its packages cannot be had.

    One process answers for the whole session: to read HL7's definitions or schema.org's types takes longest.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("Node.js with npm is not installed: exports are not judged by HL7, schema.org and others.")
    _install(npm)
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(
            [node, str(VALIDATORS / "judge.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True
        ) as process,
    ):

        def ask(script: str, *arguments: str, data: Any) -> subprocess.CompletedProcess[str]:
            if not isinstance(data, bytes):
                data = (data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)).encode()
            question = {"script": script, "arguments": arguments, "data": b64encode(data).decode()}
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            late = threading.Timer(SECONDS, process.kill)
            late.start()
            line = process.stdout.readline()
            late.cancel()
            if not line:
                said.seek(0)
                pytest.fail(f"{script} died, or said nothing for {SECONDS} seconds: {said.read()[-2000:]}")
            told = json.loads(line)
            return subprocess.CompletedProcess([script, *arguments], told["status"], told["out"], told["err"])

        yield ask
        process.communicate()


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
