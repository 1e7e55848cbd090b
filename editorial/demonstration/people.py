"""Who there is to sign in as: authors, editors, and members of the board for each specialty."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.permissions import AUTHOR, CHIEF_EDITOR, EDITOR
from editorial.accounts.models import User
from editorial.demonstration.clock import days_ago
from reviewers.models import Member

PASSWORD = "demonstration"  # noqa: S105 (printed at start; the accounts exist in demonstration mode only)
NOTHING = "None declared."

Cast = Mapping[str, User]  # each person by the name before the @ of their address


@dataclass(frozen=True)
class Account:
    """Someone to sign in as. Board members have credentials and a specialty."""

    name: str
    email: str
    role: str | Promise
    roles: tuple[str, ...] = ()
    credentials: str = ""
    specialty: str = ""
    disclosure: str = ""

    @property
    def password(self) -> str:
        return PASSWORD


def member(name: str, email: str, credentials: str, specialty: str, disclosure: str = NOTHING) -> Account:
    return Account(name, email, _("board member"), (), credentials, specialty, disclosure)


ACCOUNTS = (
    Account("Mara Lindqvist", "author@example.org", _("author"), (AUTHOR,)),
    Account("Jonas Feld", "feld@example.org", _("author"), (AUTHOR,)),
    Account("Ruth Castellan", "editor@example.org", _("chief editor"), (EDITOR, CHIEF_EDITOR)),
    Account("Samir Haddad", "haddad@example.org", _("editor"), (EDITOR,)),
    member("Ines Okafor", "okafor@example.org", "MD, PhD", "Spine surgery"),
    member(
        "Tomas Berger",
        "berger@example.org",
        "MD",
        "Interventional pain medicine",
        "Received a speaker's fee for a course on image-guided injections in 2024.",
    ),
    member("Aiko Tanaka", "tanaka@example.org", "MD, FRCP", "Rheumatology"),
    member(
        "Hannah Weiss",
        "weiss@example.org",
        "MD",
        "Rheumatology",
        "Paid for a column in a magazine for people with rheumatism.",
    ),
    member("Luca Moretti", "moretti@example.org", "MD", "Orthopaedics"),
    member("Elin Solberg", "solberg@example.org", "MD, PhD", "Sports medicine"),
    member(
        "Pavel Novak", "novak@example.org", "MD, PhD", "Neurology", "Wrote a textbook on headache; receives royalties."
    ),
)


def people() -> Cast:
    """Everybody, made where missing; they and what they disclose were there before the first article."""
    with days_ago(440):
        return {account.email.partition("@")[0]: person(account) for account in ACCOUNTS}


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
