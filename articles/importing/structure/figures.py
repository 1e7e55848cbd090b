"""ReadRate as the text format has them: rates in sentences and written out, waiting times written out."""

import re
from dataclasses import dataclass

from articles.document import RATE_KINDS, RateKind, Wait
from articles.waits import waits_in

NUMBER = r"[0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{1,9}"
_PERCENTAGE = r"100(?:\.0{1,6})?|[0-9]{1,2}(?:\.[0-9]{1,6})?"
_PER_CENT = re.compile(rf"(?<![\d.,])({_PERCENTAGE})\s*(?:%|per\s?cent\b)", re.IGNORECASE)
_COUNTS = re.compile(
    rf"(?<![\d.,/])({NUMBER})\s*(of|out of|/|in)\s*(?:the\s+)?({NUMBER})(?![\d/%]|[.,]\d)", re.IGNORECASE
)
_PEOPLE = r"(?:cases|patients|people|persons|participants|adults|children|women|men|individuals)"
# That this is done: "used in", "was chosen for", "35% of patients underwent it"; never "patients treated with it walk".
_USE = re.compile(
    r"(?<!\bwho )(?<!\bthat )(?<!\bwhich )(?<!\bwho were )(?<!\bthat was )"
    r"\b(?:received|underwent|under(?:go|goes|gone)|chose|opted for|took|uses?|used|given|chosen|performed|undertaken|"
    r"offered|applied|administered|prescribed|injected|implanted|selected|operated (?:on|upon)|"
    r"(?:is|are|was|were|been|being) (?:\w+ )?treated with)\b|^treated with\b",
    re.IGNORECASE,
)
# What turns the figure round, or leaves open which it is: "not used in 12%", "less than 5%", "between 20% and 40%".
_NOT_THIS = re.compile(
    r"\b(?:not|never|no|none|nor|rarely|seldom|should|may|might|could|would|must|recommend(?:ed|s)?|less than|"
    r"fewer than|more than|up to|at (?:least|most)|between|instead|rather than|unlike|declin(?:e|ed|es)|"
    r"refus(?:e|ed|es)|physicians|surgeons|doctors|clinicians|guidelines)\b|n't\b|[<>≤≥~]",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\d\s*%?\s*(?:[-\u2010-\u2015]|to|and|or)\s*\d+(?:\.\d+)?\s*(?:%|per\s?cent)", re.IGNORECASE)
_ALSO_SAID = re.compile(r"\b(?:report(?:ed|s)|treated|needed|required|seen|done)\b", re.IGNORECASE)
# What comes of it: such a sentence tells an effect or a harm, whatever was used for it.
_OUTCOME = re.compile(
    r"\b(?:bleed|bled|ha?emorrhag|ha?ematoma|infect|sepsis|septic|relie[fv]|recur|relaps|mortal|death|dead|die[sd]?\b|dying"
    r"|fatal|adverse|complicat|success|succe|improv|effective|efficacy|effects?\b|side.effect|harm|pain|nausea|vomit|rash\b"
    r"|itch|diarrh|constipat|toxic|events?\b|fail|surviv|remission|remit|cur(?:e|ed|es)\b|respon|heal|union|non-?union|pseud"
    r"|dislocat|fractur|thrombo|embol|stroke|infarct|isch[ae]|seizure|fever|injur|damage|ruptur|perforat|necro|leak|revision"
    r"|re-?operat|re-?admi|re-?tear|discontinu|withdr|intoleran|allerg|anaphyla|hypo|hyper|brady|tachy|arrhythm|dizz|headache"
    r"|fatigue|drows|resol|reduc|decreas|increas|satisf|return|benefit|worse|progress|deteriorat|swell|numb|paraly|pals|pares"
    r"|scar|atroph|symptom|resist|abstin|continen|pregnan|conception|walk|recover|regain|weakness|stiff|contract|outcome"
    r"|tolerat|loss|lost|gain|free of|without)",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"\b(?:half|(?:a|one|two|three|four)[ -](?:thirds?|quarters?|fifths?|tenths?|half|in \w+))\b"
    rf".{{0,40}}?\b{_PEOPLE}\b"
    rf"|\d,\d+\s*%|\b(?:most|the majority|a minority) of {_PEOPLE}\b",
    re.IGNORECASE,
)
_PATIENTS = re.compile(
    r"(?:%|per\s?cent)\s+of\s+(?:[\w-]+\s+){0,3}?(cases|patients|people|persons|individuals|participants|adults|children|women|men)\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    rf"(?:(?P<kind>{'|'.join(RATE_KINDS)})\s+)?(?P<per_cent>{_PERCENTAGE})\s*%"
    rf"(?:\s*\((?P<numerator>{NUMBER})? of (?P<denominator>{NUMBER})?\))?"
)


@dataclass(frozen=True)
class ReadRate:
    """A percentage as printed, what it is a share of, and its counts of patients where the sentence has them."""

    kind: RateKind
    percentage: str
    numerator: int | None = None
    denominator: int | None = None


def rate_of_use(sentence: str) -> ReadRate | None:
    """The rate in a sentence that says how often something is used; None for any other sentence.

    "Used in 28.9% of cases" and "Chosen for 35.7% of patients (99 of 277)" are rates of use. "Relieves pain in 80% of
    patients" is an effect, "Bleeding was reported in 0.6% of patients" a harm: neither is. Counts that cannot be
    ("0 of 0", "9 of 2") make it none.
    """
    per_cent = _PER_CENT.search(sentence)
    if not per_cent or not _USE.search(sentence) or _OUTCOME.search(sentence):
        return None
    if _NOT_THIS.search(sentence) or _RANGE.search(sentence) or len(_PER_CENT.findall(sentence)) > 1:
        return None
    counts = [(_integer(a), _integer(b), word) for a, word, b in _COUNTS.findall(sentence)]
    if any(word.casefold().endswith("of") and (b == 0 or a > b) for a, b, word in counts):
        return None
    numerator, denominator = next(((a, b) for a, b, _word in counts if a <= b and b > 0), (None, None))
    if denominator is None and not _PATIENTS.search(sentence):
        return None
    return ReadRate("use", per_cent[1], numerator, denominator)


def may_be_a_rate(sentence: str) -> bool:
    """Whether a sentence that is no rate of use has a share of patients in it: to be looked at.

    One without a percentage ("half of patients") only when words of use are in it as well.
    """
    said = _USE.search(sentence) or _ALSO_SAID.search(sentence)
    if _PER_CENT.search(sentence):
        return bool(_PATIENTS.search(sentence) or _COUNTS.search(sentence))
    return bool(said and _FRACTION.search(sentence))


def read_rate(field: str) -> ReadRate | None:
    """The rate that an author wrote out: "35.7%" or "harm 35.7% (99 of 277)"; None when it is not one.

    One that does not say what it is, is one of use.
    """
    match = _RATE.fullmatch(field.strip().casefold())
    if not match:
        return None
    numerator, denominator = (_integer(match[name]) if match[name] else None for name in ("numerator", "denominator"))
    if denominator == 0 or (numerator and denominator and numerator > denominator):
        return None
    kind: RateKind = next((each for each in RATE_KINDS if each == match["kind"]), "use")
    return ReadRate(kind, match["per_cent"], numerator, denominator)


def write_rate(rate: ReadRate) -> str:
    """The rate in the form that read_rate reads."""
    counts = ["" if count is None else str(count) for count in (rate.numerator, rate.denominator)]
    kind = "" if rate.kind == "use" else f"{rate.kind} "
    return f"{kind}{rate.percentage}%" + (f" ({' of '.join(counts)})" if any(counts) else "")


def read_wait(field: str) -> Wait | None:
    """The waiting time that an author wrote out: "4-6 weeks", "at least 3 months"; None when it is not one."""
    found = waits_in(field)
    return found[0] if len(found) == 1 else None


def write_wait(wait: Wait | None) -> str:
    """The waiting time in the form that read_wait reads; "none" where there is none."""
    if wait is None:
        return "none"
    if wait.min is None or wait.max is None:
        return (
            f"{'up to' if wait.min is None else 'at least'} {wait.max if wait.min is None else wait.min} {wait.unit}s"
        )
    return f"{wait.min}-{wait.max} {wait.unit}s"


def _integer(digits: str) -> int:
    return int(digits.replace(",", ""))
