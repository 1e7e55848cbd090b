from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "editorial.work"
    label = "work"
    verbose_name = _("Work after the answer")

    def ready(self) -> None:
        from django_tasks.signals import task_finished

        from editorial.work import mail, queue, timers

        task_finished.connect(mail.hang_up, dispatch_uid="work.mail")
        timers.every(timers.HOUR, queue.prune_finished)
