"""Triggers by which the database itself refuses to change evidence, on SQLite and PostgreSQL.

Application code can be wrong or bypassed (`update()`, raw SQL, a forged instance); a frozen document, an event, a
notice and a sign-off must survive that. Guards are reinstalled after every migrate, because SQLite drops triggers when
a migration rebuilds a table, and a system check reports missing ones.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections, transaction
from django.db.models import Model, Q, UniqueConstraint


@dataclass(frozen=True)
class Guard:
    """Refuse `event` (INSERT, UPDATE, DELETE, TRUNCATE) on `table` when the SQL condition over NEW and OLD holds."""

    table: str
    event: str
    rule: str
    message: str
    condition: str = "1=1"

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.rule}"

    @property
    def app_label(self) -> str:
        return self.table.split("_", 1)[0]

    def install_sql(self, vendor: str) -> list[str]:
        """Statements that (re)create the trigger; none where the database has no such event."""
        if vendor == "sqlite":
            if self.event == "TRUNCATE":
                return []
            return [f"DROP TRIGGER IF EXISTS {self.name}", self.definition(vendor)]
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard${self.body}$guard$",
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            self.trigger("STATEMENT" if self.event == "TRUNCATE" else "ROW", f"EXECUTE FUNCTION {self.name}()"),
        ]

    def definition(self, vendor: str) -> str:
        """What the database says of the trigger when it is this one (`installed`)."""
        if vendor == "sqlite":
            return self.trigger("ROW", f"WHEN {self.condition} BEGIN SELECT RAISE(ABORT, {self.quoted}); END")
        return f"{self.install_sql(vendor)[-1]} {self.body}"

    def trigger(self, level: str, rest: str) -> str:
        return f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH {level} {rest}"

    @property
    def body(self) -> str:
        """What the trigger's function does on PostgreSQL."""
        result = "OLD" if self.event == "DELETE" else "NEW"
        return (
            f" BEGIN IF {self.condition} THEN RAISE EXCEPTION {self.quoted} "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {result}; END "
        )

    @property
    def quoted(self) -> str:
        return "'" + self.message.replace("'", "''") + "'"

    def remove_sql(self, vendor: str) -> str:
        on_table = f" ON {self.table}" if vendor == "postgresql" else ""
        return f"DROP TRIGGER IF EXISTS {self.name}{on_table}"


def append_only(model: type[Model], what: str) -> list[Guard]:
    """Guards for rows that may be added but never changed, deleted or replaced."""
    table = model._meta.db_table
    return [
        Guard(table, "UPDATE", "no_update", f"{what} cannot be changed."),
        *kept(table, what),
        Guard(table, "INSERT", "no_replace", f"{what} cannot be replaced.", collides(model)),
    ]


def kept(table: str, what: str) -> list[Guard]:
    """Guards for rows that are never deleted."""
    return [
        Guard(table, "DELETE", "no_delete", f"{what} cannot be deleted."),
        Guard(table, "TRUNCATE", "no_truncate", f"{what} cannot be deleted."),
    ]


def irreplaceable(model: type[Model], what: str) -> list[Guard]:
    """Guards for rows that may change, but never by pushing another row out."""
    table = model._meta.db_table
    return [
        Guard(table, "INSERT", "no_replace", f"{what} cannot be replaced.", collides(model)),
        Guard(table, "UPDATE", "no_collision", f"{what} cannot be replaced.", collides(model, updated=True)),
    ]


def collides(model: type[Model], *, updated: bool = False) -> str:
    """The condition that NEW has a unique key, of all that the model has, in common with another row.

    SQLite's INSERT OR REPLACE and UPDATE OR REPLACE delete the other row through any unique index, partial ones
    included, and fire no DELETE trigger.
    """
    table, pk = model._meta.db_table, column(model, "pk")
    other = f" AND old_row.{pk} <> OLD.{pk}" if updated else ""
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} old_row WHERE "  # noqa: S608 (names of our own tables)
        + " AND ".join(
            [
                *(f"old_row.{name} = NEW.{name}" for name in columns),
                *(holds(model, condition, row) for row in ("old_row", "NEW") if condition is not None),
            ]
        )
        + f"{other})"
        for columns, condition in unique_keys(model)
    )


def unique_keys(model: type[Model]) -> list[tuple[list[str], Q | None]]:
    """The columns of each unique key of the model, with the condition of those that bind some rows only."""
    fields: list[tuple[list[str], Q | None]] = [
        ([str(field.column)], None) for field in model._meta.concrete_fields if field.unique
    ]
    constraints = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    return [*fields, *(([column(model, name) for name in each.fields], each.condition) for each in constraints)]


def holds(model: type[Model], condition: Q, row: str) -> str:
    """A condition of fields that equal text, are one of several or are not set, in SQL about this row."""
    parts = []
    lookups: list[Any] = condition.children
    for lookup, value in lookups:
        name, _, how = lookup.partition("__")
        if how == "isnull":
            parts.append(f"{row}.{column(model, name)} IS {'' if value else 'NOT '}NULL")
            continue
        values = value if how == "in" else [value]
        listed = ", ".join(f"'{each}'" for each in values)
        parts.append(f"{row}.{column(model, name)} IN ({listed})")
    return " AND ".join(parts)


def column(model: type[Model], name: str) -> str:
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(field.column)


def changed(*columns: str) -> str:
    """The condition that one of these columns gets another value, or one where it had none, or none any more."""
    return " OR ".join(
        f"NEW.{column} <> OLD.{column} OR (NEW.{column} IS NULL) <> (OLD.{column} IS NULL)" for column in columns
    )


def changed_once_set(first: str, *others: str) -> str:
    """The condition that one of these columns changes after the first of them was set."""
    return f"OLD.{first} IS NOT NULL AND ({changed(first, *others)})"


GUARDS: list[Guard] = []  # of all apps, each by its AppConfig.ready()


def register(guards: Iterable[Guard]) -> None:
    """Add the guards of an app; called once from its AppConfig.ready()."""
    GUARDS.extend(guard for guard in guards if guard not in GUARDS)


def lift(using: str = "default", plan: Sequence[object] = (), **kwargs: object) -> None:
    """Remove every guard before migrations run (pre_migrate); post_migrate installs them again.

    SQLite cannot rename a rebuilt table that a trigger of another table names, and a guard of this release may name
    columns that an earlier state does not have yet. A migration that fails leaves the database without guards:
    `serve` refuses to start until `migrate` has gone through. Without anything to migrate they stay.
    """
    if not plan:
        return
    connection = connections[using]
    there = installed(using)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.name in there:
                cursor.execute(guard.remove_sql(connection.vendor))


def reinstall(sender: AppConfig | None = None, using: str = "default", **kwargs: object) -> None:
    """Create every guard anew whose table is there. `sender` limits it to one app (post_migrate)."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in GUARDS:
            if guard.table in tables and (sender is None or guard.app_label == sender.label):
                for statement in guard.install_sql(connection.vendor):
                    cursor.execute(statement)


def installed(using: str = "default") -> dict[str, str]:
    """Name -> definition of the triggers that the database has now and fires."""
    connection = connections[using]
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, "
        "replace(pg_get_triggerdef(t.oid), ' ON ' || quote_ident(n.nspname) || '.', ' ON ') || ' ' || prosrc "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND n.nspname = ANY (current_schemas(false))",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def missing(using: str = "default") -> list[str]:
    """Guards that should be there and are not, or do something else, by name; empty when all is well."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    there = installed(using)
    return [
        guard.name
        for guard in GUARDS
        if guard.table in tables
        and guard.install_sql(connection.vendor)
        and there.get(guard.name) != guard.definition(connection.vendor)
    ]


def check_guards(databases: Sequence[str] | None = None, **kwargs: object) -> list[checks.CheckMessage]:
    """System check: the triggers that protect evidence are in the database.

    `migrate` asks the checks first and installs the triggers last: an error would keep it from ever doing so.
    """
    message = checks.Warning if sys.argv[1:2] == ["migrate"] else checks.Error
    return [
        message(
            f"The trigger {name} is missing or was altered: the database would let evidence be changed.",
            hint="Run manage.py migrate, which reinstalls it.",
            id="articles.E001",
        )
        for alias in databases or []
        for name in missing(alias)
    ]


def register_check() -> None:
    checks.register(check_guards, checks.Tags.database)
