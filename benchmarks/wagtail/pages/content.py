"""Imprimatur's document as the raw data of Wagtail's streams: the same sentences, rates and references."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

Raw = dict[str, Any]


def answer(document: Raw) -> list[Raw]:
    """The blocks of the short answer. `document` is the canonical JSON of an article, parsed."""
    return [_block("statement", value) for value in _statements(document["answer"], _numbers(document))]


def body(document: Raw) -> list[Raw]:
    """The blocks of everything after the answer, references last."""
    numbers = _numbers(document)
    blocks = []
    for section in document["sections"]:
        if section["title"]:
            blocks.append(_block("heading", section["title"]))
        blocks += [_block("statement", value) for value in _statements(section["statements"], numbers)]
        blocks += [_block("treatment_line", _line(line, numbers)) for line in section["lines"]]
    return blocks + [_block("reference", _reference(reference["csl"])) for reference in document["references"]]


def _block(kind: str, value: Any) -> Raw:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _numbers(document: Raw) -> dict[str, int]:
    return {reference["id"]: number for number, reference in enumerate(document["references"], start=1)}


def _statements(statements: list[Raw], numbers: dict[str, int], depth: int = 0) -> Iterator[Raw]:
    """Nested statements follow their parent, one level deeper: Wagtail's blocks cannot contain themselves."""
    for statement in statements:
        yield {
            "label": statement["label"],
            "professional": f"<p>{statement['professional']}</p>",
            "plain": f"<p>{statement['plain']}</p>",
            "style": statement["style"],
            "depth": depth,
            "citations": [numbers[citation] for citation in statement["citations"]],
        }
        yield from _statements(statement["children"], numbers, depth + 1)


def _line(line: Raw, numbers: dict[str, int]) -> Raw:
    criterion = [line["criterion"]] if line["criterion"] else []
    return {
        "title": line["title"],
        "criterion": list(_statements(criterion, numbers)),
        "min_weeks": line["min_weeks"],
        "max_weeks": line["max_weeks"],
        "interventions": [_intervention(intervention, numbers) for intervention in line["interventions"]],
    }


def _intervention(intervention: Raw, numbers: dict[str, int]) -> Raw:
    use = intervention["reported_use"] or {}
    return {
        "name": intervention["name"],
        "kind": intervention["kind"],
        "details": list(_statements(intervention["details"], numbers)),
        "percentage": use.get("percentage", ""),
        "numerator": use.get("numerator"),
        "denominator": use.get("denominator"),
        "reported_use": list(_statements([use["statement"]], numbers)) if use else [],
    }


def _reference(csl: Raw) -> Raw:
    issued = (csl.get("issued") or {}).get("date-parts") or [[""]]
    return {
        "title": csl.get("title", ""),
        "authors": "; ".join(f"{name['family']} {name['given']}" for name in csl.get("author", [])),
        "journal": csl.get("container-title", ""),
        "year": str(issued[0][0]),
        "doi": csl.get("DOI", ""),
        "pmid": csl.get("PMID", ""),
    }
