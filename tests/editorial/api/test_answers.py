"""What all answers have in common: entity tags, conditions, methods, origins, problems; and the two descriptions."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses() -> list[str]:
    slug = factories.approved().article.slug
    article = f"/api/v1/articles/{slug}"
    return [
        "/api/openapi.json",
        "/api/v1/articles",
        article,
        f"{article}/versions",
        f"{article}/versions/1",
        f"{article}/versions/1/document",
        "/api/v1/references",
        "/api/v1/search?q=pain",
        "/api/v1/keys",
    ]


def test_the_list_of_addresses_here_is_the_one_that_is_described(client, addresses):
    described = client.get("/api/openapi.json").json()["paths"]
    assert len(described) == len(addresses) - 1
    assert all(list(methods) == ["get"] for methods in described.values())


def test_every_answer_may_be_kept_but_asked_for_again(client, addresses):
    for address in addresses:
        answer = client.get(address)
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert answer["ETag"].startswith('"'), "strong"
        assert client.get(address)["ETag"] == answer["ETag"]
        for seen in (answer["ETag"], f'"other", W/{answer["ETag"]}', "*"):
            again = client.get(address, headers={"If-None-Match": seen})
            assert (again.status_code, again.content) == (304, b"")
            assert again["ETag"] == answer["ETag"]
            assert again["Access-Control-Allow-Origin"] == "*"
        assert client.get(address, headers={"If-None-Match": '"other"'}).content == answer.content


def test_head_is_get_without_the_bytes(client, addresses):
    for address in addresses:
        full, head = client.get(address), client.head(address)
        assert head.content == b""
        assert (head.status_code, head["ETag"], head["Content-Length"]) == (
            200,
            full["ETag"],
            str(len(full.content)),
        )


def test_other_methods_are_told_that_the_api_only_reads(client, addresses):
    for address in addresses:
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(address)
            assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
            assert answer["Content-Type"] == "application/problem+json"


def test_posting_needs_no_token_to_be_refused():
    assert Client(enforce_csrf_checks=True).post("/api/v1/articles").status_code == 405


def test_every_origin_may_ask_and_ask_first(client, addresses):
    for address in addresses:
        assert (
            client.get(address, headers={"Origin": "https://elsewhere.example"})["Access-Control-Allow-Origin"] == "*"
        )
        preflight = client.options(address, headers={"Access-Control-Request-Headers": "if-none-match"})
        assert preflight.status_code == 204
        assert "If-None-Match" in preflight["Access-Control-Allow-Headers"]
        assert "Access-Control-Allow-Credentials" not in preflight


def test_nobody_is_recognised(client, addresses):
    anonymous = [client.get(address).content for address in addresses]
    client.force_login(factories.editor())
    for address, before in zip(addresses, anonymous, strict=True):
        answer = client.get(address)
        assert answer.content == before
        assert not answer.cookies
        assert "Cookie" not in answer["Vary"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1",
        "/api/v2/articles",
        "/api/v1/articles/",
        "/api/v1/articles/unknown",
        "/api/v1/articles/%00",
        "/api/v1/articles/../../etc/passwd",
        "/api/v1/articles/unknown/versions",
        "/api/v1/articles/unknown/versions/1",
        "/api/v1/articles/unknown/versions/-1/document",
        "/api/v1/articles/unknown/versions/" + "9" * 5000,
        "/api/%ff",
        "/api/v1/articles/a%0Ab/versions",
    ],
)
def test_what_is_not_there_is_a_sentence_in_json(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["title"] == "Not Found"
    assert answer.json()["detail"].endswith(".")


def test_the_page_for_people_lists_every_operation_without_inline_scripts(client):
    page = client.get(reverse("api:documentation")).text
    for path in client.get(reverse("api:openapi-json")).json()["paths"]:
        assert f"GET {path}" in page
    assert "<script" not in page
    assert client.post(reverse("api:documentation")).status_code in (403, 405)


def test_the_description_names_its_problems_and_refers_only_to_what_it_holds(client):
    description = client.get("/api/openapi.json").json()
    assert description["openapi"] == "3.1.0"
    gone = description["paths"]["/api/v1/articles/{slug}"]["get"]["responses"]["410"]
    assert list(gone["content"]) == ["application/problem+json"]
    text = json.dumps(description)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}:
        assert reference in description["components"]["schemas"]


def test_the_article_s_page_leads_programs_here(client):
    slug = factories.approved().article.slug
    page = client.get(f"/articles/{slug}/").text
    assert f'<link rel="alternate" type="application/json" href="/api/v1/articles/{slug}">' in page
    assert f'<link rel="alternate" type="application/fhir+json" href="/articles/{slug}/fhir.json">' in page
