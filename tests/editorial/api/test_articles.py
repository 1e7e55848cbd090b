"""Published articles through the API: the list with its filters and pages, and one article."""

from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article, NoticeKind
from articles.permissions import EDITOR
from articles.working_copy import drafting
from reviewers.models import ReviewPolicy
from tests import factories
from tests.samples import sample_document

pytestmark = pytest.mark.django_db
LIST = "/api/v1/articles"


def followed(client, address: str) -> list[dict]:
    """All items of a list, page by page."""
    items = []
    while address:
        answer = client.get(address).json()
        items += answer["items"]
        address = answer["next"] and address_of(answer["next"])
    return items


def address_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_an_approved_article_is_listed_with_what_the_board_signed(client):
    revision = factories.approved()
    [item] = client.get(LIST).json()["items"]
    assert item["slug"] == revision.article.slug
    assert item["title"] == revision.document.title
    assert (item["version"], item["digest"]) == (1, revision.digest)
    assert item["answer"].startswith("Start with conservative care")
    assert (item["standing"], item["overdue"]) == (None, False)
    assert client.get(address_of(item["links"]["self"])).json()["digest"] == revision.digest
    assert client.get(address_of(item["links"]["document"])).content == revision.document.canonical()
    assert client.get(address_of(item["links"]["page"])).status_code == 200


def test_nothing_is_listed_before_the_board_approves(client):
    factories.draft()
    factories.submitted()
    revision, _members = factories.under_review()
    assert client.get(LIST).json() == {"items": [], "next": None}
    assert client.get(f"{LIST}/{revision.article.slug}").status_code == 404


def test_pages_follow_each_other_without_gap_or_repetition(client):
    slugs = [factories.approved().article.slug for _ in range(5)]
    assert [item["slug"] for item in followed(client, f"{LIST}?limit=2")] == slugs


def test_the_next_page_keeps_the_filters(client):
    for specialty in ("Rheumatology", "Cardiology", "Rheumatology", "Rheumatology"):
        factories.approved(document=sample_document().model_copy(update={"specialty": specialty}))
    items = followed(client, f"{LIST}?limit=1&specialty=rheumatology")
    assert [item["specialty"] for item in items] == ["Rheumatology"] * 3


def test_changed_since_takes_the_last_change_seen(client):
    first, second = factories.approved(), factories.approved()
    [_, last] = client.get(LIST).json()["items"]
    since = quote(last["changed_at"])
    assert [item["slug"] for item in followed(client, f"{LIST}?changed_since={since}")] == [second.article.slug]
    workflow.issue_notice(
        article=first.article,
        kind=NoticeKind.CORRECTION,
        reason="The rate was misprinted.",
        actor=factories.person(EDITOR),
    )
    [_, changed] = followed(client, f"{LIST}?changed_since={since}")
    assert (changed["slug"], changed["standing"]) == (first.article.slug, "correction")
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    assert followed(client, f"{LIST}?changed_since={tomorrow}") == []


@pytest.mark.parametrize(
    "query",
    [
        "cursor=",
        "cursor=nonsense",
        "cursor=WyJhIl0:AAAA",
        "cursor=%00%ff%ED%A0%80",
        "limit=0",
        "limit=101",
        "limit=many",
        "limit=" + "9" * 5000,
        "changed_since=yesterday",
        "changed_since=0001-01-01T00:00:00%2B14:00",
        "changed_since=9999-12-31T23:59:59-14:00",
        "specialty=" + "x" * 501,
    ],
)
def test_bad_parameters_get_a_sentence(client, query):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")


def test_a_cursor_of_another_list_is_refused(client):
    factories.approved()
    cursor = urlsplit(client.get("/api/v1/references?limit=1").json()["next"]).query.split("cursor=")[1]
    assert client.get(f"/api/v1/references?cursor={cursor}").status_code == 200
    assert client.get(f"{LIST}?cursor={cursor}").status_code == 400


def test_a_specialty_that_nobody_has_is_an_empty_list(client):
    factories.approved()
    for hostile in ("%00", "'; DROP TABLE articles_article; --", "%ED%A0%80", ""):
        assert client.get(f"{LIST}?specialty={quote(hostile, safe='%')}").json()["items"] == []


def test_an_article_tells_who_approved_it_and_what_was_announced(client):
    revision = factories.approved()
    workflow.issue_notice(
        article=revision.article,
        kind=NoticeKind.EXPRESSION_OF_CONCERN,
        reason="A source is being looked into.",
        actor=factories.person(EDITOR, name="Eve Editor"),
    )
    told = client.get(f"{LIST}/{revision.article.slug}").json()
    assert [each["name"] for each in told["approved_by"]] == [each.name for each in revision.signoffs.all()]
    assert told["condition"] == {
        "name": "Baastrup’s disease",
        "synonyms": ["Kissing spine", "Arthrosis interspinosa", "Maladie de Baastrup"],
        "icd10": "M48.2",
    }
    [notice] = told["notices"]
    assert (notice["kind"], notice["issued_by"]) == ("expression_of_concern", "Eve Editor")
    assert told["standing"] == "expression_of_concern"


def test_a_pending_revision_is_told_only_where_the_board_tells(client):
    article = factories.approved().article
    article.refresh_from_db()
    factories.submitted(reworded(article))
    assert client.get(f"{LIST}/{article.slug}").json()["pending_since"] is None
    ReviewPolicy.objects.update_or_create(pk=1, defaults={"show_pending": True})
    assert client.get(f"{LIST}/{article.slug}").json()["pending_since"]


def reworded(article):
    """The article with one sentence of its working copy changed."""
    row = article.statements.first()
    drafting.edit(
        row=row, version=row.version, values={"professional": f"{row.professional} Again."}, actor=article.author
    )
    return article


def test_a_retracted_article_is_its_notice(client):
    revision = factories.approved()
    workflow.issue_notice(
        article=revision.article,
        kind=NoticeKind.RETRACTION,
        reason="The trial was withdrawn.",
        actor=factories.person(EDITOR, name="Eve Editor"),
    )
    assert client.get(LIST).json()["items"] == []
    answer = client.get(f"{LIST}/{revision.article.slug}")
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    assert answer.json()["notice"]["reason"] == "The trial was withdrawn."
    assert "Start with" not in answer.text


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_list(client, django_assert_num_queries, count):
    slugs = [factories.approved().article.slug for _ in range(count)]
    with django_assert_num_queries(1):
        assert len(client.get(LIST).json()["items"]) == count
    # The article, and the four by which its records are read: what it says, and whether they bear it, are of the same.
    with django_assert_num_queries(5):
        client.get(f"{LIST}/{slugs[0]}")


@pytest.mark.parametrize("many", [1, 12])
def test_queries_do_not_grow_with_what_is_recorded_of_an_article(client, django_assert_num_queries, many):
    ReviewPolicy.objects.update(signoffs_required=many)
    article = factories.approved(members=many).article
    editor = factories.person(EDITOR)
    for number in range(many):
        workflow.issue_notice(article=article, kind=NoticeKind.CORRECTION, reason=f"Unit {number}.", actor=editor)
    address = f"{LIST}/{article.slug}"
    with django_assert_num_queries(5):
        told = client.get(address).json()
    assert (len(told["approved_by"]), len(told["notices"])) == (many, many)
    for _ in range(many - 1):
        workflow.withdraw(revision=next_round(article), actor=editor, reason="Once more")
    next_round(article)
    with django_assert_num_queries(6):  # whether readers are told that one is in review
        assert client.get(address).json()["pending_since"] is None
    ReviewPolicy.objects.update(show_pending=True)
    with django_assert_num_queries(6):
        assert client.get(address).json()["pending_since"]


def next_round(article):
    article = Article.objects.get(pk=article.pk)
    return workflow.submit(article=article, actor=article.author, re_review=True)
