"""Setting an article aside: what it hides, what it keeps, and what the database refuses whoever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from articles import journal, workflow
from articles.journal import Decision
from articles.models import Article, Author, Event, NoticeKind, Section, SetAside, Statement
from articles.states import Forbidden, Refused, Stale
from articles.working_copy import archiving, byline, drafting, undoing
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from articles.working_copy.rows import ROW_ORDER
from reviewers.proof import decisions
from tests import factories
from tests.lifted import tamper
from tests.samples import sample_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return factories.draft()


def now(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def faults(article: Article) -> list[str]:
    return [*journal.faults(now(article)), *decisions.faults(now(article))]


def delete(article: Article, **options) -> None:
    archiving.delete_draft(article=article, **({"shown": latest(article), "actor": article.author} | options))


def test_what_is_archived_is_read_only_until_it_is_taken_back(article):
    before = compose(article).digest
    archiving.archive(article=article, actor=article.author)
    statement = article.statements.first()
    with pytest.raises(Refused, match="Take it back"):
        drafting.edit(row=statement, version=1, values={"plain": "x"}, actor=article.author)
    with pytest.raises(Refused, match="archived"):
        workflow.submit(article=article, actor=factories.editor())
    with pytest.raises(Refused, match="Take it back"):
        byline.add_author(article=article, name="X", actor=article.author)
    archiving.take_back(article=article, actor=factories.editor())
    assert compose(now(article)).digest == before
    drafting.edit(row=statement, version=1, values={"plain": "x"}, actor=article.author)
    kinds = list(article.events.order_by("sequence").values_list("kind", flat=True))
    assert kinds == [Decision.CREATED, Decision.ARCHIVED, Decision.TAKEN_BACK]
    assert faults(article) == []


def test_twice_is_once(article):
    for _each in range(2):
        archiving.archive(article=article, actor=article.author)
    assert article.events.filter(kind=Decision.ARCHIVED).count() == 1
    for _each in range(2):
        archiving.take_back(article=article, actor=article.author)
    assert article.events.filter(kind=Decision.TAKEN_BACK).count() == 1


def test_what_the_board_reviews_or_readers_see_is_not_archived():
    revision = factories.submitted()
    with pytest.raises(Refused, match="in review"):
        archiving.archive(article=revision.article, actor=revision.article.author)
    published = factories.approved().article
    with pytest.raises(Refused, match="by a notice"):
        archiving.archive(article=published, actor=published.author)
    workflow.issue_notice(article=published, kind=NoticeKind.RETRACTION, reason="No.", actor=factories.editor())
    archiving.archive(article=published, actor=published.author)
    assert now(published).set_aside == SetAside.ARCHIVED
    assert faults(published) == []


def test_a_deleted_draft_leaves_no_row_and_its_record_holds(article):
    author = article.author
    delete(article)
    for kind in (Author, *ROW_ORDER):
        assert not kind._default_manager.filter(article=article).exists(), kind
    assert now(article).set_aside == SetAside.DELETED
    assert article.events.latest("sequence").kind == Decision.DELETED
    assert faults(article) == []
    with pytest.raises(Refused, match="was deleted"):
        archiving.take_back(article=article, actor=author)
    with pytest.raises(Refused, match="was deleted"):
        drafting.replace_document(article=article, document=sample_document(), actor=author)
    with pytest.raises(Refused, match="was deleted"):
        undoing.undo(done=article.acts.latest("pk"), actor=author)
    with pytest.raises(Refused, match="was deleted"):
        delete(article)
    with pytest.raises(Refused, match="was deleted|archived"):
        workflow.submit(article=article, actor=author)
    assert not Statement.objects.filter(article=article).exists()


def test_the_address_of_a_deleted_draft_is_free_again(article):
    slug = article.slug
    delete(article)
    assert factories.draft().slug == slug
    assert faults(article) == []


def test_an_archived_draft_can_be_deleted_too(article):
    archiving.archive(article=article, actor=article.author)
    delete(article)
    assert faults(article) == []


def test_what_was_once_submitted_is_not_deleted():
    revision = factories.submitted()
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="Later.")
    with pytest.raises(Refused, match="Archive it instead"):
        delete(now(revision.article))


def test_what_somebody_changed_meanwhile_is_not_deleted_unseen(article):
    seen = latest(article)
    drafting.edit(row=article.statements.first(), version=1, values={"plain": "x"}, actor=factories.editor())
    with pytest.raises(Stale, match="look at it again"):
        delete(article, shown=seen)
    assert Section.objects.filter(article=article).exists()


def test_who_may(article):
    coauthor = factories.author()
    byline.add_author(article=article, name="Cora", account=coauthor, actor=article.author)
    for stranger in (factories.author(), factories.person(), factories.member().user):
        for action in (archiving.archive, archiving.take_back):
            with pytest.raises(Forbidden):
                action(article=article, actor=stranger)
        with pytest.raises(Forbidden):
            delete(article, actor=stranger)
    with pytest.raises(Forbidden, match="whose draft"):
        delete(article, actor=coauthor)
    archiving.archive(article=article, actor=coauthor)
    delete(article, actor=factories.editor())
    assert now(article).is_deleted


def refused(statement: str, *values: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def key(article: Article) -> object:
    return Article._meta.pk.get_db_prep_value(article.pk, connection)


def test_the_database_keeps_what_readers_see_at_hand():
    published = factories.approved().article
    in_review = factories.submitted().article
    for each in (published, in_review):
        for value in ("archived", "deleted"):
            refused("UPDATE articles_article SET set_aside = %s WHERE id = %s", value, key(each))


def test_the_database_deletes_no_submitted_draft_and_brings_none_back(article):
    revision = factories.submitted()
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="Later.")
    refused("UPDATE articles_article SET set_aside = 'deleted' WHERE id = %s", key(revision.article))
    delete(article)
    for value in ("", "archived"):
        refused("UPDATE articles_article SET set_aside = %s WHERE id = %s", value, key(article))
    refused("DELETE FROM articles_article WHERE id = %s", key(article))


@pytest.mark.parametrize("value", ["archived", "deleted"])
def test_verify_finds_what_no_event_tells(article, value):
    tamper("UPDATE articles_article SET set_aside = %s WHERE id = %s", value, key(article))
    assert faults(article) == [f"The article is {value}, and the last event about that says otherwise."]


def test_verify_finds_an_article_that_was_taken_back_in_the_table(article):
    archiving.archive(article=article, actor=article.author)
    tamper("UPDATE articles_article SET set_aside = '' WHERE id = %s", key(article))
    assert faults(article) == ["The article is not set aside, and the last event about that says otherwise."]
    assert Event.objects.filter(article=article).count() == 2
