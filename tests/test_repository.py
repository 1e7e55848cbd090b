"""The repository as a whole: it names no host or machine it was made on; its locks and lists are complete."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("run", "dev")
# Put together from halves, so that this file does not contain what it looks for.
FORBIDDEN = tuple(
    first + second
    for first, second in (
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("registry.npmjs", ".org"),
        ("/wo", "rk/"),
        ("/opt/", "pypi"),
        ("/opt/", "wheels"),
        ("/ro", "ot/"),
        ("../sha", "red/"),
    )
)


def tracked_files() -> list[Path]:
    """Every file under version control; skips where there is no repository around the files."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode != 0:
        pytest.skip("not a git repository")
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def declared(*, development: bool) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = project["project"]["dependencies"] + (project["dependency-groups"]["dev"] if development else [])
    return [Requirement(line) for line in lines]


def locked(name: str) -> dict[str, str]:
    """Canonical name -> exact version of a lock."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text()
    return {canonicalize_name(found[1]): found[2] for found in re.finditer(r"(?m)^([\w.-]+)==([\w.]+)", text)}


def test_no_tracked_file_names_a_package_registry_or_a_path_of_one_machine():
    found = [
        f"{path.relative_to(ROOT)}: {forbidden}"
        for path in tracked_files()
        for forbidden in FORBIDDEN
        # A path of one machine begins there; editorial/work is a folder of ours.
        if re.search(rb"(?<![\w.])" * forbidden.startswith("/") + re.escape(forbidden.encode()), path.read_bytes())
    ]
    assert found == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_satisfies_what_is_declared(name):
    versions = locked(name)
    unmet = [
        str(requirement)
        for requirement in declared(development=name == "dev")
        if not requirement.specifier.contains(versions.get(canonicalize_name(requirement.name), "0"))
    ]
    assert unmet == [], "run `make lock`"


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(name):
    text = (ROOT / "requirements" / f"{name}.lock").read_text()
    entries = re.split(r"(?m)^(?=[\w.-]+==)", text)[1:]
    assert len(entries) == len(locked(name)) > 0
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert " @ " not in text


def test_development_has_the_very_versions_that_run():
    run, development = locked("run"), locked("dev")
    assert {name: development.get(name) for name in run} == run


def test_every_dependency_has_its_one_line_in_the_documentation():
    page, _of_node = (ROOT / "docs" / "dependencies.md").read_text().split("## Judges that need Node")
    listed = re.findall(r"(?m)^\| ([a-z0-9-]+) \|", page)
    names = [canonicalize_name(requirement.name) for requirement in declared(development=True)]
    assert sorted(name for name in listed if name not in ("package", "what")) == sorted(names)
