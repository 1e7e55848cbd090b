"""What the other public pages need: values that views fill and templates/public/*.html show as `page`."""

from dataclasses import dataclass
from datetime import date, datetime

from editorial.press.article_page import NoticeBanner, VersionEntry


@dataclass(frozen=True)
class ArticleCard:
    """An approved article in a list. `standing` is a BannerKind ("overdue", "correction") or empty."""

    title: str
    answer: str
    address: str
    specialty: str
    approved_on: date
    standing: str = ""
    language: str = ""


@dataclass(frozen=True)
class SpecialtyEntry:
    name: str
    address: str
    articles: int
    language: str = ""


@dataclass(frozen=True)
class HomePage:
    recent: tuple[ArticleCard, ...]
    specialties: tuple[SpecialtyEntry, ...]


@dataclass(frozen=True)
class SpecialtyPage:
    name: str
    articles: tuple[ArticleCard, ...]
    next_address: str = ""
    language: str = ""


@dataclass(frozen=True)
class Span:
    """A piece of a found passage; `matches` where the reader's words are."""

    text: str
    matches: bool = False


@dataclass(frozen=True)
class Passage:
    """Words quoted from an approved article. `where` names section or treatment line ("Treatment line 2: …").

    `address` leads to the statement; `sources` are references in words (citations.printed); `language` is that of
    the article. `is_fallback`: there is no plain wording, so the professional one stands here.
    """

    article: str
    address: str
    spans: tuple[Span, ...]
    where: str = ""
    approved_on: date | None = None
    sources: tuple[str, ...] = ()
    language: str = ""
    is_fallback: bool = False
    where_spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class SearchResult:
    """An approved article that was found, with the passages that match, best first (at least one)."""

    article: str
    address: str
    approved_on: date
    passages: tuple[Passage, ...]
    specialty: str = ""
    language: str = ""


@dataclass(frozen=True)
class SearchPage:
    """`corrected` is the query that was searched when nothing matched the one typed (a typing error).

    `any_word`: no article has all the words, these have some. `is_continued`: not the first page.
    """

    query: str
    results: tuple[SearchResult, ...] = ()
    corrected: str = ""
    any_word: bool = False
    next_address: str = ""
    is_continued: bool = False


@dataclass(frozen=True)
class MemberEntry:
    """A board member. `disclosed_on` dates the disclosure; an empty disclosure reads "none declared"."""

    name: str
    credentials: str
    specialty: str
    disclosure: str
    disclosed_on: date | None = None
    affiliation: str = ""


@dataclass(frozen=True)
class BoardPage:
    members: tuple[MemberEntry, ...]
    former: tuple[MemberEntry, ...] = ()


@dataclass(frozen=True)
class RecordVersion:
    number: int
    changed_at: datetime
    changed_by: str
    summary: str = ""
    address: str = ""


@dataclass(frozen=True)
class RecordPage:
    """A page kept as a record (editorial policy): `text` is Markdown, `history` newest first."""

    title: str
    text: str
    number: int
    changed_at: datetime
    history: tuple[RecordVersion, ...] = ()


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
class Change:
    """One difference; `kind` and `where` are words for readers. Added: no `before`. Removed: no `after`."""

    kind: str
    where: str
    before: tuple[Span, ...]
    after: tuple[Span, ...]
    is_quantity: bool = False


@dataclass(frozen=True)
class VersionChangesPage:
    title: str
    address: str
    versions_address: str
    older: int
    newer: int
    approved_at: datetime
    changes: tuple[Change, ...]
    language: str = ""


@dataclass(frozen=True)
class QuestionPage:
    """For ask.html, asked.html and report.html. `retention_days`: how long an unanswered question is kept."""

    title: str
    address: str
    retention_days: int
    question: str = ""
    passages: tuple[Passage, ...] = ()
    is_answer_by_mail: bool = False
    language: str = ""


@dataclass(frozen=True)
class RetractedPage:
    """The tombstone of a retracted article: no treatment content."""

    title: str
    notice: NoticeBanner
    versions_address: str = ""
    proof_address: str = ""
    language: str = ""
