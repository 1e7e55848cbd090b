"""Versions through the API: what the board approved, now and once, with the evidence; and exactly those bytes."""

import hashlib

import pytest

from articles import workflow
from articles.models import NoticeKind, Revision
from articles.permissions import EDITOR
from reviewers.proof import keys, statements
from tests import factories
from tests.editorial.api.test_articles import followed, reworded

pytestmark = pytest.mark.django_db


def versions_of(article) -> str:
    return f"/api/v1/articles/{article.slug}/versions"


def next_version(article, **options) -> Revision:
    article.refresh_from_db()
    return factories.approved(reworded(article), **options)


def retract(article) -> None:
    article.refresh_from_db()
    workflow.issue_notice(
        article=article, kind=NoticeKind.RETRACTION, reason="Unsafe dose.", actor=factories.person(EDITOR)
    )


def test_versions_are_those_that_readers_were_shown_newest_first(client):
    article = factories.approved().article
    next_version(article)
    article.refresh_from_db()
    withdrawn = factories.submitted(reworded(article))
    workflow.withdraw(revision=withdrawn, actor=article.author, reason="A mistake.")
    article.refresh_from_db()
    factories.submitted(article)
    items = followed(client, f"{versions_of(article)}?limit=1")
    assert [(item["number"], item["state"]) for item in items] == [(2, "approved"), (1, "superseded")]
    for number in (0, 3, 4, 10**40):
        assert client.get(f"{versions_of(article)}/{number}").status_code == 404
        assert client.get(f"{versions_of(article)}/{number}/document").status_code == 404


def test_a_version_has_sign_offs_that_anyone_can_verify(client):
    revision = factories.approved()
    told = client.get(f"{versions_of(revision.article)}/1").json()
    assert told["digest"] == revision.digest
    for signoff in told["signoffs"]:
        statement = statements.verify(signoff["jws"])
        assert (statement["digest"], statement["name"]) == (revision.digest, signoff["name"])
    assert client.get("/api/v1/keys").json() == {"keys": [keys.public_jwk()]}


def test_a_document_is_the_very_bytes_and_its_tag_the_digest(client):
    article = factories.approved().article
    second = next_version(article)
    for revision in Revision.objects.filter(article=article):
        answer = client.get(f"{versions_of(article)}/{revision.number}/document")
        assert answer.content == revision.frozen.content.encode() == revision.document.canonical()
        assert hashlib.sha256(answer.content).hexdigest() == revision.digest
        assert answer["ETag"] == f'"{revision.digest}"'
        assert answer["Content-Type"] == "application/json"
    assert second.number == 2


def test_a_retraction_takes_every_text_and_leaves_the_record(client):
    article = factories.approved().article
    next_version(article)
    retract(article)
    for number in (1, 2):
        answer = client.get(f"{versions_of(article)}/{number}/document")
        assert (answer.status_code, answer.json()["notice"]["reason"]) == (410, "Unsafe dose.")
    assert [item["state"] for item in followed(client, versions_of(article))] == ["retracted", "superseded"]
    told = client.get(f"{versions_of(article)}/2").json()
    assert told["links"]["document"] is None
    assert [each["kind"] for each in told["notices"]] == ["retraction"]
    assert len(told["signoffs"]) == 2


def test_after_a_new_approval_only_the_retracted_text_stays_gone(client):
    article = factories.approved().article
    next_version(article)
    retract(article)
    next_version(article, after_retraction=True)
    statuses = [client.get(f"{versions_of(article)}/{number}/document").status_code for number in (1, 2, 3)]
    assert statuses == [200, 410, 200]
    documents = [item["links"]["document"] is not None for item in followed(client, versions_of(article))]
    assert documents == [True, False, True]


def test_an_article_without_approval_has_no_versions(client):
    article = factories.submitted().article
    for address in (versions_of(article), f"{versions_of(article)}/1", f"{versions_of(article)}/1/document"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_versions(client, django_assert_num_queries, count):
    article = factories.approved().article
    for _ in range(count - 1):
        next_version(article)
    with django_assert_num_queries(1):
        assert len(client.get(versions_of(article)).json()["items"]) == count
    with django_assert_num_queries(4):  # one for the sign-offs that the event of approval names
        client.get(f"{versions_of(article)}/{count}")
    with django_assert_num_queries(2):
        client.get(f"{versions_of(article)}/{count}/document")
