"""Whom the sign-in page and `serve` name in a demonstration; nobody anywhere else."""

from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string


class DemonstrationAccount(Protocol):
    """Someone to sign in as."""

    email: str
    name: str
    role: str | Promise
    specialty: str  # of a board member

    @property
    def password(self) -> str: ...


def accounts() -> tuple[DemonstrationAccount, ...]:
    """The accounts of settings.DEMONSTRATION_ACCOUNTS, named by its path: production imports no demonstration."""
    path = settings.DEMONSTRATION_ACCOUNTS
    return tuple(import_string(path)) if path else ()
