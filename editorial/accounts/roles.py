"""The roles as groups, and what templates need to know about the person who is looking."""

from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpRequest

from articles import permissions
from reviewers.permissions import member_of


def make_roles(using: str = "default", **kwargs: Any) -> None:
    """Make sure every role has its group (post_migrate)."""
    for role in permissions.ROLES:
        Group.objects.using(using).get_or_create(name=role)


class Roles:
    """Answers for templates, each asked of the database only when a template wants it."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @property
    def author(self) -> bool:
        return self.user.is_authenticated and permissions.is_author(self.user)

    @property
    def editor(self) -> bool:
        return self.user.is_authenticated and permissions.is_editor(self.user)

    @property
    def chief_editor(self) -> bool:
        return self.user.is_authenticated and permissions.is_chief_editor(self.user)

    @property
    def board_member(self) -> bool:
        return self.user.is_authenticated and member_of(self.user) is not None


def in_templates(request: HttpRequest) -> dict[str, Roles]:
    """Context processor: `roles`."""
    return {"roles": Roles(request.user)} if hasattr(request, "user") else {}
