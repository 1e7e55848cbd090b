"""The board for operators: members and the policy can be changed, what the board did cannot."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from articles.admin import ReadOnly, ReadOnlyWithHistory, WithHistory
from articles.fields import AsksCharacters
from articles.models import Revision
from articles.permissions import Person
from articles.states import State
from reviewers import board
from reviewers.models import (
    Assignment,
    ChangeRequest,
    Comment,
    Interest,
    Member,
    ReviewPolicy,
    SignOff,
    Thread,
)


def under_review() -> QuerySet[Revision]:
    """What an approval may follow from, when an operator changed what it depends on."""
    return Revision.objects.filter(state=State.UNDER_REVIEW)


def operator(request: HttpRequest) -> Person:
    """Who is signed in to the administration, which lets nobody else reach a form of ours."""
    return cast(Person, request.user)


@admin.register(Member)
class MemberAdmin(AsksCharacters, WithHistory):
    """A member who leaves is set inactive: their sign-offs keep standing under their name."""

    list_display = ("name", "credentials", "specialty", "active", "since")
    list_filter = ("active", "specialty")
    search_fields = ("name", "user__email")
    autocomplete_fields = ("user",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        """A member who is active again may be the one whose sign-off was missing."""
        super().save_model(request, obj, form, change)
        board.settle_all(revisions=under_review().filter(signoffs__member=obj), actor=operator(request))


@admin.register(ReviewPolicy)
class ReviewPolicyAdmin(WithHistory):
    """There is one row, made after the first migrate."""

    list_display = ("__str__", "signoffs_required", "review_days", "review_interval_months")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ReviewPolicy, form: Any, change: bool) -> None:
        """A change of the policy may take away what was missing."""
        super().save_model(request, obj, form, change)
        board.settle_all(revisions=under_review(), actor=operator(request))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyWithHistory):
    list_display = ("revision", "member", "due", "assigned_at", "recused_at")
    list_select_related = ("revision", "member")


@admin.register(Interest)
class InterestAdmin(ReadOnlyWithHistory):
    list_display = ("member", "article", "declared_at", "lifted_at")
    list_select_related = ("member", "article")


@admin.register(Thread, Comment, ChangeRequest)
class ConversationAdmin(ReadOnlyWithHistory):
    show_full_result_count = False


@admin.register(SignOff)
class SignOffAdmin(ReadOnly):
    list_display = ("name", "credentials", "revision", "signed_at")
    list_select_related = ("revision",)
    search_fields = ("name", "digest")
