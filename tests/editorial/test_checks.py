"""What keeps the house from starting, and what is said when it starts."""

import base64
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from editorial import checks
from reviewers.proof import keys
from tests import factories

GOOD_SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP"


def another_key() -> str:
    return base64.urlsafe_b64encode(bytes(range(50, 82))).decode().rstrip("=")


def production(**environment: str) -> subprocess.CompletedProcess[str]:
    """Plain `manage.py check`, as an operator in production runs it."""
    good = {"SECRET_KEY": GOOD_SECRET, "SIGNING_KEY": another_key(), "ALLOWED_HOSTS": "house.example"}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | good
        | {"IMPRIMATUR_MODE": "production", "DJANGO_SETTINGS_MODULE": "editorial.settings"}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_good_values_start():
    done = production()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SIGNING_KEY", "abc", "SIGNING_KEY holds 2 bytes; an Ed25519 key has 32."),
        ("SIGNING_KEY", "not base64!", "SIGNING_KEY is not base64url"),
        ("SIGNING_KEY", "A" * 43, "SIGNING_KEY is not random"),
        ("SECRET_KEY", "x", "SECRET_KEY is too easy to guess"),
        ("SECRET_KEY", "ab" * 40, "SECRET_KEY is too easy to guess"),
        ("SECRET_KEY", settings.PUBLISHED_SECRET_KEY, "SECRET_KEY is the one that demonstrations use"),
        ("SITE_ADDRESS", "house.example", "SITE_ADDRESS is “house.example”; it must be like https://"),
        ("SITE_ADDRESS", "https://house.example/articles", "SITE_ADDRESS is “https://house.example/articles”"),
        ("SITE_ADDRESS", "https://house.example:http", "SITE_ADDRESS is"),
        ("SHELF_BYTES", "much", "SHELF_BYTES is “much”; it must be a number of 0 or more"),
        ("SHELF_SECONDS", "-1", "SHELF_SECONDS is “-1”; it must be a number of 0 or more"),
    ],
)
def test_a_value_that_cannot_work_keeps_production_from_starting(name, value, said):
    done = production(**{name: value})
    assert done.returncode != 0
    assert said in done.stderr


def test_a_demonstration_may_use_the_published_secret(settings):
    assert settings.SECRET_KEY == settings.PUBLISHED_SECRET_KEY
    assert checks.secret_key_is_secret(None) == []


def test_check_refuses_a_bad_key(settings):
    settings.SIGNING_KEY = "abc"
    with pytest.raises(SystemCheckError, match="SIGNING_KEY holds 2 bytes"):
        call_command("check", stdout=StringIO(), stderr=StringIO())


def test_signoffs_by_another_key_are_named_at_the_start(db, settings, capsys):
    factories.approved()
    earlier = keys.public_jwk()["kid"]
    assert checks.signoffs_are_by_this_house(None, databases=["default"]) == []
    settings.SIGNING_KEY = another_key()
    now = keys.public_jwk()["kid"]
    assert now != earlier
    [warning] = [each for each in run_checks(databases=["default"]) if each.id == "editorial.W001"]
    assert warning.msg.startswith(f"2 of the sign-offs were not made with this SIGNING_KEY (kid {now}); ")
    assert f"names the key {earlier}." in warning.msg
    # `serve` runs exactly this before it listens.
    call_command("check", databases=["default"])
    assert earlier in capsys.readouterr().err


def test_a_database_without_tables_is_no_reason_to_stop(monkeypatch, db):
    from django.db import connection

    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert checks.signoffs_are_by_this_house(None, databases=["default"]) == []
