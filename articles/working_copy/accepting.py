"""Two documents of one article joined part by part: what is there, with those changes of what comes that are accepted.

`offers` are the changes, each with an id that stays the same as long as both texts of it do; `merged` is the document.
Both are pure. Accepting nothing gives what is there, accepting everything gives what comes, and any choice between
gives a document: what a change cannot stand without is accepted with it (`needed`), and what is to go stays as long as
something that is kept hangs in it or cites it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass, field
from zlib import crc32

from articles.comparison import Change, ChangeKind, compare
from articles.comparison.parts import Key, PartEntry, outline
from articles.document import Document
from articles.working_copy.joining import SINGLE, Combined, joined

# Two fields that are one text: taken over together or not at all.
ASPECTS = {"label": "professional", "plain_label": "plain"}


@dataclass(frozen=True)
class Offer:
    """What can be taken over at one part: it comes, goes, moves, or one aspect of it changes.

    keys: the part, and of what comes or goes all that comes or goes with it. changes: as the comparison tells them.
    needs: the ids of what has to be taken over with it.
    """

    id: str
    kind: ChangeKind
    keys: tuple[Key, ...]
    aspect: str
    changes: tuple[Change, ...]
    needs: set[str] = field(default_factory=set, compare=False)

    @property
    def key(self) -> Key:
        return self.keys[0]

    @property
    def is_emptied(self) -> bool:
        """Whether what comes says nothing at all where something is said now."""
        return self.kind == "changed" and not any(change.after for change in self.changes)

    @property
    def quantity(self) -> bool:
        return any(change.quantity for change in self.changes)


class Offers:
    """All changes from `current` to `incoming`, quantities first, and what each needs.

    Parts are the same when their ids are (identities.keep_identities); an identity is never of two kinds.
    """

    def __init__(self, current: Document, incoming: Document) -> None:
        self.current = current
        self.incoming = incoming.model_copy(update={"article": current.article})
        self.old, self.new = outline(self.current), outline(self.incoming)
        self.by_id = {offer.id: offer for offer in self._offers()}
        self.moved = {offer.key: offer for offer in self if offer.kind == "moved"}
        self.leaving = {key: offer for offer in self if offer.kind == "removed" for key in offer.keys}
        self.coming = {key: offer for offer in self if offer.kind == "added" for key in offer.keys}
        self._bind()

    def __iter__(self) -> Iterator[Offer]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def needed(self, accepted: Collection[str]) -> set[str]:
        """These offers and all that they need; ids that are not offered are left out."""
        found: set[str] = set()
        waiting = [each for each in accepted if each in self.by_id]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found.add(each)
                waiting += self.by_id[each].needs
            if not waiting:
                waiting = list(self._breaking_circles(found))
        return found

    def _offers(self) -> Iterator[Offer]:
        gone, come = together(self.old, self.new), together(self.new, self.old)
        numbers = {key: str(number) for number, key in enumerate(self.new)}
        found: dict[tuple[ChangeKind, Key, str], list[Change]] = defaultdict(list)
        keys = {(key[1], key[0] == "Document"): key for key in (*self.old, *self.new)}
        for change in compare(self.current, self.incoming).changes:
            if is_spacing(change):
                continue
            key, kind, aspect = keys[change.node, change.node is None], change.kind, ""
            if kind == "changed":
                aspect = ASPECTS.get(change.field, change.field)
                if aspect == "rate" and not (change.before and change.after):
                    kind, aspect = "moved", ""  # into the place that has a rate, or out of it
            found[kind, key, aspect].append(change)
        for (kind, key, aspect), changes in found.items():
            # What comes has an identity only until it is read again: it is known by its place in the text.
            name = numbers[key] if kind == "added" else key[1].hex if key[1] else "article"
            said = crc32("\0".join(f"{each.before}\0{each.after}" for each in changes).encode())
            with_it = tuple((gone if kind == "removed" else come if kind == "added" else {}).get(key, [key]))
            yield Offer(f"{kind}.{aspect}.{name}.{said:08x}", kind, with_it, aspect, tuple(changes))

    def _bind(self) -> None:
        sources = {each.id for each in self.current.references}
        cited = {each.id: [one for one in each.citations if one not in sources] for each in self.incoming.statements()}
        standing: dict[tuple[Key | None, str], Key] = {
            entry.slot: key for key, entry in self.old.items() if entry.slot[1] in SINGLE
        }
        under = _by_owner(self.old)
        for offer in self:
            if offer.kind == "added" or offer.aspect == "citations":
                for key in offer.keys:
                    for one in cited.get(key[1], ()) if key[1] else ():
                        offer.needs.add(self.coming["Reference", one].id)
            if offer.kind not in ("added", "moved"):
                continue
            owner, _place = self.new[offer.key].slot
            if owner in self.coming and offer.kind == "moved":
                offer.needs.add(self.coming[owner].id)
            for key in offer.keys if offer.kind == "added" else (offer.key,):
                other = standing.get(self.new[key].slot)
                if other is not None and other != key:
                    offer.needs.update(self._to_clear(other, under))

    def _to_clear(self, key: Key, under: dict[Key, list[Key]]) -> set[str]:
        """What has to be accepted for a part to leave the only place that there is."""
        if key in self.moved:
            return {self.moved[key].id}
        found, waiting = {self.leaving[key].id}, [key]
        while waiting:
            for child in under.get(waiting.pop(), ()):
                if child in self.moved:
                    found.add(self.moved[child].id)
                else:
                    found.add(self.leaving[child].id)
                    waiting.append(child)
        return found

    def _breaking_circles(self, accepted: Set[str]) -> set[str]:
        """Moves that have to be accepted too, lest a part comes to hang on what hangs on it."""
        moved = [offer.key for each in accepted if (offer := self.by_id[each]).kind == "moved"]
        cleared: set[Key] = set()
        for start in moved:
            path: dict[Key, None] = {}
            key: Key | None = start
            while key is not None and key not in path and key not in cleared:
                path[key] = None
                is_as_it_comes = key not in self.old or (key in self.moved and self.moved[key].id in accepted)
                key = (self.new if is_as_it_comes else self.old)[key].slot[0]
            if key in path:
                circle = list(path)[list(path).index(key) :]
                held = {self.moved[each].id for each in circle if each in self.moved} - accepted
                if held:
                    return held
            cleared |= path.keys()
        return set()


def merged(current: Document, incoming: Document, accepted: Collection[str]) -> Document:
    """What is there with the accepted changes (ids of Offers) of what comes, and all that those need."""
    return merge_offers(Offers(current, incoming), accepted).document


def merge_offers(offers: Offers, accepted: Collection[str]) -> Combined:
    """As `merged`, of offers that were made, with the parts that were to go and had to stay."""
    chosen = [offers.by_id[each] for each in offers.needed(accepted)]
    fields: dict[Key, set[str]] = defaultdict(set)
    for offer in chosen:
        fields[offer.key] |= {change.field for change in offer.changes if change.kind == "changed"}
    return joined(
        offers.current,
        offers.incoming,
        came={key for offer in chosen if offer.kind == "added" for key in offer.keys},
        gone={key for offer in chosen if offer.kind == "removed" for key in offer.keys},
        moved={offer.key for offer in chosen if offer.kind == "moved"},
        unmoved=offers.moved.keys() - {offer.key for offer in chosen if offer.kind == "moved"},
        fields=fields,
    )


def together(mine: dict[Key, PartEntry], other: dict[Key, PartEntry]) -> dict[Key, list[Key]]:
    """The parts that the other lacks, under the topmost of each: itself first, then what comes or goes with it."""
    tops: dict[Key, Key] = {}
    groups: dict[Key, list[Key]] = {}
    for key, entry in mine.items():
        if key not in other:
            owner = entry.slot[0]
            tops[key] = tops.get(owner, key) if owner else key
            groups.setdefault(tops[key], []).append(key)
    return groups


def is_spacing(change: Change) -> bool:
    """Whether a text differs in its white space only: a text that was written out and read again has none to spare."""
    before, after = " ".join(change.before.split()), " ".join(change.after.split())
    return change.kind == "changed" and change.before != change.after and before == after


def _by_owner(outlined: dict[Key, PartEntry]) -> dict[Key, list[Key]]:
    found: dict[Key, list[Key]] = defaultdict(list)
    for key, entry in outlined.items():
        if entry.slot[0] is not None:
            found[entry.slot[0]].append(key)
    return found
