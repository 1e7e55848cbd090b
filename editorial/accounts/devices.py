"""Browsers in which somebody signed in before: wrong guesses made elsewhere do not keep them out.

Each such browser has a count of its own, so a stolen cookie buys as many guesses as any other, and no password. A new
password or address ends it (OWASP, "Slow down online guessing attacks with device cookies").
"""

from secrets import token_hex

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from editorial.accounts.models import User

COOKIE = "known_device"
SALT = "accounts.device"
KEPT_SECONDS = 365 * 24 * 60 * 60


def remember(response: HttpResponse, person: User) -> None:
    value = signing.dumps([person.pk, _stamp(person), token_hex(8)], salt=SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=KEPT_SECONDS,
        path=reverse("account_login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, email: str) -> str:
    """The number of this browser where the account with this address signed in with it before; else empty."""
    try:
        pk, stamp, number = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return ""
    person = User.objects.known_by(email).filter(pk=pk).first()
    return number if person and constant_time_compare(stamp, _stamp(person)) else ""


def _stamp(person: User) -> str:
    """Changes with the password and the address."""
    return salted_hmac(SALT, person.get_session_auth_hash()).hexdigest()
