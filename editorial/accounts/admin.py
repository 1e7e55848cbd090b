"""People and their roles. Signing in to the administration goes through the sign-in page and its limits."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.fields import AsksCharacters
from editorial.accounts.models import User

# The administration's own sign-in would count no wrong guesses.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = _("Administration")
admin.site.site_title = _("Administration")


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
