"""What an export says about an article beyond its document: where it stands, who signed it and when.

Plain frozen values, so that exporting needs neither database nor HTTP. Whoever publishes makes them from
the records.
"""

from dataclasses import dataclass
from datetime import date, datetime

from articles.exporting.wording import Wording
from articles.notices import NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who is named as having written the article, as frozen when the revision was submitted."""

    name: str
    credentials: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """A board member as named on the sign-off: the words are copies made at signing. `signed_at` is aware."""

    name: str
    credentials: str
    specialty: str
    disclosure: str
    signed_at: datetime


def titled(person: Author | Signatory) -> str:
    """The name with its credentials: "Ada Müller, MD"."""
    return ", ".join(filter(None, (person.name, person.credentials)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNotice:
    """A notice that an editor issued on a published article. `issued_at` is aware."""

    kind: NoticeKind
    reason: str
    issued_at: datetime
    issued_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One approved revision as the public sees it.

    Addresses are absolute; `address` is the canonical one of both wordings. `version` is the label readers
    see ("2"), `digest` the SHA-256 that the board signed. Datetimes are aware; `date_published` is the day of
    the first approval of any revision, `approved_at` the moment of this one's. `contributors` are the names of
    everybody else whose hand is in it; who submitted it is for those who work here.
    """

    address: str
    professional_address: str
    plain_address: str
    proof_address: str
    publishing_principles: str
    site_name: str
    publisher: str
    authors: tuple[Author, ...]
    version: str
    digest: str
    submitted_at: datetime
    approved_at: datetime
    date_published: date
    last_reviewed: date
    next_review_due: date | None = None
    contributors: tuple[str, ...] = ()
    reviewers: tuple[Signatory, ...] = ()
    notices: tuple[PublicNotice, ...] = ()

    def address_in(self, wording: Wording) -> str:
        """Where a reader of this wording finds the article."""
        return self.plain_address if wording == "plain" else self.professional_address

    @property
    def retracted(self) -> bool:
        """Whether the article was taken back; it stays readable, marked."""
        return any(notice.kind == NoticeKind.RETRACTION for notice in self.notices)
