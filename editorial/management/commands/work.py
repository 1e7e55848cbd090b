"""manage.py work: do what is to be done after the answer, where `serve` does not; and look at how it goes."""

import signal
from argparse import SUPPRESS, ArgumentParser
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, QuerySet
from django.utils import timezone

from editorial.management.migrated import require_migrated
from editorial.work import queue, supervision
from editorial.work.models import QueuedTask, Worker
from editorial.work.worker import Runner


class Command(BaseCommand):
    help = "Do what is queued, until it is stopped: a worker for each lane, started again when it ends."
    requires_system_checks = []  # workers are started often, and asked by `serve`

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lane", choices=queue.lanes(), default="", help="be the one worker of this lane")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--until-empty", action="store_true", help="do what is due and end")
        what.add_argument("--status", action="store_true", help="say who works and what waits")
        what.add_argument("--failed", action="store_true", help="list what failed and waits for your decision")
        what.add_argument("--again", metavar="TASK", help="let this failed task begin anew, or all of them: all")
        what.add_argument("--give-up", metavar="TASK", help="never try this failed task again, or all of them: all")
        parser.add_argument("--name", default="", help=SUPPRESS)  # used by the supervisor
        parser.add_argument("--for", dest="parent", type=int, help=SUPPRESS)

    def handle(self, *args: Any, lane: str, name: str, parent: int | None, **options: Any) -> None:
        now = timezone.now()
        if parent is None:
            require_migrated()
        if options["status"]:
            self.tell_status(now)
        elif options["failed"]:
            self.tell_failed()
        elif options["again"] is not None:
            self.stdout.write(f"{queue.try_again(self.chosen(options['again']), now)} tasks begin anew.")
        elif options["give_up"] is not None:
            self.stdout.write(f"{queue.give_up(self.chosen(options['give_up']), now)} tasks are given up.")
        elif options["until_empty"]:
            self.stdout.write(f"{Runner(lane).work_off()} tasks.")
        elif lane:
            self.be_worker(lane, name, parent)
        else:
            supervision.keep(supervision.workers())

    def be_worker(self, lane: str, name: str, parent: int | None) -> None:
        with supervision.stopped_by(signal.SIGTERM, signal.SIGINT) as stop:
            if parent is not None:
                supervision.end_with(parent, stop)
            Runner(lane, name=name).run(stop)

    def chosen(self, which: str) -> QuerySet[QueuedTask]:
        failed = QueuedTask.objects.filter(status=QueuedTask.Status.FAILED)
        if which == "all":
            return failed
        try:
            chosen = failed.filter(pk=which)
        except ValidationError as error:
            raise CommandError(f"“{which}” is no task. Nothing was changed.") from error
        if not chosen.exists():
            raise CommandError(f"No task “{which}” has failed. Nothing was changed.")
        return chosen

    def tell_failed(self) -> None:
        for row in QueuedTask.objects.filter(status=QueuedTask.Status.FAILED).order_by("finished_at"):
            self.stdout.write(f"{row.pk}  {row.finished_at:%Y-%m-%d %H:%M}  {row.short_name} {row.about}  {row.error}")

    def tell_status(self, now: datetime) -> None:
        for worker in Worker.objects.all():
            heartbeat = f"heartbeat {worker.silence(now):.0f} s ago"
            self.stdout.write(f"{worker.lane:8} process {worker.pid} on {worker.host}, {heartbeat}")
        counts = QueuedTask.objects.order_by().values_list("lane", "status").annotate(count=Count("pk"))
        for lane, status, count in counts.order_by("lane", "status"):
            self.stdout.write(f"{lane:8} {QueuedTask.Status(status).label}: {count}")
        if unattended := queue.unattended(now):
            raise CommandError(
                f"Tasks wait in {' and '.join(unattended)}, and no worker is alive there. "
                "Start manage.py serve or manage.py work."
            )
