"""RIS, and the tagged format of PubMed (nbib, MEDLINE): one record each, read by rispy.

Sources: RIS format specification 2011; https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format (field tags).
"""

import re
from itertools import product
from string import ascii_uppercase, digits
from typing import Any, ClassVar

import rispy

from articles.importing.references.record import Record

TYPES = {
    "JOUR": "article-journal",
    "JFULL": "article-journal",
    "EJOUR": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "EBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "CPAPER": "paper-conference",
    "CONF": "paper-conference",
    "RPRT": "report",
    "GOVDOC": "report",
    "THES": "thesis",
    "ELEC": "webpage",
    "WEB": "webpage",
}
_RIS_LINE = re.compile(r"\s{0,4}([A-Z][A-Z0-9])\s{1,4}-(?:\s(.*))?", re.DOTALL)
_MEDLINE_LINE = re.compile(r"([A-Z]{2,4}) {0,2}- (.*)", re.DOTALL)
# Every tag stands for itself, several times if need be: nothing is dropped because rispy does not know it.
_RIS_TAGS = {"".join(pair): "".join(pair) for pair in product(ascii_uppercase, ascii_uppercase + digits)}
_JOURNALS = ("T2", "JO", "JF", "JA", "J2", "BT", "J1")
_RIS_ASIDE = dict.fromkeys(("AB", "N2"), "abstract") | {
    "KW": "keywords",
    "AD": "addresses",
    "DB": "database",
    "DP": "database",
    "LA": "language",
    "Y2": "day of access",
}
_RIS_WORDS = {"A2": "Editor", "ED": "Editor", "A3": "Editor", "A4": "Editor", "PB": "Publisher", "CY": "Place"}
_RIS_WORDS |= {"ET": "Edition", "SN": "ISBN", "RN": "", "N1": "", "ST": "Short title", "TT": "Translated title"}
_MEDLINE_ASIDE = re.compile(
    r"AB|OAB|AD|AU|AUID|CI|CIN|COI|COIS|CON|CRDT|CTDT|DA|DCOM|DEP|DRDT|EDAT|EFR|EIN|FAU|FIR|FPS|GN|GR|GS|"
    r"IR|IRAD|IS|JID|JT|LA|LR|MH|MHDA|MID|OABL|OCI|OID|OT|OTO|OWN|PHST|PL|PMCR|PS|PST|PT|PUBM|RF|RN|ROF|SB|"
    r"SFM|SI|SO|SPIN|STAT|TT|UIN|UOF|UPDT|OTH|LID|AID|NM|RIN|RPI|RPF"
)
_MEDLINE_NAMES = {"AB": "abstract", "OT": "keywords", "MH": "MeSH", "AD": "addresses", "JT": "full name of the journal"}
RETRACTED = re.compile(r"Retracted Publication|^Retraction in", re.IGNORECASE)
_NUMBERS = re.compile(r"\bPMC?ID:?\s*(?:PMC)?[0-9]{1,9}\b;?\s*", re.IGNORECASE)


class _RisParser(rispy.RisParser):
    """RIS as programs write it, with one space or more around the hyphen."""

    def parse_line(self, line: str) -> Any:
        match = _RIS_LINE.fullmatch(line)
        return (match[1], (match[2] or "").strip()) if match else (None, line.strip())


class _MedlineParser(rispy.RisParser):
    """PubMed's own tags: four places, a hyphen, a space; what goes on stands under it."""

    START_TAG = "BEG "  # a record has none of its own: read_medline puts them around
    END_TAG = "END"
    DEFAULT_MAPPING: ClassVar[Any] = {START_TAG: END_TAG}

    def parse_line(self, line: str) -> Any:
        match = _MEDLINE_LINE.fullmatch(line)
        return (match[1], match[2].strip()) if match else (None, line.strip())

    def _add_tag(self, record: Any, tag: str | None, content: str, extend_multiline: bool = False) -> None:
        values = record.setdefault(tag or "", [])
        if extend_multiline and values:
            values[-1] = f"{values[-1]} {content}".strip()
        else:
            values.append(content)


def read_ris(text: str) -> Record:
    """The publication in one record, from its TY line on."""
    parser = _RisParser(mapping=_RIS_TAGS, list_tags=list(_RIS_TAGS), delimiter_tags_mapping={})
    parser.list_tags = frozenset(_RIS_TAGS)  # asked for each line
    (tags, *_more) = parser.parse(f"{text.lstrip()}\nER  - \n") or [{}]
    record = Record()
    kind = tags.pop("TY", "")
    record.values["type"] = TYPES.get("".join(kind).strip(), "article-journal")
    stray = tags.get("UK")
    if isinstance(stray, dict):
        record.say("", " ".join(" ".join(each) for each in tags.pop("UK").values()))
    for tag in ("ID", "DO", "TI", "T1", "CT", *_JOURNALS, "PY", "Y1", "DA", "VL", "IS", "CP", "SP"):
        _ris_field(record, tag, tags.pop(tag, []))
    if last := " ".join(tags.pop("EP", [])):
        first = record.values.pop("page", "")
        record.put("page", first if first.endswith(f"-{last}") else f"{first}-{last}" if first else last)
    for tag, values in tags.items():
        _ris_field(record, tag, values)
    return record


def _ris_field(record: Record, tag: str, values: list[str]) -> None:
    whole = " ".join(values)
    if tag in ("TI", "T1", "CT"):
        record.put("title", whole, "Title")
    elif tag in _JOURNALS and tag != "T2" and "container_title" in record.values:
        record.set_aside += ["other names of the journal"] if values else []
    elif tag in _JOURNALS:
        record.put("container_title", whole, "Journal")
    elif tag in ("AU", "A1"):
        for value in values:
            record.put_person(*(part.strip() for part in value.split(",", 1)))
    elif tag in ("PY", "Y1", "DA"):
        for value in values:
            record.put_date(value)
    elif tag in _RIS_ASIDE and values:
        record.set_aside.append(_RIS_ASIDE[tag])
    elif tag == "SN" and values and record.values["type"] == "article-journal":
        record.set_aside.append("ISSN")
    else:
        for value in values:
            _ris_value(record, tag, value)


def _ris_value(record: Record, tag: str, value: str) -> None:
    if tag == "ID":
        record.key = value
    elif tag == "DO":
        record.put_doi(value)
    elif tag in ("VL", "IS", "CP", "SP"):
        record.put({"VL": "volume", "SP": "page"}.get(tag, "issue"), value, tag)
    elif tag == "AN" and re.fullmatch("[0-9]{1,9}", value):
        record.put("PMID", value, "PMID")
    elif tag == "C2" and re.fullmatch("PMC[0-9]{1,9}", value):
        record.put("PMCID", value, "PMCID")
    elif tag == "C7" and "page" not in record.values:
        record.put("page", value)
    elif tag in ("UR", "L2", "LK"):
        record.put_address(value)
    elif tag == "N1":
        put_note(record, value)
    else:
        record.say(_RIS_WORDS.get(tag, tag), value)


def put_note(record: Record, text: str) -> None:
    """A note, from which numbers of PubMed go to their fields."""
    if pmid := re.search(r"\bPMID:?\s*([0-9]{1,9})\b", text):
        record.values.setdefault("PMID", pmid[1])
    if pmcid := re.search(r"\b(PMC[0-9]{1,9})\b", text):
        record.values.setdefault("PMCID", pmcid[1])
    record.say("", text if _NUMBERS.sub("", text).strip() else "")


def read_medline(text: str) -> Record:
    """The publication in one record of PubMed's format."""
    (tags, *_more) = _MedlineParser().parse(f"BEG - \n{text}\nEND - \n") or [{}]
    values = {tag: [each for each in found if each] for tag, found in tags.items() if isinstance(found, list)}
    record = Record(values={"type": "article-journal"})
    for person in values.get("FAU") or values.get("AU", []):
        family, _comma, given = person.partition(",")
        record.put_person(family.strip() if given else "", given.strip() or person)
    for group in values.pop("CN", []):
        record.put_person(group)
    if "BTI" in values and "TI" not in values:
        record.values["type"] = "book"
    journal = values.pop("TA", []) or values.get("JT", [])
    for name, found in (("title", values.pop("TI", [])), ("container_title", [*values.pop("BTI", []), *journal])):
        for text in found:
            record.put("title" if record.values["type"] == "book" and name != "title" else name, text.removesuffix("."))
    for tag, name in (("PMID", "PMID"), ("PMC", "PMCID"), ("VI", "volume"), ("IP", "issue"), ("PG", "page")):
        for text in values.pop(tag, []):
            record.put(name, text, tag)
    for text in (*values.pop("LID", []), *values.pop("AID", [])):
        if text.endswith("[doi]"):
            record.values.setdefault("DOI", text.removesuffix("[doi]").strip())
    for text in values.pop("DP", []):
        record.put_date(text)
    if any(RETRACTED.search(text) for text in (*values.get("PT", []), *values.get("RIN", []))):
        record.say("", "Retracted publication (PubMed).")
    for tag, found in values.items():
        if _MEDLINE_ASIDE.fullmatch(tag):
            record.set_aside += [_MEDLINE_NAMES[tag]] if tag in _MEDLINE_NAMES else []
        else:
            for text in found:
                record.say(tag, text)
    return record
