"""A SQLite database with every migration applied, kept between runs: making one takes longer than most tests.

It holds what the migrations alone make. Whatever follows each `migrate` (guards, permissions, the policy's row) is made
anew on the copy that the tests get, and so is a migration that the kept one lacks. It is found under a digest of all
migrations and of the locked packages, so nobody gets one of other migrations; `--create-db` does without it.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ROOMS = ("articles", "reviewers", "editorial")
KEPT = Path(settings.BASE_DIR) / "var" / "migrated"


def copy_to(place: Path) -> None:
    """Put a migrated database at `place`, where the tests' own is to be."""
    kept = KEPT / f"{digest()}.sqlite3"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as own:  # other processes may be making it too
            migrate(Path(own) / "new")
            os.replace(Path(own) / "new", kept)
        for old in KEPT.glob("*.sqlite3"):
            if old != kept:
                old.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    for rest in place.parent.glob(f"{place.name}-*"):  # what a killed run left: SQLite would play it into the copy
        rest.unlink()
    shutil.copyfile(kept, place)


def digest() -> str:
    """Of what decides how a migrated database looks, as far as it is in files of this repository."""
    base = Path(settings.BASE_DIR)
    found = [path for room in ROOMS for path in (base / room).rglob("migrations/*.py")]
    found += (base / "requirements").glob("*.lock")
    said = hashlib.sha256()
    for path in sorted(found):
        said.update(str(path.relative_to(base)).encode() + b"\0" + path.read_bytes() + b"\0")
    return said.hexdigest()[:32]


def migrate(place: Path) -> None:
    """Every migration on an empty database, without the signals of the command."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(place)
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
