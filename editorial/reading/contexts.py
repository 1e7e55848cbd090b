"""What the templates of lists, search, questions and the house are given; an article's own pages: editorial/press/."""

from dataclasses import dataclass
from datetime import date, datetime

from editorial.press.pages import (
    ArticleCard,
    Piece,
)


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
class QuotedPassage:
    """Words quoted from an approved article. `where` names section or treatment line ("Treatment line 2: …").

    `address` leads to the statement; `sources` are references in words (exporting.references.printed); `language` is
    that of the article. `is_fallback`: there is no plain wording, so the professional one stands here.
    """

    article: str
    address: str
    spans: tuple[Piece, ...]
    where: str = ""
    approved_on: date | None = None
    sources: tuple[str, ...] = ()
    language: str = ""
    is_fallback: bool = False
    where_spans: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class SearchResult:
    """An approved article that was found, with the passages that match, best first (at least one)."""

    article: str
    address: str
    approved_on: date
    passages: tuple[QuotedPassage, ...]
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


@dataclass(frozen=True)
class BoardPage:
    members: tuple[MemberEntry, ...]
    former: tuple[MemberEntry, ...] = ()


@dataclass(frozen=True)
class RecordVersion:
    number: int
    changed_at: datetime
    changed_by: str
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
class QuestionPage:
    """For ask.html, asked.html and report.html. `retention_days`: how long an unanswered question is kept."""

    title: str
    address: str
    retention_days: int
    question: str = ""
    passages: tuple[QuotedPassage, ...] = ()
    is_answer_by_mail: bool = False
    language: str = ""
