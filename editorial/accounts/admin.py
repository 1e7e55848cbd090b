"""People and their roles."""

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.fields import AsksCharacters
from editorial.accounts.models import User

# Libraries bring both. A role is a group that migrate makes: renamed or deleted, it would be gone for everybody who has
# it. An account has one address, its own.
admin.site.unregister([Group, EmailAddress])


@admin.register(User)
class PersonAdmin(AsksCharacters, UserAdmin):
    """People are switched off, never deleted: their name stands in evidence."""

    ordering = ("name",)
    list_display = ("name", "email", "is_active", "is_staff")
    list_filter = ("groups", "is_active", "is_staff")
    search_fields = ("name", "email")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("What they may do"), {"fields": ("groups", "is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2", "groups")}),)
    filter_horizontal = ("groups",)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
