"""Give the nodes of a newly imported document the identities that the same nodes already have.

Comments, history and comparisons hang on identities, so a re-import must not look like a new article. References
match by DOI, PMID or key, sections by kind and title, lines by title, then rank, interventions by name, statements by
their words: first the same words anywhere, then the closest words among what is left (at least 60% alike, by edit
distance).
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID, uuid4

from rapidfuzz import fuzz, process

from articles.document import Document, Intervention, Reference, Section, Statement, TreatmentLine
from articles.values import Node

ALIKE = 60
N = TypeVar("N", bound=Node)


def keep_identities(new: Document, *olds: Document) -> Document:
    """The new document with the ids of the old ones' nodes wherever they are the same node.

    olds: states of one article. What is the same in the first goes before what is the same in the second.
    """
    ids: dict[UUID, UUID] = {}
    keys: Sequence[tuple[type[Any], Callable[[Any], Hashable]]] = (
        (Reference, lambda node: node.csl.DOI.lower() or None),
        (Reference, lambda node: node.csl.PMID or None),
        (Reference, lambda node: node.key),
        (Section, lambda node: (node.kind, node.title)),
        (Section, lambda node: node.kind),
        (TreatmentLine, lambda node: node.title.casefold()),
        (TreatmentLine, lambda node: node.rank),
        (Intervention, lambda node: node.name.casefold()),
        (Statement, words),
    )
    of_new, *of_olds = ({kind: of_kind(each, kind) for kind, _key in keys} for each in (new, *olds))
    for kind, key in keys:
        for nodes in of_olds:
            pair(ids, of_new[kind], nodes[kind], key)
    for nodes in of_olds:
        pair_closest(ids, of_new[Statement], nodes[Statement])
    return Document.model_validate(renamed(new.model_dump(by_alias=True), {str(a): str(b) for a, b in ids.items()}))


def fresh_identities(document: Document) -> Document:
    """The same document with new ids throughout: an id belongs to one article only."""
    ids = {str(node.id): str(uuid4()) for node in document.nodes()}
    return Document.model_validate(renamed(document.model_dump(by_alias=True), ids))


def of_kind(document: Document, kind: type[N]) -> list[N]:
    return [node for node in document.nodes() if isinstance(node, kind)]


def words(statement: Statement) -> str:
    return f"{statement.label} {statement.professional}".strip().casefold()


def pair(ids: dict[UUID, UUID], new: Sequence[N], old: Iterable[N], key: Callable[[N], Hashable]) -> None:
    """Add new id -> old id for nodes with the same key, each old node once; a key of None never matches."""
    taken = set(ids.values())
    free: dict[Hashable, list[UUID]] = {}
    for node in old:
        if node.id not in taken and key(node) is not None:
            free.setdefault(key(node), []).append(node.id)
    for node in new:
        if node.id not in ids and free.get(key(node)):
            ids[node.id] = free[key(node)].pop(0)


def pair_closest(ids: dict[UUID, UUID], new: Sequence[Statement], old: Iterable[Statement]) -> None:
    taken = set(ids.values())
    free = {node.id: words(node) for node in old if node.id not in taken}
    for node in new:
        if node.id not in ids and free:
            best = process.extractOne(words(node), free, scorer=fuzz.ratio, score_cutoff=ALIKE)
            if best:
                ids[node.id] = best[2]
                del free[best[2]]


def renamed(value: Any, names: dict[str, str]) -> Any:
    """The dumped document with every identity in `names` replaced, wherever it stands (citations too)."""
    if isinstance(value, dict):
        return {key: renamed(each, names) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [renamed(each, names) for each in value]
    if isinstance(value, UUID):
        return names.get(str(value), str(value))
    return value
