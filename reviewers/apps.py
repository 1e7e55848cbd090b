from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReviewersConfig(AppConfig):
    name = "reviewers"

    def ready(self) -> None:
        from articles import guards
        from articles.journal import recorded
        from reviewers import evidence, mail
        from reviewers.policy import make_default_policy

        guards.register(evidence.GUARDS)
        post_migrate.connect(make_default_policy, sender=self, dispatch_uid="reviewers.policy")
        recorded.connect(mail.after, dispatch_uid="reviewers.mail")
