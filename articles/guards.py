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

from articles.states import MOVES


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
        message = self.message.replace("'", "''")
        if vendor == "sqlite":
            if self.event == "TRUNCATE":
                return []
            return [
                f"DROP TRIGGER IF EXISTS {self.name}",
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW WHEN {self.condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            ]
        level = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        result = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
            f"IF {self.condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {result}; END $guard$",
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH {level} EXECUTE FUNCTION {self.name}()",
        ]

    def remove_sql(self, vendor: str) -> str:
        on_table = f" ON {self.table}" if vendor == "postgresql" else ""
        return f"DROP TRIGGER IF EXISTS {self.name}{on_table}"


def append_only(table: str, what: str, *keys: Sequence[str]) -> list[Guard]:
    """Guards for rows that may be added but never changed, deleted or replaced.

    keys: each unique key of the table. SQLite's INSERT OR REPLACE deletes the old row without firing DELETE triggers,
    so an INSERT on an existing key is refused here.
    """
    same = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} old_row WHERE "  # noqa: S608 (names of our own tables)
        + " AND ".join(f"old_row.{column} = NEW.{column}" for column in key)
        + ")"
        for key in keys
    )
    return [
        Guard(table, "UPDATE", "no_update", f"{what} cannot be changed."),
        Guard(table, "DELETE", "no_delete", f"{what} cannot be deleted."),
        Guard(table, "TRUNCATE", "no_truncate", f"{what} cannot be deleted."),
        Guard(table, "INSERT", "no_replace", f"{what} cannot be replaced.", same),
    ]


def changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


def legal_move() -> str:
    pairs = " OR ".join(f"(OLD.state = '{a.value}' AND NEW.state = '{b.value}')" for a, b in sorted(MOVES))
    return f"(NEW.state = OLD.state OR {pairs})"


GUARDS: list[Guard] = [
    *append_only("articles_frozendocument", "A frozen document", ["revision_id"]),
    *append_only("articles_event", "An event of the journal", ["id"], ["article_id", "sequence"]),
    *append_only("articles_notice", "A notice", ["id"]),
    Guard("articles_revision", "DELETE", "no_delete", "A revision cannot be deleted."),
    Guard("articles_revision", "TRUNCATE", "no_truncate", "A revision cannot be deleted."),
    Guard(
        "articles_revision",
        "INSERT",
        "starts_submitted",
        "A revision starts as submitted.",
        "NEW.state <> 'submitted'",
    ),
    Guard(
        "articles_revision",
        "INSERT",
        "no_replace",
        "A revision cannot be replaced.",
        "EXISTS (SELECT 1 FROM articles_revision old_row WHERE old_row.id = NEW.id "
        "OR (old_row.article_id = NEW.article_id AND old_row.number = NEW.number))",
    ),
    Guard(
        "articles_revision",
        "UPDATE",
        "fixed_columns",
        "What was submitted cannot be changed.",
        changed("id", "article_id", "number", "digest", "author_id", "author_name", "submitted_at", "message"),
    ),
    Guard(
        "articles_revision",
        "UPDATE",
        "legal_move",
        "A revision cannot move between these states.",
        f"NOT {legal_move()}",
    ),
    Guard(
        "articles_revision",
        "UPDATE",
        "approval_stays",
        "The date of an approval cannot be changed.",
        "OLD.approved_at IS NOT NULL AND (NEW.approved_at IS NULL OR NEW.approved_at <> OLD.approved_at)",
    ),
    Guard("articles_journalhead", "DELETE", "no_delete", "The head of a journal cannot be deleted."),
    Guard("articles_journalhead", "TRUNCATE", "no_truncate", "The head of a journal cannot be deleted."),
    Guard(
        "articles_journalhead",
        "INSERT",
        "no_replace",
        "The head of a journal cannot be replaced.",
        "EXISTS (SELECT 1 FROM articles_journalhead old_row WHERE old_row.article_id = NEW.article_id)",
    ),
    Guard(
        "articles_journalhead",
        "UPDATE",
        "one_step",
        "The head of a journal moves one event at a time.",
        f"NEW.sequence <> OLD.sequence + 1 OR {changed('article_id')}",
    ),
]


def register(guards: Iterable[Guard]) -> None:
    """Add the guards of another app; called once from its AppConfig.ready()."""
    GUARDS.extend(guard for guard in guards if guard not in GUARDS)


def lift(using: str = "default", plan: Sequence[Any] = (), **kwargs: Any) -> None:
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


def reinstall(sender: AppConfig | None = None, using: str = "default", **kwargs: Any) -> None:
    """Create every guard anew whose table is there. `sender` limits it to one app (post_migrate)."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in GUARDS:
            if guard.table in tables and (sender is None or guard.app_label == sender.label):
                for statement in guard.install_sql(connection.vendor):
                    cursor.execute(statement)


def installed(using: str = "default") -> set[str]:
    """The names of the triggers that the database has now."""
    connection = connections[using]
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE NOT tgisinternal AND tgenabled <> 'D' AND n.nspname = ANY (current_schemas(false))",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def missing(using: str = "default") -> list[str]:
    """Guards that should be there and are not, by name; empty when all is well."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    there = installed(using)
    return [
        guard.name
        for guard in GUARDS
        if guard.table in tables and guard.install_sql(connection.vendor) and guard.name not in there
    ]


def check_guards(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """System check: the triggers that protect evidence are in the database.

    `migrate` asks the checks first and installs the triggers last: an error would keep it from ever doing so.
    """
    message = checks.Warning if sys.argv[1:2] == ["migrate"] else checks.Error
    return [
        message(
            f"The trigger {name} is missing: the database would let evidence be changed.",
            hint="Run manage.py migrate, which reinstalls it.",
            id="articles.E001",
        )
        for alias in databases or []
        for name in missing(alias)
    ]


def register_check() -> None:
    checks.register(check_guards, checks.Tags.database)
