"""What people do again and again in the stories, each in one line: the real actions, nothing else."""

from uuid import UUID

from articles import workflow
from articles.document import Document
from articles.models import Article, Reference, Revision, Statement
from articles.working_copy import drafting
from editorial.accounts.models import User
from reviewers import board
from reviewers.models import Member


def start(document: Document, author: User) -> Article:
    """A draft, its author with a degree."""
    article = drafting.create_article(document=document, author=author)
    named = article.authors.get()
    drafting.edit(row=named, version=named.version, values={"credentials": "MD"}, actor=author)
    return article


def submit(article: Article, author: User, message: str) -> Revision:
    return workflow.submit(article=article, actor=author, message=message)


def ask(revision: Revision, editor: User, *members: User) -> None:
    for user in members:
        member = Member.objects.get(user=user)
        board.assign(revision=revision, member=member, actor=editor, reason=f"Your field: {member.specialty}.")


def sign(revision: Revision, *members: User) -> None:
    for user in members:
        board.sign(revision=revision, actor=user, digest=revision.digest)


def statement_of(article: Article, beginning: str) -> Statement:
    """The one statement whose professional wording begins like this."""
    return article.statements.get(professional__startswith=beginning)


def reword(
    article: Article, beginning: str, professional: str, plain: str, actor: User, citing: tuple[str, ...] = ()
) -> None:
    """Give the statement that begins like this other words; citing: the keys of its sources, where they change."""
    row = statement_of(article, beginning)
    values: dict[str, object] = {"professional": professional, "plain": plain}
    if citing:
        values["citations"] = [str(pk) for pk in references(article, citing)]
    drafting.edit(row=row, version=row.version, values=values, actor=actor)


def references(article: Article, keys: tuple[str, ...]) -> list[UUID]:
    found = {row.key: row.pk for row in Reference.objects.filter(article=article, key__in=keys)}
    return [found[key] for key in keys]
