"""An imported article as a tree on a terminal: its structure with counts, what was set aside, what was unsure."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.document import Document, Intervention, Section, Statement, TreatmentLine
from articles.importing.result import ImportResult
from articles.rates import after, named_rate

_WIDTH = 90


def render(result: ImportResult) -> str:
    """The result as lines of text, nested by indentation."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: ImportResult) -> Iterator[str]:
    document = result.document
    numbers = {identity: str(number) for identity, number in document.numbers().items()}
    yield document.title
    for name, value in _facts(document):
        yield f"  {name}: {value}"
    if document.answer:
        yield "  " + _("Answer")
        yield from _statements(document.answer, numbers, 2)
    for section in document.sections:
        yield from _section(section, numbers)
    if document.references:
        yield "  " + _("References") + f" ({len(document.references)})"
        for reference in document.references:
            lacks = f" [{_('lacks')}: {', '.join(reference.missing)}]" if reference.missing else ""
            yield f"    {numbers[reference.id]}. {reference.key}: {_cut(reference.csl.title or '–')}{lacks}"
    yield ""
    yield _totals(document)
    yield from _list(_("Set aside as page furniture"), result.set_aside)
    yield from _list(_("Taken as sources"), [each.message for each in result.taken])
    yield from _list(_("Doubts"), [finding.message for finding in result.unsure])


def _facts(document: Document) -> Iterator[tuple[str, str]]:
    condition = document.condition
    facts = {
        _("Heading"): document.heading,
        _("Condition"): condition.name,
        _("Also known as"): "; ".join(condition.synonyms),
        "ICD-10": condition.icd10,
        _("Specialty"): document.specialty,
        _("Date of the original"): document.source_date,
    }
    return ((name, value) for name, value in facts.items() if value)


def _section(section: Section, numbers: dict[UUID, str]) -> Iterator[str]:
    counts = [
        _count_statements(section.statements),
        ngettext("%(n)s line of treatment", "%(n)s lines of treatment", len(section.lines)) % {"n": len(section.lines)}
        if section.lines
        else "",
    ]
    yield f"  {section.title or '–'} [{section.kind}] ({', '.join(filter(None, counts))})"
    yield from _statements(section.statements, numbers, 2)
    for line in section.lines:
        yield from _line(line, numbers)


def _line(line: TreatmentLine, numbers: dict[UUID, str]) -> Iterator[str]:
    count = len(line.interventions)
    interventions = ngettext("%(n)s intervention", "%(n)s interventions", count) % {"n": count}
    yield f"    {line.rank}. {line.title} ({interventions})"
    if line.criterion:
        yield "      " + _("Criterion")
        yield from _statements((line.criterion,), numbers, 4)
    if waiting := after(line.wait):
        yield "      " + capfirst(waiting)
    for intervention in line.interventions:
        yield from _intervention(intervention, numbers)


def _intervention(intervention: Intervention, numbers: dict[UUID, str]) -> Iterator[str]:
    yield f"      {_cut(intervention.name)} [{intervention.kind}]"
    yield from _statements(intervention.details, numbers, 4)
    for rate in intervention.rates:
        yield f"        {named_rate(rate)}"
        yield from _statements((rate.statement,), numbers, 5)


def _statements(statements: Iterable[Statement], numbers: dict[UUID, str], depth: int) -> Iterator[str]:
    marks = {"paragraph": "¶", "bullet": "•", "number": "#"}
    for statement in statements:
        label = f"{statement.label}: " if statement.label else ""
        cites = f" [{', '.join(numbers[identity] for identity in statement.citations)}]" if statement.citations else ""
        yield f"{'  ' * depth}{marks[statement.style]} {_cut(label + statement.professional)}{cites}"
        yield from _statements(statement.children, numbers, depth + 1)


def _totals(document: Document) -> str:
    statements = list(document.statements())
    marks = sum(len(statement.citations) for statement in statements)
    counts = {"sections": len(document.sections), "statements": len(statements), "marks": marks}
    return _(
        "%(sections)s sections, %(lines)s lines of treatment, %(interventions)s interventions, %(statements)s "
        "statements, %(marks)s citation marks on %(references)s references"
    ) % (
        counts
        | {
            "lines": len(document.lines),
            "interventions": sum(len(line.interventions) for line in document.lines),
            "references": len({identity for statement in statements for identity in statement.citations}),
        }
    )


def _count_statements(statements: tuple[Statement, ...]) -> str:
    """ "1 paragraph, 4 items", counting the top level only."""
    paragraphs = sum(statement.style == "paragraph" for statement in statements)
    items = len(statements) - paragraphs
    counts = [
        ngettext("%(n)s paragraph", "%(n)s paragraphs", paragraphs) % {"n": paragraphs} if paragraphs else "",
        ngettext("%(n)s item", "%(n)s items", items) % {"n": items} if items else "",
    ]
    return ", ".join(filter(None, counts))


def _list(heading: str, entries: Iterable[str]) -> Iterator[str]:
    entries = list(entries)
    yield ""
    yield f"{heading}: {len(entries) or _('nothing')}"
    for entry in entries:
        yield f"  - {entry}"


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1].rstrip() + "…"
