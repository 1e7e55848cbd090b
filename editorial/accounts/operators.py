"""The administration as a place: which of its own pages it serves beside those of the models."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

# Signing in and passwords have one place in the house, with its limits and its mails; "r/" shows rows elsewhere.
NOT_OURS = {"password_change", "password_change_done", "view_on_site"}


class OperatorsSite(AdminSite):
    site_header = _("Administration")
    site_title = _("Administration")
    final_catch_all_view = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        pages = [each for each in super().get_urls() if getattr(each, "name", None) not in NOT_OURS]
        change = RedirectView.as_view(pattern_name="account_change_password")
        return [path("password_change/", self.admin_view(change), name="password_change"), *pages]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the sign-in page: a form of its own would count no wrong guesses, whoever sends it."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or request.get_full_path())
