"""Who signs in. People are known by their e-mail address; what they may do follows from their roles (groups)."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles import limits
from reviewers import mail


class UserManager(BaseUserManager["User"]):
    def create_user(
        self,
        email: str,
        name: str = "",
        password: str | None = None,
        *,
        roles: Iterable[str] = (),
        **extra: object,
    ) -> "User":
        """A new account. `roles` are names of groups (articles.permissions.ROLES); unknown ones raise DoesNotExist."""
        from django.contrib.auth.models import Group

        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        user.groups.set(Group.objects.get(name=role) for role in roles)
        return user

    def create_superuser(self, email: str, name: str = "", password: str | None = None) -> "User":
        return self.create_user(email, name, password, is_staff=True, is_superuser=True)

    def known_by(self, email: str | None) -> models.QuerySet["User"]:
        """The account with this address, if any. Compared as the constraint does, so there is at most one."""
        return self.filter(Exact(Lower("email"), Lower(Value(email or ""))))

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.known_by(username).get()


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=limits.NAME)
    is_staff = models.BooleanField(_("operator"), default=False, help_text=_("May use the administration."))
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever has the account hears of a new password or address, whoever set it, at the address as it was."""
        before = User.objects.filter(pk=self.pk).first() if self.pk else None
        news = self.changes(before, kwargs.get("update_fields")) if before else []
        with transaction.atomic():
            super().save(*args, **kwargs)
            for name in news:
                mail.mail(name, before.email, name=before.name)  # type: ignore[union-attr]

    def changes(self, before: "User", fields: Iterable[str] | None) -> list[str]:
        """What is told about saving these fields (None: all): names of mails."""
        saved = {"email", "password"}.intersection(fields if fields is not None else ("email", "password"))
        # A hash that is only renewed (a stronger hasher) is the same password: Django sets `_password` for new ones.
        is_new = self._password is not None or not self.has_usable_password()  # type: ignore[attr-defined]
        return [
            *(["password_changed"] if "password" in saved and is_new and self.password != before.password else []),
            *(["address_changed"] if "email" in saved and self.email != before.email else []),
        ]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the address as well as with the password that they began with."""
        return salted_hmac(
            "accounts.session", f"{self.password} {self.email}", secret=secret, algorithm="sha256"
        ).hexdigest()

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of this person's groups, read once per instance."""
        return frozenset(self.groups.values_list("name", flat=True))
