"""The database without guards, as whoever has its password could have it."""

from django.db import connection

from articles import guards


def lift_guard(*names: str) -> None:
    """Take these guards away, or all when none is named, until the test's database is rolled back."""
    with connection.cursor() as cursor:
        for guard in guards.GUARDS:
            if guard.install_sql(connection.vendor) and (not names or guard.name in names):
                cursor.execute(guard.remove_sql(connection.vendor))


def tamper(statement: str, *values: object) -> None:
    """Change evidence by SQL, past every guard."""
    lift_guard()
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
