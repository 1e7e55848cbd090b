"""What a point suggests for a statement, beside what the statement says now: word by word, figures first, checked.

Values and pure functions of values: no request, no database.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from articles import checks
from articles.checks import Finding
from articles.comparison import compare
from articles.document import Document, Section, Statement, TreatmentLine
from articles.values import Frozen
from editorial.desk.draft.citing import take_citations
from editorial.typesetting.changes import ListedChange, listed
from reviewers.models import Thread

# The fields in which parts hold statements, or what holds some.
HOLDING = frozenset({"answer", "sections", "statements", "lines", "criterion", "interventions", "details"})
HOLDING |= {"rates", "statement", "children"}


@dataclass(frozen=True)
class Suggested:
    """changes: what the statement would say otherwise; none when it says all of it already. findings: what the checks
    would find there that they do not find now.
    """

    thread: Thread
    changes: tuple[ListedChange, ...]
    findings: tuple[Finding, ...]

    @property
    def wordings(self) -> list[str]:
        """The wordings that are not as suggested yet, by the statement's fields."""
        return [each.change.field for each in self.changes if each.change.field in self.thread.suggestions]


def suggested(thread: Thread, document: Document) -> Suggested | None:
    """None when the point suggests nothing, or its place is no statement of the document."""
    if thread.node is None or not thread.suggestions:
        return None
    now = around(document, thread.node)
    if now is None:
        return None
    then = rewritten(now, thread.node, as_saved(thread, now))
    changes = (change for change in compare(now, then).changes if change.node == thread.node)
    return Suggested(thread, listed(changes), found_newly(now, then))


def as_saved(thread: Thread, document: Document) -> dict[str, Any]:
    """The suggestions as the statement would keep them: a reference that they name by “@key” is cited."""
    ids = {each.key: str(each.id) for each in document.references}
    statement = next(each for each in document.statements() if each.id == thread.node)
    cited = {name: take_citations(text, ids) for name, text in thread.suggestions.items()}
    added = [UUID(pk) for each in cited.values() for pk in each.ids]
    citations = tuple(dict.fromkeys((*statement.citations, *added)))
    return {name: each.text for name, each in cited.items()} | {"citations": citations}


def found_newly(now: Document, then: Document) -> tuple[Finding, ...]:
    """What the checks find in the one document and not in the other, without advice on style."""
    known = Counter((each.code, each.where) for each in checks.check(now))
    found = []
    for finding in checks.check(then):
        if known[finding.code, finding.where]:
            known[finding.code, finding.where] -= 1
        elif finding.severity != "advice":
            found.append(finding)
    return tuple(found)


def around(document: Document, node: UUID) -> Document | None:
    """The document with this statement and what it hangs on, and nothing else that holds statements; None without it.

    Small, so that the checks can be asked about each of many suggestions.
    """
    answer = _holding(document.answer, node)
    sections = [small for section in document.sections if (small := _small(section, node))]
    if not answer and not sections:
        return None
    return document.model_copy(update={"answer": answer, "sections": tuple(sections)})


def rewritten(part: Any, node: UUID, values: Mapping[str, Any]) -> Any:
    """The part with these values for the statement with this identity, wherever in it that stands."""
    if isinstance(part, tuple):
        return tuple(rewritten(each, node, values) for each in part)
    if isinstance(part, Statement) and part.id == node:
        return part.model_copy(update=values)
    if not isinstance(part, Frozen):
        return part
    held = HOLDING & type(part).model_fields.keys()
    return part.model_copy(update={name: rewritten(getattr(part, name), node, values) for name in held})


def _small(section: Section, node: UUID) -> Section | None:
    statements = _holding(section.statements, node)
    lines = tuple(line for line in section.lines if _holds(line, node))
    return section.model_copy(update={"statements": statements, "lines": lines}) if statements or lines else None


def _holding(statements: tuple[Statement, ...], node: UUID) -> tuple[Statement, ...]:
    return tuple(each for each in statements if any(part.id == node for part in each.walk()))


def _holds(line: TreatmentLine, node: UUID) -> bool:
    held = [line.criterion] if line.criterion else []
    for intervention in line.interventions:
        held += intervention.details
        held += [rate.statement for rate in intervention.rates]
    return bool(_holding(tuple(held), node))
