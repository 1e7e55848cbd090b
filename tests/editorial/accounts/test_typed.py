"""A form that is not taken gives back what was typed into it, and nothing else."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import get_resolver, reverse

from editorial.accounts import typed
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "First line\n</textarea><script>alert(1)</script>"


def test_an_expired_form_gives_the_text_back_escaped(db: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(factories.author())
    answer = browser.post(reverse("desk:import"), {"text": TEXT})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This form has expired" in page
    assert "First line\n&lt;/textarea&gt;&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_an_expired_form_gives_no_secret_back(db: None) -> None:
    sent = {"login": "ada@example.org", "password": "hunter22", "email": "b@example.org", "code": "123456"}
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), sent)
    assert answer.status_code == 403
    for value in sent.values():
        assert value not in answer.content.decode()


@pytest.mark.parametrize("name", ["import", "submit"])
def test_who_is_signed_out_meanwhile_gets_the_text_back(client: Client, db: None, name: str) -> None:
    article = factories.draft()
    address = reverse("desk:import") if name == "import" else reverse("desk:submit", args=[article.pk])
    answer = client.post(address, {"text" if name == "import" else "message": TEXT})
    assert answer.status_code == 403
    assert "First line\n&lt;/textarea&gt;" in answer.content.decode()
    assert f"/accounts/login/?next={address}" in answer.content.decode()
    assert not article.revisions.exists()


def test_the_text_of_an_import_between_its_steps_comes_back_readable(client: Client) -> None:
    content = base64.urlsafe_b64encode("Wörter ÿÿ".encode()).decode()
    assert "Wörter ÿÿ" in client.post(reverse("desk:import"), {"content": content, "keep": "new"}).content.decode()
    assert client.post(reverse("desk:import"), {"content": "no=base64"}).status_code == 302


def test_every_field_that_takes_text_is_given_back_or_left_out_for_a_reason() -> None:
    """A new field of a form turns this red until somebody says which of the two it is."""
    left_out = {
        "email": "a reader's address is theirs",
        "account": "somebody's e-mail address",
        "to": "the same",
        "website": "a trap for programs",
        "language": "also the switch of the interface sends it",
        "password": "a secret",
    }
    get_resolver().url_patterns  # noqa: B018 - imports every view, and with it every form
    fields = {
        name
        for form in subclasses(forms.BaseForm)
        if form.__module__.startswith(("editorial.desk", "editorial.boardroom", "editorial.reading"))
        for name, field in form.base_fields.items()
        if isinstance(
            field.widget, (forms.Textarea, forms.TextInput, forms.EmailInput, forms.NumberInput, forms.PasswordInput)
        )
    }
    assert {"professional", "suggested_wording", "password"} <= fields
    assert fields - typed.TYPED == left_out.keys()


def subclasses(of: Any) -> Iterator[Any]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)
