"""The sitemap: every public page in every language with its day, and nothing else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from articles import workflow
from articles.models import NoticeKind
from editorial.reading import sitemaps
from tests import factories
from tests.editorial.reading.test_feeds import SCHEMAS
from tests.editorial.search.test_find import CANARY, one_statement

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def fetched(client: Client, address: str, schema: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    root = etree.fromstring(response.content)
    etree.XMLSchema(etree.parse(SCHEMAS / schema)).assertValid(root)
    return root


def every_address(client: Client) -> dict[str, Any]:
    """Every address in every file of the sitemap, with its element."""
    index = fetched(client, "/sitemap.xml", "siteindex.xsd")
    found = {}
    for place in index.xpath("s:sitemap/s:loc/text()", namespaces=NS):
        path = "/" + str(place).split("/", 3)[3]
        for url in fetched(client, path, "sitemap.xsd").xpath("s:url", namespaces=NS):
            found[url.findtext("s:loc", namespaces=NS)] = url
    return found


def test_files_are_valid_and_every_address_answers_a_reader(client: Client) -> None:
    factories.approved()
    addresses = every_address(client)
    assert len(addresses) >= 12
    for address in addresses:
        assert client.get("/" + address.split("/", 3)[3]).status_code == 200, address


def test_an_article_is_there_in_both_languages_and_each_names_the_other(client: Client) -> None:
    revision = factories.approved()
    addresses = every_address(client)
    english = next(each for each in addresses if each.endswith(f"/articles/{revision.article.slug}/"))
    german = english.replace("/articles/", "/de/articles/")
    for address in (english, german):
        links = addresses[address].xpath("x:link[@rel='alternate']", namespaces=NS)
        assert {link.get("hreflang"): link.get("href") for link in links} == {
            "en": english,
            "de": german,
            "x-default": english,
        }
        assert revision.approved_at is not None
        assert addresses[address].findtext("s:lastmod", namespaces=NS) == revision.approved_at.date().isoformat()


def test_only_what_readers_may_see_is_listed(client: Client) -> None:
    kept = factories.approved(document=one_statement("Lumbago", "Walk.")).article
    gone = factories.approved(document=one_statement("Sciatica", "Walk.")).article
    draft = factories.submitted(document=one_statement(CANARY, CANARY, name=CANARY)).article
    workflow.issue_notice(article=gone, kind=NoticeKind.RETRACTION, reason="Wrong.", actor=factories.editor())
    listed = " ".join(every_address(client))
    assert f"/articles/{kept.slug}/" in listed
    assert f"/articles/{gone.slug}/" not in listed
    assert f"/articles/{draft.slug}/" not in listed
    assert CANARY not in listed


def test_the_plain_page_is_not_listed_beside_its_canonical_one(client: Client) -> None:
    factories.approved()
    assert not any("/plain/" in address for address in every_address(client))


def test_an_empty_house_has_a_valid_sitemap_too(client: Client) -> None:
    assert any(address.endswith("/about/editorial-policy/") for address in every_address(client))


def test_long_lists_are_cut_into_files(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "ITEMS_A_FILE", 2)
    for number in range(3):
        factories.approved(document=one_statement(f"Lumbago {number}", "Walk."))
    index = fetched(client, "/sitemap.xml", "siteindex.xsd")
    files = [str(place) for place in index.xpath("s:sitemap/s:loc/text()", namespaces=NS)]
    assert [place.rsplit("/", 1)[1] for place in files if "articles" in place] == ["articles-1.xml", "articles-2.xml"]
    articles = {address for address in every_address(client) if address.endswith(("/versions/", "/proof/"))}
    assert len(articles) == 3 * 2 * 2


@pytest.mark.parametrize(
    ("section", "number"), [("articles", 0), ("articles", 2), ("articles", 10**25), ("house", 10**16), ("drafts", 1)]
)
def test_files_that_are_not_there_are_not_found(client: Client, section: str, number: int) -> None:
    factories.approved()
    assert client.get(reverse("sitemap-section", args=(section, number))).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_file_is_one_query_however_long(client: Client, number: int, django_assert_num_queries: Any) -> None:
    for each in range(number):
        factories.approved(document=one_statement(f"Lumbago {each}", "Walk."))
    with django_assert_num_queries(1):
        client.get(reverse("sitemap-section", args=("articles", 1)))
