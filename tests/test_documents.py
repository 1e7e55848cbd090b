"""What the documents promise is so: formats, the check by hand, and features that are named."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.urls import NoReverseMatch, reverse

from tests.scripts import bundles
from tests.scripts.bundles import decoded, payload

DOCS = Path(settings.BASE_DIR) / "docs"
SCHEMA = json.loads((DOCS / "proof.schema.json").read_text())


def misfits(value: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """Where a value is not as the schema says. Knows the words that ours uses, and fails at any other."""
    found: list[str] = []
    for word, said in schema.items():
        if word == "$ref":
            found += misfits(value, SCHEMA["$defs"][said.removeprefix("#/$defs/")], at)
        elif word == "type":
            kinds = {"object": dict, "array": list, "string": str, "integer": int}
            if not isinstance(value, kinds[said]) or isinstance(value, bool):
                return [f"{at} is no {said}"]
        elif word == "required":
            found += [f"{at}.{name} is missing" for name in said if name not in value]
        elif word == "properties":
            for name in value.keys() & said.keys():
                found += misfits(value[name], said[name], f"{at}.{name}")
        elif word == "additionalProperties":
            found += [f"{at}.{name} is not described" for name in value if name not in schema["properties"]]
        elif word == "items":
            found += [fault for index, item in enumerate(value) for fault in misfits(item, said, f"{at}[{index}]")]
        elif word == "anyOf":
            if all(misfits(value, each, at) for each in said):
                found.append(f"{at} is none of what it may be")
        elif word in ("const", "enum"):
            if value not in (said if word == "enum" else [said]):
                found.append(f"{at} is {value}")
        elif word == "pattern":
            if not re.search(said, value):
                found.append(f"{at} does not look like {said}")
        elif word == "minimum":
            if value < said:
                found.append(f"{at} is less than {said}")
        else:
            assert word in ("$schema", "$defs", "title"), f"the schema uses {word}, which this test does not know"
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("bundle", [bundles.good, bundles.retracted])
def test_what_is_published_is_as_the_schema_says(bundle):
    proof = bundle().told
    assert misfits(proof, SCHEMA) == []
    for name, tokens in (("statement", [proof["statement"]]), ("signoff", proof["signoffs"])):
        for token in tokens:
            assert misfits(payload(token), SCHEMA["$defs"][name]) == []
            assert misfits(json.loads(decoded(token.split(".")[0])), SCHEMA["$defs"]["header"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [{"state": "superseded"}, {"digest": "0" * 63}, {"revision": 0}, {"award": "gold"}, {"journal": [{"sequence": 1}]}],
)
def test_the_schema_refuses_what_is_not_so(change):
    assert misfits(bundles.good().told | change, SCHEMA)


def described(heading: str) -> set[str]:
    """The members in the first column of the table under this heading of docs/verifying.md."""
    section = (DOCS / "verifying.md").read_text().split(heading)[1].split("\n### ")[0].split("\n## ")[0]
    cells = re.findall(r"(?m)^\| (`.*?) \|", section)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_every_member_is_described_to_people_and_asked_for_by_the_script():
    script = bundles.script()
    claims = described("### The statement") | script.CLAIMS
    for members, schema, named in (
        (described("### proof.json"), SCHEMA, script.PROOF),
        (claims, SCHEMA["$defs"]["statement"], script.SIGNED["imprimatur-statement/1"]),
        (described("### A sign-off"), SCHEMA["$defs"]["signoff"], script.SIGNED["imprimatur-signoff/2"]),
    ):
        assert members == set(schema["properties"]) == set(schema["required"]) == named
    event = SCHEMA["$defs"]["event"]
    assert described("### An event") == set(event["properties"]) == script.TOLD | script.TOLD_LATER
    assert set(event["required"]) == script.TOLD


@pytest.mark.django_db
@pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("bash", "jq", "xxd", "basenc", "openssl", "sha256sum")),
    reason="the check by hand needs coreutils, jq, xxd and openssl",
)
def test_the_check_by_hand_is_what_the_page_says(tmp_path):
    bundle = bundles.good()
    bundle.write(tmp_path)
    section = (DOCS / "verifying.md").read_text().split("\n## By hand")[1].split("\n## ")[0]
    commands = "\n".join(line[4:] for line in section.splitlines() if line.startswith("    "))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def by_hand() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=tmp_path,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )

    done = by_hand()
    assert done.returncode == 0, done.stdout + done.stderr
    told, lines = bundle.told, done.stdout.splitlines()
    assert lines[0].split() == [told["digest"], "document.json"]
    assert lines[1:4] == [told["digest"], bundle.pin, "Signature Verified Successfully"]
    assert json.loads("\n".join(lines[4:-2])) == payload(told["statement"])
    assert lines[-2].split()[0] == lines[-1] == told["journal"][-1]["hash"]
    head, _said, signature = told["statement"].split(".")
    other = bundles.retracted().told["statement"].split(".")[1]
    (tmp_path / "proof.json").write_bytes(bundle.saying(statement=f"{head}.{other}.{signature}").proof)
    assert by_hand().returncode != 0


def has_page(name: str) -> bool:
    try:
        reverse(name, args=["00000000-0000-0000-0000-000000000000"])
    except NoReverseMatch:
        return False
    return True


# What documents must not speak of while it is not there, and how to see that it is.
PROMISES = [
    (r"passkey|webauthn|second[ -]factor|two[ -]factor|\bTOTP\b", lambda: apps.is_installed("allauth.mfa")),
    (r"checkpoint", lambda: "checkpoint" in get_commands()),
    (r"certificates? (as|in) PDF|and certificate as PDF", lambda: has_page("boardroom:certificate-pdf")),
    (r"time-?stamp(s|ing)? (token|authorit)|RFC 3161", lambda: apps.is_installed("reviewers.timestamps")),
]


@pytest.mark.parametrize(("words", "is_there"), PROMISES)
def test_documents_promise_only_what_is_there(words, is_there):
    if is_there():
        return
    found = [
        f"{path.name}: {line.strip()}"
        for path in [Path(settings.BASE_DIR) / "README.md", *DOCS.rglob("*.md")]
        for line in path.read_text().splitlines()
        if re.search(words, line, re.IGNORECASE)
    ]
    assert found == []


ROOT = Path(settings.BASE_DIR)
ROOTS = ("articles", "reviewers", "editorial", "templates", "tests", "scripts", "benchmarks", "docs", "requirements")
# What `path/of/something` in running words may be besides a file: an address of the site, with a word in its place.
ADDRESS = re.compile(r"^articles/(SLUG|baastrup|copy-)|^docs/meddocs")


def prose() -> Iterator[tuple[str, str]]:
    """Every page, every docstring and comment, every template's comment: where it stands and its words."""
    for path in [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]:
        yield str(path.relative_to(ROOT)), path.read_text()
    for root in ("articles", "reviewers", "editorial", "scripts", "benchmarks"):
        for path in sorted((ROOT / root).rglob("*.py")):
            if "migrations" not in path.parts:
                text = path.read_text()
                yield str(path.relative_to(ROOT)), "\n".join(re.findall(r'"""[\s\S]*?"""|#.*', text))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        comments = re.findall(r"{% comment %}[\s\S]*?{% endcomment %}", path.read_text())
        yield str(path.relative_to(ROOT)), "\n".join(comments)


def is_there(named: str, at: Path) -> bool:
    """Whether a file or folder of this name is in the repository, or several where the name has a star."""
    return any(True for _ in at.glob(named.rstrip("/"))) or any(True for _ in at.glob(f"{named}.*"))


def test_every_file_that_is_named_is_there():
    named = re.compile(rf"(?<![\w/:.-])(?:{'|'.join(ROOTS)})/[\w./*-]*\w(?:/|\*)?")
    missing = [
        f"{where}: {path}"
        for where, text in prose()
        for path in named.findall(text)
        if not ADDRESS.match(path) and not is_there(path, ROOT)
    ]
    assert missing == []


def test_every_module_that_is_named_is_there():
    """Moved and renamed modules are found by their old names, `drafting.py` or `articles.journal`, wherever said."""
    modules = {path.name for root in ROOTS for path in (ROOT / root).rglob("*.py")} | {"manage.py"}
    dotted = re.compile(r"(?<![\w/.@-])(?:articles|reviewers|editorial)(?:\.[a-z_]+)+(?:\.[A-Z]\w*)?")
    missing = [
        f"{where}: {name}"
        for where, text in prose()
        for name in re.findall(r"(?<![\w/.-])[a-z_]+\.py\b", text)
        if name not in modules
    ]
    for where, text in prose():
        for name in dotted.findall(text):
            parts = [part for part in name.split(".") if part[0].islower()]
            if not any(is_there("/".join(parts[:length]), ROOT) for length in {len(parts), len(parts) - 1} - {1}):
                missing.append(f"{where}: {name}")
    assert missing == []


def test_links_between_pages_lead_somewhere():
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text())]
    assert len(links) > 20
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("room", ["articles", "editorial"])
def test_the_rooms_stand_as_the_contracts_have_them(room):
    """docs/architecture.md lists the rooms from the top down: each where the layers of pyproject.toml put it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("containers") == [room])
    section = (DOCS / "architecture.md").read_text().split(f"\n## {room}")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    stands = [
        (name, next((at for at, row in enumerate(rows) if re.search(rf"\b{name}(\.py|/)?`", row)), None))
        for layer in layers
        for name in layer.split(" | ")
        if name not in ("apps", "admin")
    ]
    assert [name for name, at in stands if at is None] == []
    assert [f"{below} is above {above}" for (above, high), (below, low) in pairwise(stands) if low < high] == []


def test_every_variable_is_described_and_read():
    """The table of docs/running.md, against what settings and `serve` take from the environment."""
    sources = (ROOT / "editorial/settings.py", ROOT / "editorial/management/commands/serve.py")
    taken = re.compile(r'(?:environ\.get|number|required)\(\s*"([A-Z_]+)"')
    table = (DOCS / "running.md").read_text().split("| variable |")[1].split("\n\n")[0]
    described = {name for row in table.splitlines() for name in re.findall(r"`([A-Z_]+)`", row.split(" | ")[0])}
    assert described == {name for path in sources for name in taken.findall(path.read_text())}
