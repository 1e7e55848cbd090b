from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        from articles import evidence, guards

        guards.register(evidence.GUARDS)
        # The guards name their tables themselves; SQLite drops triggers when a migration rebuilds a table.
        pre_migrate.connect(guards.lift, sender=self, dispatch_uid="articles.guards")
        post_migrate.connect(guards.reinstall, dispatch_uid="articles.guards")
        guards.register_check()
