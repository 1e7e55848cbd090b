"""A revision under review, and its two reviewers signed in."""

from typing import NamedTuple

import pytest
from django.test import Client

from articles.models import Revision
from reviewers.models import Member
from tests import factories


class Review(NamedTuple):
    revision: Revision
    one: Member
    two: Member

    def fresh(self) -> Revision:
        return Revision.objects.get(pk=self.revision.pk)


@pytest.fixture
def review(db) -> Review:
    revision, (one, two) = factories.under_review()
    return Review(revision, one, two)


@pytest.fixture
def reviewer(review: Review) -> Client:
    """The first reviewer's browser."""
    return browser(review.one.user)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
