"""The chief editor's pages of the house."""

import pytest
from django.test import Client
from django.urls import reverse

from editorial.house import pages
from editorial.house.models import HousePage
from tests import factories

POLICY = "editorial-policy"
ADDRESS = reverse("desk:house-page", args=[POLICY])


@pytest.fixture
def chief(db: None, signed_in) -> Client:
    return signed_in(factories.chief_editor())


@pytest.fixture
def policy(db: None) -> HousePage:
    return HousePage.objects.get_or_create(pk=POLICY, defaults={"title": "Editorial policy", "body": "Old."})[0]


def form(policy: HousePage, body: str) -> dict[str, object]:
    return {"version": policy.version, "title": policy.title, "body": body}


def test_a_page_is_changed_once_and_keeps_its_versions(chief: Client, policy: HousePage) -> None:
    assert policy.title in chief.get(reverse("desk:house")).content.decode()
    assert policy.body[:20] in chief.get(ADDRESS).content.decode()
    before = policy.history.count()
    for _attempt in range(2):
        assert chief.post(ADDRESS, form(policy, "Two members sign.")).status_code == 302
    assert HousePage.objects.get(pk=POLICY).body == "Two members sign."
    assert policy.history.count() == before + 1


def test_two_chief_editors_get_both_texts(chief: Client, policy: HousePage) -> None:
    other = factories.chief_editor()
    pages.edit(page=policy, version=policy.version, title=policy.title, body="What she wrote", actor=other)
    answer = chief.post(ADDRESS, form(policy, "What he wrote"))
    assert answer.status_code == 409
    assert "What she wrote" in answer.content.decode()
    assert "What he wrote" in answer.content.decode()
    assert HousePage.objects.get(pk=POLICY).body == "What she wrote"


def test_an_empty_page_is_refused(chief: Client, policy: HousePage) -> None:
    assert chief.post(ADDRESS, form(policy, " ")).status_code == 422
    assert HousePage.objects.get(pk=POLICY).body == policy.body


def test_only_the_chief_editor(editing: Client, at_desk: Client, policy: HousePage) -> None:
    for client in (editing, at_desk):
        assert client.get(reverse("desk:house")).status_code == 403
        assert client.post(ADDRESS, form(policy, "Mine")).status_code == 403
    assert HousePage.objects.get(pk=POLICY).body == policy.body


def test_a_page_that_is_none_is_no_address(chief: Client) -> None:
    assert chief.get(reverse("desk:house-page", args=["nothing"])).status_code == 404
