"""What every test may rely on."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import translation
from hypothesis import settings

from articles import guards
from tests import migrated

# No deadlines (time belongs in benchmarks/), the same examples in every run; HYPOTHESIS_PROFILE=wide looks further.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("wide", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


MAIL_BACKEND = "editorial.work.mail.QueuedBackend"
# Fixtures of pytest-django through which a test comes to a database.
DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for no database is run once, whichever databases the others are run on."""
    for item in items:
        if not item.get_closest_marker("django_db") and not DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.once)


# What is loaded while tests are collected stays: nothing of it is garbage, and it need not be looked through again.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_keepdb: bool, django_db_createdb: bool, django_db_modify_db_settings: None, django_db_blocker: Any
) -> bool:
    """On SQLite the tests' database begins as a copy of one that is migrated already (tests.migrated)."""
    if connection.vendor != "sqlite" or django_db_keepdb or django_db_createdb:
        return django_db_keepdb
    with django_db_blocker.unblock():
        migrated.copy_to(Path(connection.settings_dict["TEST"]["NAME"]))
    return True


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rows that the fixtures of a module write are there for each of its tests, and gone after the last.

    Each test undoes what it did itself, down to a savepoint. Not in a module with transactional tests, which empty the
    tables, nor with tests for which nothing may be there.
    """
    with (
        django_db_blocker.unblock(),
        override_settings(EMAIL_BACKEND=MAIL_BACKEND),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guards() -> Iterator[None]:
    """Transactional tests are cleaned by `flush`, which the guards refuse, as they should.

    Lift them for the flush only; the post_migrate signal that follows it installs them again.
    """
    operations = type(connection.ops)
    original = operations.execute_sql_flush

    def flush(self: Any, sql_list: Any) -> None:
        with self.connection.cursor() as cursor:
            for guard in guards.GUARDS:
                if guard.install_sql(self.connection.vendor):
                    cursor.execute(guard.remove_sql(self.connection.vendor))
        original(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", flush)
        yield


@pytest.fixture(autouse=True)
def _language_of_its_own() -> Iterator[None]:
    """A request for a German page leaves its thread German; the next test begins in the default language."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _mail_through_the_queue(settings: Any) -> None:
    """Mail is queued as in production (pytest-django would put it straight into the outbox); tests.working does it."""
    settings.EMAIL_BACKEND = MAIL_BACKEND


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have to tell beside passing (record_property "told"), also when they ran in other processes."""
    for report in terminalreporter.getreports("passed"):
        for name, told in report.user_properties:
            if name == "told":
                terminalreporter.write_line(f"{report.nodeid.rsplit('::', 1)[-1]}: {told}")
