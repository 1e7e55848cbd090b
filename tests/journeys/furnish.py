"""Put into a house what its demonstration does not have, by the real actions; prints where it is, as JSON.

Run in the house's environment: python -m tests.journeys.furnish [decent]; decent leaves the hostile article out.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from typing import Any

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "editorial.settings"
    django.setup()

from django.urls import reverse

from articles import workflow
from articles.models import Article, NoticeKind, Revision, Statement
from articles.working_copy import drafting, removing
from editorial.accounts.models import User
from editorial.inbox import questions
from editorial.inbox.models import Question
from editorial.press import printing
from reviewers import board, discussion
from reviewers.models import Member, SignOff
from tests import factories
from tests.journeys.payloads import poisoned, poisoned_document
from tests.samples import sample_document

TO_SIGN = "Which article waits for a signature?"


@dataclass(frozen=True)
class Furniture:
    """Paths of what was put there."""

    corrected: str
    changes: str
    retracted: str
    to_sign: str
    hostile: str = ""
    hostile_plain: str = ""
    hostile_pages: tuple[str, ...] = ()
    hostile_desk: tuple[str, ...] = ()
    hostile_board: tuple[str, ...] = ()


def furnish(*, decent: bool) -> Furniture:
    editor = User.objects.get(email="editor@example.org")
    okafor = Member.objects.get(user__email="okafor@example.org")
    tanaka = Member.objects.get(user__email="tanaka@example.org")
    corrected = corrected_article(editor)
    retracted = approved("Which article was retracted?")
    workflow.issue_notice(article=retracted, kind=NoticeKind.RETRACTION, reason="It was wrong.", actor=editor)
    to_sign = submitted(TO_SIGN)
    for member in (okafor, tanaka):
        board.assign(revision=to_sign, member=member, actor=editor)
    furniture = Furniture(
        corrected=reverse("article", args=[corrected.slug]),
        changes=reverse("version-changes", args=[corrected.slug, 2]),
        retracted=reverse("article", args=[retracted.slug]),
        to_sign=reverse("boardroom:review", args=[to_sign.pk]),
    )
    if not decent:
        furniture = replace(furniture, **places_of(*hostile_article(editor, okafor)))
    while printing.take_orders():
        pass
    return furniture


def places_of(hostile: Revision, question: Question) -> dict[str, Any]:
    """Every page that shows something of the hostile article, by the names in Furniture."""
    slug, pk = hostile.article.slug, hostile.article_id
    statement = Statement.objects.filter(article_id=pk).exclude(label="").first()
    _started, edited, removed = hostile.article.acts.order_by("pk")
    signoff = SignOff.objects.get(revision__article_id=pk, member__user__email="okafor@example.org")
    assert statement is not None
    return {
        "hostile": reverse("article", args=[slug]),
        "hostile_plain": reverse("article-plain", args=[slug]),
        "hostile_pages": tuple(reverse(name, args=[slug]) for name in ("proof", "versions", "ask", "report")),
        "hostile_desk": (
            reverse("desk:article", args=[pk]),
            reverse("desk:answers", args=[pk]),
            reverse("desk:about", args=[pk]),
            reverse("desk:history", args=[pk]),
            reverse("desk:changes", args=[pk]),
            reverse("desk:act", args=[pk, removed.pk]),
            reverse("desk:state", args=[pk, edited.pk]),
            reverse("desk:removed", args=[pk]),
            reverse("desk:notice", args=[pk]),
            reverse("desk:revision", args=[hostile.pk]),
            reverse("desk:node", args=[pk, "statements", statement.pk]),
            reverse("desk:node-history", args=[pk, "statements", statement.pk]),
            reverse("desk:question", args=[question.pk]),
        ),
        "hostile_board": (
            reverse("boardroom:review", args=[hostile.pk]),
            f"{reverse('boardroom:comment', args=[hostile.pk])}?node={statement.pk}",
            reverse("boardroom:answers", args=[hostile.pk]),
            reverse("boardroom:sign", args=[hostile.pk]),
            reverse("boardroom:request-changes", args=[hostile.pk]),
            reverse("boardroom:recuse", args=[hostile.pk]),
            reverse("boardroom:certificate", args=[signoff.pk]),
        ),
    }


def submitted(title: str) -> Revision:
    return factories.submitted(document=sample_document().model_copy(update={"title": title}))


def approved(title: str) -> Article:
    return factories.approved(document=sample_document().model_copy(update={"title": title})).article


def corrected_article(editor: User) -> Article:
    """Two approved versions that differ in a sentence, and every notice that leaves the article readable."""
    article = Article.objects.get(pk=approved("Which article was corrected?").pk)
    row = Statement.objects.filter(article=article, plain="").first()
    assert row is not None
    drafting.edit(row=row, version=row.version, values={"plain": "Now in 12 plain words."}, actor=article.author)
    factories.approved(Article.objects.get(pk=article.pk))
    article = Article.objects.get(pk=article.pk)
    for kind in (NoticeKind.CORRECTION, NoticeKind.EXPRESSION_OF_CONCERN):
        workflow.issue_notice(article=article, kind=kind, reason="A rate is in doubt.", actor=editor)
    return article


def hostile_article(editor: User, okafor: Member) -> tuple[Revision, Question]:
    """Payloads in all that anybody may write: one revision approved, the next in review with a comment and a reply."""
    author = factories.author(name=poisoned("author"))
    article = drafting.create_article(document=poisoned_document(), author=author)
    stranger = factories.member(user=factories.person(name=poisoned("member")), specialty=poisoned("specialty"))
    first = reviewed(article, editor, okafor, stranger)
    for member in (okafor, stranger):
        board.sign(revision=first, actor=member.user, digest=first.digest)
    article = Article.objects.get(pk=article.pk)
    workflow.issue_notice(article=article, kind=NoticeKind.CORRECTION, reason=poisoned("notice"), actor=editor)
    row = Statement.objects.filter(article=article).exclude(label="").first()
    assert row is not None
    drafting.edit(row=row, version=row.version, values={"label": poisoned("new label")}, actor=author)
    second = reviewed(Article.objects.get(pk=article.pk), editor, okafor, stranger)
    thread = discussion.open_thread(
        revision=second,
        actor=stranger.user,
        node=row.pk,
        text=poisoned("comment"),
        suggested_wording=poisoned("suggestion"),
        suggested_plain=poisoned("plain suggestion"),
    )
    discussion.reply(thread=thread, actor=author, text=poisoned("reply"))
    discussion.answer(thread=thread, actor=author, text=poisoned("answer"))
    gone = Statement.objects.filter(article=article, children=None).exclude(pk=row.pk).last()
    assert gone is not None
    removing.remove(row=gone, version=gone.version, actor=author)
    question = questions.keep(kind=Question.Kind.PROBLEM, article=article, text=poisoned("question"))
    return second, question


def reviewed(article: Article, editor: User, *members: Member) -> Revision:
    revision = workflow.submit(article=article, actor=article.author, message=poisoned("message"))
    for member in members:
        board.assign(revision=revision, member=member, actor=editor, reason=poisoned("reason"))
    return Revision.objects.get(pk=revision.pk)


if __name__ == "__main__":
    print(json.dumps(asdict(furnish(decent="decent" in sys.argv[1:]))))  # noqa: T201 - what it prints is its answer
