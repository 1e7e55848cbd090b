"""What the checks found, one group a kind: the gravest first, what many sentences lack last.

The one place where a kind of finding has its name: authors, editors and board members read the same words.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.checks import SEVERITIES, Finding, Severity

# What each kind is called, short, in the order in which an author should look at those of equal severity.
NAMES: dict[str, Promise] = {
    "character-unfit": _("characters that no text may hold"),
    "no-title": _("no title"),
    "no-answer": _("no answer"),
    "no-statements": _("no statements"),
    "rate-disagrees": _("rate and numbers disagree"),
    "rate-text-disagrees": _("rate and sentence disagree"),
    "wordings-disagree": _("wordings disagree"),
    "waiting-time-disagrees": _("waiting times disagree"),
    "rates-exceed-whole": _("rates above the whole"),
    "dose-without-unit": _("dose without unit"),
    "guess-words": _("words changed by the import"),
    "guess": _("guess of the import"),
    "guess-reference": _("doubt about a pasted reference"),
    "reference-incomplete": _("incomplete reference"),
    "rate-without-denominator": _("denominator missing"),
    "rate-uncited": _("rate without source"),
    "waiting-time-uncited": _("waiting time without source"),
    "statement-uncited": _("source missing"),
    "case-report-only": _("only a case report"),
    "rate-rounding": _("rounding differs"),
    "waiting-time-unrecorded": _("waiting time not recorded"),
    "identifier-malformed": _("malformed identifier"),
    "link-unsafe": _("unsafe link"),
    "reference-duplicate": _("same reference twice"),
    "reference-uncited": _("reference never cited"),
    "no-lines": _("no treatment lines"),
    "line-without-interventions": _("treatment line without intervention"),
    "line-without-criterion": _("treatment line without criterion"),
    "empty-section": _("empty section"),
    "markup-leftover": _("leftover markup"),
    "citation-mark-leftover": _("leftover citation mark"),
    "citation-key-leftover": _("leftover key of a source"),
    "sentence-repeated": _("sentence repeated"),
    "plain-missing": _("plain wording missing"),
    "citations-unordered": _("citations not in order"),
    "references-unordered": _("references not in order"),
    "plain-sentence-long": _("long sentence in plain wording"),
    "capitals": _("words in capitals"),
    "emphasis-doubtful": _("doubtful emphasis"),
}
ORDER = {code: position for position, code in enumerate(NAMES)}
WITHOUT_NAME = ORDER["plain-missing"] - 0.5  # a kind without a name here stands before what many sentences lack
# What a signature must not pass over unseen: where evidence is missing.
UNCITED = frozenset({"statement-uncited", "waiting-time-uncited", "rate-uncited"})
MISSING_EVIDENCE = UNCITED | {"reference-incomplete", "rate-without-denominator"}
LONGEST_OPEN = 4  # findings of one kind; a longer list is folded where lists are open


class Group(NamedTuple):
    """All findings of one kind and severity, in reading order."""

    code: str
    severity: Severity
    findings: tuple[Finding, ...]

    @property
    def name(self) -> Promise | str:
        return name_of(self.code)

    @property
    def is_long(self) -> bool:
        return len(self.findings) > LONGEST_OPEN


def name_of(code: str) -> Promise | str:
    """The kind of a finding in a few words."""
    return NAMES.get(code) or code.replace("-", " ")


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """The findings by kind; errors before warnings before advice, and within them as NAMES has it."""
    kinds: dict[tuple[Severity, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.severity, finding.code].append(finding)
    groups = [Group(code, severity, tuple(found)) for (severity, code), found in kinds.items()]
    return tuple(sorted(groups, key=lambda each: (SEVERITIES.index(each.severity), ORDER.get(each.code, WITHOUT_NAME))))


def missing_evidence(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Only what says that evidence is missing."""
    return grouped(finding for finding in findings if finding.code in MISSING_EVIDENCE)
