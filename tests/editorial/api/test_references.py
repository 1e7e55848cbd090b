"""References and search through the API: of published articles only."""

import pytest

from articles import workflow
from articles.models import NoticeKind
from articles.permissions import EDITOR
from articles.working_copy import outline
from tests import factories
from tests.editorial.api.test_articles import followed

pytestmark = pytest.mark.django_db
REFERENCES = "/api/v1/references"
SEARCH = "/api/v1/search"


def test_references_are_those_of_the_approved_documents_as_csl_json(client):
    revision = factories.approved()
    items = client.get(REFERENCES).json()["items"]
    assert [item["csl"]["id"] for item in items] == [str(each.id) for each in revision.document.references]
    assert [item["number"] for item in items] == [1, 2, 3]
    assert items[0]["csl"]["container-title"] == "Insights into Imaging"
    assert items[0]["csl"]["issued"] == {"date-parts": [[2015, 2, 3]]}
    assert items[2]["missing"] == ["title", "authors", "journal", "year", "DOI or PMID"]


def test_a_reference_of_a_draft_is_not_told(client):
    article = factories.approved().article
    outline.add_reference(article=article, key="unpublished", csl={"title": "Unpublished"}, actor=article.author)
    factories.submitted()
    assert "npublished" not in client.get(REFERENCES).text
    assert len(client.get(REFERENCES).json()["items"]) == 3


@pytest.mark.parametrize("limit", [1, 2, 4, 100])
def test_pages_of_references_follow_each_other_across_articles(client, limit, monkeypatch):
    monkeypatch.setattr("editorial.api.v1.ARTICLES_A_PAGE", 2)
    slugs = {factories.approved().article.slug for _ in range(5)}
    items = followed(client, f"{REFERENCES}?limit={limit}")
    assert len(items) == len({(item["article"], item["number"]) for item in items}) == 15
    assert {item["article"] for item in items} == slugs


def test_references_of_a_retracted_article_are_gone(client):
    article = factories.approved().article
    article.refresh_from_db()
    workflow.issue_notice(
        article=article, kind=NoticeKind.RETRACTION, reason="Withdrawn.", actor=factories.person(EDITOR)
    )
    assert client.get(REFERENCES).json() == {"items": [], "next": None}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_references(client, django_assert_num_queries, count):
    for _ in range(count):
        factories.approved()
    with django_assert_num_queries(1):
        assert len(client.get(REFERENCES).json()["items"]) == 3 * count


def test_search_quotes_approved_passages(client):
    revision = factories.approved()
    answer = client.get(f"{SEARCH}?q=steroid+injection").json()
    [item] = answer["items"]
    assert item["slug"] == revision.article.slug
    nodes = {str(node.id) for node in revision.document.nodes()}
    assert {each["node"] for each in item["quotations"]} <= nodes
    assert item["quotations"][0]["treatment_line"] == 2
    plain = client.get(f"{SEARCH}?q=steroid+injection&wording=plain").json()["items"][0]["quotations"]
    wordings = {node.plain for node in revision.document.statements()}
    assert {each["text"] for each in plain if not each["is_fallback"]} & wordings


def test_search_results_come_in_pages(client):
    slugs = {factories.approved().article.slug for _ in range(3)}
    items = followed(client, f"{SEARCH}?q=conservative&limit=1")
    assert len(items) == 3
    assert {item["slug"] for item in items} == slugs


@pytest.mark.parametrize("query", ["", "q=", "q=pain&wording=rude", "q=pain&cursor=all.0", "q=pain&limit=-1"])
def test_a_search_that_cannot_be_made_gets_a_sentence(client, query):
    answer = client.get(f"{SEARCH}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("hostile", ["%00", "%22%22*", "AND+OR+NOT+NEAR(", "%ED%A0%80", "<script>", "%", "💊" * 2000])
def test_hostile_searches_find_nothing_and_break_nothing(client, hostile):
    factories.approved()
    assert client.get(f"{SEARCH}?q={hostile}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_results(client, django_assert_max_num_queries, count):
    for _ in range(count):
        factories.approved()
    client.get(f"{SEARCH}?q=conservative")  # modelsearch remembers content types
    with django_assert_max_num_queries(6):
        assert len(client.get(f"{SEARCH}?q=conservative").json()["items"]) == count
