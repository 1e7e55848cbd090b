"""manage.py import_article PATH --author EMAIL: a text file becomes an article with that author."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.importing import Unreadable
from articles.importing.source.reading import check_size
from articles.importing.text import import_text
from articles.importing.tree import render
from articles.states import Refused
from articles.working_copy import drafting
from editorial.accounts.models import User


class Command(BaseCommand):
    help = "Import an article from a text file; prints its structure, what was set aside and what was unsure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a text file in UTF-8")
        parser.add_argument("--author", required=True, metavar="EMAIL", help="address of the author's account")
        parser.add_argument("--dry-run", action="store_true", help="print the structure and write nothing")

    def handle(self, *args: Any, path: Path, author: str, dry_run: bool, **options: Any) -> None:
        person = User.objects.filter(email__iexact=author).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {author}. Nothing was imported.")
        try:
            check_size(path.stat().st_size)
            result = import_text(path.read_bytes())
            self.stdout.write(render(result))
            if not dry_run:
                article = drafting.create_article(document=result.document, author=person, doubts=result.doubts)
                self.stdout.write(f"Kept as a draft of {person}: {article.slug}")
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}. Nothing was imported.") from error
        except (Unreadable, Refused) as error:
            raise CommandError(str(error)) from error
