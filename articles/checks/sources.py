"""Does every claim name its source, and can a reader find each source?"""

import re
from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.checks.finding import Finding, quote
from articles.document import Document, Statement
from articles.quantities import quantities
from articles.rates import kind_of_rate

CLAIMING_SECTIONS = {"overview", "algorithm", "considerations", "pitfalls"}
CASE_REPORT = re.compile(r"\bcase rep(?:ort)?s?\b", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}/\S+")


def claims_are_cited(document: Document) -> Iterator[Finding]:
    """Statements without a source, in the sections that make claims.

    The answer, the conclusion and free text sum up and need none. A citation on a statement covers what is
    nested under it. When neither a statement nor anything under it cites, that is one finding, not one for
    each point; when some points cite, the others are reported. A lead-in ("Look for:") with nothing under it
    is no claim. Criteria with a waiting time and rates have rules of their own.
    """
    for section in document.sections:
        if section.kind not in CLAIMING_SECTIONS:
            continue
        claims = list(section.statements)
        for line in section.lines:
            if line.criterion and line.wait is None:
                yield from _uncited(line.criterion, lead_in_is_claim=True)
            claims += [detail for intervention in line.interventions for detail in intervention.details]
        for claim in claims:
            yield from _uncited(claim)


def _uncited(statement: Statement, lead_in_is_claim: bool = False) -> Iterator[Finding]:
    below = [nested for child in statement.children for nested in child.walk()]
    if statement.citations:
        return
    if any(nested.citations for nested in below):
        for child in statement.children:
            yield from _uncited(child)
    elif below:
        message = ngettext(
            "%(text)s and the point under it cite no source. Cite one, or say why none is needed.",
            "%(text)s and the %(count)d points under it cite no source. Cite one, or say why none is needed.",
            len(below),
        )
        values = {"text": quote(statement.professional), "count": len(below)}
        yield Finding("statement-uncited", "warning", message % values, statement.id)
    elif lead_in_is_claim or not statement.professional.endswith(":"):
        message = _("%(text)s cites no source. Cite one, or say why none is needed.")
        yield Finding("statement-uncited", "warning", message % {"text": quote(statement.professional)}, statement.id)


def waiting_times_are_cited(document: Document) -> Iterator[Finding]:
    for line in document.lines:
        if line.wait is not None and not (line.criterion and line.criterion.citations):
            message = _("The waiting time before treatment line %(rank)d has no source. Cite one, or call it opinion.")
            where = line.criterion.id if line.criterion else line.id
            yield Finding("waiting-time-uncited", "warning", message % {"rank": line.rank}, where)


def rates_are_cited(document: Document) -> Iterator[Finding]:
    for intervention, rate in document.rates():
        if not rate.statement.citations:
            message = _("The %(kind)s of %(name)s cites no source. Cite where the figure is printed.")
            values = {"kind": kind_of_rate(rate.kind), "name": quote(intervention.name)}
            yield Finding("rate-uncited", "warning", message % values, rate.statement.id)


def case_reports_are_named_as_such(document: Document) -> Iterator[Finding]:
    """Claims whose only sources are case reports, told by title, journal or note. Figures weigh more."""
    reports = {
        reference.id
        for reference in document.references
        if CASE_REPORT.search(f"{reference.csl.title}\n{reference.csl.container_title}\n{reference.note}")
    }
    for statement in document.statements():
        if statement.citations and reports.issuperset(statement.citations):
            message = _("%(text)s rests on case reports alone. Say on how many patients.")
            yield Finding(
                "case-report-only",
                "warning" if quantities(statement.professional) else "advice",
                message % {"text": quote(statement.professional)},
                statement.id,
            )


def references_are_complete(document: Document) -> Iterator[Finding]:
    # Each name is marked here so that it can be translated; the document itself speaks English.
    names = {
        "title": _("title"),
        "authors": _("authors"),
        "journal": _("journal"),
        "year": _("year"),
        "DOI or PMID": _("DOI or PMID"),
    }
    for reference in document.references:
        if reference.missing:
            message = _("The reference %(key)s is incomplete: %(missing)s missing. Complete it, or replace it.")
            missing = ", ".join(names[name] for name in reference.missing)
            values = {"key": quote(reference.key), "missing": missing}
            yield Finding("reference-incomplete", "warning", message % values, reference.id)


def references_are_cited(document: Document) -> Iterator[Finding]:
    cited = {identity for statement in document.statements() for identity in statement.citations}
    for reference in document.references:
        if reference.id not in cited:
            message = _("The reference %(key)s is never cited. Cite it where it supports a statement, or remove it.")
            yield Finding("reference-uncited", "warning", message % {"key": quote(reference.key)}, reference.id)


def references_are_distinct(document: Document) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for reference in document.references:
        for scheme, number in (("DOI", reference.csl.DOI.lower()), ("PMID", reference.csl.PMID)):
            if number and first.setdefault((scheme, number), reference.key) != reference.key:
                message = _("The references %(first)s and %(key)s have the same %(scheme)s. Keep one of them.")
                values = {
                    "first": quote(first[scheme, number]),
                    "key": quote(reference.key),
                    "scheme": scheme,
                }
                yield Finding("reference-duplicate", "warning", message % values, reference.id)
                break


def identifiers_are_well_formed(document: Document) -> Iterator[Finding]:
    """DOI as in the DOI Handbook: prefix 10., slash, suffix, no address around it; a PMID is digits."""
    for reference in document.references:
        csl = reference.csl
        for scheme, number, valid in (
            ("DOI", csl.DOI, DOI.fullmatch(csl.DOI)),
            ("PMID", csl.PMID, csl.PMID.isascii() and csl.PMID.isdigit()),
        ):
            if number and not valid:
                message = _("%(number)s is not a %(scheme)s. Correct it in the reference %(key)s.")
                values = {"number": quote(number), "scheme": scheme, "key": quote(reference.key)}
                yield Finding("identifier-malformed", "warning", message % values, reference.id)


def citations_are_in_order(document: Document) -> Iterator[Finding]:
    """Vancouver style: references are numbered in the order of their first citation, and cited ascending."""
    numbers = document.numbers()
    first_cited: dict[UUID, None] = {}
    for statement in document.statements():
        printed = [numbers[identity] for identity in statement.citations]
        first_cited.update(dict.fromkeys(sorted(statement.citations, key=numbers.__getitem__)))
        if printed != sorted(set(printed)):
            message = _("%(text)s cites %(numbers)s. Cite each source once and in ascending order.")
            values = {"text": quote(statement.professional), "numbers": ", ".join(map(str, printed))}
            yield Finding("citations-unordered", "advice", message % values, statement.id)
    order = [numbers[identity] for identity in first_cited]
    if order != sorted(order):
        message = _("The references are not numbered in the order of their first citation. Reorder the list.")
        yield Finding("references-unordered", "advice", message)


RULES = (
    claims_are_cited,
    waiting_times_are_cited,
    rates_are_cited,
    case_reports_are_named_as_such,
    references_are_complete,
    references_are_cited,
    references_are_distinct,
    identifiers_are_well_formed,
    citations_are_in_order,
)
