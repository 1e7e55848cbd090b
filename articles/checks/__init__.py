"""Checks of a document before it goes to the board: pure functions from a Document to findings.

Errors are few and certain, and refuse submission. Warnings are what a careful board member would ask about.
Advice concerns style. Each module here holds one family of rules; a rule is one short generator.
"""

from collections.abc import Iterable

from articles.checks import characters, figures, markup, readability, sources, structure
from articles.checks.finding import SEVERITIES, Finding, Severity
from articles.document import Document

__all__ = ["SEVERITIES", "Finding", "Severity", "check", "errors", "refusals"]

# The families, and the rule, whose findings can be errors.
REFUSING = (*characters.RULES, *structure.RULES, *figures.RULES, markup.no_leftover_citation_keys)
RULES = (*characters.RULES, *structure.RULES, *sources.RULES, *figures.RULES, *readability.RULES, *markup.RULES)


def check(document: Document) -> tuple[Finding, ...]:
    """Everything the checks find, the gravest first and in reading order among equals."""
    order = {node.id: position for position, node in enumerate(document.nodes())}
    found = [finding for rule in RULES for finding in rule(document)]

    def rank(finding: Finding) -> tuple[int, int]:
        return SEVERITIES.index(finding.severity), order[finding.where] if finding.where else -1

    return tuple(sorted(found, key=rank))


def refusals(document: Document) -> tuple[Finding, ...]:
    """The errors of `check` alone, at a fraction of its work: submission asks only these."""
    return errors(finding for rule in REFUSING for finding in rule(document))


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those findings that refuse submission."""
    return tuple(finding for finding in findings if finding.severity == "error")
