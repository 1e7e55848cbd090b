"""What the public may know about one article now: its approved revision and what hangs on it, read once.

Everything public is made from an Edition, and an Edition is made from approved records only, so nothing of a draft has
a way into a page.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation

from articles.characters import shown_in
from articles.comparison import Comparison, compare
from articles.document import Document
from articles.exporting.facts import Author, Publication, PublicNotice, Signatory
from articles.journal import Decision
from articles.models import Article, Event, Notice, NoticeKind, Revision
from articles.notices import gravest
from articles.states import ONCE_APPROVED, State
from reviewers.models import Assignment, Interest, SignOff
from reviewers.policy import current_policy
from reviewers.proof import standing

SIGNED_WORDS = ("name", "credentials", "specialty", "disclosure")
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Edition:
    """`revision` is the published one, or the retracted one when nothing is published.

    `versions`: every revision that readers were once shown, oldest first, with its frozen document at hand.
    `notices`: of all of them, oldest first. `pending_since`: only where the board tells readers what is pending.
    `records`: the rows that all this is made from, as they are stored.
    """

    article: Article
    revision: Revision
    versions: tuple[Revision, ...]
    notices: tuple[Notice, ...]
    signoffs: tuple[SignOff, ...]
    pending_since: datetime | None
    records: standing.Records
    _comparisons: dict[UUID, Comparison] = field(default_factory=dict)

    @property
    def document(self) -> Document:
        """As readers are shown it; the very bytes are the revision's."""
        return self.revision.shown

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """What the journal and the sign-offs say otherwise than the rows that this is made from; empty when sound."""
        return tuple(standing.faults(self.article, self.records))

    @property
    def retracted(self) -> bool:
        return self.revision.state == State.RETRACTED

    @property
    def standing_notices(self) -> tuple[Notice, ...]:
        """The notices on the revision itself."""
        return tuple(notice for notice in self.notices if notice.revision_id == self.revision.pk)

    @property
    def standing(self) -> NoticeKind | None:
        """What the notices on the revision come to."""
        return gravest(notice.kind for notice in self.standing_notices)

    @property
    def retraction(self) -> Notice:
        """The notice of a retracted article."""
        return next(each for each in reversed(self.standing_notices) if each.kind == NoticeKind.RETRACTION)

    @property
    def approved_at(self) -> datetime:
        return self.revision.moment_of_approval

    @property
    def changed_at(self) -> datetime:
        """When readers last saw something change: the approval or a later notice."""
        return max([self.approved_at, *(notice.issued_at for notice in self.standing_notices)])

    @property
    def next_review(self) -> date:
        """The day by which the board looks at it again."""
        return self.revision.day_of_review

    @property
    def overdue(self) -> bool:
        return is_overdue(self.next_review)

    def before(self, version: Revision) -> Revision | None:
        """The version that readers saw before this one."""
        index = [each.pk for each in self.versions].index(version.pk)
        return self.versions[index - 1] if index else None

    def comparison(self, version: Revision) -> Comparison | None:
        """What this version changed against the one before it. Compared once.

        None for the first version, and where one of the two was retracted: its text is not shown again.
        """
        older = self.before(version)
        if older is None or State.RETRACTED in (older.state, version.state):
            return None
        if version.pk not in self._comparisons:
            self._comparisons[version.pk] = compare(older.shown, version.shown)
        return self._comparisons[version.pk]


def edition_of(article: Article) -> Edition | None:
    """The public edition of an article; None when readers have never been shown one.

    Four queries, one more where a revision is in review, and two where the event of approval names no sign-offs.
    """
    records = standing.records(article)
    stored = current(article, tuple(each for each in records.revisions if each.state in ONCE_APPROVED))
    if stored is None:
        return None
    revision = as_shown(stored, "submitted_by_name", "authors", "contributors")
    versions = (revision if each is stored else each for each in records.revisions if each.state in ONCE_APPROVED)
    approvals = (each for each in records.events if each.kind == Decision.APPROVED and each.revision_id == revision.pk)
    signoffs = counted_signoffs(revision, next(approvals, None))
    return Edition(
        article=article,
        revision=revision,
        versions=tuple(versions),
        notices=tuple(as_shown(each, "reason", "issued_by_name") for each in records.notices),
        signoffs=tuple(as_shown(each, *SIGNED_WORDS) for each in signoffs),
        pending_since=pending_since(article, records.revisions),
        records=records,
    )


def as_shown(row: Row, *names: str) -> Row:
    """A copy of the row, never saved, with these fields of it as readers are shown them (characters.shown)."""
    row = copy(row)
    for name in names:
        setattr(row, name, shown_in(getattr(row, name)))
    return row


def counted_signoffs(revision: Revision, approval: Event | None = None) -> list[SignOff]:
    """The sign-offs that the approval rests on, as its event in the journal names them.

    approval: that event, where it is known. Where it names none (an earlier approval, or a policy that does not say)
    they follow from the rows: on this very digest, by members who had not stepped back from it nor declared an interest
    before the approval.
    """
    approval = approval or Event.objects.filter(revision=revision, kind=Decision.APPROVED).first()
    if approval and (named := approval.data.get("signoffs")):
        return [each for each in revision.signoffs.all() if str(each.pk) in named]
    standing = Assignment.objects.filter(revision=revision, member=OuterRef("member"), recused_at__isnull=True)
    interests = Interest.objects.filter(
        Q(lifted_at__isnull=True) | Q(lifted_at__gt=revision.approved_at),
        member=OuterRef("member"),
        article=revision.article_id,
        declared_at__lte=revision.approved_at,
    )
    return list(revision.signoffs.filter(Exists(standing), ~Exists(interests), digest=revision.digest))


def current(article: Article, versions: tuple[Revision, ...]) -> Revision | None:
    """The version that readers get: the published one, else the last one when that was retracted."""
    for version in reversed(versions):
        if version.pk == article.published_revision_id or (
            article.published_revision_id is None and version.state == State.RETRACTED
        ):
            return version
    return None


def pending_since(article: Article, revisions: Iterable[Revision]) -> datetime | None:
    if article.revision_in_review_id is None or not current_policy().show_pending:
        return None
    return next((each.submitted_at for each in revisions if each.pk == article.revision_in_review_id), None)


def authors(revision: Revision) -> tuple[Author, ...]:
    """Who is said to have written it, in order."""
    return tuple(Author(name=each["name"], credentials=each["credentials"]) for each in revision.named_authors)


def is_overdue(next_review: date) -> bool:
    """Whether the board should have looked at it again by now."""
    return next_review < timezone.localdate()


def address(name: str, *args: object) -> str:
    """The path of a page in the active language."""
    return reverse(name, args=args)


def absolute(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}"


def publication(edition: Edition) -> Publication:
    """The facts that exports state beside the document. Addresses are those of the default language."""
    revision, slug = edition.revision, edition.article.slug
    with translation.override(settings.LANGUAGE_CODE):
        professional = absolute(address("article", slug))
        return Publication(
            address=professional,
            professional_address=professional,
            plain_address=absolute(address("article-plain", slug)),
            proof_address=absolute(address("proof", slug)),
            publishing_principles=absolute(address("house-page", "editorial-policy")),
            site_name=settings.SITE_NAME,
            publisher=settings.SITE_NAME,
            authors=authors(revision),
            contributors=tuple(revision.contributors),
            version=str(revision.number),
            digest=revision.digest,
            submitted_at=revision.submitted_at,
            approved_at=edition.approved_at,
            date_published=_day(edition.versions[0].moment_of_approval),
            last_reviewed=_day(edition.approved_at),
            next_review_due=edition.next_review,
            reviewers=tuple(
                Signatory(
                    name=signoff.name,
                    credentials=signoff.credentials,
                    specialty=signoff.specialty,
                    disclosure=signoff.disclosure,
                    signed_at=signoff.signed_at,
                )
                for signoff in edition.signoffs
            ),
            notices=tuple(
                PublicNotice(
                    kind=NoticeKind(notice.kind),
                    reason=notice.reason,
                    issued_at=notice.issued_at,
                    issued_by=notice.issued_by_name,
                )
                for notice in edition.standing_notices
            ),
        )


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
