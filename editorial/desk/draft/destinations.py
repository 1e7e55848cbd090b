"""Where a part can be moved to: every place of the article that takes one of its kind, in reading order."""

from typing import NamedTuple
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from articles.models import Article, Intervention, NodeRow, Place, Statement, TreatmentLine
from articles.working_copy.places import Where
from editorial.typesetting.layout import SECTION_NAMES


class Destination(NamedTuple):
    """value: as the form sends it, place and owner and end. label: as a person reads it."""

    value: str
    label: str
    owner: NodeRow | None
    place: Place | None
    where: Where = "last"


def destinations(article: Article, row: NodeRow) -> list[Destination]:
    """The places for this row. Three queries at most."""
    match row:
        case Statement():
            return list(_for_statements(article))
        case Intervention():
            return [
                Destination(f"line:{line.pk}", str(line), line, None)
                for line in article.treatmentlines.order_by("section__position", "position", "id")
            ]
    return [
        Destination("first", _("To the beginning"), None, None, "first"),
        Destination("last", _("To the end"), None, None, "last"),
    ]


def destination_or_404(article: Article, row: NodeRow, value: str) -> Destination:
    """The destination of this value; `after:<id>` is right after that sibling, as a part is dropped."""
    if value.startswith("after:"):
        try:
            return Destination(value, "", None, None, UUID(value.removeprefix("after:")))
        except ValueError:
            raise Http404 from None
    found = next((each for each in destinations(article, row) if each.value == value), None)
    if found is None:
        raise Http404
    return found


def _for_statements(article: Article) -> list[Destination]:
    found = [Destination("answer", _("The answer"), None, Place.ANSWER)]
    lines: dict[UUID, list[TreatmentLine]] = {}
    for line in article.treatmentlines.order_by("position", "id"):
        lines.setdefault(line.section_id, []).append(line)
    interventions: dict[UUID, list[Intervention]] = {}
    for intervention in article.interventions.order_by("position", "id"):
        interventions.setdefault(intervention.line_id, []).append(intervention)
    for section in article.sections.order_by("position", "id"):
        name = section.title or str(SECTION_NAMES[section.kind])
        found.append(Destination(f"section:{section.pk}", name, section, Place.BODY))
        for line in lines.get(section.pk, []):
            label = _("%(line)s: the condition that leads here") % {"line": line.title}
            found.append(Destination(f"line:{line.pk}", f"{name} › {label}", line, Place.CRITERION))
            for each in interventions.get(line.pk, []):
                label = f"{name} › {line.title} › {each.name}"
                found.append(Destination(f"intervention:{each.pk}", label, each, Place.DETAIL))
    return found
