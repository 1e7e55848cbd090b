from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "editorial.work"
    label = "work"
    verbose_name = _("Work after the answer")

    def ready(self) -> None:
        from django_tasks.signals import task_finished, task_started

        from editorial.work import mail, queue, timers

        task_started.connect(mail.begin, dispatch_uid="work.mail")
        task_finished.connect(mail.end, dispatch_uid="work.mail")
        timers.every(timers.HOUR, queue.prune_finished)
