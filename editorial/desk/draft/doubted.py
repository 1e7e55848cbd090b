"""Doubts as the page shows them: the open ones as findings, the settled ones with who settled them and how."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from articles.characters import shown
from articles.checks import SEVERITIES, Finding
from articles.comparison.segments import Segment, segments
from articles.document import Document, Statement
from articles.models import ActKind, Doubt
from articles.sayings import said_again
from articles.values import Node
from articles.working_copy.doubting import DoubtState, Stood


@dataclass(frozen=True, slots=True)
class DoubtFinding(Finding):
    """An open doubt. segments: what the guess did to the words, where it did."""

    doubt: int = 0
    segments: tuple[Segment, ...] = ()


class SettledDoubt(NamedTuple):
    """A doubt that is settled. how: in a sentence. who, at: of a person who said that it is right."""

    doubt: Doubt
    message: str
    how: str
    who: str
    at: datetime | None


def among(found: Iterable[Finding], stood: Iterable[Stood], document: Document) -> tuple[Finding, ...]:
    """What the checks find, with the doubts that are open: the gravest first."""
    return tuple(sorted([*findings(stood, document), *found], key=lambda each: SEVERITIES.index(each.severity)))


def findings(stood: Iterable[Stood], document: Document) -> tuple[DoubtFinding, ...]:
    """The doubts that are open, in reading order; those about the article as a whole first."""
    nodes = {node.id: node for node in document.nodes()}
    order = {pk: number for number, pk in enumerate(nodes, start=1)}
    keys = {reference.id: f"@{reference.key}" for reference in document.references}
    found = [_finding(doubt, nodes, keys) for doubt, state in stood if state == DoubtState.OPEN]
    return tuple(sorted(found, key=lambda each: order[each.where] if each.where else 0))


def settled(stood: Iterable[Stood]) -> list[SettledDoubt]:
    """The doubts that nobody has to look at any more."""
    return [_settled(doubt, state) for doubt, state in stood if state != DoubtState.OPEN]


def message_of(doubt: Doubt) -> str:
    return shown(said_again(doubt.sentence))


def _finding(doubt: Doubt, nodes: Mapping[UUID, Node], keys: Mapping[UUID, str]) -> DoubtFinding:
    changes: tuple[Segment, ...] = ()
    if doubt.before and doubt.node:
        changes = _changes(doubt, nodes[doubt.node], keys)
    code = "guess-words" if changes else "guess-reference" if doubt.act.kind == ActKind.ADDED else "guess"
    to_do = (
        _("If they are no sources, put the words back.") if changes else _("Look whether that is right, or edit it.")
    )
    return DoubtFinding(code, "warning", f"{message_of(doubt)} {to_do}", doubt.node, doubt.pk, changes)


def _changes(doubt: Doubt, node: Node, keys: Mapping[UUID, str]) -> tuple[Segment, ...]:
    if not isinstance(node, Statement):
        return ()
    before = [shown(str(doubt.before.get("professional", ""))), *_keys(doubt.before.get("citations", ()), keys)]
    after = [node.professional, *_keys(node.citations, keys)]
    return tuple(segments(" ".join(before), " ".join(after)))


def _keys(citations: Iterable[object], keys: Mapping[UUID, str]) -> list[str]:
    by_text = {str(pk): key for pk, key in keys.items()}
    return [by_text[str(each)] for each in citations if str(each) in by_text]


def _settled(doubt: Doubt, state: DoubtState) -> SettledDoubt:
    match state:
        case DoubtState.RIGHT:
            how, who, at = _("It is right"), doubt.looked_by, doubt.looked_at
        case DoubtState.CHANGED:
            how, who, at = _("The part was changed"), None, None
        case _:
            how, who, at = _("The part was removed"), None, None
    return SettledDoubt(doubt, message_of(doubt), how, str(who.get_full_name()) if who else "", at)
