"""What an import over a working copy would do, before it does it: three texts compared.

The first is the text that both come from, as far as we know: the one imported last, or the one that readers see, if it
was submitted later. What the working copy says otherwise was written here since; taking over what undoes that is never
the default.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from articles.comparison import Change, compare
from articles.document import Document, Statement
from articles.models import Act, ActKind, Article
from articles.permissions import Person
from articles.working_copy.accepting import ASPECTS, Offer, Offers, is_spacing
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from articles.working_copy.identities import fresh_identities, keep_identities
from articles.working_copy.past import document_at


@dataclass(frozen=True)
class LastText:
    """The text that the working copy was last brought in line with. is_published: it is what readers see."""

    document: Document
    at: datetime
    is_published: bool


@dataclass(frozen=True)
class Incoming:
    """A text that could be taken over, in whole or in part. base: None when nobody knows what both come from.

    shown: the last act that is taken into account (acts.latest).
    """

    article: Article
    offers: Offers
    base: LastText | None
    shown: int

    def is_edited(self, offer: Offer) -> bool:
        """Whether taking it over undoes or overwrites what was written here since the last text."""
        return bool(self._edits_hit(offer))

    @property
    def edits(self) -> int:
        """How many edits made here would go if everything were taken over."""
        return len({edit for offer in self.offers for edit in self._edits_hit(offer)})

    @cached_property
    def defaults(self) -> frozenset[str]:
        """The offers that overwrite nobody's edit, empty nothing, and need none that does."""
        safe = {each.id for each in self.offers if not self.is_edited(each) and not each.is_emptied}
        return frozenset(each for each in safe if self.offers.needed([each]) <= safe)

    def before(self, offer: Offer, change: Change) -> Change | None:
        """What was done here since the last text to what this change would overwrite, when that was a change."""
        return self._here.get((offer.key[1], change.field or change.kind))

    @cached_property
    def _here(self) -> dict[tuple[UUID | None, str], Change]:
        if self.base is None:
            return {}
        changes = compare(self.base.document, self.offers.current).changes
        return {(each.node, each.field or each.kind): each for each in changes if not is_spacing(each)}

    @cached_property
    def _edited(self) -> dict[UUID | None, set[str]]:
        """What was edited here since, by part: its aspects, "moved", "added" or "removed"."""
        found: dict[UUID | None, set[str]] = {}
        for (node, name), change in self._here.items():
            if change.kind in ("changed", "moved"):
                found.setdefault(node, set()).add(ASPECTS.get(name, name))
        there = {node.id for node in self.offers.current.nodes()}
        was = {node.id for node in self.base.document.nodes()} if self.base else set()
        return found | {node: {"added"} for node in there - was} | {node: {"removed"} for node in was - there}

    def _edits_hit(self, offer: Offer) -> set[tuple[UUID | None, str]]:
        edited = self._edited
        if offer.kind == "removed":
            return {(key[1], what) for key in offer.keys for what in edited.get(key[1], ())}
        if offer.kind == "added":
            return {(key[1], "removed") for key in offer.keys if "removed" in edited.get(key[1], ())}
        hit = {offer.aspect or "moved", "added"}
        if self.base is None and offer.key[1] is None:
            return {(None, offer.aspect)}
        return {(offer.key[1], what) for what in edited.get(offer.key[1], ()) if what in hit}


def incoming(article: Article, document: Document) -> Incoming:
    """Compare a text with the working copy as it is now. Its parts get the identities that they have had before."""
    current, base = compose(article), last_text(article)
    known = [current, base.document] if base else [current]
    document = keep_identities(fresh_identities(document), *known)
    return Incoming(article, Offers(current, document), base, latest(article))


def last_text(article: Article) -> LastText | None:
    """What was imported last, or what readers see if that was submitted later. None for neither."""
    texts = []
    done = article.acts.filter(kind__in=(ActKind.IMPORTED, ActKind.STARTED), is_undone=False).first()
    if done:
        texts.append(LastText(document_at(article, done.upto), done.at, is_published=False))
    if published := article.published_revision:
        texts.append(LastText(published.document, published.submitted_at, is_published=True))
    return max(texts, key=lambda text: text.at, default=None)


def is_alone(incoming: Incoming, person: Person) -> bool:
    """Whether all that was written here since the last text is the person's own."""
    since = Act.objects.filter(article=incoming.article)
    if incoming.base:
        since = since.filter(at__gt=incoming.base.at)
    return set(since.values_list("actor", flat=True).distinct().order_by()) <= {person.pk}


def depth(document: Document) -> int:
    """How many statements stand under each other at most."""

    def heights(statements: tuple[Statement, ...]) -> Iterator[int]:
        for each in statements:
            yield 1 + max(heights(each.children), default=0)

    tops = [*document.answer]
    for section in document.sections:
        tops += section.statements
        for line in section.lines:
            tops += [line.criterion] if line.criterion else []
            for intervention in line.interventions:
                tops += intervention.details
    return max(heights(tuple(tops)), default=0)
