"""Pages for people with an account have one door: no text is lost at it, and no cache keeps what is behind it."""

from collections.abc import Iterable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from articles.permissions import AUTHOR, CHIEF_EDITOR, EDITOR
from editorial.accounts.models import User
from tests import factories
from tests.editorial.addresses import Address, addresses

ANY = uuid4()
pytestmark = pytest.mark.django_db
TEXT = "First line\n</textarea><script>alert(1)</script>"
SECRETS = {"password": "hunter22", "csrfmiddlewaretoken": "token-of-this-form", "once": "number-of-this-form"}


def one_of_each(name: str, kind: str) -> Iterable[str]:
    return {"uuid": [str(ANY)], "slug": ["submitted"], "str": ["statements"]}.get(kind, ["1"])


def behind_the_door() -> list[Address]:
    return [each for each in addresses(one_of_each) if each.room in ("desk", "board", "start")]


def everything() -> User:
    """A person who may go everywhere."""
    person = factories.person(AUTHOR, EDITOR, CHIEF_EDITOR, is_staff=True, is_superuser=True)
    factories.member(user=person)
    return person


def test_a_form_that_arrives_after_its_session_comes_back_with_its_text(client: Client) -> None:
    taken = []
    for address in behind_the_door():
        answer = client.post(address.path, {"text": TEXT, "reason": "A reason", **SECRETS})
        if answer.status_code == 405:
            assert client.get(address.path).status_code == 302, address
            continue
        page = answer.content.decode()
        assert answer.status_code == 403, address
        assert "First line\n&lt;/textarea&gt;&lt;script&gt;" in page, address
        assert ">&#10;A reason</textarea>" in page, address
        assert "<script>alert" not in page, address
        assert f"{reverse('account_login')}?next={address.path}" in page, address
        assert not [secret for secret in SECRETS.values() if secret in page], address
        assert answer["Cache-Control"] == "no-store, private", address
        taken.append(address.path)
    assert len([path for path in taken if path.startswith("/board/")]) == 6
    assert len(taken) > 20


def test_a_form_without_protection_comes_back_with_its_text_and_a_way_to_sign_in() -> None:
    browser = Client(enforce_csrf_checks=True)
    for address in behind_the_door():
        answer = browser.post(address.path, {"text": TEXT, **SECRETS})
        page = answer.content.decode()
        assert answer.status_code == 403, address
        assert "First line\n&lt;/textarea&gt;&lt;script&gt;" in page, address
        assert f"{reverse('account_login')}?next={address.path}" in page, address
        assert not [secret for secret in SECRETS.values() if secret in page], address
        assert answer["Cache-Control"] == "no-store, private", address


def test_signing_in_leads_back_to_the_page_that_the_form_stood_on(client: Client) -> None:
    address = reverse("boardroom:reply", args=[uuid4()])  # takes forms only
    stood_on = reverse("boardroom:review", args=[uuid4()])
    for sender, back in (
        (f"http://testserver{stood_on}?a=1", f"{stood_on}%3Fa%3D1"),
        ("https://evil.example/", address),
        ("javascript:alert(1)", address),
        ("//evil.example/", address),
    ):
        page = client.post(address, {"text": "Said"}, headers={"referer": sender}).content.decode()
        assert f'?next={back}" target' in page, sender
        assert "evil" not in page


def test_everything_else_leads_to_sign_in_and_back(client: Client) -> None:
    for address in behind_the_door():
        answer = client.get(address.path, {"after": "x"})
        if answer.status_code != 405:
            assert answer.status_code == 302, address
            assert answer["Location"] == f"{reverse('account_login')}?next={address.path}%3Fafter%3Dx", address


def test_no_cache_keeps_what_somebody_who_is_signed_in_sees(client: Client) -> None:
    """Every page that names them, whatever its status; finished pages are the same for everybody and name nobody."""
    factories.approved()
    client.force_login(everything())
    rooms = ("desk", "board", "start", "accounts", "operators", "search", "about", "board-members", "")
    tried = [each for each in addresses(one_of_each) if each.room in rooms]
    assert len(tried) > 150
    for address in tried:
        # The library for history stumbles over an id that is none.
        is_history = address.room == "operators" and "/history/" in address.path
        if address.path == reverse("account_logout") or is_history:
            continue
        answer = client.get(address.path)
        if b"Sign out" in answer.content or address.room in ("desk", "board", "start", "operators"):
            assert {"no-store", "private"} <= {*answer["Cache-Control"].split(", ")}, (address, answer)


def test_strangers_pages_keep_the_rules_of_their_room(client: Client) -> None:
    assert "no-store" not in client.get("/search/").headers.get("Cache-Control", "")


def test_methods_come_first(client: Client) -> None:
    assert client.put(reverse("desk:mine")).status_code == 405
    assert client.post(reverse("boardroom:queue"), {"text": "Said"}).status_code == 405
