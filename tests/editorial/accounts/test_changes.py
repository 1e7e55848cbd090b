"""A new password or address: who hears of it, which sessions end, and what opens no account."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from editorial.accounts.models import User
from editorial.work.models import QueuedTask
from tests import factories
from tests.working import work_off

NEW = "a quite different phrase"
RESET = "/accounts/password/reset/"


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account_change_password")).status_code == 200


def told() -> list[tuple[list[str], str]]:
    return [(message.to, message.subject) for message in mail.outbox]


@pytest.fixture
def person(db: None) -> User:
    return factories.author(name="Ada <b>Author</b>")


@pytest.fixture
def operator(db: None) -> Client:
    return browser(factories.person(is_staff=True, is_superuser=True))


def test_who_changes_their_password_is_told_and_stays_in_here_only(person: User) -> None:
    here, elsewhere = browser(person), browser(person)
    form = {"oldpassword": factories.PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), form).status_code == 302
    work_off()
    assert told() == [([person.email], "Your password was changed")]
    assert "Ada <b>Author</b>" in mail.outbox[0].body
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_password_that_an_operator_sets_is_told_and_ends_every_session(person: User, operator: Client) -> None:
    theirs = browser(person)
    form = {"usable_password": "true", "password1": NEW, "password2": NEW}
    answer = operator.post(f"/operators/accounts/user/{person.pk}/password/", form)
    work_off()
    assert answer.status_code == 302
    assert told() == [([person.email], "Your password was changed")]
    assert not is_in(theirs)
    assert is_in(operator)


def test_a_password_that_is_taken_away_is_told(person: User, operator: Client) -> None:
    operator.post(
        f"/operators/accounts/user/{person.pk}/password/", {"usable_password": "false", "unset-password": "x"}
    )
    work_off()
    assert not User.objects.get(pk=person.pk).has_usable_password()
    assert told() == [([person.email], "Your password was changed")]


def test_a_new_address_is_told_at_the_old_one_and_ends_every_session(person: User, operator: Client) -> None:
    theirs = browser(person)
    form = {"email": "thief@evil.example", "name": person.name, "is_active": "on"}
    answer = operator.post(f"/operators/accounts/user/{person.pk}/change/", form)
    work_off()
    assert answer.status_code == 302
    assert told() == [([person.email], "The e-mail address of your account was changed")]
    assert "thief" not in mail.outbox[0].body
    assert not is_in(theirs)


def test_who_has_no_password_chooses_one_by_mail(person: User) -> None:
    person.set_unusable_password()
    person.save()
    answer = browser(person).get(reverse("account_change_password"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_reset_password"))


def test_nothing_is_told_where_nothing_changed(person: User, settings: Any) -> None:
    """A new account, a sign-in, another name, the same password hashed anew: no mail, and nobody is signed out."""
    theirs = browser(person)
    factories.author()
    person.name = "Ada Other"
    person.save()
    Client().post(reverse("account_login"), {"login": person.email, "password": factories.PASSWORD})
    assert is_in(theirs)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    assert User.objects.get(pk=person.pk).check_password(factories.PASSWORD)
    work_off()
    assert User.objects.get(pk=person.pk).password.startswith("pbkdf2")
    assert told() == []


def test_a_reset_is_told_by_a_second_mail(person: User) -> None:
    client, elsewhere = Client(), browser(person)
    client.post(RESET, {"email": person.email.upper()})
    work_off()
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)
    assert link
    address = client.get(link[0], follow=True).request["PATH_INFO"]
    assert client.post(address, {"password1": NEW, "password2": NEW}).status_code == 302
    work_off()
    assert told() == [
        ([person.email], "Choose a new password"),
        ([person.email], "Your password was changed"),
    ]
    assert not is_in(elsewhere)


class TestOtherAddresses:
    """Rows that the library keeps beside an account, from before or from anywhere, open nothing."""

    @pytest.fixture(autouse=True)
    def _another_address(self, person: User) -> None:
        EmailAddress.objects.create(user=person, email="thief@evil.example", verified=True, primary=True)

    def test_a_reset_for_one_reaches_nobody(self, client: Client) -> None:
        assert client.post(RESET, {"email": "thief@evil.example"}).status_code == 302
        assert mail.outbox == []

    def test_a_reset_goes_to_the_account_alone(self, client: Client, person: User) -> None:
        client.post(RESET, {"email": person.email})
        work_off()
        assert [message.to for message in mail.outbox] == [[person.email]]

    def test_nobody_signs_in_with_one(self, client: Client) -> None:
        client.post(reverse("account_login"), {"login": "thief@evil.example", "password": factories.PASSWORD})
        assert "_auth_user_id" not in client.session

    def test_a_change_is_told_to_the_account_alone(self, person: User) -> None:
        form = {"oldpassword": factories.PASSWORD, "password1": NEW, "password2": NEW}
        browser(person).post(reverse("account_change_password"), form)
        work_off()
        assert [message.to for message in mail.outbox] == [[person.email]]


def test_no_rows_are_written_beside_the_account(client: Client, person: User) -> None:
    client.post(RESET, {"email": person.email})
    client.post(reverse("account_login"), {"login": person.email, "password": factories.PASSWORD})
    assert "_auth_user_id" in client.session
    assert not EmailAddress.objects.exists()


def test_a_link_ends_with_the_address_it_was_sent_to(client: Client, person: User) -> None:
    client.post(RESET, {"email": person.email})
    work_off()
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)
    assert link
    person.email = "elsewhere@example.org"
    person.save()
    assert "This link no longer works" in client.get(link[0], follow=True).content.decode()


def test_the_link_leads_to_the_house_whatever_the_request_calls_it(client: Client, person: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post(RESET, {"email": person.email}, headers={"host": "evil.example"})
    work_off()
    assert "evil.example" not in mail.outbox[0].body
    assert f"{settings.SITE_ADDRESS}/accounts/password/reset/key/" in mail.outbox[0].body


def test_mails_about_accounts_are_ours_in_both_languages(client: Client, person: User) -> None:
    for language in ("en", "de"):
        client.post(RESET, {"email": person.email}, headers={"Accept-Language": language})
    work_off()
    english, german = mail.outbox
    for message in (english, german):
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"
        assert message.body.rstrip().endswith("Imprimatur")
        assert "example.com" not in message.subject + message.body
        assert "Hello" not in message.body
    assert english.subject == "Choose a new password"


class Broken:
    """A mail backend that fails in a way of its own."""

    def __init__(self, **options: Any) -> None:
        raise RuntimeError("no mail today")


def test_a_reset_answers_alike_whatever_the_mail_server_does(client: Client, person: User, settings: Any) -> None:
    settings.MAIL_TRANSPORT = "tests.editorial.accounts.test_changes.Broken"
    answers = [client.post(RESET, {"email": email}) for email in (person.email, "nobody@example.org")]
    assert [(each.status_code, each["Location"]) for each in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    work_off()
    assert QueuedTask.objects.get().status == QueuedTask.Status.WAITING, "the mail is tried again"


def test_too_many_requests_are_answered_by_our_page(client: Client, person: User) -> None:
    answers = [client.post(RESET, {"email": person.email}) for _request in range(8)]
    assert answers[-1].status_code == 429
    assert "Wait some minutes" in answers[-1].content.decode()
