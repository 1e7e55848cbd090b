"""What the checks find, sorted by what it is about, the gravest first.

Values and pure functions of values: no request, no database.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.checks import Finding
from editorial.typesetting.review_parts import UNCITED

LONGEST_OPEN = 4  # findings; a longer list is folded

# What a signature must not pass over unseen: where evidence is missing.
MISSING_EVIDENCE: tuple[tuple[Promise, frozenset[str]], ...] = (
    (_("Incomplete references"), frozenset({"reference-incomplete"})),
    (_("Rates without the number of patients"), frozenset({"rate-without-denominator"})),
    (_("Statements without a source"), frozenset(UNCITED)),
)
OTHER_QUESTIONS: Promise = _("Other questions")
PLAIN_MISSING: tuple[Promise, frozenset[str]] = (_("No plain wording"), frozenset({"plain-missing"}))


@dataclass(frozen=True)
class Group:
    """Findings about one thing, in reading order (at least one)."""

    title: str
    findings: tuple[Finding, ...]

    @property
    def is_long(self) -> bool:
        return len(self.findings) > LONGEST_OPEN


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """All questions: missing evidence, then whatever else is asked, then missing plain wording. Advice is left out."""
    asked = [finding for finding in findings if finding.severity != "advice"]
    named = {code for _title, codes in (*MISSING_EVIDENCE, PLAIN_MISSING) for code in codes}
    others = frozenset(finding.code for finding in asked) - named
    return _groups(asked, (*MISSING_EVIDENCE, (OTHER_QUESTIONS, others), PLAIN_MISSING))


def missing_evidence(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Only what says that evidence is missing."""
    return _groups(tuple(findings), MISSING_EVIDENCE)


def _groups(findings: Iterable[Finding], kinds: Iterable[tuple[Promise, frozenset[str]]]) -> tuple[Group, ...]:
    found = tuple(findings)
    groups = (Group(str(title), tuple(each for each in found if each.code in codes)) for title, codes in kinds)
    return tuple(group for group in groups if group.findings)
