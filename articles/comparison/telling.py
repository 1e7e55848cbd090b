"""A change as a short sentence for readers."""

from collections import Counter
from textwrap import shorten
from typing import Protocol

from django.utils.translation import gettext as _

from articles.comparison.parts import Part
from articles.quantities import Quantity, quantities

WORDINGS = {"professional", "plain", "label", "plain_label"}


class Tellable(Protocol):
    """What a sentence needs to know of a change (change.Change)."""

    @property
    def kind(self) -> str: ...
    @property
    def part(self) -> Part: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def where(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def quantity(self) -> bool: ...
    @property
    def line(self) -> int | None: ...


def sentence(change: Tellable) -> str:
    """What changed and where, in the active language."""
    if change.kind == "moved":
        return _moved(change)
    if change.kind != "changed":
        return _came_or_went(change)
    if change.field == "wait":
        return _waiting_time(change)
    if change.field == "rate":
        return _rate(change)
    if change.field in WORDINGS:
        return _figures(change) if change.quantity else _("The wording of %s was revised.") % change.where
    return _field(change)


def _waiting_time(change: Tellable) -> str:
    values = {"line": _the_line(change.line or 1), "before": change.before, "after": change.after}
    if not change.before:
        return _("A waiting time of %(after)s before %(line)s was added.") % values
    if not change.after:
        return _("The waiting time of %(before)s before %(line)s was removed.") % values
    return _("The waiting time before %(line)s changed from %(before)s to %(after)s.") % values


def _the_line(rank: int) -> str:
    names = (
        _("the first line"),
        _("the second line"),
        _("the third line"),
        _("the fourth line"),
        _("the fifth line"),
    )
    return names[rank - 1] if rank <= len(names) else _("line %(rank)d") % {"rank": rank}


def _rate(change: Tellable) -> str:
    values = {"name": _subject(change), "before": change.before, "after": change.after}
    if not change.before:
        return _("A rate of %(name)s was recorded: %(after)s.") % values
    if not change.after:
        return _("A rate of %(name)s was removed: %(before)s.") % values
    return _("A rate of %(name)s changed from %(before)s to %(after)s.") % values


def _subject(change: Tellable) -> str:
    """What a rate is about: the intervention, which stands before the kind of the rate in the path."""
    return change.path[-2] if len(change.path) > 1 else change.where


def _figures(change: Tellable) -> str:
    """Which figures of a text came or went, as written.

    One figure became another only where it alone differs, at the same place among the others. Else nobody can tell from
    the figures which one took whose place: all of both texts are listed.
    """
    old, new = quantities(change.before), quantities(change.after)
    gone, came = Counter(old) - Counter(new), Counter(new) - Counter(old)
    values = {
        "where": change.where,
        "before": ", ".join(dict.fromkeys(found.text for found in old if found in gone)),
        "after": ", ".join(dict.fromkeys(found.text for found in new if found in came)),
    }
    if not gone:
        return _("In %(where)s, %(after)s was added.") % values
    if not came:
        return _("In %(where)s, %(before)s was removed.") % values
    if len(old) == len(new) and sum(before != after for before, after in zip(old, new, strict=True)) == 1:
        return _("In %(where)s, %(before)s became %(after)s.") % values
    values |= {"before": _listed(old), "after": _listed(new)}
    return _("The figures in %(where)s changed. Before: %(before)s. Now: %(after)s.") % values


def _listed(found: list[Quantity]) -> str:
    return ", ".join(dict.fromkeys(each.text for each in found))


def _came_or_went(change: Tellable) -> str:
    first = (change.after or change.before).partition("\n")[0]
    values = {
        "text": _quote(first or change.where),
        "name": _quote(change.path[-1]),
        "where": " › ".join(change.path[:-1]) or change.where,
        "place": change.where,
        "subject": _subject(change),
    }
    added, removed = {
        "section": (_("The section %(name)s was added."), _("The section %(name)s was removed.")),
        "line": (
            _("The treatment line %(text)s was added to %(where)s."),
            _("The treatment line %(text)s was removed from %(where)s."),
        ),
        "intervention": (
            _("The intervention %(name)s was added to %(where)s."),
            _("The intervention %(name)s was removed from %(where)s."),
        ),
        "criterion": (
            _("A criterion was added to %(where)s: %(text)s."),
            _("The criterion of %(where)s was removed: %(text)s."),
        ),
        "rate": (
            _("A rate of %(subject)s was added: %(text)s."),
            _("A rate of %(subject)s was removed: %(text)s."),
        ),
        "reference": (_("The reference %(name)s was added."), _("The reference %(name)s was removed.")),
    }.get(
        change.part,
        (
            _("A statement was added to %(place)s: %(text)s."),
            _("A statement was removed from %(place)s: %(text)s."),
        ),
    )
    return (added if change.kind == "added" else removed) % values


def _moved(change: Tellable) -> str:
    values = {"before": change.before, "after": change.after}
    if change.part == "section":
        return _("A section moved from %(before)s to %(after)s.") % values
    if change.part == "line":
        return _("A treatment line moved from %(before)s to %(after)s.") % values
    if change.part == "intervention":
        return _("An intervention moved from %(before)s to %(after)s.") % values
    if change.part == "reference":
        return _("A reference moved from %(before)s to %(after)s.") % values
    return _("A statement moved from %(before)s to %(after)s.") % values


def _field(change: Tellable) -> str:
    names = {
        "title": _("title"), "plain_title": _("plain title"), "heading": _("heading"),
        "plain_heading": _("plain heading"), "name": _("name"), "plain_name": _("plain name"),
        "kind": _("kind"),
        "style": _("list style"), "citations": _("cited sources"), "condition": _("condition"),
        "synonyms": _("other names"), "icd10": _("ICD-10 code"), "specialty": _("specialty"),
        "source_date": _("date of the source"), "language": _("language"),
        "article": _("identity of the article"),
        "key": _("short name"), "author": _("authors"), "container-title": _("journal"), "issued": _("date"),
        "volume": _("volume"), "issue": _("issue"), "page": _("pages"), "type": _("type"), "note": _("note"),
    }  # fmt: skip
    values = {
        "field": names.get(change.field, change.field),
        "where": change.where or _("Article"),
        "before": _quote(change.before),
        "after": _quote(change.after),
    }
    if not change.before:
        return _("%(where)s, %(field)s: %(after)s was added.") % values
    if not change.after:
        return _("%(where)s, %(field)s: %(before)s was removed.") % values
    return _("%(where)s, %(field)s: %(before)s became %(after)s.") % values


def _quote(text: str) -> str:
    """The text in quotation marks, short, and without a full stop that would stand before the sentence's own."""
    return _("“%s”") % shorten(text, 120, placeholder="…").removesuffix(".")
