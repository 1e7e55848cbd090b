"""Feeds that any reader can read (RFC 4287), with nothing in them that is not public; robots.txt."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from articles import workflow
from articles.models import Article, NoticeKind
from articles.working_copy import drafting
from reviewers import board
from tests import factories
from tests.editorial.search.test_find import CANARY, one_statement

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parents[2] / "schemas"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
NAMES = ("new", "corrected", "retracted")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(client: Client, name: str, prefix: str = "") -> Any:
    """The feed, held against the schema and against the rules that the schema cannot say."""
    path = f"{prefix}/feeds/{name}.atom"
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    root = etree.fromstring(response.content)
    etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng")).assertValid(root)
    ids = root.xpath("//a:id/text()", namespaces=ATOM)
    assert len(ids) == len(set(ids))
    for entry in root.xpath("a:entry", namespaces=ATOM):
        assert root.xpath("a:author/a:name", namespaces=ATOM) or entry.xpath("a:author", namespaces=ATOM)
        assert entry.xpath("a:link[not(@rel) or @rel='alternate']/@href", namespaces=ATOM)
    (itself,) = root.xpath("a:link[@rel='self']/@href", namespaces=ATOM)
    assert itself.endswith(f":8000{path}")
    return root


def texts(root: Any, path: str) -> list[str]:
    return [str(text) for text in root.xpath(path, namespaces=ATOM)]


def notice(article: Article, kind: NoticeKind, reason: str) -> None:
    workflow.issue_notice(article=article, kind=kind, reason=reason, actor=factories.editor())


@pytest.mark.parametrize("prefix", ["", "/de"])
@pytest.mark.parametrize("name", NAMES)
def test_every_feed_is_valid_when_it_is_empty_and_when_it_is_not(client: Client, name: str, prefix: str) -> None:
    assert texts(feed(client, name, prefix), "a:entry/a:id/text()") == []
    article = factories.approved().article
    for kind in NoticeKind:
        notice(article, kind, "A <b>reason</b> & more")
    factories.approved(document=one_statement("Lumbago", "Walk."))
    assert texts(feed(client, name, prefix), "a:entry/a:id/text()")


def test_a_new_approval_is_an_entry_with_the_answer(client: Client) -> None:
    article = factories.approved().article
    root = feed(client, "new")
    assert texts(root, "a:entry/a:title/text()") == ["What is the treatment for Baastrup sign <L4&L5>?"]
    assert texts(root, "a:entry/a:id/text()") == [article.pk.urn]
    assert texts(root, "a:entry/a:category/@term") == ["Rheumatology"]
    (summary,) = texts(root, "a:entry/a:summary/text()")
    assert summary.startswith("Start with conservative care")
    (link,) = texts(root, "a:entry/a:link/@href")
    assert link.endswith(f"/articles/{article.slug}/")
    assert link.startswith("http")


def test_the_latest_approval_comes_first_and_an_entry_keeps_its_identity(client: Client) -> None:
    first = factories.approved(document=one_statement("Lumbago", "Walk.")).article
    factories.approved(document=one_statement("Sciatica", "Walk."))
    assert texts(feed(client, "new"), "a:entry/a:title/text()") == ["Sciatica", "Lumbago"]
    approve_again(first)
    root = feed(client, "new")
    assert texts(root, "a:entry/a:title/text()") == ["Lumbago", "Sciatica"]
    assert texts(root, "a:entry/a:id/text()")[0] == first.pk.urn


def approve_again(article: Article) -> None:
    revision = workflow.submit(article=article, actor=article.author, re_review=True)
    members = [factories.member(), factories.member()]
    for member in members:
        board.assign(revision=revision, member=member, actor=factories.editor())
    for member in members:
        board.sign(revision=revision, actor=member.user, digest=revision.digest)


def test_notices_are_in_the_feed_of_their_kind_with_their_reason(client: Client) -> None:
    article = factories.approved(document=one_statement("Lumbago", "Walk.")).article
    notice(article, NoticeKind.CORRECTION, "A rate was wrong.")
    notice(article, NoticeKind.EXPRESSION_OF_CONCERN, "There is doubt.")
    corrected = feed(client, "corrected")
    assert texts(corrected, "a:entry/a:title/text()") == ["Expression of concern: Lumbago", "Correction: Lumbago"]
    assert texts(corrected, "a:entry/a:summary/text()") == ["There is doubt.", "A rate was wrong."]
    notice(article, NoticeKind.RETRACTION, "It was wrong.")
    assert texts(feed(client, "retracted"), "a:entry/a:title/text()") == ["Retraction: Lumbago"]
    assert texts(feed(client, "new"), "a:entry/a:title/text()") == []


def test_markup_in_a_text_stays_text(client: Client) -> None:
    article = factories.approved(document=one_statement("Lumbago", "Walk.")).article
    notice(article, NoticeKind.CORRECTION, "<script>alert(1)</script> & so on")
    (summary,) = texts(feed(client, "corrected"), "a:entry/a:summary/text()")
    assert summary == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on"


def test_feeds_name_their_languages(client: Client) -> None:
    factories.approved()
    assert feed(client, "new").get(XML_LANG) == "en"
    german = feed(client, "new", "/de")
    assert german.get(XML_LANG) == "de"
    assert texts(german, "a:entry/@xml:lang") == ["en"]
    assert "/de/articles/" in texts(german, "a:entry/a:link/@href")[0]


def test_a_feed_is_dated_by_its_latest_entry(client: Client) -> None:
    revision = factories.approved()
    (updated,) = texts(feed(client, "new"), "a:updated/text()")
    assert revision.approved_at is not None
    assert datetime.fromisoformat(updated) == revision.approved_at


def test_nothing_of_a_draft_is_in_any_feed(client: Client) -> None:
    published = factories.approved(document=one_statement("Lumbago", "Walk.")).article
    factories.submitted(document=one_statement(f"About {CANARY}", CANARY, name=CANARY))
    row = Article.objects.get(pk=published.pk)
    drafting.edit(row=row, version=row.version, values={"title": CANARY, "specialty": CANARY}, actor=row.author)
    notice(published, NoticeKind.CORRECTION, "A rate was wrong.")
    for name in NAMES:
        assert CANARY not in client.get(f"/feeds/{name}.atom").content.decode()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", [1, 3])
def test_a_feed_is_two_queries_however_long(
    client: Client, name: str, number: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(number):
        article = factories.approved(document=one_statement("Lumbago", "Walk.")).article
        notice(article, NoticeKind.CORRECTION, "Wrong.")
    with django_assert_max_num_queries(2):
        client.get(f"/feeds/{name}.atom")


def test_people_are_told_of_the_feeds(client: Client) -> None:
    page = client.get("/feeds/").content.decode()
    assert all(f'href="/feeds/{name}.atom"' in page for name in NAMES)


def test_robots_may_visit_what_readers_may_and_are_told_where_the_sitemap_is(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    for room in ("/desk/", "/board/", "/operators/", "/accounts/"):
        assert f"Disallow: {room}" in lines
    assert not any("/board-members/".startswith(line.removeprefix("Disallow: ")) for line in lines if "Dis" in line)
    assert lines[-1].startswith("Sitemap: http")
    assert lines[-1].endswith("/sitemap.xml")
