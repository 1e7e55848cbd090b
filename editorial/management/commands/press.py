"""manage.py press: make the finished pages, or write the public site as files."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from editorial.press import printing, room
from editorial.press.export import NotExported, export


class Command(BaseCommand):
    help = "Make every finished page anew (after a change of templates), each in one go; readers see no gap."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--check", action="store_true", help="bring pages in step with the records, make what is missing"
        )
        what.add_argument("--improve", action="store_true", help="compress pages as well as brotli can")
        what.add_argument("--to", type=Path, metavar="DIR", help="write the whole public site as files into DIR")

    def handle(self, *args: Any, check: bool, improve: bool, to: Path | None, **options: Any) -> None:
        self.quiet = not options["verbosity"]
        if to is not None:
            self.export(to)
        elif improve:
            self.stdout.write(f"{self.total(printing.improve, 'pages compressed')} pages compressed.")
        elif check:
            found = room.reconcile()
            faults = list(tqdm(room.unsound(), unit=" faults", disable=self.quiet))
            late = room.look_at_the_calendar()
            done = self.total(printing.take_orders, "articles printed")
            self.stdout.write(f"{found.mended} articles put right, {late} became overdue, {done} printed.")
            for fault in faults:
                self.stderr.write(fault)
            if faults:
                raise CommandError("Articles whose records do not bear their approval are not shown. Run verify.")
        else:
            room.reconcile()
            articles = list(room.public_articles())
            pages = sum(
                printing.print_article(article, everything=True)
                for article in tqdm(articles, unit="article", disable=self.quiet)
            )
            self.stdout.write(f"{pages} pages of {len(articles)} articles.")

    def total(self, step: Any, what: str) -> int:
        """Repeat a step until it has nothing left to do."""
        with tqdm(unit=f" {what}", disable=self.quiet) as bar:
            while done := step():
                bar.update(done)
            return int(bar.n)

    def export(self, target: Path) -> None:
        def progress(paths: Iterator[str]) -> Iterator[str]:
            yield from tqdm(paths, unit="page", disable=self.quiet)

        try:
            count = export(target, progress)
        except (NotExported, OSError) as error:
            raise CommandError(f"{error} What was written before is in {target}.") from error
        self.stdout.write(f"{count} files and the static files in {target}.")
