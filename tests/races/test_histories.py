"""Random concurrent histories: what the public gets is, byte for byte, what a quorum signed.

Each history is a short random play of an author, an editor and three board members, two or three of them acting at the
same instant, on real connections. After each, nothing may be violated. The number of histories is HISTORIES (default
200) a database; the share that reached Approved is told at the end of the run.
"""

import os
import random
from collections.abc import Callable

import pytest
from django.test import Client

from articles import workflow
from articles.document import Document
from articles.models import Article, NoticeKind, Revision
from articles.states import Refused
from articles.working_copy import drafting
from editorial.accounts.models import User
from editorial.press import making
from editorial.press.edition import edition_of
from editorial.press.models import PressedPage
from editorial.press.sheets import sheet_called
from reviewers import board
from reviewers.models import Member
from reviewers.proof import statements
from tests import factories
from tests.races.harness import failures, together, violations
from tests.samples import sample_document

HISTORIES = int(os.environ.get("HISTORIES", "200"))
SEED = int(os.environ.get("HISTORIES_SEED", "20250710"))
BATCHES = 4

pytestmark = pytest.mark.django_db(transaction=True)


class Play:
    """The people of one history and what each may try; every act is an action that a page would call."""

    def __init__(self, dice: random.Random, editor: User, members: list[Member], document: Document) -> None:
        self.dice, self.editor, self.members = dice, editor, members
        self.author = factories.author()
        self.article = factories.draft(by=self.author, document=document)

    def revision(self) -> Revision:
        """The revision in review as this person sees it now; a person without one has nothing to act on."""
        revision = Article.objects.get(pk=self.article.pk).revision_in_review
        if revision is None:
            raise Refused("There is nothing in review.")
        return revision

    def acts(self) -> list[Callable[[], object]]:
        """What may be tried now: mostly work that leads on, sometimes what takes it back."""
        member = self.dice.choice(self.members)
        text = f"Wording {self.dice.random()}."
        onward = [
            lambda: self.edit(text),
            lambda: workflow.submit(article=self.article, actor=self.author),
            lambda: board.assign(revision=self.revision(), member=member, actor=self.editor),
            *[lambda member=member: self.sign(member) for member in self.members * 2],
        ]
        back = [
            lambda: self.request_changes(member),
            lambda: board.recuse(revision=self.revision(), actor=member.user, reason="A conflict."),
            lambda: workflow.withdraw(revision=self.revision(), actor=self.editor, reason="Later."),
            lambda: workflow.issue_notice(
                article=self.article, kind=NoticeKind.RETRACTION, reason="Withdrawn data.", actor=self.editor
            ),
        ]
        return onward + self.dice.choices(back, k=1)

    def request_changes(self, member: Member) -> None:
        revision = self.revision()
        board.request_changes(revision=revision, actor=member.user, reason="Why?", digest=revision.digest)

    def edit(self, text: str) -> None:
        statement = self.article.statements.order_by("position").first()
        drafting.edit(row=statement, version=statement.version, values={"plain": text}, actor=self.author)

    def sign(self, member: Member) -> None:
        revision = self.revision()
        board.sign(revision=revision, actor=member.user, digest=revision.digest)

    def opening(self) -> None:
        """Most histories begin with a revision in review, so that there is something to race about."""
        if self.dice.random() < 0.8:
            revision = workflow.submit(article=self.article, actor=self.author)
            for member in self.dice.sample(self.members, 2):
                board.assign(revision=revision, member=member, actor=self.editor)

    def run(self) -> list[Exception]:
        self.opening()
        broken = []
        for _step in range(self.dice.randint(2, 5)):
            acts = self.dice.sample(self.acts(), self.dice.randint(2, 3))
            broken += failures(together(*acts))
        return broken


def public_differs(article: Article) -> list[str]:
    """What the public gets that a quorum did not sign, as sentences."""
    article = Article.objects.get(pk=article.pk)
    address = f"/articles/{article.slug}/"
    document, page = Client().get(f"{address}document.json"), Client().get(address)
    published = article.published_revision
    if published is None:
        found = ["A document is public although nothing is approved."] if document.status_code == 200 else []
        return found + (["A page is public although nothing is approved."] if page.status_code == 200 else [])
    found = []
    signed = {statements.verify(each.jws)["digest"] for each in published.signoffs.all()}
    if signed != {Document.from_canonical(document.content).digest}:
        found.append("The public document is not the one that was signed.")
    if document.content.decode() != published.frozen.content:
        found.append("The public bytes are not the frozen bytes.")
    pressed = PressedPage.objects.get(path=address)
    if pressed.revision_id != published.pk or page.content != bytes(pressed.identity):
        found.append("The page served is not the page pressed from the approved revision.")
    if page.content != bytes(making.make_page(edition_of(article), sheet_called("article"), "en").identity):
        found.append("The page pressed is not what the signed document prints as.")
    return found


def small(document: Document) -> Document:
    """A short article with all it needs: the races are about people, not about length."""
    return document.model_copy(update={"sections": document.sections[:1]})


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_public_gets_what_a_quorum_signed_in_random_concurrent_histories(batch, record_property):
    dice = random.Random(f"{SEED}/{batch}")
    editor, members = factories.editor(), [factories.member() for _ in range(3)]
    document = small(sample_document())
    broken: list[str] = []
    reached = 0
    count = HISTORIES // BATCHES
    for number in range(count):
        play = Play(dice, editor, members, document)
        raised = play.run()
        found = [repr(each) for each in raised] + violations(play.article) + public_differs(play.article)
        broken += [f"history {batch}/{number}: {each}" for each in found]
        reached += play.article.revisions.filter(approved_at__isnull=False).exists()
    record_property("told", f"{count} histories, {reached / count:.0%} reached Approved, {len(broken)} violations")
    assert broken == []
    assert reached or count < 20
