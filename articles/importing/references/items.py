"""CSL-JSON items, and the answers of services that are made like them (Crossref).

Source: CSL-JSON schema 1.0.2 (citation-style-language/schema).
"""

import json
from collections.abc import Mapping
from typing import Any

from articles.importing.references.record import Record, without_tags
from articles.importing.references.tagged import put_note

_TEXTS = {"volume": "volume", "issue": "issue", "page": "page", "PMID": "PMID", "PMCID": "PMCID"}
_ASIDE = {"abstract", "ISSN", "language", "accessed", "source", "id", "citation-key", "citation-label", "title-short"}
_ASIDE |= {"keyword", "container-title-short", "journalAbbreviation", "categories", "submitted", "type"}
# Names that Crossref has for kinds of publication.
_KINDS = {
    "journal-article": "article-journal",
    "book-chapter": "chapter",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "proceedings-article": "paper-conference",
    "dissertation": "thesis",
    "posted-content": "article",
}


def read_item(item: Mapping[str, Any]) -> Record:
    """The publication in one item. Values of a shape that the schema does not know are kept as words."""
    record = Record()
    kind = _text(item.get("type", ""))
    record.put("type", _KINDS.get(kind, kind) or "article-journal")
    record.key = _text(item.get("citation-key")) or _key(_text(item.get("id")))
    record.put_doi(_text(item.get("DOI", "")))
    for name, value in item.items():
        if name in ("type", "DOI", "id", "citation-key"):
            continue
        _field(record, name, value)
    return record


def _field(record: Record, name: str, value: Any) -> None:
    if name == "title":
        record.put("title", without_tags(_text(value)), "Title")
    elif name == "container-title":
        record.put("container_title", without_tags(_text(value)), "Journal")
    elif name == "author" and isinstance(value, list):
        for person in value:
            _person(record, person)
    elif name == "issued":
        _date(record, value)
    elif name in _TEXTS:
        record.put(_TEXTS[name], _text(value), name)
    elif name == "URL":
        record.put_address(_text(value))
    elif name == "note":
        put_note(record, _text(value))
    elif name in _ASIDE:
        record.set_aside.append(name)
    else:
        record.say(name, _text(value))


def _person(record: Record, person: Any) -> None:
    if not isinstance(person, Mapping):
        record.put_person(_text(person))
        return
    literal = _text(person.get("literal")) or _text(person.get("name"))
    particles = [_text(person.get(name)) for name in ("dropping-particle", "non-dropping-particle")]
    family = " ".join(filter(None, (*particles, _text(person.get("family")))))
    given = " ".join(filter(None, (_text(person.get("given")), _text(person.get("suffix")))))
    record.put_person(family or literal, given)


def _date(record: Record, value: Any) -> None:
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and first and all(str(part).isdecimal() for part in first):
        numbers = tuple(int(part) for part in first[:3])
        if 0 < numbers[0] <= 9999 and all(0 < part <= 31 for part in numbers[1:]):
            record.values["issued"] = numbers
            return
    if isinstance(value, Mapping):
        record.put_date(_text(value.get("raw")) or _text(value.get("literal")) or _text(parts))
    else:
        record.put_date(_text(value))


def _key(name: str) -> str:
    """An id that a person may have written; not the address, number or UUID that a program made."""
    return "" if name.isdecimal() or "/" in name or name.count("-") > 3 else name


def _text(value: Any) -> str:
    """A value as words: the first of a list of texts, JSON of what is deeper."""
    match value:
        case None | [] | {}:
            return ""
        case str():
            return value
        case bool() | int() | float():
            return str(value)
        case [str(first), *rest] if all(each == first for each in rest):
            return first
        case [*several] if all(isinstance(each, str) for each in several):
            return "; ".join(several)
    return json.dumps(value, ensure_ascii=False)
