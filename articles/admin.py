"""Content and evidence for operators: to look at, with its history, never to change."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from articles.models import (
    Article,
    Author,
    Event,
    Intervention,
    Notice,
    Reference,
    Revision,
    Section,
    Statement,
    TreatmentLine,
)


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that the actions write, and nobody else."""

    def has_add_permission(self, request: HttpRequest, *args: object) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class WithHistory(SimpleHistoryAdmin):
    """The library's history pages, for keys that are none of the model's as well: these are not found."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().history_view(request, object_id, extra_context)
        except (ValidationError, ValueError):
            raise Http404 from None

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        try:
            return super().history_form_view(request, object_id, version_id, extra_context)
        except (ValidationError, ValueError):
            raise Http404 from None


class ReadOnlyWithHistory(ReadOnly, WithHistory):
    """Read-only rows whose earlier states can be read too."""


@admin.register(Article)
class ArticleAdmin(ReadOnlyWithHistory):
    list_display = ("title", "author", "specialty", "created_at")
    list_select_related = ("author",)
    search_fields = ("title", "slug", "condition")
    show_full_result_count = False


@admin.register(Author, Section, TreatmentLine, Intervention, Statement, Reference)
class NodeAdmin(ReadOnlyWithHistory):
    list_display = ("__str__", "article")
    list_select_related = ("article",)
    search_fields = ("article__title", "article__slug")
    show_full_result_count = False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyWithHistory):
    list_display = ("article", "number", "state", "submitted_by_name", "submitted_at", "approved_at")
    list_select_related = ("article",)
    list_filter = ("state",)
    search_fields = ("article__title", "digest")
    show_full_result_count = False


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ("article", "kind", "issued_by_name", "issued_at")
    list_select_related = ("article",)
    list_filter = ("kind",)


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("article", "sequence", "kind", "actor_name", "at")
    list_select_related = ("article",)
    search_fields = ("article__title", "hash")
    show_full_result_count = False
