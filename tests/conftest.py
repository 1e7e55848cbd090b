"""What every test may rely on."""

import pytest
from django.db import connections

from articles import guards


@pytest.fixture(autouse=True)
def _flush_past_the_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactional tests are cleaned by `flush`, which the guards refuse, as they should.

    Lift them for the flush only; the post_migrate signal that follows it installs them again.
    """
    for connection in connections.all():
        operations = type(connection.ops)
        original = operations.execute_sql_flush

        def flush(self, sql_list, original=original):  # type: ignore[no-untyped-def]
            with self.connection.cursor() as cursor:
                for guard in guards.GUARDS:
                    if guard.install_sql(self.connection.vendor):
                        cursor.execute(guard.remove_sql(self.connection.vendor))
            original(self, sql_list)

        monkeypatch.setattr(operations, "execute_sql_flush", flush)
