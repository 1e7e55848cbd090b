"""Bring search up to date with what is published: after an upgrade, a restored backup, or with a new search server."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from articles.models import Article
from editorial.search import indexing


class Command(BaseCommand):
    help = "Index every published article anew, and take away what is no longer published."

    def handle(self, *args: Any, **options: Any) -> None:
        published = Article.objects.published().select_related("published_revision__frozen").order_by("pk")
        gone = indexing.begin_anew()
        count = published.count()
        for article in tqdm(published.iterator(chunk_size=100), total=count, unit="article", disable=None):
            if article.published_revision:
                indexing.put(article.published_revision)
        self.stdout.write(f"Indexed {count} published articles; took away {gone} that are published no more.")
