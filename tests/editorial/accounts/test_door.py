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


# Each form with free text of people with an account, and its fields. {id} is any id.
FORMS = {
    "comment": ("/board/revisions/{id}/comment/", ("text", "suggested_wording")),
    "request for changes": ("/board/revisions/{id}/request-changes/", ("reason",)),
    "recusal": ("/board/revisions/{id}/recuse/", ("reason",)),
    "reply of the board": ("/board/threads/{id}/reply/", ("text",)),
    "reply of the author": ("/desk/articles/{id}/threads/{id}/reply/", ("text",)),
    "closing a point": ("/desk/articles/{id}/threads/{id}/resolve/", ("reason",)),
    "submission": ("/desk/articles/{id}/submit/", ("message",)),
    "withdrawal": ("/desk/articles/{id}/withdraw/", ("reason",)),
    "notice": ("/desk/articles/{id}/notice/", ("reason",)),
    "request for a review": ("/desk/revisions/{id}/assign/", ("reason",)),
    "answer to a reader": ("/desk/questions/{id}/answer/", ("address",)),
    "draft from a question": ("/desk/questions/{id}/draft/", ("title",)),
    "review of a problem": ("/desk/questions/{id}/review/", ("message",)),
    "page of the house": ("/desk/house/disclaimer/", ("title", "body")),
    "new article": ("/desk/new/", ("title", "condition", "specialty")),
    "import": ("/desk/import/", ("text",)),
    "statement": ("/desk/articles/{id}/statements/{id}/", ("label", "plain_label", "professional", "plain")),
    "new statement": ("/desk/articles/{id}/statements/add/?place=answer", ("professional", "plain")),
    "reference": ("/desk/articles/{id}/references/add/", ("key", "title", "authors", "journal", "note")),
    "author": ("/desk/articles/{id}/authors/add/", ("name", "credentials")),
    "about": ("/desk/articles/{id}/about/", ("title", "condition", "synonyms", "specialty")),
}


@pytest.mark.parametrize("form", FORMS)
def test_all_that_was_typed_comes_back_from_every_form_when_the_session_ended(client: Client, form: str) -> None:
    address, fields = FORMS[form]
    sent = {name: f"Typed as {name}: ü </textarea>" for name in fields}
    answer = client.post(address.format(id=ANY), sent | SECRETS)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "You are signed out" in page
    for name in fields:
        assert f">&#10;Typed as {name}: ü &lt;/textarea&gt;</textarea>" in page
    assert not [secret for secret in SECRETS.values() if secret in page]


def test_a_refusal_without_a_form_of_its_own_gives_the_text_back(client: Client) -> None:
    client.force_login(factories.author())
    answer = client.post(f"/desk/articles/{ANY}/notice/", {"reason": TEXT} | SECRETS)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "This page is for editors." in page
    assert "First line\n&lt;/textarea&gt;&lt;script&gt;" in page
    assert not [secret for secret in SECRETS.values() if secret in page]


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
