"""Where a part is added: read from an address, written into one."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from articles.models import (
    OWNER_OF_PLACE,
    Article,
    Intervention,
    NodeRow,
    Place,
    Section,
    Statement,
    TreatmentLine,
)
from articles.working_copy.places import SINGLE, Where, section_of

OWNERS: dict[str, type[NodeRow]] = {
    "section": Section,
    "line": TreatmentLine,
    "intervention": Intervention,
    "parent": Statement,
}


@dataclass(frozen=True)
class Spot:
    """A place for a new statement: under its owner (None: in the answer), after one of its siblings or at the end."""

    place: Place
    owner: NodeRow | None
    after: UUID | None = None

    @property
    def where(self) -> Where:
        return self.after or "last"

    @property
    def owner_id(self) -> UUID | None:
        return self.owner.pk if self.owner else None

    @property
    def query(self) -> str:
        """The query string that `spot_or_404` reads."""
        return query_of(self.place, self.owner_id, self.after)

    @property
    def inner(self) -> str:
        """The place under the statement before, as a query; empty when there is none."""
        return query_of(Place.NESTED, self.after) if self.after and self.place != Place.RATE else ""

    @property
    def outer(self) -> str:
        """The place after the statement that it is nested under, as a query; empty when it is not."""
        if not isinstance(self.owner, Statement):
            return ""
        parent = self.owner
        above = parent.section_id or parent.line_id or parent.intervention_id or parent.parent_id
        return "" if parent.place in (Place.CRITERION, Place.RATE) else query_of(Place(parent.place), above, parent.pk)

    @property
    def goes_on(self) -> bool:
        """Whether another statement can follow one that is written here."""
        return self.place not in (*SINGLE, Place.RATE)

    @property
    def part(self) -> UUID | None:
        """The section whose part of the page it is in; None for the answer."""
        return section_of(self.owner) if self.owner else None


def spot_of(row: Statement) -> Spot:
    """Where a statement stands, after itself: where the next one goes."""
    return Spot(Place(row.place), row.section or row.line or row.intervention or row.parent, row.pk)


@dataclass(frozen=True)
class Adding:
    """A form for a new statement, open at its spot."""

    spot: Spot
    form: Any


def query_of(place: Place, owner: UUID | None, after: UUID | None = None) -> str:
    return "?" + urlencode({"place": place.value} | named(owner=owner, after=after))


def named(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}


def uuid_or_404(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def spot_or_404(request: HttpRequest, article: Article) -> Spot:
    """The place that ?place= names, the row of this very article that owns it (?owner=), and the sibling (?after=)."""
    try:
        place = Place(request.GET.get("place", ""))
    except ValueError:
        raise Http404 from None
    name, owner = OWNER_OF_PLACE[place], uuid_or_404(request.GET.get("owner"))
    if name and owner is None:
        raise Http404
    row = get_object_or_404(OWNERS[name], article=article, pk=owner) if name else None
    return Spot(place, row, uuid_or_404(request.GET.get("after")))
