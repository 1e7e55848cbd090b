from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReadingConfig(AppConfig):
    name = "editorial.reading"
    label = "reading"

    def ready(self) -> None:
        from articles.journal import recorded
        from editorial.reading import indexing, press
        from editorial.reading.house import make_default_pages

        recorded.connect(press.after, dispatch_uid="reading.press")
        recorded.connect(indexing.after, dispatch_uid="reading.indexing")
        post_migrate.connect(make_default_pages, sender=self, dispatch_uid="reading.house")
