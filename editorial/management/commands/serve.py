"""manage.py serve: check, put the pages right, and serve with granian."""

import os
import subprocess
import sys
import threading
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from editorial.accounts.demonstration import accounts
from editorial.inbox import questions
from editorial.press import room


class Served(threading.Event):
    """Set when the server that this process works for is gone, however it went."""

    def __init__(self, server: int) -> None:
        super().__init__()
        self.server = server

    def is_set(self) -> bool:
        return os.getppid() != self.server


def apart_from_the_terminal(target: str) -> Any:
    """What a worker serves, loaded in that worker.

    Workers hear of a stop from the server only: one that Ctrl-C reaches as well gets two signals and may hang.
    """
    os.setpgid(0, 0)
    return import_string(target.replace(":", "."))


class Command(BaseCommand):
    help = "Serve Imprimatur. HOST, PORT and WORKERS come from the environment or from the options."
    requires_system_checks = []  # run below, with the database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument(
            "--workers", type=int, default=int(os.environ.get("WORKERS", str(min(os.cpu_count() or 1, 4))))
        )
        parser.add_argument("--threads", type=int, default=int(os.environ.get("THREADS", "2")), help="in each worker")
        parser.add_argument("--press-room", type=int, metavar="PID", help=SUPPRESS)  # used by serve itself

    def handle(self, *args: Any, host: str, port: int, workers: int, threads: int, **options: Any) -> None:
        if served_by := options["press_room"]:
            room.work(Served(served_by))
            return
        self.require_migrated()
        call_command("check", databases=["default"])
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
        questions.forget(timezone.localdate())
        found = room.reconcile()
        if found.mended:
            self.stderr.write(f"Pages of {found.mended} articles did not fit the records and were put right.")
        connection.close()
        # A process of its own, not a thread: the workers are forked from here, and a fork while another thread is
        # inside SQLite leaves its locks taken for ever in the new worker.
        press_room = subprocess.Popen(  # noqa: S603 - every part is ours
            [sys.executable, settings.BASE_DIR / "manage.py", "serve", "--press-room", str(os.getpid())],
            start_new_session=True,  # Ctrl-C is for the server, which then ends the press room
        )
        self.announce(host, port)
        try:
            # A worker that was killed must not take the server with it.
            Granian(
                "editorial.wsgi:application",
                address=host,
                port=port,
                interface=Interfaces.WSGI,
                workers=workers,
                blocking_threads=threads,
                respawn_failed_workers=True,
                workers_kill_timeout=10,
                log_level=LogLevels.warning,
            ).serve(target_loader=apart_from_the_terminal)
        finally:
            press_room.terminate()
            press_room.wait()

    def require_migrated(self) -> None:
        """Stop with a sentence that says what to do when the database is not there or not up to date."""
        try:
            executor = MigrationExecutor(connection)
            pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise CommandError(f"The database cannot be reached: {error}".strip()) from error
        if pending:
            raise CommandError("The database is not up to date. Run manage.py migrate first.")

    def announce(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(f"{settings.SITE_NAME} is at http://{shown}:{port}/ (Ctrl-C stops it)")
        for number, account in enumerate(accounts()):
            if number == 0:
                self.stdout.write(f"Sign in with the password “{account.password}” as")
            self.stdout.write(f"  {account.email:28} {account.role}")
        sys.stdout.flush()
