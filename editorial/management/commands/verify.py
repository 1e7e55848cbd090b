"""manage.py verify [SLUG ...]: check digests, signatures and journals again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles.models import Article
from editorial.press.proof import faults


class Command(BaseCommand):
    help = (
        "Check every document, sign-off and journal (or those of the named articles); status 1 when one does not hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="articles to check; all when none is named")

    def handle(self, *args: Any, slugs: list[str], **options: Any) -> None:
        articles = Article.objects.filter(slug__in=slugs) if slugs else Article.objects.all()
        if unknown := set(slugs) - set(articles.values_list("slug", flat=True)):
            raise CommandError(f"There is no article {', '.join(sorted(unknown))}.")
        found = 0
        for article in tqdm(
            articles.iterator(), total=articles.count(), unit="article", disable=not options["verbosity"]
        ):
            for fault in faults(article):
                found += 1
                self.stderr.write(f"{article.slug}: {fault}")
        if found:
            raise CommandError(f"{found} faults in {articles.count()} articles. Nothing was changed.")
        self.stdout.write(f"{articles.count()} articles: every digest, signature and journal holds.")
