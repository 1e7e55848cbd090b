"""Every article, for editors: nothing is lost that no column of the pipeline shows."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.document import Document, Section, Statement
from articles.models import Article, NoticeKind
from editorial.desk.editors import all_articles
from tests import factories

ALL = reverse("desk:all")
# Session and person, their roles, articles, latest revisions, readers who wait.
QUERIES = 6


def titled(title: str) -> Article:
    document = Document(title=title, sections=(Section(statements=(Statement(professional="A."),)),))
    return factories.draft(document=document)


def listed(client: Client, **query: str) -> list[Article]:
    return [each.article for each in client.get(ALL, query).context["listed"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(editing: Client, count: int, django_assert_num_queries) -> None:
    for _each in range(count):
        factories.submitted()
    with django_assert_num_queries(QUERIES):
        assert len(listed(editing)) == count


def test_each_standing_finds_its_own(editing: Client, editor) -> None:
    drafted, withdrawn, retracted = factories.draft(), factories.submitted(), factories.approved()
    workflow.withdraw(revision=withdrawn, actor=editor, reason="Later.")
    workflow.issue_notice(article=retracted.article, kind=NoticeKind.RETRACTION, reason="Wrong.", actor=editor)
    submitted, reviewed, approved = factories.submitted(), factories.under_review()[0], factories.approved()
    found = {standing: [each.pk for each in listed(editing, standing=standing)] for standing in all_articles.STANDINGS}
    assert found == {
        "draft": [drafted.pk],
        "submitted": [submitted.article_id],
        "under_review": [reviewed.article_id],
        "changes_requested": [],
        "approved": [approved.article_id],
        "withdrawn": [withdrawn.article_id],
        "retracted": [retracted.article_id],
        "archived": [],
    }
    assert len(listed(editing)) == len(listed(editing, standing="nonsense")) == 6


def test_words_of_the_title_find_it(editing: Client) -> None:
    wanted, _other = titled("What helps in 100 % rest?"), titled("What else?")
    assert listed(editing, q=" 100 % REST") == [wanted]
    assert listed(editing, q="nothing like it") == []
    assert "No article is like that." in editing.get(ALL, {"q": "\0x" * 300}).content.decode()


def test_pages_keep_the_filter(editing: Client, monkeypatch) -> None:
    monkeypatch.setattr(all_articles, "PAGE_SIZE", 2)
    made = [titled(f"Question {number} & more?") for number in range(3)]
    titled("Another")
    first = editing.get(ALL, {"q": "& more", "standing": "draft"}).context
    second = editing.get(f"{ALL}?{first['next']}").context
    assert [each.article for each in (*first["listed"], *second["listed"])] == made[::-1]
    assert second["next"] == ""


def test_it_is_for_editors(at_desk: Client, client: Client) -> None:
    assert at_desk.get(ALL).status_code == 403
    assert client.get(ALL).status_code == 302
    assert "All articles" not in at_desk.get(reverse("desk:mine")).content.decode()
