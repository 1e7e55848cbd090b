from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "editorial.accounts"
    label = "accounts"

    def ready(self) -> None:
        from editorial.accounts.roles import make_roles

        post_migrate.connect(make_roles, sender=self, dispatch_uid="accounts.roles")
