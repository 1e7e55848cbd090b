"""Guesses made at the same time count as well: the places are given away once, whoever asks."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection

from editorial.boardroom.password import GUESSES, TooManyGuesses, WrongPassword, confirm
from tests import factories


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_are_five_guesses():
    cache.clear()
    user = factories.person()

    def guess(_number: int) -> str:
        try:
            confirm(user, "wrong")
        except (WrongPassword, TooManyGuesses) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "confirmed"

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(guess, range(20)))
    assert answers.count("WrongPassword") == GUESSES
    assert answers.count("TooManyGuesses") == 20 - GUESSES
