"""A house full of secrets: every kind of text that no reader may ever see, each marked with a canary.

Made by the real actions: an approved article with all that happens around it afterwards, a retracted one, one that was
never approved, and a reader's question.
"""

from dataclasses import dataclass
from uuid import UUID

from articles import workflow
from articles.document import Document
from articles.models import Article, NoticeKind, Place, Revision
from articles.permissions import AUTHOR
from articles.states import ONCE_APPROVED
from articles.working_copy import drafting, outline
from editorial.accounts.models import User
from editorial.inbox import questions
from editorial.inbox.models import Question
from reviewers import board, discussion
from reviewers.models import Member
from tests import factories
from tests.samples import sample_document

CANARY = "canary"
# Stands beside every canary, so that a search for it would find the canary if anything of it were in the index.
COMPANION = "heliotrope"


@dataclass
class House:
    published: Article
    retracted: Article
    hidden: Article
    author: User
    member: Member

    def unpublished(self) -> list[str]:
        """Ids and digests of what readers were never shown."""
        rows = Revision.objects.exclude(state__in=ONCE_APPROVED).values_list("pk", "digest")
        return [str(value) for row in rows for value in row] + [str(self.hidden.pk)]


def secret(what: str) -> str:
    return f"{CANARY}{what} {COMPANION}"


def house() -> House:
    author = factories.person(AUTHOR, name="Ada Author")
    author.email = "canary.author@example.org"
    author.save()
    published = published_article(author)
    keep_working_on(published)
    retracted = retracted_article(author)
    hidden = factories.draft(by=author, document=marked("hidden", title="Never approved"))
    factories.under_review(hidden)
    questions.keep(
        kind=Question.Kind.QUESTION,
        article=published,
        text=secret("question"),
        email="canary.reader@example.org",
        consent=True,
    )
    return House(published, retracted, hidden, author, factories.member())


def published_article(author: User) -> Article:
    """Approved after a review in which much was said that is not for readers."""
    article = factories.draft(by=author)
    revision = workflow.submit(article=article, actor=author, message=secret("message"))
    editor, members = factories.editor(), [factories.member() for _ in range(3)]
    for each in members:
        board.assign(revision=revision, member=each, actor=editor, reason=secret("assignment"))
    talk(revision, members[0])
    board.recuse(revision=revision, actor=members[2].user, reason=secret("recusal"), conflict=True)
    for each in members[:2]:
        board.sign(revision=revision, actor=each.user, digest=revision.digest)
    return article


def talk(revision: Revision, member: Member) -> None:
    thread = discussion.open_thread(
        revision=revision,
        actor=member.user,
        text=secret("comment"),
        node=next(revision.document.statements()).id,
        suggested_wording=secret("suggestion"),
        suggested_plain=secret("plainsuggestion"),
    )
    discussion.reply(thread=thread, actor=revision.article.author, text=secret("reply"))
    discussion.answer(thread=thread, actor=revision.article.author, text=secret("answer"))


def keep_working_on(article: Article) -> None:
    """A working copy that has changed everywhere; a revision withdrawn, one sent back, one in review."""
    change_everything(article)
    withdrawn = workflow.submit(article=fresh(article), actor=article.author, message=secret("message"))
    workflow.withdraw(revision=withdrawn, actor=article.author, reason=secret("withdrawal"))
    sent_back, members = factories.under_review(fresh(article), members=1)
    board.request_changes(revision=sent_back, actor=members[0].user, reason=secret("changes"), digest=sent_back.digest)
    in_review, members = factories.under_review(fresh(article))
    talk(in_review, members[0])
    outline.add_statement(
        article=article, place=Place.ANSWER, owner=None, professional=secret("afterwards"), actor=article.author
    )


def change_everything(article: Article) -> None:
    article = fresh(article)
    names = ("title", "heading", "plain_heading", "condition", "specialty")
    values = {name: secret(name.replace("_", "")) for name in names} | {"synonyms": [secret("synonym")]}
    drafting.edit(row=article, version=article.version, values=values, actor=article.author)
    for row in (*article.statements.all(), *article.interventions.all(), *article.treatmentlines.all()):
        wording = {"professional", "plain", "label"} if hasattr(row, "professional") else set()
        texts = wording or ({"name", "plain_name"} if hasattr(row, "name") else {"title", "plain_title"})
        marked_texts = {text: secret(f"{text.replace('_', '')}") for text in texts}
        drafting.edit(row=row, version=row.version, values=marked_texts, actor=article.author)
    csl = {"title": secret("publication"), "author": [{"family": secret("family")}]}
    outline.add_reference(article=article, key=secret("key"), csl=csl, actor=article.author)


def retracted_article(author: User) -> Article:
    """Its text was public and is no more."""
    draft = factories.draft(by=author, document=marked("retracted", title="Retracted article"))
    article = fresh(factories.approved(draft).article)
    workflow.issue_notice(
        article=article, kind=NoticeKind.RETRACTION, reason="The data were withdrawn.", actor=factories.editor()
    )
    return article


def marked(what: str, *, title: str) -> Document:
    """The sample with a canary in every statement, and nowhere in its title."""
    document = sample_document()
    answer = tuple(
        each.model_copy(update={"professional": secret(what), "plain": secret(f"{what}plain")})
        for each in document.answer
    )
    sections = tuple(each.model_copy(update={"title": secret(f"{what}section")}) for each in document.sections)
    condition = document.condition.model_copy(update={"name": title})
    return document.model_copy(update={"title": title, "condition": condition, "answer": answer, "sections": sections})


def fresh(article: Article) -> Article:
    return Article.objects.select_related("author").get(pk=article.pk)


def ids(*kinds: type) -> list[UUID]:
    """The keys of all rows of these models."""
    return [pk for each in kinds for pk in each._default_manager.values_list("pk", flat=True)]
