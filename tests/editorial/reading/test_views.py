"""Readers' views behind the shelf: what is there, and what is not."""

import gzip
import hashlib

import brotli
import pytest
from django.test import Client

from articles import workflow
from articles.models import Article, NoticeKind
from articles.working_copy import drafting
from editorial.press.models import Listing
from tests import factories
from tests.pages import compact
from tests.samples import sample_document

pytestmark = pytest.mark.django_db
PAGES = ("", "plain/", "proof/", "versions/")
DOWNLOADS = (
    "article.pdf",
    "plain/article.pdf",
    "article.txt",
    "document.json",
    "fhir.json",
    "proof.json",
    "references.json",
    "references.ris",
    "references.bib",
)


def address(article: Article, rest: str = "") -> str:
    return f"/articles/{article.slug}/{rest}"


@pytest.fixture(scope="module")
def published(rows_of_module: None) -> Article:
    return factories.approved().article


@pytest.fixture
def article(published: Article) -> Article:
    return Article.objects.get(pk=published.pk)


def retract(article: Article) -> None:
    workflow.issue_notice(
        article=article, kind=NoticeKind.RETRACTION, reason="The rates were invented.", actor=factories.editor()
    )


@pytest.mark.parametrize("rest", PAGES + DOWNLOADS)
def test_every_page_and_download_of_an_approved_article(client: Client, article, rest):
    first = client.get(address(article, rest))
    assert first.status_code == 200
    assert client.get(address(article, rest)).content == first.content
    same = client.get(address(article, rest), headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert client.post(address(article, rest)).status_code == 405


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, deflate, br, zstd"])
@pytest.mark.parametrize("rest", ["", "plain/", "proof/", "versions/"])
def test_a_finished_page_is_answered_in_each_coding(client: Client, article, rest, coding):
    answer = client.get(address(article, rest), headers={"Accept-Encoding": coding})
    assert answer.status_code == 200
    assert answer["Content-Encoding"] in coding
    read = brotli.decompress if answer["Content-Encoding"] == "br" else gzip.decompress
    assert b"<!doctype html>" in read(answer.content)


@pytest.mark.parametrize("rest", [*PAGES, *DOWNLOADS, "versions/1/"])
def test_what_is_not_approved_is_not_there(client: Client, rest):
    assert client.get(address(factories.draft(), rest)).status_code == 404
    assert client.get(address(factories.submitted().article, rest)).status_code == 404
    assert client.get(address(factories.under_review()[0].article, rest)).status_code == 404
    assert client.get(f"/articles/nowhere/{rest}").status_code == 404


def test_not_even_its_author_sees_a_draft_at_the_public_address(client: Client):
    draft = factories.draft()
    client.force_login(draft.author)
    assert client.get(address(draft)).status_code == 404


@pytest.mark.parametrize("rest", ["references.exe", "references.", "versions/7/", "document.xml"])
def test_addresses_that_no_article_has(client: Client, article, rest):
    assert client.get(address(article, rest)).status_code == 404


@pytest.mark.parametrize("rest", ["", "plain/", *(each for each in DOWNLOADS if each != "proof.json"), "versions/2/"])
def test_a_retracted_article_answers_with_its_notice_everywhere(client: Client, article, rest):
    retract(article)
    response = client.get(address(article, rest))
    assert response.status_code == 410
    assert b"The rates were invented." in response.content
    assert b"NSAIDs" not in response.content


@pytest.mark.parametrize("rest", ["proof/", "versions/", "proof.json"])
def test_the_record_of_a_retracted_article_stays(client: Client, article, rest):
    retract(article)
    response = client.get(address(article, rest))
    assert response.status_code == 200
    assert b"NSAIDs" not in response.content


def test_one_version_at_most_is_the_first_also_of_a_retracted_article(client: Client, article):
    statement = article.statements.filter(professional__contains="NSAIDs").first()
    changed = {"professional": "NSAIDs first."}
    drafting.edit(row=statement, version=statement.version, values=changed, actor=article.author)
    factories.approved(Article.objects.get(pk=article.pk))
    retract(Article.objects.get(pk=article.pk))
    assert client.get(address(article, "versions/")).content.decode().count("First approved version.") == 1


def test_the_document_is_the_one_that_was_signed(client: Client, article):
    revision = Article.objects.get(pk=article.pk).published_revision
    content = client.get(address(article, "document.json")).content
    assert hashlib.sha256(content).hexdigest() == revision.digest
    assert revision.digest.encode() in client.get(address(article)).content


def test_a_draft_changes_nothing_that_readers_see(client: Client, article):
    from articles.working_copy import drafting

    before = {rest: client.get(address(article, rest)).content for rest in ("", "plain/", "document.json")}
    article = Article.objects.get(pk=article.pk)
    drafting.edit(row=article, version=article.version, values={"title": "A canary?"}, actor=article.author)
    call_press()
    assert {rest: client.get(address(article, rest)).content for rest in before} == before
    assert b"canary" not in client.get("/").content


def call_press() -> None:
    from django.core.management import call_command

    call_command("press", verbosity=0)


def test_versions_tell_what_changed_between_what_was_approved(client: Client, article):
    from articles.models import Statement
    from articles.working_copy import drafting

    rate = Statement.objects.get(article=article, percentage="35.7")
    drafting.edit(row=rate, version=rate.version, values={"percentage": "36.7"}, actor=article.author)
    factories.approved(Article.objects.get(pk=article.pk))
    page = client.get(address(article, "versions/2/")).content.decode()
    assert "35.7" in page
    assert "36.7" in page
    assert 'class="change change-quantity"' in page
    assert "versions/2/" in client.get(address(article, "versions/")).content.decode()


def test_the_text_of_a_retracted_version_does_not_return_as_a_comparison(client: Client, article):
    from articles.working_copy import drafting

    retract(article)
    statement = article.statements.filter(professional__contains="NSAIDs").first()
    drafting.edit(
        row=statement,
        version=statement.version,
        values={"professional": "Another drug"},
        actor=article.author,
    )
    factories.approved(Article.objects.get(pk=article.pk), after_retraction=True)
    assert client.get(address(article)).status_code == 200
    assert client.get(address(article, "versions/2/")).status_code == 404
    assert b"NSAIDs" not in client.get(address(article, "versions/")).content


def test_languages_have_addresses_of_their_own(client: Client, article):
    english, german = client.get(address(article)), client.get(f"/de{address(article)}")
    assert english["Content-Language"] == "en"
    assert german["Content-Language"] == "de"
    assert b'<html lang="de"' in german.content
    assert client.get(f"/de{address(article, 'document.json')}").status_code == 404


def test_home_lists_what_is_approved_and_asks_few_questions(client: Client, article, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page = client.get("/").content.decode()
    assert address(article) in page
    assert "/specialties/rheumatology/" in page


def test_a_list_costs_the_same_however_long_it_is(client: Client, article, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr("editorial.press.listing.PAGE", 2)
    for _ in range(4):
        factories.approved()
    path, seen = "/specialties/rheumatology/", []
    while path:
        with django_assert_num_queries(1):
            page = client.get(path).context["page"]
        seen += [each.address for each in page.articles]
        path = page.next_address
    assert len(seen) == len(set(seen)) == Listing.objects.count() == 5


@pytest.mark.parametrize("cursor", ["x", "1-2", "-", "99999999999999999999999-00000000000000000000000000000000"])
def test_a_made_up_place_in_a_list_is_not_there(client: Client, article, cursor):
    assert client.get(f"/specialties/rheumatology/{cursor}/").status_code == 404
    assert client.get("/specialties/astrology/").status_code == 404


def test_keys_hold_the_public_half_only(client: Client):
    (key,) = client.get("/keys.json").json()["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "alg", "use"}


@pytest.mark.parametrize(("reader", "rest"), [("patient", "plain/"), ("student", ""), ("professional", "")])
def test_the_answer_is_remembered_and_leads_to_its_wording(article, reader, rest):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/wording/", {"reader": reader, "next": address(article)})
    assert (response.status_code, response["Location"]) == (303, address(article, rest))
    assert response.cookies["reader"].value == reader
    assert response["Cache-Control"] == "no-store"


def test_a_remembered_choice_works_behind_the_shelf_too(client: Client, article):
    client.cookies["reader"] = "patient"
    assert client.get(address(article))["Location"] == address(article, "plain/")
    assert client.get(address(article) + "?wording=professional").status_code == 200
    client.cookies["reader"] = "professional"
    assert client.get(address(article)).status_code == 200


@pytest.mark.parametrize(
    "back", ["https://evil.example/articles/x/", "//evil.example", "/desk/", "", "javascript:alert(1)", "http://["]
)
def test_the_answer_leads_nowhere_else(client: Client, back):
    location = client.post("/wording/", {"reader": "patient", "next": back})["Location"]
    assert location in ("/", "/articles/x/plain/")


def test_an_answer_that_is_none_is_asked_again(client: Client):
    response = client.post("/wording/", {"reader": "king", "next": "/"})
    assert response.status_code == 400
    assert "reader" not in response.cookies
    assert client.get("/wording/").status_code == 200


def test_lists_feeds_and_banners_keep_the_language_of_what_was_approved(client: Client, article):
    workflow.issue_notice(article=article, kind=NoticeKind.CORRECTION, reason="It said 5.", actor=factories.editor())
    article.refresh_from_db()
    drafting.edit(row=article, version=article.version, values={"language": "de"}, actor=article.author)
    title = sample_document().title[:20]
    for path in ("/de/", "/de/specialties/rheumatology/"):
        assert f'<h3 lang="en"><a href="/de/articles/{article.slug}/">{title}' in compact(
            client.get(path).content.decode()
        )
    assert '<h1 lang="en">Rheumatology</h1>' in compact(client.get("/de/specialties/rheumatology/").content.decode())
    assert '<span lang="en">Rheumatology</span>' in compact(client.get("/de/").content.decode())
    assert '<entry xml:lang="en">' in client.get("/de/feeds/new.atom").content.decode()
    assert '<p lang="en">It said 5.</p>' in compact(client.get("/de" + address(article)).content.decode())
    asked = compact(client.get("/de" + address(article, "ask/")).content.decode())
    assert f'<a href="/de/articles/{article.slug}/" lang="en">{title}' in asked
