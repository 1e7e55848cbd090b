"""A document put together from two: which parts, where each stands, and what each says. Pure.

accepting.py says what is taken from which; here it becomes one tree again. Siblings keep the order that they have;
what comes stands behind the one that it follows in the text that comes.
"""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from articles.comparison.parts import ARTICLE, Key, Slot, outline
from articles.csl import Csl
from articles.document import Document, Intervention, Rate, Reference, Section, Statement, TreatmentLine
from articles.values import Node

SINGLE = ("criterion",)  # places that hold one statement
CONDITION = {"condition": "name", "synonyms": "synonyms", "icd10": "icd10"}


@dataclass(frozen=True)
class Combined:
    """The document, and the parts that were to go and stayed, because something that is kept needs them."""

    document: Document
    stayed: tuple[Key, ...]


def joined(
    current: Document,
    incoming: Document,
    *,
    came: Set[Key],
    gone: Set[Key],
    moved: Set[Key],
    unmoved: Set[Key],
    fields: Mapping[Key, Set[str]],
) -> Combined:
    """The current document with parts of the incoming one.

    came, gone: parts that only the one or the other has. moved: those that stand where the incoming one has them;
    unmoved: those that would, and stay where they are. fields: names (of the comparison) taken over, by part.
    """
    tree = Tree(current, incoming, came, moved, unmoved, fields)
    stayed = tree.drop(gone)
    return Combined(tree.document(), stayed)


@dataclass
class Tree:
    current: Document
    incoming: Document
    came: Set[Key]
    moved: Set[Key]
    unmoved: Set[Key]
    fields: Mapping[Key, Set[str]]
    slots: dict[Key, Slot] = field(init=False)
    siblings: dict[Slot, list[Key]] = field(init=False)

    def __post_init__(self) -> None:
        self.old, self.new = outline(self.current), outline(self.incoming)
        self.old_nodes, self.old_rates = _parts(self.current)
        self.new_nodes, self.new_rates = _parts(self.incoming)
        self.slots = {key: (self.new if key in self.moved else self.old)[key].slot for key in self.old}
        self.slots |= {key: self.new[key].slot for key in self.came}
        self._bring_lines_together()

    def _bring_lines_together(self) -> None:
        """An article has one treatment algorithm: where lines stand in two sections, all go where the new ones are."""
        homes = dict.fromkeys(slot for slot in self.slots.values() if slot[1] == "lines")
        if len(homes) > 1:
            home = next(
                slot for key, slot in self.slots.items() if slot[1] == "lines" and key in self.moved | self.came
            )
            self.slots |= {key: home for key, slot in self.slots.items() if slot[1] == "lines"}

    def drop(self, gone: Set[Key]) -> tuple[Key, ...]:
        """Take out what is gone, but for that in which something stays, and sources that are still cited."""
        kept = [key for key in self.slots if key not in gone]
        stay: set[Key] = set()
        for key in kept:
            owner = self.slots[key][0]
            while owner is not None and owner in gone and owner not in stay:
                stay.add(owner)
                owner = self.slots[owner][0]
        cited = {one for key in (*kept, *stay) if key[0] == "Statement" for one in self._citations(key)}
        stay |= {key for key in gone if key[0] == "Reference" and key[1] in cited}
        self.slots = {key: slot for key, slot in self.slots.items() if key not in gone or key in stay}
        return tuple(key for key in self.slots if key in stay)

    def document(self) -> Document:
        self.siblings = self._ordered()
        values: dict[str, Any] = {}
        for name in self.fields.get(ARTICLE, ()):
            if name not in CONDITION:
                values[name] = getattr(self.incoming, name)
        about = {CONDITION[name] for name in self.fields.get(ARTICLE, ()) if name in CONDITION}
        values["condition"] = self.current.condition.model_copy(
            update={name: getattr(self.incoming.condition, name) for name in about}
        )
        values["answer"] = self._statements((ARTICLE, "answer"))
        values["sections"] = tuple(self._section(key) for key in self.siblings[ARTICLE, "sections"])
        values["references"] = self._references()
        return self.current.model_copy(update=values)

    def _ordered(self) -> dict[Slot, list[Key]]:
        """The parts of every place in order: those that stayed, each followed by what comes behind it."""
        stayed: dict[Slot, list[Key | None]] = defaultdict(lambda: [None])
        behind: dict[tuple[Slot, Key | None], Key] = {}
        placed: set[Key] = set()
        for key in self.old:
            if key in self.slots and key not in self.moved and self.slots[key] == self.old[key].slot:
                stayed[self.slots[key]].append(key)
                placed.add(key)
        last: dict[Slot, Key | None] = {}
        for key, entry in self.new.items():
            slot = entry.slot
            if self.slots.get(key) != slot or key in self.unmoved:
                continue
            if key not in placed:
                behind[slot, last.get(slot)] = key
                placed.add(key)
                stayed[slot]  # a place with nothing in it until now
            last[slot] = key
        found: dict[Slot, list[Key]] = defaultdict(list)
        for slot, keys in stayed.items():
            for first in keys:
                each: Key | None = first
                if each is not None:
                    found[slot].append(each)
                while (each := behind.get((slot, each))) is not None:
                    found[slot].append(each)
        for key, slot in self.slots.items():  # lines that were brought along
            if key not in placed and key != ARTICLE:
                found[slot].append(key)
        return found

    def _node(self, key: Key, **more: Any) -> Any:
        """The part as it will be: as it is or comes, with the fields that are taken over, and what hangs on it."""
        if key not in self.old_nodes:
            return self.new_nodes[key].model_copy(update=more)
        node: Any = self.old_nodes[key]
        if names := self.fields.get(key, ()):
            comes: Any = self.new_nodes[key]
            own = {name: getattr(comes, name) for name in names if name in type(node).model_fields and name != "title"}
            if "title" in names and not isinstance(node, Reference):
                own["title"] = comes.title
            if isinstance(node, Reference):
                own["csl"] = _publication(node.csl, comes.csl, names)
            more = own | more
        return node.model_copy(update=more)

    def _citations(self, key: Key) -> tuple[UUID, ...]:
        cited: tuple[UUID, ...] = self._node(key).citations
        return cited

    def _statements(self, slot: Slot) -> tuple[Statement, ...]:
        return tuple(self._statement(key) for key in self.siblings.get(slot, ()))

    def _statement(self, key: Key) -> Statement:
        statement: Statement = self._node(key, children=self._statements((key, "children")))
        return statement

    def _section(self, key: Key) -> Section:
        ranked = enumerate(self.siblings.get((key, "lines"), ()), start=1)
        lines = tuple(self._line(line, rank) for rank, line in ranked)
        more = {"kind": "algorithm"} if lines else {}
        section: Section = self._node(key, statements=self._statements((key, "statements")), lines=lines, **more)
        return section

    def _line(self, key: Key, rank: int) -> TreatmentLine:
        interventions = tuple(self._intervention(each) for each in self.siblings.get((key, "interventions"), ()))
        criterion = next(iter(self._statements((key, "criterion"))), None)
        line: TreatmentLine = self._node(key, rank=rank, criterion=criterion, interventions=interventions)
        return line

    def _intervention(self, key: Key) -> Intervention:
        rates = tuple(self._rate(reports) for reports in self.siblings.get((key, "rates"), ()))
        details = self._statements((key, "details"))
        intervention: Intervention = self._node(key, details=details, rates=rates)
        return intervention

    def _rate(self, reports: Key) -> Rate:
        is_new = reports not in self.old_rates or "rate" in self.fields.get(reports, ())
        rate = (self.new_rates if is_new else self.old_rates)[reports]
        return rate.model_copy(update={"statement": self._statement(reports)})

    def _references(self) -> tuple[Reference, ...]:
        """The list; two never carry one short name: who had it keeps it."""
        listed = [self._node(key) for key in self.siblings.get((ARTICLE, "references"), ())]
        had = {reference.key: reference.id for reference in self.current.references}
        taken = {each.key for each in listed if had.get(each.key) == each.id}
        found = []
        for each in listed:
            if had.get(each.key) != each.id:
                each = each.model_copy(update={"key": _free(each.key, taken)})
                taken.add(each.key)
            found.append(each)
        return tuple(found)


def _parts(document: Document) -> tuple[dict[Key, Node], dict[Key, Rate]]:
    """Every part of the document by key, and the rates by the statement that reports them."""
    nodes: dict[Key, Node] = {(type(node).__name__, node.id): node for node in document.nodes()}
    return nodes, {("Statement", rate.statement.id): rate for _intervention, rate in document.rates()}


def _publication(now: Csl, comes: Csl, names: Set[str]) -> Csl:
    own = {name.replace("-", "_") for name in names} & Csl.model_fields.keys()
    return now.model_copy(update={name: getattr(comes, name) for name in own})


def _free(key: str, taken: Set[str]) -> str:
    found, number = key, 1
    while found in taken:
        number += 1
        found = f"{key}-{number}"
    return found
