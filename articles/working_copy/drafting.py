"""The working copy as a whole: begun, edited row by row, replaced by another text.

The modules of this folder are the only writers of working rows; what is added, removed and moved is in outline.py,
removing.py and moving.py. An edit names the `version` of the row that the person saw; when somebody saved in between,
`Conflict` carries the row as it is now, so that both texts can be shown and none is lost.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import journal, limits
from articles.document import Document
from articles.importing.result import Unsure
from articles.journal import Decision
from articles.models import Act, ActKind, Article, Revision
from articles.permissions import Person, account, may_start_article
from articles.slugs import slug_of
from articles.states import Forbidden, Refused, Stale
from articles.working_copy.accepting import merge_offers
from articles.working_copy.acts import Doing, act, record
from articles.working_copy.composing import compose
from articles.working_copy.doubting import brought, named_anew
from articles.working_copy.identities import fresh_identities, keep_identities
from articles.working_copy.merging import Merged, as_seen, merge
from articles.working_copy.offering import depth, incoming
from articles.working_copy.rows import EDITABLE, Row, first_author, metadata
from articles.working_copy.saving import R, change, entered, now, save
from articles.working_copy.writing import rewrite


class Conflict(Stale):
    """Somebody changed what the person was changing too. `current` is the row as it is now.

    clashing: the fields that both changed. values: what to save of the others, which need no decision.
    """

    def __init__(self, current: Row, merged: Merged) -> None:
        super().__init__(_("Somebody else saved this text while you were editing. Both texts are kept below."))
        self.current = current
        self.clashing = merged.clashing
        self.values = {name: value for name, value in merged.values.items() if name not in merged.clashing}


class ChangedSince(Stale):
    """The working copy is not the one that the person compared a text with."""

    def __init__(self) -> None:
        super().__init__(_("The working copy was changed since you opened this page. Nothing was taken over."))


@dataclass(frozen=True)
class Taken:
    """What was taken over: the act (None: nothing), how many changes, how many parts were to go and had to stay."""

    act: Act | None
    changes: int
    stayed: int


@transaction.atomic
def create_article(
    *, document: Document, author: Person, source: Revision | None = None, doubts: Sequence[Unsure] = ()
) -> Article:
    """A new article with the document as its working copy. Raises Forbidden when the person may not start one.

    author: whose draft it is; with a name they are its first named author, until somebody changes that.
    source: the approved revision that the document was copied from, which the journal then tells. doubts: what an
    importer guessed in the document; they stay with the draft until somebody settles them.
    """
    if not may_start_article(author):
        raise Forbidden(_("Only authors and editors may start an article."))
    imported, document = document, fresh_identities(document)
    article = Article(id=uuid.uuid4(), author=account(author), **metadata(document))
    _save_at_free_address(article, document)
    doing = Doing(article)
    rewrite(article, document, author)
    if first := first_author(article, author):
        save(first, author, new=True)
    doing.about = article
    doing.doubts += named_anew(doubts, imported, document)
    record(doing, author, ActKind.STARTED)
    copied = {"copied_from": str(source.pk), "copied_digest": source.digest} if source else {}
    journal.append(article=article, kind=Decision.CREATED, actor=author, data={"title": article.title} | copied)
    return article


def replace_document(*, article: Article, document: Document, actor: Person) -> Article:
    """Make the document the working copy. Nodes that are there already keep their identity and history."""
    with act(article.pk, actor, ActKind.IMPORTED) as doing:
        document = keep_identities(fresh_identities(document), compose(doing.article))
        rewrite(doing.article, document, actor)
        journal.append(article=doing.article, kind=Decision.IMPORTED, actor=actor, data={"title": doing.article.title})
        return doing.article


@transaction.atomic
def take_over(
    *,
    article: Article,
    document: Document,
    accepted: Collection[str] | None,
    shown: int,
    actor: Person,
    doubts: Sequence[Unsure] = (),
) -> Taken:
    """Take over the accepted parts of a text into the working copy, as one act; nothing else is touched.

    accepted: ids of offers (offering.incoming); None: all of them. shown: the last act that the person's page knew.
    doubts: what an importer guessed in the text; those about what is taken over stay with the draft.
    Raises Forbidden, ChangedSince when anything was done after that, or Refused when the parts do not fit together.
    """
    with act(article.pk, actor, ActKind.IMPORTED) as doing:
        comes = incoming(doing.article, document)
        if comes.shown != shown:
            raise ChangedSince
        offers = comes.offers
        taken = offers.needed(offers.by_id if accepted is None else accepted)
        result = merge_offers(offers, taken)
        if depth(result.document) > max(limits.DEPTH, depth(offers.current)):
            raise Refused(
                _("Statements are nested at most %(depth)s deep. Nothing was changed.") % {"depth": limits.DEPTH}
            )
        if result.document != offers.current:
            rewrite(doing.article, result.document, actor)
            named = named_anew(doubts, document, offers.incoming)
            doing.doubts += brought(named, doing.article, offers.current, offers.incoming, result.document)
            title = doing.article.title
            journal.append(article=doing.article, kind=Decision.IMPORTED, actor=actor, data={"title": title})
    done = article.acts.filter(pk__gt=shown).first()
    return Taken(done, len(taken), len(result.stayed))


def edit(
    *,
    row: R,
    version: int,
    values: Mapping[str, object],
    actor: Person,
    goes_on: int | None = None,
    suggested_by: Person | None = None,
) -> R:
    """Change one row of the working copy (an Article's own metadata, or a node).

    version: the row's version that the person saw. values: field name to new value, only names in EDITABLE. What
    somebody else saved meanwhile in other fields stays (merging.py). goes_on: the act of the save before this one in
    the same open form; the two are one act, which is undone in one step. suggested_by: whose words these are, where
    another suggested them; the journal keeps that, for theirs is a hand in the text too (contributors.py). Returns the
    saved row. Raises Forbidden, Conflict when both changed the same, or Refused with a sentence when a value cannot
    stand.
    """
    article = row.pk if isinstance(row, Article) else row.article_id
    with act(article, actor, ActKind.EDITED, goes_on=goes_on) as doing:
        current = now(row)
        if current is None:
            raise Stale(_("This part was removed from the article while you were editing; your text was not saved."))
        if unknown := set(values) - EDITABLE[type(row)]:
            raise Refused(_("These fields cannot be edited: %(names)s.") % {"names": ", ".join(sorted(unknown))})
        if current.version != version:
            values = {name: entered(type(row), name, value) for name, value in values.items()}
            merged = merge(values, as_seen(current, version), current)
            if merged.clashing:
                raise Conflict(current, merged)
            values = merged.values
        before = current.version
        doing.about = change(current, doing.article, values, actor)
        if suggested_by and current.version != before:
            told = {"suggested_by": str(suggested_by.pk), "suggested_by_name": suggested_by.get_full_name()}
            data = {"node": str(current.pk), "version": current.version} | told
            journal.append(article=doing.article, kind=Decision.TAKEN_OVER, actor=actor, data=data)
        return current


def free_slug(document: Document) -> str:
    """A public address that no article has yet, from the condition's name or the question."""
    base = slug_of(document.condition.name or document.title)
    slug, number = base, 1
    while Article.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _save_at_free_address(article: Article, document: Document) -> None:
    """Insert the article at the first free address; the next one when somebody takes it while we look."""
    while True:
        article.slug = free_slug(document)
        try:
            with transaction.atomic():
                save(article, article.author, new=True)
            return
        except IntegrityError:
            if not Article.objects.filter(slug=article.slug).exists():
                raise
