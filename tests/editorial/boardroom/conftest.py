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


@pytest.fixture(scope="module")
def review_of_module(rows_of_module) -> Review:
    revision, (one, two) = factories.under_review()
    return Review(revision, one, two)


@pytest.fixture
def review(review_of_module, db) -> Review:
    revision, *members = review_of_module
    one, two = (Member.objects.select_related("user").get(pk=each.pk) for each in members)
    return Review(Revision.objects.get(pk=revision.pk), one, two)


@pytest.fixture
def reviewer(review: Review) -> Client:
    """The first reviewer's browser."""
    return browser(review.one.user)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
