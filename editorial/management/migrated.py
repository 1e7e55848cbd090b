"""What commands that serve or work ask first."""

from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def require_migrated() -> None:
    """Stop with a sentence that says what to do when the database is not there or not up to date."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CommandError(f"The database cannot be reached: {error}".strip()) from error
    if pending:
        raise CommandError("The database is not up to date. Run manage.py migrate first.")
