"""The demonstration: accounts, and the shipped article walked through the real actions. Never in production.

After `load()` the Baastrup's article is approved with two sign-offs, and a second revision is Under Review with a board
member's comment pending, so that every page has something true to show. Loading twice changes nothing.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import articles
from articles import workflow
from articles.importing.text import import_text
from articles.models import Article, Revision, Statement
from articles.permissions import AUTHOR, CHIEF_EDITOR, EDITOR
from articles.working_copy import byline, drafting
from editorial.accounts.models import User
from reviewers import board, discussion
from reviewers.models import Member, Severity

PASSWORD = "demonstration"  # noqa: S105 (printed at start; the accounts exist in demonstration mode only)
TEXT = Path(articles.__file__).parent / "content" / "baastrup.txt"


class NotADemonstration(Exception):
    """The demonstration was asked for outside demonstration mode."""


@dataclass(frozen=True)
class Account:
    """Someone to sign in as. Board members have credentials and a specialty."""

    email: str
    name: str
    role: str | Promise
    roles: tuple[str, ...] = ()
    credentials: str = ""
    specialty: str = ""
    disclosure: str = ""

    @property
    def password(self) -> str:
        return PASSWORD


ACCOUNTS = (
    Account("author@example.org", "Mara Lindqvist", _("author"), (AUTHOR,)),
    Account(
        "okafor@example.org",
        "Ines Okafor",
        _("board member"),
        credentials="MD, PhD",
        specialty="Spine surgery",
        disclosure="None declared.",
    ),
    Account(
        "berger@example.org",
        "Tomas Berger",
        _("board member"),
        credentials="MD",
        specialty="Interventional pain medicine",
        disclosure="Received a speaker's fee for a course on image-guided injections in 2024.",
    ),
    Account(
        "tanaka@example.org",
        "Aiko Tanaka",
        _("board member"),
        credentials="MD, FRCP",
        specialty="Rheumatology",
        disclosure="None declared.",
    ),
    Account("editor@example.org", "Ruth Castellan", _("editor"), (EDITOR, CHIEF_EDITOR)),
)


@transaction.atomic
def load() -> bool:
    """Make what is missing of the demonstration. Returns whether anything was made. Raises NotADemonstration."""
    if not settings.DEMONSTRATION:
        raise NotADemonstration("Demonstration accounts exist in demonstration mode only (IMPRIMATUR_MODE).")
    people = {account.email: person(account) for account in ACCOUNTS}
    if Article.objects.exists():
        return False
    author, okafor, berger, tanaka, editor = people.values()
    article = drafting.create_article(document=import_text(TEXT.read_bytes()).document, author=author)
    name_the_authors(article, author)
    first = workflow.submit(
        article=article, actor=author, message="Facts and figures follow the five sources; 4-6 weeks has none."
    )
    in_review(first, editor, okafor, berger)
    for signer in (okafor, berger):
        board.sign(revision=first, actor=signer, digest=first.digest)
    revise(Article.objects.get(pk=article.pk), author)
    second = workflow.submit(
        article=article, actor=author, message="The relief after injection now begins with how little it rests on."
    )
    in_review(second, editor, okafor, tanaka)
    comment(second, tanaka)
    return True


def name_the_authors(article: Article, author: User) -> None:
    """Two people wrote it: whoever started it, and somebody who has no account here."""
    own = article.authors.get()
    drafting.edit(row=own, version=own.version, values={"credentials": "MD"}, actor=author)
    byline.add_author(article=article, name="Henrik Aalto", credentials="MD, PhD", actor=author)


def person(account: Account) -> User:
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = User.objects.create_user(account.email, account.name, account.password, roles=account.roles)
    if account.credentials:
        Member.objects.get_or_create(
            user=user,
            defaults={
                "name": account.name,
                "credentials": account.credentials,
                "specialty": account.specialty,
                "disclosure": account.disclosure,
            },
        )
    return user


def in_review(revision: Revision, editor: User, *members: User) -> None:
    for user in members:
        member = Member.objects.get(user=user)
        board.assign(revision=revision, member=member, actor=editor, reason=f"Your field: {member.specialty}.")


def revise(article: Article, author: User) -> None:
    """The author's second thoughts: say first on how little the relief after injection rests."""
    relief = article.statements.get(professional__startswith="Relief of up to 3 months")
    drafting.edit(
        row=relief,
        version=relief.version,
        values={
            "professional": "Evidence for relief rests on one case: a patient aged 89 was free of pain for 3 months",
            "plain": "We know of only one person, aged 89, who was free of pain for 3 months after the injection.",
        },
        actor=author,
    )


def comment(revision: Revision, member: User) -> None:
    waiting = Statement.objects.get(article_id=revision.article_id, professional__contains="after 4-6 weeks")
    discussion.open_thread(
        revision=revision,
        actor=member,
        node=waiting.pk,
        severity=Severity.MAJOR,
        text="No source is given for 4-6 weeks. Either cite one, or say that the interval is customary, not studied.",
        suggested_wording="If conservative care has not brought enough relief. The customary wait is 4-6 weeks; "
        "no study of this interval was found.",
    )
