"""People at the desk and their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article
from editorial.accounts.models import User
from tests import factories


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser of its own for a person."""

    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def author(db: None) -> User:
    return factories.author(name="Ada Author")


@pytest.fixture
def editor(db: None) -> User:
    return factories.editor(name="Edgar Editor")


@pytest.fixture
def article(author: User) -> Article:
    return factories.draft(by=author)


@pytest.fixture
def at_desk(author: User, signed_in: Callable[[User], Client]) -> Client:
    """The author's browser."""
    return signed_in(author)


@pytest.fixture
def editing(editor: User, signed_in: Callable[[User], Client]) -> Client:
    """The editor's browser."""
    return signed_in(editor)
