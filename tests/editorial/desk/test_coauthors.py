"""Who is named as author with their account works on the draft like its author, as long as they are named with it."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import workflow
from articles.models import Article, Author, NoticeKind, Revision
from articles.permissions import AUTHOR, EDITOR
from articles.states import Refused, State
from articles.working_copy import byline, drafting, removing, undoing
from articles.working_copy.acts import latest
from editorial.accounts.models import User
from reviewers import board
from reviewers.permissions import may_read_confidences
from tests import factories
from tests.working import work_off

MINE = reverse("desk:mine")


@pytest.fixture
def coauthor(db: None) -> User:
    return factories.author(name="Cora Coauthor")


@pytest.fixture
def named(article: Article, author: User, coauthor: User) -> Author:
    return byline.add_author(article=article, name="Cora Coauthor", account=coauthor, actor=author)


@pytest.fixture
def beside(named: Author, coauthor: User, signed_in: Callable[[User], Client]) -> Client:
    """The co-author's browser."""
    return signed_in(coauthor)


def page(article: Article) -> str:
    return reverse("desk:article", args=[article.pk])


def listed(client: Client) -> list[object]:
    return [entry.article.pk for entry in client.get(MINE).context["entries"]]


def test_they_find_it_edit_it_submit_it_and_withdraw_it(beside: Client, article: Article, coauthor: User) -> None:
    assert listed(beside) == [article.pk]
    assert beside.get(page(article)).status_code == 200
    statement = article.statements.first()
    address = reverse("desk:node", args=[article.pk, "statements", statement.pk])
    saved = beside.post(address, {"version": 1, "professional": "Better.", "style": "paragraph"})
    assert saved.status_code == 302
    statement.refresh_from_db()
    assert statement.professional == "Better."
    assert beside.post(reverse("desk:submit", args=[article.pk])).status_code == 302
    revision = Revision.objects.get(article=article)
    assert revision.submitted_by == coauthor
    assert beside.post(reverse("desk:withdraw", args=[article.pk]), {"reason": "Later."}).status_code == 302
    assert Revision.objects.get(article=article).state == State.WITHDRAWN


def test_they_may_import_over_it(beside: Client, article: Article) -> None:
    assert beside.get(reverse("desk:import"), {"article": article.pk}).status_code == 200


def test_both_lists_show_it_once_each(at_desk: Client, beside: Client, article: Article, author: User) -> None:
    byline.add_author(article=article, name="Once more", account=author, actor=author)
    assert listed(at_desk) == listed(beside) == [article.pk]


@pytest.mark.parametrize("how", ["the name", "the account", "the role", "the account here"])
def test_what_they_may_ends_with_its_reason(
    how: str, beside: Client, article: Article, named: Author, author: User, coauthor: User
) -> None:
    if how == "the name":
        removing.remove(row=named, version=named.version, shown=latest(article), actor=author)
    elif how == "the account":
        drafting.edit(row=named, version=named.version, values={"account": None}, actor=author)
    elif how == "the role":
        coauthor.groups.clear()
    else:
        coauthor.is_active = False
        coauthor.save()
    assert beside.get(page(article)).status_code == (302 if how == "the account here" else 404)
    assert beside.post(reverse("desk:submit", args=[article.pk])).status_code in (302, 404)
    assert not Revision.objects.exists()


def test_taking_the_name_back_by_undo_ends_it_too(beside: Client, article: Article, author: User) -> None:
    undoing.undo_last(article=article, actor=author)
    assert beside.get(page(article)).status_code == 404
    undoing.redo_last(article=article, actor=author)
    assert beside.get(page(article)).status_code == 200


def test_being_named_without_the_account_gives_nothing(
    article: Article, author: User, coauthor: User, signed_in: Callable[[User], Client]
) -> None:
    byline.add_author(article=article, name=coauthor.get_full_name(), actor=author)
    client = signed_in(coauthor)
    assert client.get(page(article)).status_code == 404
    assert listed(client) == []


def test_being_named_on_one_article_gives_nothing_on_another(beside: Client, author: User) -> None:
    assert beside.get(page(factories.draft(by=author))).status_code == 404


def test_a_board_member_who_is_named_writes_only_with_the_role_and_never_reviews(
    article: Article, author: User, editor: User, signed_in: Callable[[User], Client]
) -> None:
    member = factories.member()
    byline.add_author(article=article, name=member.name, account=member.user, actor=author)
    assert signed_in(member.user).get(page(article)).status_code == 404
    revision = factories.submitted(article)
    with pytest.raises(Refused, match="nobody reviews their own"):
        board.assign(revision=revision, member=member, actor=editor)


def test_an_editor_who_is_named_is_not_told_why_a_member_stepped_back(article: Article, author: User) -> None:
    editor = factories.person(AUTHOR, EDITOR)
    assert may_read_confidences(editor, Article.objects.get(pk=article.pk))
    byline.add_author(article=article, name=editor.get_full_name(), account=editor, actor=author)
    assert not may_read_confidences(editor, Article.objects.get(pk=article.pk))


@pytest.mark.parametrize("count", [1, 4])
def test_it_costs_one_query_more_than_for_the_author_however_many_there_are(
    at_desk: Client, beside: Client, article: Article, author: User, count: int
) -> None:
    for number in range(count):
        byline.add_author(article=article, name=f"Author {number}", account=factories.author(), actor=author)

    def queries(client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    assert queries(beside, MINE) == queries(at_desk, MINE)
    assert queries(beside, page(article)) == queries(at_desk, page(article)) + 1


def told() -> list[str]:
    work_off()
    addresses = sorted(address for message in mail.outbox for address in message.to)
    mail.outbox.clear()
    return addresses


def test_every_author_with_an_account_is_told_once(
    article: Article, named: Author, author: User, coauthor: User
) -> None:
    byline.add_author(article=article, name="Cora under her other name", account=coauthor, actor=author)
    byline.add_author(article=article, name="No account", actor=author)
    gone = factories.author(is_active=False)
    byline.add_author(article=article, name="Gone", account=gone, actor=author)
    both = sorted([author.email, coauthor.email])
    revision, members = factories.under_review(article)
    told()
    board.request_changes(revision=revision, actor=members[0].user, reason="Newer.", digest=revision.digest)
    assert told() == both
    article = Article.objects.get(pk=article.pk)
    drafting.edit(row=article.statements.first(), version=1, values={"plain": "New words"}, actor=author)
    revision, members = factories.under_review(article)
    told()
    workflow.withdraw(revision=revision, actor=author, reason="Wait.")
    assert told() == sorted([coauthor.email, *(member.user.email for member in members)])
    factories.approved(Article.objects.get(pk=article.pk))
    assert set(told()) >= set(both)
    workflow.issue_notice(article=article, kind=NoticeKind.CORRECTION, reason="A word.", actor=factories.editor())
    assert told() == both
