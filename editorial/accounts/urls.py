"""The pages of the library for accounts that are wanted here. Everything else of it stays without an address, so that
an upgrade that brings new pages brings none to us (tests/editorial/test_addresses.py)."""

from allauth.account import views
from django.urls import path, re_path

from editorial.accounts.views import PasswordChange

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", PasswordChange.as_view(), name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
