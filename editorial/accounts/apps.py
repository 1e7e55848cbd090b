from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate


class OperatorsConfig(admin.AdminConfig):
    """Django's administration, at our place."""

    default = False
    default_site = "editorial.accounts.operators.OperatorsSite"


class AccountsConfig(AppConfig):
    default = True
    name = "editorial.accounts"
    label = "accounts"

    def ready(self) -> None:
        from editorial.accounts.roles import make_roles

        post_migrate.connect(make_roles, sender=self, dispatch_uid="accounts.roles")
