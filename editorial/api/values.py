"""What the API tells, as values. Names are those of the document and of the reader's pages."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from articles.notices import NoticeKind

VersionState = Literal["approved", "superseded", "retracted"]
Next = Annotated[str | None, Field(description="Address of the following page; null on the last one.")]


class ArticleLinks(Schema):
    self: str
    page: str
    versions: str
    proof: str


class PublishedLinks(ArticleLinks):
    document: Annotated[str, Field(description="The canonical bytes that the board signed.")]


class ArticleEntry(Schema):
    """A published article in a list."""

    id: UUID
    slug: str
    title: str
    answer: Annotated[str, Field(description="The answer as plain text, at most 300 characters.")]
    specialty: str
    version: int
    digest: Annotated[str, Field(description="SHA-256 of the canonical document, lower-case hex.")]
    approved_at: datetime
    next_review: date
    overdue: Annotated[bool, Field(description="The board has not looked at it again by `next_review`.")]
    changed_at: Annotated[datetime, Field(description="Of the approval, or of a later notice.")]
    standing: Annotated[NoticeKind | None, Field(description="Kind of the gravest notice on this version.")]
    links: PublishedLinks


class ArticleList(Schema):
    items: list[ArticleEntry]
    next: Next


class Condition(Schema):
    name: str
    synonyms: list[str]
    icd10: str


class Author(Schema):
    name: str
    credentials: str


Written = Annotated[str, Field(description="The names in `authors` in one line, with semicolons between them.")]
Contributors = Annotated[
    list[str], Field(description="Everybody else whose hand is in this version since the one that was approved before.")
]


class Signatory(Schema):
    """A board member as they were when they signed."""

    name: str
    credentials: str
    specialty: str
    disclosure: str
    signed_at: datetime


class Notice(Schema):
    kind: NoticeKind
    reason: str
    issued_at: datetime
    issued_by: str


class ArticleDetail(ArticleEntry):
    """A published article with what a reader sees around its text."""

    language: str
    condition: Condition
    author: Written
    authors: list[Author]
    contributors: Contributors
    approved_by: list[Signatory]
    notices: list[Notice]
    pending_since: Annotated[
        datetime | None, Field(description="A newer revision is in review since; null where the board does not tell.")
    ]


class VersionLinks(Schema):
    self: str
    document: Annotated[str | None, Field(description="Null when a retraction took the text away.")]


class VersionEntry(Schema):
    """A revision that the board approved, now or once."""

    number: int
    state: VersionState
    digest: str
    author: Written
    authors: list[Author]
    contributors: Contributors
    submitted_at: datetime
    approved_at: datetime
    next_review: date
    links: VersionLinks


class VersionList(Schema):
    items: list[VersionEntry]
    next: Next


class SignOff(Signatory):
    """A signature on the digest of the version."""

    digest: str
    jws: Annotated[str, Field(description="The signed statement (RFC 7515), Ed25519 under one of the house's keys.")]


class VersionDetail(VersionEntry):
    signoffs: list[SignOff]
    notices: list[Notice]
    keys: Annotated[str, Field(description="Where the public keys are.")]


class ReferenceEntry(Schema):
    """One publication in the reference list of one published article."""

    article: Annotated[str, Field(description="Slug of the article that lists it.")]
    number: Annotated[int, Field(description="Its printed number there.")]
    csl: Annotated[dict[str, Any], Field(description="CSL-JSON; `id` is the one that statements cite.")]
    missing: Annotated[list[str], Field(description="What a reader needs to find it and is not established.")]


class ReferenceList(Schema):
    items: list[ReferenceEntry]
    next: Next


class Quotation(Schema):
    """Words from an approved article, unchanged. `node` is their id in its document."""

    node: UUID
    where: str
    treatment_line: int | None
    text: str
    is_fallback: Annotated[bool, Field(description="The professional wording, where there is no plain one.")]
    sources: list[str]


class SearchEntry(Schema):
    id: UUID
    slug: str
    title: str
    language: str
    specialty: str
    approved_at: datetime
    quotations: list[Quotation]
    links: ArticleLinks


class SearchAnswer(Schema):
    """`corrected`: what was searched instead, typing errors put right. `any_word`: none has all the words."""

    query: str
    corrected: str
    any_word: bool
    items: list[SearchEntry]
    next: Next


class KeySet(Schema):
    """JWK Set (RFC 7517)."""

    keys: list[dict[str, Any]]
