"""manage.py serve: check, put the pages right, and keep a granian server and the workers running."""

import errno
import os
import socket
import sys
import time
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from editorial.accounts.demonstration import accounts
from editorial.management.migrated import require_migrated
from editorial.press import room
from editorial.work import supervision

SECONDS_FOR_A_PREDECESSOR = 3.0  # that was killed, until what it had started has ended too


def apart_from_the_terminal(target: str) -> Any:
    """What a worker serves, loaded in that worker.

    Workers hear of a stop from the server only: one that Ctrl-C reaches as well gets two signals and may hang. One
    whose server was killed ends too, else it would go on answering on the port beside its successor.
    """
    os.setpgid(0, 0)
    supervision.end_with(os.getppid())
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
        parser.add_argument(
            "--reuse-port", action="store_true", help="start beside another server on this port, to change the release"
        )
        parser.add_argument("--for", dest="parent", type=int, help=SUPPRESS)  # the server alone, for its supervisor

    def handle(self, *args: Any, host: str, port: int, workers: int, threads: int, **options: Any) -> None:
        if parent := options["parent"]:
            supervision.end_with(parent)
            self.be_server(host, port, workers, threads)
            return
        require_migrated()
        call_command("check", databases=["default"])
        if not options["reuse_port"]:
            self.require_free(host, port)
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
        found = room.reconcile()
        if found.mended:
            self.stderr.write(f"Pages of {found.mended} articles did not fit the records and were put right.")
        connection.close()
        self.announce(host, port)
        given = ["--host", host, "--port", str(port), "--workers", str(workers), "--threads", str(threads)]
        server = supervision.Kept("server", "serve", *given)
        supervision.keep([server, *supervision.workers()], hangup=server)

    def be_server(self, host: str, port: int, workers: int, threads: int) -> None:
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

    def require_free(self, host: str, port: int) -> None:
        """Stop with a sentence when somebody listens there already: granian would share the port without a word."""
        deadline = time.monotonic() + SECONDS_FOR_A_PREDECESSOR
        while True:
            try:
                family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
                return socket.create_server((host, port), family=family).close()
            except OSError as error:
                taken = error.errno == errno.EADDRINUSE
                if not taken or time.monotonic() > deadline:
                    why = "something listens there already" if taken else error.strerror
                    raise CommandError(
                        f"It cannot listen on {host}, port {port}: {why}. Choose another port, end what listens there, "
                        "or start beside it with --reuse-port."
                    ) from error
            time.sleep(0.1)

    def announce(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(f"{settings.SITE_NAME} is at http://{shown}:{port}/ (Ctrl-C stops it)")
        for number, account in enumerate(accounts()):
            if number == 0:
                self.stdout.write(f"Sign in with the password “{account.password}” as")
            said = f"{account.role}, {account.specialty}" if account.specialty else account.role
            self.stdout.write(f"  {account.email:20} {said}")
        sys.stdout.flush()
