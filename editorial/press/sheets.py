"""Every public page and download of an article, and how each is made from its edition.

A retracted article keeps the sheets in AFTER_RETRACTION; its two article pages show the notice alone, and everything
else is gone.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from articles.exporting import fhir, references
from articles.exporting.text import document_to_text
from articles.exporting.wording import Wording
from editorial.house import pages
from editorial.press import assemble, proof
from editorial.press.edition import Edition, publication
from editorial.typesetting.old_words import fit_page

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Sheet:
    """One page of an article. name and args: of its URL; make: its bytes, in the active language.

    localized: there is one in every language of the interface. slow: made when it is first asked for, never ahead.
    filename: what a download is saved as (the slug is put before it); empty for pages.
    """

    name: str
    make: Callable[[Edition], bytes]
    content_type: str = HTML
    args: tuple[str, ...] = ()
    wording: str = ""
    localized: bool = False
    slow: bool = False
    filename: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(code for code, _ in settings.LANGUAGES) if self.localized else (settings.LANGUAGE_CODE,)

    def path(self, slug: str, language: str) -> str:
        with translation.override(language):
            return reverse(self.name, args=(slug, *self.args))


def render(template: str, page: object, path: str) -> bytes:
    """A page printed for everybody: no request, no user."""
    return fit_page(render_to_string(template, {"page": page, "page_path": path})).encode()


def article(edition: Edition, wording: Wording) -> bytes:
    name = "article-plain" if wording == "plain" else "article"
    path = reverse(name, args=(edition.article.slug,))
    if edition.retracted:
        return render("reading/retracted.html", assemble.retracted_page(edition), path)
    return render("reading/article.html", assemble.article_page(edition, wording), path)


def proof_page(edition: Edition) -> bytes:
    path = reverse("proof", args=(edition.article.slug,))
    return render("reading/proof.html", proof.proof_page(edition), path)


def versions(edition: Edition) -> bytes:
    path = reverse("versions", args=(edition.article.slug,))
    return render("reading/versions.html", assemble.versions_page(edition), path)


def paper(edition: Edition, wording: Wording) -> bytes:
    # Here, and not above: the printer takes as long to import as a third of all else, and most commands print nothing.
    from articles.exporting.pdf import pdf

    return pdf(edition.document, publication(edition), wording, disclaimer=pages.disclaimer())


def canonical(edition: Edition) -> bytes:
    """The very bytes whose digest the board signed."""
    return edition.revision.frozen.content.encode()


def clinical(edition: Edition) -> bytes:
    return as_json(fhir.bundle(edition.document, publication(edition)))


def as_text(edition: Edition) -> bytes:
    return document_to_text(edition.document).encode()


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


SHEETS: tuple[Sheet, ...] = (
    Sheet("article", lambda e: article(e, "professional"), wording="professional", localized=True),
    Sheet("article-plain", lambda e: article(e, "plain"), wording="plain", localized=True),
    Sheet("proof", proof_page, localized=True),
    Sheet("versions", versions, localized=True),
    Sheet("proof-json", lambda e: as_json(proof.proof(e)), "application/json", filename="proof.json"),
    Sheet("document", canonical, "application/json", filename="document.json"),
    Sheet(
        "fhir",
        clinical,
        "application/fhir+json",
        filename="fhir.json",
    ),
    Sheet("article-pdf", lambda e: paper(e, "professional"), "application/pdf", slow=True, filename="article.pdf"),
    Sheet("article-plain-pdf", lambda e: paper(e, "plain"), "application/pdf", slow=True, filename="plain.pdf"),
    Sheet(
        "article-text",
        as_text,
        "text/plain; charset=utf-8",
        filename="article.txt",
    ),
    Sheet(
        "references",
        lambda e: references.csl_json(e.document.references).encode(),
        "application/vnd.citationstyles.csl+json",
        ("json",),
        filename="references.json",
    ),
    Sheet(
        "references",
        lambda e: references.ris(e.document.references).encode(),
        "application/x-research-info-systems",
        ("ris",),
        filename="references.ris",
    ),
    Sheet(
        "references",
        lambda e: references.bibtex(e.document.references).encode(),
        "application/x-bibtex",
        ("bib",),
        filename="references.bib",
    ),
)
# What a retracted article still has: its tombstone at both addresses (410), its proof and the list of its versions.
TOMBSTONES = frozenset({"article", "article-plain"})
AFTER_RETRACTION = TOMBSTONES | {"proof", "versions", "proof-json"}
# What is left of an article whose records do not bear what it would say (reviewers/proof/standing.py): these tell so.
OF_PROOF = frozenset({"proof", "proof-json"})


def sheets_of(edition: Edition) -> Iterator[Sheet]:
    """The sheets that this edition has."""
    for sheet in SHEETS:
        if (not edition.retracted or sheet.name in AFTER_RETRACTION) and (not edition.faults or sheet.name in OF_PROOF):
            yield sheet


def sheet_called(name: str, *args: str) -> Sheet:
    """The sheet behind a URL name and its arguments after the slug. Raises KeyError when there is none."""
    return BY_NAME[name, args]


BY_NAME = {(sheet.name, sheet.args): sheet for sheet in SHEETS}
