"""Work for operators: who works, what waits, and what failed, which they let begin anew or give up."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin import ReadOnly
from editorial.work import queue
from editorial.work.models import QueuedTask, Worker


@admin.register(QueuedTask)
class QueuedTaskAdmin(ReadOnly):
    """Never the arguments themselves: a mail may carry what is for its recipient alone, a link to a password say."""

    list_display = ("short_name", "about", "status", "attempts", "due_at", "finished_at", "error")
    list_filter = ("status", "lane", "name")
    exclude = ("arguments", "key")
    readonly_fields = ("about",)
    ordering = ("-enqueued_at",)
    show_full_result_count = False
    actions = ("try_again", "give_up")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("work.change_queuedtask"))

    @admin.display(description=_("task"))
    def short_name(self, row: QueuedTask) -> str:
        return row.short_name

    @admin.display(description=_("about"))
    def about(self, row: QueuedTask) -> str:
        return row.about

    @admin.action(description=_("Try again what failed"), permissions=["decide"])
    def try_again(self, request: HttpRequest, rows: QuerySet[QueuedTask]) -> None:
        count = queue.try_again(rows, timezone.now())
        self.tell(request, ngettext("%d task begins anew.", "%d tasks begin anew.", count) % count, count)

    @admin.action(description=_("Give up what failed"), permissions=["decide"])
    def give_up(self, request: HttpRequest, rows: QuerySet[QueuedTask]) -> None:
        count = queue.give_up(rows, timezone.now())
        self.tell(request, ngettext("%d task is given up.", "%d tasks are given up.", count) % count, count)

    def tell(self, request: HttpRequest, sentence: str, count: int) -> None:
        self.message_user(request, sentence, messages.SUCCESS if count else messages.WARNING)


@admin.register(Worker)
class WorkerAdmin(ReadOnly):
    list_display = ("name", "lane", "host", "pid", "started_at", "seen_at")
