"""What to do about a finding, as a link or a button on the page that shows it: no finding without a way to mend it."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.checks import Finding
from articles.document import Document, Intervention, Reference, Section, Statement, TreatmentLine
from articles.models import Article, Place
from articles.values import Node
from editorial.desk.draft.spots import query_of

WORDS: Mapping[type[Node], str] = {  # of the kinds of parts in addresses (rows.KINDS)
    Section: "sections",
    TreatmentLine: "lines",
    Intervention: "interventions",
    Statement: "statements",
    Reference: "references",
}


class Remedy(NamedTuple):
    """text: what to do. is_edit: the part is edited, as its pencil does. is_button: done at once, not asked for."""

    text: str
    address: str
    is_edit: bool = False
    is_button: bool = False


class Remedies:
    """The remedies of one working copy, as it is composed."""

    def __init__(self, article: Article, document: Document) -> None:
        self.article = article
        self.document = document
        self.nodes = {node.id: node for node in document.nodes()}

    def of(self, finding: Finding) -> Remedy:
        """What is to be done about this finding: to add what is missing, or to edit what it is about."""
        node = self.nodes.get(finding.where) if finding.where else None
        match finding.code:
            case "no-answer":
                return Remedy(_("Add a sentence to the answer"), self._statement(Place.ANSWER))
            case "no-statements" if self.document.sections:
                return Remedy(_("Add a statement"), self._statement(Place.BODY, self.document.sections[0].id))
            case "no-statements":
                return Remedy(_("Add a section"), self._titled("sections"))
            case "references-unordered":
                address = reverse("desk:order-references", args=[self.article.pk])
                return Remedy(_("Put them in this order"), address, is_button=True)
        match finding.code, node:
            case "citations-unordered", Statement():
                address = reverse("desk:order-citations", args=[self.article.pk, node.id])
                return Remedy(_("Put them in this order"), address, is_button=True)
            case "no-lines", Section():
                return Remedy(_("Add a treatment line"), self._titled("lines", node.id))
            case "empty-section" | "rates-exceed-whole", Section():
                return Remedy(_("Add a statement"), self._statement(Place.BODY, node.id))
            case "line-without-interventions", TreatmentLine():
                return Remedy(_("Add an intervention"), self._titled("interventions", node.id))
            case "line-without-criterion" | "waiting-time-uncited", TreatmentLine():
                return Remedy(_("Add the condition that leads here"), self._statement(Place.CRITERION, node.id))
            case "reference-duplicate", Reference():
                return Remedy(_("Make one of two"), reverse("desk:merge-reference", args=[self.article.pk, node.id]))
        if node is None:
            return Remedy(_("Edit what the article is about"), reverse("desk:about", args=[self.article.pk]))
        return Remedy(_("Edit"), self._edit(node), is_edit=True)

    def _edit(self, node: Node) -> str:
        return reverse("desk:node", args=[self.article.pk, WORDS[type(node)], node.id])

    def _statement(self, place: Place, owner: UUID | None = None) -> str:
        return reverse("desk:add-statement", args=[self.article.pk]) + query_of(place, owner)

    def _titled(self, kind: str, owner: UUID | None = None) -> str:
        return reverse("desk:add", args=[self.article.pk, kind]) + (f"?owner={owner}" if owner else "")
