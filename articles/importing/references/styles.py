"""The styles in which a line names a publication. Each takes one line without its identifiers, on single spaces, and
returns fields of csl.Csl by name, with "note" for words that have none; None when the line is not of its style.

Vancouver and AMA: ICMJE, Citing Medicine; AMA Manual of Style, 11th edition. APA: Publication Manual, 7th edition.
MLA: Handbook, as PubMed's "Cite" writes it.
"""

import re
from collections.abc import Callable
from typing import Any

from articles.csl import DateParts, PersonName
from articles.importing.dates import month_number
from articles.importing.references import names

Fields = dict[str, Any]
_YEAR = r"[12][0-9]{3}"
_PAGE = r"\w(?:[\w.\u2010-\u2014-]*\w)?"
_ISSUED = re.compile(
    rf"(?P<year>{_YEAR})(?:\s+(?P<month>[A-Z][a-z]{{2,8}})\.?(?:\s+(?P<day>[0-9]{{1,2}}))?)?"
    rf"(?:\s*;\s*(?P<volume>[\w.-]{{1,20}})?\s*(?:\((?P<issue>[^()]{{1,40}})\))?(?:\s*:\s*(?P<page>{_PAGE}))?)?"
    r"\s*\.?"
)
_PUBLISHER = re.compile(rf"(?P<note>[^;:]{{2,80}}:\s?[^;:]{{2,120}});\s*(?P<year>{_YEAR})\.?")
_EDITION = re.compile(r"\w{1,12}\.? (?:ed|edn|edition|Aufl|Auflage)\.", re.IGNORECASE)
_LATER = re.compile(
    r"(?:Epub|Published(?: online)?|Erratum in|Accessed|Cited|Retraction in|Comment in)\b[^.]{0,80}(?:\.|$)"
)
# What follows "Smith A. " when the initials go on: "B., Jones C. Title" or "B. Title".
_INITIAL = re.compile(r"(?:[^\W\d_]\.[\s\u2010-]?){1,4}\s*(?:[,;&]|and\b|[^\W\d_a-z])")
_ABBREVIATED = re.compile(
    r"(?:[A-Z]|Am|Ann|Acad|Acta|Adv|Appl|Arch|Assoc|Aust|Biol|Br|Bull|Can|Chem|Clin|Curr|Dis|Dtsch|Eur|Exp|Gen|Int|Intern|"
    r"Jpn|Med|Mol|Nat|Natl|Neurol|Orthop|Pharm|Phys|Proc|Psychol|Publ|Radiol|Rehabil|Rep|Res|Rev|Rheumatol|Scand|Sci|"
    r"Soc|Sports|Surg|Syst|Ther|Trans|Z)\."
)
_DATED = re.compile(rf"\({_YEAR}\)\.?$|\b{_YEAR}\s?[;:]|\b{_YEAR}\.?$")
_CHAPTER = re.compile(r"(?:^|[.?!] )In: ")
_APA = re.compile(
    rf"\s*\((?P<year>{_YEAR})(?:, (?P<month>[A-Z][a-z]{{2,8}})(?: (?P<day>[0-9]{{1,2}}))?)?\)\.?\s+(?P<rest>.+)"
)
_APA_PLACE = re.compile(
    rf",\s*(?P<volume>[\w.\u2010-\u2014-]{{1,20}})(?:\s?\((?P<issue>[^()]{{1,40}})\))?"
    rf"(?:,\s*(?:Article\s+|pp?\.\s*)?(?P<page>{_PAGE}))?\.?$"
)
_QUOTED = re.compile(r"(?P<people>[^“\"]{2,2000}?)\s*[“\"](?P<title>[^”\"]{2,600})[”\"]\s*(?P<rest>.*)")
_MLA_PLACE = re.compile(
    rf"(?P<container_title>.{{2,200}}?),?\s+vol\.\s*(?P<volume>[\w.\u2010-\u2014-]{{1,20}}?)"
    rf"(?:,\s*(?:no\.\s*)?(?P<issue>[\w.\u2010-\u2014-]{{1,20}}?))?(?:\s*\((?P<year>{_YEAR})\))?"
    rf"(?:[:,]?\s+(?!{_YEAR}\b)(?:pp?\.\s*)?(?P<page>{_PAGE}))?[.,]?"
    rf"(?:\s+(?:(?:(?P<day>[0-9]{{1,2}})\s)?(?P<month>[A-Z][a-z]{{2,8}})\.?\s)?(?P<later>{_YEAR}))?"
    rf"(?:,\s*pp?\.\s*(?P<pages>{_PAGE}))?[.,]?"
)
_YEAR_LAST = re.compile(
    rf",?\s(?P<volume>\w{{1,10}})(?:\s?\((?P<issue>[^()]{{1,40}})\))?"
    rf"(?:[,:]\s*(?P<page>{_PAGE}))?\s*\((?P<year>{_YEAR})\)\.?$"
)


def vancouver(line: str) -> Fields | None:
    """Smith AB, Jones C, et al. Title. Journal. 2019 Jan 2;12(3):45-50."""
    fields: Fields = {}
    line, note = _set_aside(_LATER, line)
    if _CHAPTER.search(line):
        return None
    head, stop, tail = line.partition(". ")
    people, rest = names.dotted(line) if _INITIAL.match(tail) or "., " in head else ((), "")
    if people:
        fields["author"] = people
    else:
        fields["author"] = names.vancouver(head)
        if fields["author"]:
            rest = tail if stop else ""
        elif names.looks_like_people(head):
            return None
        elif names.is_group(head) and tail.count(". ") > 0:
            fields["author"], rest = (PersonName(family=head),), tail
        else:
            rest = line
    segments = re.split(r"(?<=[.?!])\s+", rest.strip())
    if match := _ISSUED.fullmatch(segments[-1]):
        fields |= _place(match)
        segments = segments[:-1]
        if len(segments) > 1:
            segments, fields["container_title"] = _with_journal(segments)
    elif match := _PUBLISHER.fullmatch(segments[-1]):
        editions = [segment for segment in segments[1:-1] if _EDITION.fullmatch(segment)]
        fields |= _place(match) | {"type": "book"}
        note = " ".join(filter(None, (*editions, match["note"], note)))
        segments = [segment for segment in segments[:-1] if segment not in editions]
    elif _DATED.search(rest[-60:]):
        return None
    return fields | _titled(" ".join(segments)) | ({"note": note} if note else {})


def apa(line: str) -> Fields | None:
    """Smith, A. B., & Jones, C. (2019). Title. Journal, 12(3), 45-50."""
    people, rest = names.dotted(line)
    match = _APA.match(rest)
    if not people or not match:
        head, _bracket, _tail = line.partition(" (")
        match = _APA.match(line, len(head))
        if not match or not names.is_group(head.rstrip(".")):
            return None
        people = (PersonName(family=head.rstrip(". ")),)
    fields: Fields = {"author": people} | _place(match)
    text = match["rest"]
    if place := _APA_PLACE.search(text[-120:]):
        fields |= _place(place)
        title, container = _halves(text[: len(text) - len(text[-120:]) + place.start()])
        return fields | {"container_title": container} | _titled(title) if container else None
    title, publisher = _halves(text.rstrip("."))
    return fields | _titled(title) | ({"type": "book", "note": publisher} if publisher else {})


def mla(line: str) -> Fields | None:
    """Smith, Ann B., et al. “Title.” Journal, vol. 12, no. 3, 2019, pp. 45-50."""
    match = _QUOTED.fullmatch(line)
    place = _MLA_PLACE.fullmatch(match["rest"]) if match else None
    if not match or not place:
        return None
    fields: Fields = {"author": names.modern_language(match["people"].rstrip(",").removesuffix("."))}
    fields |= _place(place) | {"container_title": place["container_title"]}
    if place["later"]:
        fields |= {"issued": date_of([place["later"], _month(place["month"]), place["day"]])}
    if place["pages"]:
        fields["page"] = place["pages"]
    return fields | _titled(match["title"].strip())


def year_last(line: str) -> Fields | None:
    """Smith, A. B. & Jones, C. Title. Journal 12, 45-50 (2019)."""
    people, rest = names.dotted(line)
    if not people:
        return None
    match = _YEAR_LAST.search(rest[-100:])
    if not match:
        return None
    segments, journal = _with_journal(re.split(r"(?<=[.?!])\s+", rest[: len(rest) - len(rest[-100:]) + match.start()]))
    return {"author": people, "container_title": journal} | _place(match) | _titled(" ".join(segments))


STYLES: dict[str, Callable[[str], Fields | None]] = {
    "MLA": mla,
    "APA": apa,
    "Nature": year_last,
    "Vancouver": vancouver,
}
# Words of a style that stand for no part of the publication, as often as one line may have them.
LABELS: dict[str, tuple[str, ...]] = {
    "MLA": ("and",) * 30 + ("vol", "no", "pp", "p", "doi"),
    "APA": ("and",) * 30 + ("article", "pp", "p"),
    "Nature": ("and",) * 30,
    "Vancouver": ("and",) * 30 + ("for", "on", "behalf", "of", "the"),
}


def date_of(parts: list[Any]) -> DateParts:
    """Year, month and day as far as they are given, one after another."""
    numbers: list[int] = []
    for part in parts:
        if part in (None, ""):
            break
        numbers.append(int(part))
    return DateParts(date_parts=(tuple(numbers),))


def _place(match: re.Match[str]) -> Fields:
    """Volume, issue, page and date of a match that names them."""
    given = {name: text for name, text in match.groupdict().items() if text}
    fields: Fields = {name: given[name] for name in ("volume", "issue", "page") if name in given}
    if "year" in given:
        fields["issued"] = date_of([given["year"], _month(given.get("month", "")), given.get("day")])
    return fields


def _month(name: str | None) -> int | None:
    return month_number(name) if name else None


def _titled(title: str) -> Fields:
    title = title.strip()
    return {"title": title[:-1] if title.endswith(".") and not title.endswith("..") else title}


def _with_journal(segments: list[str]) -> tuple[list[str], str]:
    """The sentences of a title, and the journal that stands last, with all of its abbreviations ("J. Clin. Med.")."""
    at = len(segments) - 1
    while at > 1 and _ABBREVIATED.fullmatch(segments[at - 1]):
        at -= 1
    return segments[:at], " ".join(segments[at:]).rstrip(".")


def _halves(text: str) -> tuple[str, str]:
    """The text before its last sentence, and that sentence."""
    text = text.strip()
    ends = [match.end() for match in re.finditer(r"(?<=[.?!])\s+(?=[^\s])", text)]
    return (text[: ends[-1]].strip(), text[ends[-1] :].strip()) if ends else (text, "")


def _set_aside(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The text without what the pattern finds, and what it found."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        found.append(match[0].strip())
        return " "

    return " ".join(pattern.sub(take, text).split()), " ".join(found)
