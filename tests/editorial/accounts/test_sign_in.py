"""Signing in by e-mail address, and what stands in the way of guessing."""

import os
import re
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from editorial.accounts.adapter import HouseAdapter
from editorial.accounts.models import User
from tests import factories
from tests.working import work_off

LOGIN = "/accounts/login/"
WRONG = "not correct"
LOCKED = "Too many failed login attempts"


def sign_in(client: Client, email: str, password: str):
    return client.post(LOGIN, {"login": email, "password": password})


@pytest.mark.django_db
def test_each_arrives_where_their_work_is(client: Client) -> None:
    author, member = factories.author(), factories.member().user
    operator = Client()
    operator.force_login(factories.person(is_staff=True))
    assert operator.get(reverse("start"))["Location"] == reverse("admin:index")
    answer = sign_in(client, author.email.upper(), factories.PASSWORD)
    assert answer["Location"] == reverse("start")
    assert client.get(reverse("start"))["Location"] == reverse("desk:start")
    other = Client()
    sign_in(other, member.email, factories.PASSWORD)
    assert other.get(reverse("start"))["Location"] == reverse("boardroom:queue")


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_password_and_an_unknown_address_answer_alike(client: Client, known: bool) -> None:
    email = factories.author().email if known else "nobody@example.org"
    answer = sign_in(client, email, "wrong")
    assert answer.status_code == 200
    assert WRONG in answer.content.decode()


@pytest.mark.django_db
def test_a_person_who_was_switched_off_stays_out(client: Client) -> None:
    person = factories.author(is_active=False)
    sign_in(client, person.email, factories.PASSWORD)
    assert "_auth_user_id" not in client.session


def guess_in_another_process(email: str, password: str) -> str:
    """What a second worker answers to a guess: its own process, the same database."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{settings['NAME']}"
    else:
        user, secret = quote(settings["USER"]), quote(settings["PASSWORD"])
        address = f"postgresql://{user}:{secret}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    program = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "from django.conf import settings\n"
        "settings.ALLOWED_HOSTS = ['testserver']\n"
        f"answer = Client().post({LOGIN!r}, {{'login': {email!r}, 'password': {password!r}}})\n"
        "print(answer.status_code, answer.content.decode())\n"
    )
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return run.stdout


@pytest.mark.django_db(transaction=True)
def test_the_sixth_guess_is_refused_by_every_worker(client: Client) -> None:
    person = factories.author()
    for _guess in range(3):
        assert WRONG in sign_in(client, person.email, "wrong").content.decode()
    for _guess in range(2):
        assert WRONG in guess_in_another_process(person.email, "wrong")
    assert LOCKED in guess_in_another_process(person.email, "wrong")
    # Also for the right password, or guessing would go on to find it.
    assert LOCKED in sign_in(client, person.email, factories.PASSWORD).content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_administration_has_no_sign_in_of_its_own(client: Client) -> None:
    answer = client.get("/operators/login/?next=/operators/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)
    person = User.objects.create_superuser("root@example.org", "Root", factories.PASSWORD)
    client.post("/operators/login/", {"username": person.email, "password": factories.PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves(client: Client) -> None:
    form = {"email": "new@example.org", "password1": factories.PASSWORD}
    assert client.post("/accounts/signup/", form).status_code == 404
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.django_db
def test_signing_out_takes_a_form(client: Client) -> None:
    client.force_login(factories.author())
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_forgotten_password_is_set_by_mail_once(client: Client) -> None:
    person = factories.author()
    assert client.post("/accounts/password/reset/", {"email": person.email}).status_code == 302
    work_off()
    (message,) = mail.outbox
    link = re.search(r"/accounts/password/reset/key/\S+", message.body)
    assert link
    form = client.get(link[0], follow=True)
    new = "a quite different phrase"
    address = form.request["PATH_INFO"]
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert User.objects.get(pk=person.pk).check_password(new)
    assert "This link no longer works" in Client().get(link[0], follow=True).content.decode()


@pytest.mark.django_db
def test_a_password_is_changed_by_who_knows_the_old_one(client: Client) -> None:
    person = factories.author()
    client.force_login(person)
    new = "a quite different phrase"
    form = {"oldpassword": "wrong", "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", form).status_code == 200
    assert client.post("/accounts/password/change/", {**form, "oldpassword": factories.PASSWORD}).status_code == 302
    assert User.objects.get(pk=person.pk).check_password(new)


@pytest.mark.django_db
@pytest.mark.parametrize("demonstration", [True, False])
def test_demonstration_accounts_are_listed_in_a_demonstration_only(
    client: Client, settings, demonstration: bool
) -> None:
    from editorial.demonstration import ACCOUNTS

    settings.DEMONSTRATION_ACCOUNTS = "editorial.demonstration.ACCOUNTS" if demonstration else ""
    page = client.get(LOGIN).content.decode()
    for account in ACCOUNTS:
        assert (account.email in page) is demonstration


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    person = factories.author()
    form = {"login": person.email, "password": factories.PASSWORD, "next": elsewhere}
    assert client.post(LOGIN, form)["Location"] == reverse("start")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("addresses", "are_one"),
    [
        (("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), True),
        (("2001:db8:1:2::1", "2001:db8:1:3::1"), False),
        (("::ffff:192.0.2.1", "192.0.2.1"), True),
        (("::ffff:192.0.2.1", "::ffff:192.0.2.2"), False),
    ],
)
def test_limits_count_a_network_of_ipv6_as_one_client(rf, addresses: tuple[str, str], are_one: bool) -> None:
    counted = {HouseAdapter().get_client_ip(rf.post(LOGIN, REMOTE_ADDR=address)) for address in addresses}
    assert (len(counted) == 1) is are_one


@pytest.mark.django_db
def test_guesses_under_another_name_of_the_house_count_as_well(client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    person = factories.author()
    for number in range(5):
        form = {"login": person.email, "password": "wrong"}
        client.post(LOGIN, form, headers={"host": f"name{number}.example"}, REMOTE_ADDR=f"192.0.2.{number}")
    assert LOCKED in sign_in(client, person.email, factories.PASSWORD).content.decode()


class TestKnownDevices:
    """Whoever knows an address can use up its guesses; the owner comes in all the same, from where they were before."""

    @pytest.fixture
    def person(self, db: None) -> User:
        return factories.author()

    @pytest.fixture
    def owner(self, person: User) -> Client:
        """A browser that signed in, and out again."""
        browser = Client()
        sign_in(browser, person.email, factories.PASSWORD)
        browser.post("/accounts/logout/")
        return browser

    def lock(self, person: User) -> None:
        stranger = Client(REMOTE_ADDR="192.0.2.9")
        for _guess in range(5):
            sign_in(stranger, person.email, "wrong")
        assert LOCKED in sign_in(stranger, person.email, factories.PASSWORD).content.decode()

    def test_strangers_do_not_keep_the_owner_out(self, person: User, owner: Client) -> None:
        self.lock(person)
        assert sign_in(owner, person.email.upper(), factories.PASSWORD).status_code == 302
        assert "_auth_user_id" in owner.session

    def test_a_known_device_has_as_many_guesses_as_any_other(self, person: User, owner: Client) -> None:
        for _guess in range(5):
            assert WRONG in sign_in(owner, person.email, "wrong").content.decode()
        assert LOCKED in sign_in(owner, person.email, factories.PASSWORD).content.decode()

    def test_it_is_known_for_its_own_account_only(self, person: User, owner: Client) -> None:
        other = factories.author()
        self.lock(other)
        assert LOCKED in sign_in(owner, other.email, factories.PASSWORD).content.decode()

    def test_a_new_password_ends_it(self, person: User, owner: Client) -> None:
        person.set_password("a quite different phrase")
        person.save()
        self.lock(person)
        assert LOCKED in sign_in(owner, person.email, "a quite different phrase").content.decode()

    @pytest.mark.parametrize("forged", ["", "x", "WyIxIl0:1abc:zzz"])
    def test_a_forged_one_is_none(self, client: Client, person: User, forged: str) -> None:
        self.lock(person)
        client.cookies["known_device"] = forged
        assert LOCKED in sign_in(client, person.email, factories.PASSWORD).content.decode()
