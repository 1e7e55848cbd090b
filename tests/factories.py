"""People and articles for tests, made by walking the real actions."""

from itertools import count
from typing import Any

from articles import workflow
from articles.document import Document
from articles.models import Article, Revision
from articles.permissions import AUTHOR, CHIEF_EDITOR, EDITOR
from articles.working_copy import drafting
from editorial.accounts.models import User
from editorial.search import indexing
from reviewers import board
from reviewers.models import Member
from tests.samples import sample_document
from tests.working import work_off

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def person(*roles: str, name: str = "", **extra: Any) -> User:
    number = next(_numbers)
    return User.objects.create_user(
        f"person{number}@example.org", name or f"Person {number}", PASSWORD, roles=roles, **extra
    )


def author(**extra: Any) -> User:
    return person(AUTHOR, **extra)


def editor(**extra: Any) -> User:
    return person(EDITOR, **extra)


def chief_editor(**extra: Any) -> User:
    return person(EDITOR, CHIEF_EDITOR, **extra)


def member(*, active: bool = True, specialty: str = "Spine surgery", user: User | None = None) -> Member:
    user = user or person(name=f"Dr Member {next(_numbers)}")
    return Member.objects.create(
        user=user,
        name=user.name,
        credentials="MD",
        specialty=specialty,
        disclosure="None declared.",
        active=active,
    )


def draft(*, by: User | None = None, document: Document | None = None) -> Article:
    return drafting.create_article(document=document or sample_document(), author=by or author())


def submitted(article: Article | None = None, *, after_retraction: bool = False, **options: Any) -> Revision:
    article = article or draft(**options)
    return workflow.submit(article=article, actor=article.author, after_retraction=after_retraction)


def under_review(
    article: Article | None = None, *, members: int = 2, by: User | None = None, **options: Any
) -> tuple[Revision, list[Member]]:
    """A revision with `members` assigned board members."""
    revision = submitted(article, **options)
    by = by or editor()
    chosen = [member() for _ in range(members)]
    for each in chosen:
        board.assign(revision=revision, member=each, actor=by)
    return Revision.objects.get(pk=revision.pk), chosen


def approved(article: Article | None = None, **options: Any) -> Revision:
    """An approved revision that search has indexed, as a worker does within a second of the approval."""
    revision, members = under_review(article, **options)
    for each in members:
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
    work_off(names=(indexing.index.module_path,))
    return Revision.objects.get(pk=revision.pk)
