"""One specialty, one address, in every script: on the home page, in its list, in the API, in sitemap and downloads."""

import re

import pytest
from django.test import Client

from articles.models import Article
from editorial.press.models import Listing
from tests import factories
from tests.samples import sample_document

pytestmark = pytest.mark.django_db


def approved(specialty: str, condition: str = "") -> Article:
    document = sample_document()
    document = document.model_copy(
        update={
            "specialty": specialty,
            "condition": document.condition.model_copy(update={"name": condition or document.condition.name}),
        }
    )
    return factories.approved(document=document).article


def listed(client: Client, address: str) -> set[str]:
    return set(re.findall(r'href="/articles/([\w-]+)/"', client.get(address).content.decode()))


def in_api(client: Client, specialty: str) -> set[str]:
    return {each["slug"] for each in client.get("/api/v1/articles", {"specialty": specialty}).json()["items"]}


PAIRS = [
    ("Ревматология", "Неврология"),
    ("風湿病学", "神経内科"),
    ("???", "!!!"),
    ("Ear, nose and throat", "Ear nose and throat"),
    ("Orthopädie", "Orthopadie"),
    ("Хирургия ENT", "ENT"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_specialties_never_mix(client: Client, one, other):
    first, second, third, without = approved(one), approved(other), approved(one), approved("")
    home = client.get("/").content.decode()
    addresses = set(re.findall(r'href="(/specialties/[\w-]+/)"', home))
    assert len(addresses) == 2
    lists = [listed(client, address) for address in addresses]
    assert sorted(lists, key=len) == [{second.slug}, {first.slug, third.slug}]
    assert in_api(client, one) == {first.slug, third.slug}
    assert in_api(client, other) == {second.slug}
    assert in_api(client, "") == {without.slug}
    for article in (first, second):
        page = client.get(f"/articles/{article.slug}/").content.decode()
        address = re.search(r'href="(/specialties/[\w-]+/)"', page)
        assert address is not None
        assert article.slug in listed(client, address[1])


def test_case_and_spaces_make_no_other_specialty():
    approved("Ревматология")
    approved("ревматология")
    assert Listing.objects.values("specialty_slug").distinct().count() == 1


def test_the_address_of_a_specialty_in_latin_letters_stays(client: Client):
    article = approved("Ear, nose and throat")
    assert listed(client, "/specialties/ear-nose-and-throat/") == {article.slug}
    assert in_api(client, "ear-nose-and-throat") == {article.slug}


def test_an_article_in_another_script_has_an_address_that_says_something(client: Client):
    article = approved("Ревматология", "Болезнь Бехтерева")
    assert article.slug == "bolezn-bekhtereva"
    for rest in ("", "plain/", "proof/", "article.pdf", "references.ris"):
        assert client.get(f"/articles/{article.slug}/{rest}").status_code == 200
    assert f"/articles/{article.slug}/" in client.get("/sitemaps/articles-1.xml").content.decode()
    assert approved("Ревматология", "Болезнь Бехтерева").slug == "bolezn-bekhtereva-2"
