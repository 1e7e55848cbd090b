"""Where the library for accounts asks us: one address to an account, our mails, no pages and ways of its own."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from editorial.accounts import devices
from editorial.accounts.models import User
from reviewers import mail


class HouseAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by operators: nobody signs up by themselves."""
        return False

    def get_login_stages(self) -> list[str]:
        """Nothing between the password and being signed in: the library's stages lead to pages that are not served."""
        return []

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Switched off while they signed in: answered like any other who may not come in."""
        raise PermissionDenied

    def is_ajax(self, request: HttpRequest) -> bool:
        """Every answer is a page, whatever a request accepts: the library's JSON repeats forms."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the house's own address: that of the request is what its sender chose to call us."""
        uidb36, _, token = key.partition("-")
        return settings.SITE_ADDRESS + reverse("account_reset_password_from_key", args=(uidb36, token))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """To the address of the account, never to the one that was typed, in the language of who asked."""
        link = context["password_reset_url"]
        mail.mail("password_reset", user.email, language=get_language(), name=user.name, link=link)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom limits count as one: an IPv4 address, also where it comes as an IPv6 one, or a /64 of IPv6."""
        address = ip_address(super().get_client_ip(request))
        return truncate_ip(str(getattr(address, "ipv4_mapped", None) or address))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count of wrong guesses for an address, by whichever of our host names they come, and one for each browser
        that the person signed in with before."""
        email = str(credentials.get("email", "")).lower()
        return f"{email} {devices.known(request, email)}"

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        devices.remember(response, user)
        return response
