"""What the other public pages need: values that views fill and templates/reading/*.html show as `page`."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from articles.exporting.facts import Author
from editorial.press.article_page import BANNER_TITLES, BannerKind, NoticeBanner, VersionEntry


@dataclass(frozen=True)
class ArticleCard:
    """An approved article in a list. `standing` is the gravest banner of its page that lists tell of, if any."""

    title: str
    answer: str
    address: str
    specialty: str
    approved_on: date
    standing: BannerKind | None = None
    language: str = ""

    @property
    def standing_title(self) -> Promise | str:
        return BANNER_TITLES[self.standing] if self.standing else ""


@dataclass(frozen=True)
class Piece:
    """A piece of a found passage; `matches` where the reader's words are."""

    text: str
    matches: bool = False


@dataclass(frozen=True)
class SignOffProof:
    """A sign-off with everything needed to verify it: `jws` is the compact serialisation (RFC 7515)."""

    name: str
    credentials: str
    specialty: str
    signed_at: datetime
    statement: str
    digest: str
    jws: str


@dataclass(frozen=True)
class JournalEntry:
    """`at` and `actor` are told of public decisions only."""

    number: int
    at: datetime | None
    actor: str
    event: str
    previous: str
    hash: str


@dataclass(frozen=True)
class ProofPage:
    """`intact` is the result of recomputing digest and chain when the page was made.

    `checked_address` is what the script at `verifier_address` is given. `document_address` is empty when retracted.
    `found` of the `required` valid signatures of different members are there; with fewer the page calls nothing signed.
    """

    title: str
    address: str
    number: int
    authors: tuple[Author, ...]
    contributors: tuple[str, ...]
    digest: str
    document_address: str
    keys_address: str
    signoffs: tuple[SignOffProof, ...]
    journal: tuple[JournalEntry, ...]
    intact: bool
    language: str = ""
    verifier_address: str = ""
    checked_address: str = ""
    required: int = 0
    found: int = 0

    @property
    def is_short(self) -> bool:
        return self.found < self.required


@dataclass(frozen=True)
class VersionsPage:
    title: str
    address: str
    versions: tuple[VersionEntry, ...]
    language: str = ""


@dataclass(frozen=True)
class VersionChange:
    """One difference; `kind` and `where` are words for readers. Added: no `before`. Removed: no `after`."""

    kind: str
    where: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    is_quantity: bool = False


@dataclass(frozen=True)
class VersionChangesPage:
    title: str
    address: str
    versions_address: str
    older: int
    newer: int
    approved_at: datetime
    changes: tuple[VersionChange, ...]
    language: str = ""


@dataclass(frozen=True)
class RetractedPage:
    """The tombstone of a retracted article: no treatment content."""

    title: str
    notice: NoticeBanner
    versions_address: str
    proof_address: str
    language: str
