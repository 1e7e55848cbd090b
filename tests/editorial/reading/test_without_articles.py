"""Readers' views of a house in which nothing stands yet, or only what the test put there."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def test_home_of_an_empty_house(client: Client):
    assert "No article has been approved yet" in client.get("/").content.decode()


def test_the_board_shows_since_when_a_disclosure_stands(client: Client, django_assert_num_queries):
    first, former = factories.member(), factories.member(active=False)
    first.disclosure = "Advises a maker of implants."
    first.save()
    first.specialty = "Radiology"
    first.save()
    with django_assert_num_queries(2):
        page = client.get("/board-members/").context["page"]
    assert [each.name for each in page.members] == [first.name]
    assert [each.name for each in page.former] == [former.name]
    assert page.members[0].disclosed_on is not None
