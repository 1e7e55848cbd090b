"""What a public article page needs.

The press fills an ArticlePage and renders templates/reading/article.html with it as `page`. Everything here
is a value or a pure function of values: no request, no database.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.document import Document
from articles.exporting.facts import Author
from articles.exporting.wording import Wording, statement_in, worded
from articles.markup import unmarked
from articles.notices import NoticeKind
from editorial.typesetting.layout import Layout, SectionView, StatementView
from editorial.typesetting.references import ReferenceEntry, reference_entry

BannerKind = NoticeKind | Literal["overdue", "pending"]

# What a reader is told of an approved article, in few words.
BANNER_TITLES: dict[BannerKind, Promise] = {
    **{kind: kind.label for kind in NoticeKind},
    "overdue": _("Overdue for review"),
    "pending": _("Not yet approved"),
}
READERS = ("patient", "student", "professional")
READER_COOKIE = "reader"  # readable by reader-answer.js, which hides the question once it is answered
DESCRIPTION_LENGTH = 300  # characters


def wording_for(reader: str) -> Wording:
    """The wording that suits a reader: plain for patients and carers, professional for everybody else."""
    return "plain" if reader == "patient" else "professional"


@dataclass(frozen=True)
class Approval:
    """One board member's sign-off as readers see it; names and credentials as they were at signing."""

    name: str
    credentials: str
    specialty: str
    disclosure: str
    signed_at: datetime


@dataclass(frozen=True)
class NoticeBanner:
    """Something a reader must know first. `reason` is a sentence; pending and overdue need no issuer.

    `language` is that of a reason which a person wrote, empty for words of the interface.
    """

    kind: BannerKind
    reason: str
    issued_at: date | datetime | None = None
    issued_by: str = ""
    language: str = ""

    @property
    def title(self) -> Promise:
        return BANNER_TITLES[self.kind]


@dataclass(frozen=True)
class VersionEntry:
    """An approved version; `changes` are sentences, empty for the first. `address` shows them in full."""

    number: int
    approved_at: datetime
    changes: tuple[str, ...] = ()
    address: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Addresses:
    """Where things are, as paths; `canonical` is absolute. `specialty` is empty for an article without one."""

    canonical: str
    professional: str
    plain: str
    proof: str
    versions: str
    ask: str
    report: str
    wording: str
    policy: str
    disclaimer: str
    board: str
    specialty: str = ""


@dataclass(frozen=True)
class Downloads:
    """Empty ones are left out of the page."""

    pdf: str = ""
    csl: str = ""
    ris: str = ""
    bibtex: str = ""
    fhir: str = ""
    document: str = ""
    text: str = ""
    api: str = ""


@dataclass(frozen=True)
class Contents:
    """One entry of the table of contents; `anchor` is the id of the heading's section.

    `language` is that of a title from the article, empty for words of the interface.
    """

    anchor: str
    title: str
    language: str = ""


@dataclass(frozen=True)
class ArticlePage:
    """Everything templates/reading/article.html shows. `json_ld` is JSON text; the template escapes it."""

    document: Document
    wording: Wording
    addresses: Addresses
    digest: str
    number: int
    updated_on: date
    approved_on: date | None = None
    review_due: date | None = None
    authors: tuple[Author, ...] = ()
    contributors: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    banners: tuple[NoticeBanner, ...] = ()
    versions: tuple[VersionEntry, ...] = ()
    downloads: Downloads = Downloads()
    json_ld: str = ""
    site_name: str = "Imprimatur"

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.document, self.wording)

    @property
    def is_plain(self) -> bool:
        return self.wording == "plain"

    @cached_property
    def is_mostly_fallback(self) -> bool:
        """A plain page on which more than half is professional wording: said once, not at every sentence."""
        missing = [not statement.plain for statement in self.document.statements()]
        return self.is_plain and sum(missing) > len(missing) / 2

    @cached_property
    def answer(self) -> tuple[StatementView, ...]:
        return tuple(self.layout.statement(statement) for statement in self.document.answer)

    @cached_property
    def heading(self) -> str:
        return worded(self.document.heading, self.document.plain_heading, self.wording)

    @cached_property
    def description(self) -> str:
        """The answer as plain text, at most DESCRIPTION_LENGTH characters, cut at a word."""
        text = " ".join(unmarked(statement_in(statement, self.wording).text) for statement in self.document.answer)
        if len(text) <= DESCRIPTION_LENGTH:
            return text
        return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0] + "…"

    @cached_property
    def sections(self) -> tuple[SectionView, ...]:
        return tuple(self.layout.section(section) for section in self.document.sections)

    @cached_property
    def references(self) -> tuple[ReferenceEntry, ...]:
        return tuple(
            reference_entry(reference, number) for number, reference in enumerate(self.document.references, start=1)
        )

    @cached_property
    def contents(self) -> tuple[Contents, ...]:
        """Table of contents: the sections, then what the page always has."""
        entries = [Contents(f"s-{section.id}", section.title, self.document.language) for section in self.sections]
        if self.references:
            entries.append(Contents("references", gettext("References")))
        return (*entries, Contents("trust", gettext("How this was checked")))
