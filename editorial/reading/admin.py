"""Reading for operators: pages of the house with their history; what readers asked, which may be deleted on request."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin import ReadOnly, ReadOnlyWithHistory
from editorial.house.models import HousePage
from editorial.inbox.models import Question
from editorial.press.models import PressedPage


@admin.register(HousePage)
class HousePageAdmin(ReadOnlyWithHistory):
    list_display = ("title", "slug", "updated_at")


@admin.register(PressedPage)
class PressedPageAdmin(ReadOnly):
    list_display = ("path", "wording", "language", "pressed_at")
    exclude = ("identity", "gzip", "brotli")
    search_fields = ("path",)
    show_full_result_count = False


@admin.register(Question)
class QuestionAdmin(ReadOnly):
    """Personal data: who asked may want it deleted before its day (GDPR, article 17)."""

    list_display = ("kind", "status", "asked_at", "delete_after")
    list_filter = ("kind", "status")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
