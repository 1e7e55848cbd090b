"""The author's list: what waits first, page by page, with the same number of queries for one article as for three."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import workflow
from articles.document import Condition, Document, Section
from articles.document import Statement as Sentence
from articles.models import Article, NoticeKind, Place, Statement, Tally, TreatmentLine
from articles.working_copy import drafting, outline, tallies, undoing
from editorial.desk import lists
from reviewers import board, discussion
from tests import factories

MINE = reverse("desk:mine")
# Session and person, their roles, articles, latest revisions, last acts and counts, open threads.
QUERIES = 8
# And the first time after an act: doubts, five kinds of rows, and the counts are kept.
COUNTING = QUERIES + 7


def empty_document(title: str) -> Document:
    return Document(title=title)


def sent_back(author, text: str = "Cite a newer source.") -> Article:
    """An article that the board sent back, with one open comment."""
    revision, (member, _other) = factories.under_review(factories.draft(by=author))
    discussion.open_thread(revision=revision, actor=member.user, text=text)
    board.request_changes(revision=revision, actor=member.user, reason=text, digest=revision.digest)
    return revision.article


def test_an_empty_list_says_what_to_do(at_desk: Client) -> None:
    answer = at_desk.get(MINE)
    assert "You have not written an article yet" in answer.content.decode()
    assert reverse("desk:import") in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(at_desk: Client, author, count: int, django_assert_num_queries) -> None:
    for _each in range(count):
        sent_back(author)
    with django_assert_num_queries(COUNTING):
        answer = at_desk.get(MINE)
    assert len(answer.context["entries"]) == count
    with django_assert_num_queries(QUERIES):
        again = at_desk.get(MINE)
    assert again.context["entries"] == answer.context["entries"]


def test_each_article_says_where_it_stands_and_what_waits(at_desk: Client, author) -> None:
    approved = factories.approved(factories.draft(by=author)).article
    returned = sent_back(author)
    broken = factories.draft(by=author, document=empty_document("What is missing here?"))
    entries = {entry.article.pk: entry for entry in at_desk.get(MINE).context["entries"]}
    assert entries[approved.pk].progress.state == "approved"
    assert entries[returned.pk].progress.state == "changes_requested"
    assert entries[returned.pk].open_threads == 1
    assert entries[broken.pk].progress.state == "draft"
    assert entries[broken.pk].tally.errors


def test_a_new_revision_of_an_approved_article_stands_before_it(at_desk: Client, author) -> None:
    article = factories.approved(factories.draft(by=author)).article
    statement = article.statements.first()
    drafting.edit(row=statement, version=1, values={"plain": "New words"}, actor=author)
    factories.submitted(Article.objects.get(pk=article.pk))
    (entry,) = at_desk.get(MINE).context["entries"]
    assert entry.progress.state == "submitted"
    assert entry.article.published_revision.number == 1


def test_an_article_whose_rows_make_no_document_does_not_take_the_list_down(at_desk: Client, article) -> None:
    # No form lets this through; a row written past the actions must not hide the others.
    TreatmentLine.objects.filter(article=article).update(title="")
    (entry,) = at_desk.get(MINE).context["entries"]
    assert entry.tally.errors is None
    assert "Not complete yet" in at_desk.get(MINE).content.decode()
    assert at_desk.get(reverse("desk:article", args=[article.pk])).status_code == 409


def test_counts_are_true_of_what_stands_there_after_every_act(at_desk: Client, author) -> None:
    article = factories.draft(by=author, document=empty_document("What is missing?"))

    def errors() -> int:
        (entry,) = at_desk.get(MINE).context["entries"]
        return entry.tally.errors

    assert errors() == 2
    added = outline.add_statement(article=article, place=Place.ANSWER, owner=None, professional="Rest.", actor=author)
    assert errors() == 1
    undoing.undo(done=article.acts.latest("pk"), actor=author)
    assert errors() == 2
    assert not Statement.objects.filter(pk=added.pk).exists()


def test_counts_of_another_release_are_counted_anew(at_desk: Client, article: Article) -> None:
    at_desk.get(MINE)
    Tally.objects.update(release="before", errors=99)
    (entry,) = at_desk.get(MINE).context["entries"]
    assert entry.tally.errors == 0
    assert Tally.objects.get().release == tallies.release()


def test_who_acted_before_there_were_acts_is_counted_too(at_desk: Client, article: Article) -> None:
    article.acts.all().delete()
    (entry,) = at_desk.get(MINE).context["entries"]
    assert (entry.tally.errors, entry.tally.upto) == (0, 0)


def test_what_waits_for_the_author_stands_first(at_desk: Client, author, monkeypatch) -> None:
    returned = sent_back(author).pk
    published = factories.approved(factories.draft(by=author)).article_id
    asked, _members = factories.under_review(factories.draft(by=author))
    discussion.open_thread(revision=asked, actor=_members[0].user, text="Which dose?")
    older, members = factories.under_review(factories.draft(by=author))
    discussion.open_thread(revision=older, actor=members[0].user, text="Which dose?")
    workflow.withdraw(revision=older, actor=author, reason="For another round.")
    second = factories.submitted(Article.objects.get(pk=older.article_id)).article_id
    draft = factories.draft(by=author).pk
    withdrawn = factories.submitted(factories.draft(by=author))
    workflow.withdraw(revision=withdrawn, actor=author, reason="Later.")
    waiting = factories.submitted(factories.draft(by=author)).article_id
    gone = factories.approved(factories.draft(by=author)).article
    workflow.issue_notice(article=gone, kind=NoticeKind.RETRACTION, reason="Wrong.", actor=factories.editor())
    renewed = factories.approved(factories.draft(by=author)).article
    drafting.edit(row=renewed.statements.first(), version=1, values={"plain": "New"}, actor=author)
    again, (member, _other) = factories.under_review(Article.objects.get(pk=renewed.pk))
    board.request_changes(revision=again, actor=member.user, reason="No.", digest=again.digest)
    expected = [
        ("Waits for you", renewed.pk),
        ("Waits for you", returned),
        ("Waits for you", second),
        ("Waits for you", asked.article_id),
        ("Drafts", withdrawn.article_id),
        ("Drafts", draft),
        ("In review", waiting),
        ("Published", published),
        ("Retracted", gone.pk),
    ]
    answer = at_desk.get(MINE)
    assert [(entry.group, entry.article.pk) for entry in answer.context["entries"]] == expected
    assert answer.content.decode().count("Waits for you</h2>") == 1
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    seen, query = [], ""
    while True:
        context = at_desk.get(f"{MINE}?{query}").context
        seen += [(entry.group, entry.article.pk) for entry in context["entries"]]
        query = context["next"]
        if not query:
            break
    assert seen == expected


def test_a_search_reads_titles_and_conditions_of_ones_own(at_desk: Client, author) -> None:
    gout = factories.draft(by=author, document=Document(title="What helps?", condition=Condition(name="Gout")))
    factories.draft(by=author, document=Document(title="Does rest help?"))
    factories.draft(document=Document(title="What helps in gout?"))
    for wanted in ("gout", "WHAT HELPS", " Gou "):
        page = at_desk.get(MINE, {"q": wanted})
        assert [entry.article.pk for entry in page.context["entries"]] == [gout.pk]
    nothing = at_desk.get(MINE, {"q": "scurvy"}).content.decode()
    assert "None of your articles has these words" in nothing
    assert 'value="scurvy"' in nothing


@pytest.mark.parametrize("wanted", ["\0", "%", "x" * 3000, "' OR 1=1"])
def test_a_search_for_anything_is_no_error(at_desk: Client, article: Article, wanted: str) -> None:
    assert at_desk.get(MINE, {"q": wanted}).status_code == 200


def test_the_next_page_of_a_search_is_of_the_search(at_desk: Client, author, monkeypatch) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 1)
    for title in ("Rest?", "Rest again?", "Ice?"):
        factories.draft(by=author, document=Document(title=title))
    context = at_desk.get(MINE, {"q": "rest"}).context
    assert "q=rest" in context["next"]
    (entry,) = at_desk.get(f"{MINE}?{context['next']}").context["entries"]
    assert entry.article.title == "Rest?"


def test_only_ones_own(at_desk: Client) -> None:
    factories.draft()
    assert at_desk.get(MINE).context["entries"] == []


def test_pages_follow_each_other_without_gap_or_repetition(at_desk: Client, author, monkeypatch) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    document = Document(title="Q?", sections=(Section(statements=(Sentence(professional="A."),)),))
    made = [factories.draft(by=author, document=document).pk for _each in range(5)]
    seen, query = [], ""
    while True:
        context = at_desk.get(f"{MINE}?{query}").context
        seen += [entry.article.pk for entry in context["entries"]]
        query = context["next"]
        if not query:
            break
    assert seen == made[::-1]


@pytest.mark.parametrize("after", ["x", "2020-01-01", "2020-01-01 x", "0001-01-01T00:00 " + "0" * 32, "%00"])
def test_an_unreadable_cursor_is_no_error(at_desk: Client, article, after: str) -> None:
    assert at_desk.get(MINE, {"after": after}).status_code == 200


def test_an_editor_starts_at_the_pipeline_and_an_author_at_their_articles(at_desk: Client, editing: Client) -> None:
    assert "desk/mine.html" in [each.name for each in at_desk.get(reverse("desk:start")).templates]
    assert "desk/editors/pipeline.html" in [each.name for each in editing.get(reverse("desk:start")).templates]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "2026-13-01", "%00"])
def test_a_cursor_of_no_time_is_the_first_page(at_desk: Client, article: Article, moment: str) -> None:
    answer = at_desk.get(f"{MINE}?after={moment}%20{article.pk}")
    assert answer.status_code == 200
    assert str(article.pk) in answer.content.decode()
