"""A form that is not taken gives back what was typed into it, and nothing else."""

import base64

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article

pytestmark = pytest.mark.django_db
TEXT = "First line\n</textarea><script>alert(1)</script>"


def test_an_expired_form_gives_the_text_back_escaped(author) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author)
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
def test_who_is_signed_out_meanwhile_gets_the_text_back(client: Client, article: Article, name: str) -> None:
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
