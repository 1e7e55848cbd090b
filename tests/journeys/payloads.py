"""Text that tries to run as a script: it ends every element, attribute and comment that it could stand in.

Where one succeeds it calls `pwned()`, which the browser of the test listens to.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

from articles.document import Document
from tests.samples import sample_document

SHORT = """"'></title></textarea></script><script>pwned()</script><img src=x onerror=pwned()><svg onload=pwned()>"""
LONG = SHORT + (
    """ --><b hx-on:load=pwned() data-hx-on-load=pwned()>b</b> [x](javascript:pwned()) <a href=javascript:pwned()>"""
    """ " autofocus onfocus=pwned() x=" &lt;img src=x onerror=pwned()&gt; {{ 7|add:7 }} {% debug %}"""
)
# What is not free text: its values are chosen from a list, or are parsed.
FIXED = {
    "id",
    "article",
    "language",
    "kind",
    "style",
    "percentage",
    "unit",
    "source_date",
    "format",
    "citations",
    "type",
    "icd10",
}


def poisoned(where: str) -> str:
    """A payload for a field of at most 200 characters, with the name of the place it was put in."""
    return f"{where} {SHORT}"


def poisoned_document() -> Document:
    """The sample with a payload in every text of its own; links that a browser would run among its references."""
    numbers = count(1)  # so that no two headings are called the same
    poison: dict[str, Any] = _in_every_text(sample_document().model_dump(mode="json", by_alias=True), "", numbers)
    for number, reference in enumerate(poison["references"]):
        reference["key"] = f"{number} {SHORT}"
        reference["csl"]["URL"] = "javascript:pwned()"
        reference["csl"]["DOI"] = '10.1000/"onmouseover="pwned()'
    return Document.model_validate(poison)


def _in_every_text(value: Any, name: str, numbers: Iterator[int]) -> Any:
    if name in FIXED:
        return value
    if isinstance(value, dict):
        return {key: _in_every_text(each, key, numbers) for key, each in value.items()}
    if isinstance(value, list):
        return [_in_every_text(each, name, numbers) for each in value]
    if isinstance(value, str) and value:
        where = f"{name} {next(numbers)}"
        return f"{where} {LONG}" if name in {"professional", "plain", "note"} else poisoned(where)
    return value
