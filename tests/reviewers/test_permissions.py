"""May this person? The board's questions."""

import pytest
from django.contrib.auth.models import AnonymousUser

from articles import workflow
from articles.models import Article
from articles.permissions import AUTHOR, EDITOR
from articles.states import Forbidden
from articles.working_copy import drafting, outline, removing
from editorial.accounts.models import User
from reviewers import board, discussion
from reviewers.models import Member
from reviewers.permissions import (
    last_asked,
    may_comment,
    may_read_confidences,
    may_read_history,
    may_read_revision,
    may_review,
    member_of,
)
from tests import factories

pytestmark = pytest.mark.django_db


def test_membership_ends_with_the_member_or_the_account():
    member = factories.member()
    assert member_of(member.user) == member
    assert member_of(factories.member(active=False).user) is None
    assert member_of(factories.author()) is None
    assert member_of(AnonymousUser()) is None
    member.user.is_active = False
    assert member_of(member.user) is None


def test_who_reads_and_comments_on_a_revision():
    revision, (one, two) = factories.under_review()
    board.recuse(revision=revision, actor=two.user, reason="No time")
    working_on_it = [revision.article.author, factories.editor(), one.user]
    strangers = [two.user, factories.member().user, factories.author(), AnonymousUser()]
    for question in (may_read_revision, may_comment):
        assert [question(each, revision) for each in working_on_it] == [True, True, True]
        assert [question(each, revision) for each in strangers] == [False, False, False, False]
    assert [may_read_history(each, revision.article) for each in working_on_it] == [True, True, True]
    assert [may_read_history(each, revision.article) for each in strangers] == [False, False, False, False]


def test_why_somebody_stepped_back_is_told_to_editors_and_never_to_whose_text_it_is():
    editor_and_author = factories.person(AUTHOR, EDITOR)
    revision, (one, _two) = factories.under_review(factories.draft(by=editor_and_author))
    article = revision.article
    board.recuse(revision=revision, actor=one.user, reason="They are married to me.")
    assert [may_read_confidences(each, article) for each in (factories.editor(), factories.chief_editor())] == [
        True
    ] * 2
    former = factories.editor()
    former.is_active = False
    nobody = [editor_and_author, factories.author(), one.user, factories.person(), AnonymousUser(), former]
    assert [may_read_confidences(each, article) for each in nobody] == [False] * 6
    assert may_read_confidences(editor_and_author, factories.draft())


def test_reviewing_is_for_those_who_were_asked_while_they_are_members():
    revision, (one, _two) = factories.under_review()
    assert may_review(one.user, revision)
    assert not may_review(revision.article.author, revision)
    assert not may_review(factories.editor(), revision)
    Member.objects.filter(pk=one.pk).update(active=False)
    assert not may_review(Member.objects.get(pk=one.pk).user, revision)


def test_every_right_that_came_with_the_author_s_role_ends_with_it():
    revision, _members = factories.under_review()
    article = revision.article
    row = article.statements.order_by("position").first()
    discussion.open_thread(revision=revision, actor=revision.article.author, text="Ready.")
    revision.article.author.groups.clear()
    former = User.objects.get(pk=revision.article.author_id)
    assert not any(question(former, revision) for question in (may_read_revision, may_comment))
    assert not may_read_history(former, article)
    acts = [
        lambda: drafting.edit(row=row, version=row.version, values={"plain": "Mine."}, actor=former),
        lambda: removing.remove(row=row, version=row.version, actor=former),
        lambda: outline.add_reference(article=article, key="k", csl={"title": "T"}, actor=former),
        lambda: workflow.withdraw(revision=revision, actor=former, reason="Mine."),
        lambda: workflow.submit(article=article, actor=former),
        lambda: discussion.open_thread(revision=revision, actor=former, text="Mine."),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_a_member_s_reading_of_the_history_ends_with_the_last_revision_they_are_asked_about():
    revision, (one, two) = factories.under_review()
    workflow.withdraw(revision=revision, actor=revision.article.author, reason="Again")
    second, _others = factories.under_review(Article.objects.get(pk=revision.article_id))
    board.assign(revision=second, member=two, actor=factories.editor())
    assert last_asked(one.user, revision.article) == revision
    assert last_asked(two.user, revision.article) == second
    board.recuse(revision=second, actor=two.user, reason="No time")
    assert last_asked(two.user, revision.article) == revision
    assert last_asked(factories.member().user, revision.article) is None
