"""A database of its own for a test, empty, in place of the default one: for migrations and schema changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def database(folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """While it lasts, `connections["default"]` is an empty database of the same kind as the test's own."""
    own = connections["default"]
    fresh = own.copy()
    name = f"scratch_{uuid4().hex[:12]}"
    if own.vendor == "sqlite":
        fresh.settings_dict["NAME"] = str(folder / name)
    else:
        with own._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        fresh.settings_dict["NAME"] = name
    connections["default"] = fresh
    try:
        yield fresh
    finally:
        fresh.close()
        connections["default"] = own
        if own.vendor == "postgresql":
            with own._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")
