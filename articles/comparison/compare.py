"""The comparison itself: which parts came, went, moved or changed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from typing import Any

from django.utils.translation import gettext as _

from articles.comparison.change import Change, ChangeKind, Comparison
from articles.comparison.parts import FIGURES, Key, PartEntry, Slot, outline
from articles.document import Document
from articles.quantities import quantities

Outline = dict[Key, PartEntry]
WORDINGS = {
    *("title", "plain_title", "heading", "plain_heading", "name", "plain_name"),
    *("label", "plain_label", "professional", "plain"),
}


def compare(before: Document, after: Document) -> Comparison:
    """Everything that differs between two documents; no changes exactly when the documents are equal.

    Comparing the other way round gives the mirror image: added and removed, before and after exchanged.
    """
    old, new = outline(before), outline(after)
    moved, places = _moved(old, new), (_numbered(old), _numbered(new))
    changes: dict[Key, list[Change]] = defaultdict(list)
    for top, text, quantity in _missing_from(new, old):
        changes[top.key].append(_change("removed", top, before=text, quantity=quantity))
    for top, text, quantity in _missing_from(old, new):
        changes[top.key].append(_change("added", top, after=text, quantity=quantity))
    for key, entry in new.items():
        if key in moved:
            changes[key].append(_move(old[key], new[key], *(place[key] for place in places)))
        if key in old:
            changes[key] += _changed_fields(old[key], entry)
    ordered = [change for key in _reading_order(old, new) for change in changes[key]]
    return Comparison(tuple(sorted(ordered, key=lambda change: not change.quantity)))


def _change(kind: ChangeKind, entry: PartEntry, **values: Any) -> Change:
    return Change(kind=kind, node=entry.key[1], part=entry.part, path=entry.path, line=entry.line, **values)


def _missing_from(other: Outline, outline: Outline) -> Iterator[tuple[PartEntry, str, bool]]:
    """The topmost entries that the other outline lacks, all the text that is lacking, and has it figures?"""
    tops: dict[Key, PartEntry] = {}
    groups: dict[Key, list[PartEntry]] = defaultdict(list)
    for key, entry in outline.items():
        if key not in other:
            parent = entry.slot[0]
            tops[key] = tops.get(parent, entry) if parent else entry
            groups[tops[key].key].append(entry)
    for key, group in groups.items():
        text = "\n".join(entry.text for entry in group)
        yield outline[key], text, any(entry.has_quantity for entry in group)


def _changed_fields(old: PartEntry, new: PartEntry) -> Iterator[Change]:
    for name in old.fields:
        (old_value, before), (new_value, after) = old.fields[name], new.fields[name]
        if old_value != new_value:
            quantity = name in FIGURES or (
                name in WORDINGS
                and new.part != "reference"
                and Counter(quantities(before)) != Counter(quantities(after))
            )
            yield _change("changed", new, field=name, before=before, after=after, quantity=quantity)


def _moved(old: Outline, new: Outline) -> set[Key]:
    """Entries with another parent, and the fewest others whose moving explains a new order of siblings."""
    moved = {key for key in new if key in old and old[key].slot != new[key].slot}
    stayed = (old.keys() & new.keys()) - moved
    before, after = _siblings(old, stayed), _siblings(new, stayed)
    for slot, order in before.items():
        moved |= set(order) - set(longest_common_order(order, after[slot]))
    return moved


def _siblings(outline: Outline, keys: Set[Key]) -> dict[Slot, list[Key]]:
    """The given entries in their order, by the place they share."""
    slots: dict[Slot, list[Key]] = defaultdict(list)
    for key, entry in outline.items():
        if key in keys:
            slots[entry.slot].append(key)
    return slots


def longest_common_order(before: list[Key], after: list[Key]) -> list[Key]:
    """The longest sequence that two orders of the same keys share; of several, the one that sorts first.

    Which one is chosen does not depend on the direction, so that comparing is symmetric. Quadratic, but only
    between the first and the last difference.
    """
    if before == after:
        return before
    same = [x == y for x, y in zip(before, after, strict=True)]
    start, end = same.index(False), len(same) - same[::-1].index(False)
    keys, place = before[start:end], {key: position for position, key in enumerate(after)}
    length: list[int] = [1] * len(keys)  # of the longest shared sequence that starts with this key
    for i in reversed(range(len(keys))):
        later = (length[j] for j in range(i + 1, len(keys)) if place[keys[j]] > place[keys[i]])
        length[i] = 1 + max(later, default=0)
    chosen, at = [], -1
    for wanted in range(max(length), 0, -1):
        fitting = [
            i for i in range(at + 1, len(keys)) if length[i] == wanted and (at < 0 or place[keys[i]] > place[keys[at]])
        ]
        at = min(fitting, key=lambda i: str(keys[i]))
        chosen.append(keys[at])
    return before[:start] + chosen + before[end:]


def _move(was: PartEntry, now: PartEntry, place_before: str, place_after: str) -> Change:
    before, after = " › ".join(was.path), " › ".join(now.path)
    if before == after or was.slot == now.slot:
        before, after = place_before, place_after
    return _change("moved", now, before=before, after=after)


def _numbered(outline: Outline) -> dict[Key, str]:
    """The place of each entry with its number among the siblings there, from 1."""
    place = _("%(where)s (%(number)d of %(count)d)")
    return {
        key: place % {"where": " › ".join(outline[key].path), "number": number, "count": len(siblings)}
        for siblings in _siblings(outline, outline.keys()).values()
        for number, key in enumerate(siblings, start=1)
    }


def _reading_order(old: Outline, new: Outline) -> list[Key]:
    """All keys in the order of the later document; what was removed stands after what it used to follow."""
    removed: dict[Key, list[Key]] = defaultdict(list)
    anchor = next(iter(new))
    for key in old:
        if key in new:
            anchor = key
        else:
            removed[anchor].append(key)
    return [key for kept in new for key in (kept, *removed[kept])]
