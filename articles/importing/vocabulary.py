"""What headings and names say in English: kind of section, line of treatment, kind of intervention."""

import re

from articles.document import InterventionKind, SectionKind

_SECTION_WORDS: tuple[tuple[SectionKind, str], ...] = (
    (
        "algorithm",
        r"algorithm|stepwise|treatment (steps|lines|plan|approach|options|pathway|ladder)|(care|management) pathway",
    ),
    ("pitfalls", r"pitfalls?|mistakes?|errors"),
    ("considerations", r"considerations?|key points|points to consider|special (situations|populations|cases)"),
    ("conclusion", r"conclusions?|summary|bottom line|in short|take[- ]home"),
    ("overview", r"understanding|overview|background|introduction|what (is|are)|about|definition"),
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ORDINAL_LINE = re.compile(rf"({'|'.join(_ORDINALS)}|([1-9])(?:st|nd|rd|th))[\s\u2010-\u2014-]+(line|step|tier)\b")
_NUMBERED_LINE = re.compile(rf"(?:line|step|tier|stage)\s+(?:([1-9])|({'|'.join(_CARDINALS)}))\b(?!\s*of\b)")
_REFERENCES = re.compile(r"(references?|bibliography|sources|literature|works cited|citations)", re.IGNORECASE)

_KIND_WORDS: tuple[tuple[InterventionKind, str], ...] = (
    ("surgery", r"surg|operati(on|ve)|excision|osteotomy|decompression|fusion|resection|ectomy\b|arthroplasty|implant"),
    ("injection", r"inject|infiltrat|nerve block|epidural|ablation"),
    ("medication", r"medic(ation|ine)|drug|nsaid|analges|antibiotic|inhibitor|opioid|paracetamol|painkiller|tablet"),
    ("therapy", r"physical therapy|physiotherapy|exercise|rehabilitat|manual therapy|training|psychotherapy|cognitive"),
    ("lifestyle", r"lifestyle|activit|diet|weight|smoking|sleep|avoid|posture|habit|self-care|education"),
)


def section_kind(title: str) -> SectionKind | None:
    """The kind of section a heading announces, or None when its words do not say."""
    words = title.casefold()
    for kind, pattern in _SECTION_WORDS:
        if re.search(rf"\b({pattern})\b", words):
            return kind
    return None


def line_rank(title: str) -> int | None:
    """The rank in "First-line treatment", "2nd line" or "Step 3: surgery"; None when it is no line of treatment."""
    words = title.casefold().lstrip()
    if match := _ORDINAL_LINE.match(words):
        return int(match[2]) if match[2] else _ORDINALS.index(match[1]) + 1
    if match := _NUMBERED_LINE.match(words):
        return int(match[1]) if match[1] else _CARDINALS.index(match[2]) + 1
    return None


def is_reference_heading(title: str) -> bool:
    """Whether the heading opens the list of references."""
    return bool(_REFERENCES.fullmatch(title.strip().rstrip(":")))


def intervention_kind(name: str) -> InterventionKind:
    """The kind of intervention that its name suggests.

    Two kinds in one name are "combined"; an injection or an operation names its drug without being two things.
    """
    words = name.casefold()
    found = [kind for kind, pattern in _KIND_WORDS if re.search(pattern, words)]
    if not found:
        return "other"
    if "surgery" in found or "injection" in found:
        return "combined" if {"surgery", "injection"} <= set(found) else found[0]
    return found[0] if len(found) == 1 else "combined"
