"""A publication changed as one line: what was touched in the line is read anew, all else stays as it was in its field.

So names and journals that no style could read back from a line are safe while somebody corrects a title.
"""

from pydantic import ValidationError

from articles.csl import Csl
from articles.importing.references import names
from articles.importing.references.bibliography import format_parts, read_line

_PARTS = ("author", "title", "container_title", "issued", "identifiers")


def amended(line: str, before: Csl) -> tuple[Csl, str]:
    """The publication in a line that was format_entry(before) and has been changed, and words that found no field."""
    line = " ".join(line.split())
    parts = [(name, text) for name, text in zip(_PARTS, format_parts(before), strict=True) if text]
    start, end = 0, len(parts)
    rest = line
    while start < end and (rest + " ").startswith(parts[start][1] + " "):
        rest = rest[len(parts[start][1]) :].lstrip()
        start += 1
    while end > start and (" " + rest).endswith(" " + parts[end - 1][1]):
        rest = rest[: len(rest) - len(parts[end - 1][1])].rstrip()
        end -= 1
    if start == end and not rest:
        return before, ""
    if end - start == 1 and (changed := _one_part(parts[start][0], rest, before)):
        return changed, ""
    read = read_line(line)
    is_entry = read.style and (read.csl.author or read.csl.issued or read.csl.DOI or read.csl.PMID)
    return (read.csl, read.note) if is_entry else (before, line)


def _one_part(name: str, text: str, before: Csl) -> Csl | None:
    """The publication with one part of its line changed; None when the new text does not read as that part."""
    if name == "author":
        people = names.vancouver(text.rstrip("."))
        update: dict[str, object] = {"author": people}
        if text and not people:
            return None
    elif name in ("title", "container_title"):
        update = {name: text[:-1] if text.endswith(".") and not text.endswith("..") else text}
    else:
        read = read_line(f"X. {text}").csl if name == "issued" else read_line(text).csl
        fields = ("issued", "volume", "issue", "page") if name == "issued" else ("DOI", "PMID", "PMCID", "URL")
        if text and not any(getattr(read, field) for field in fields):
            return None
        update = {field: getattr(read, field) for field in fields}
    try:
        return Csl.model_validate(before.model_copy(update=update).model_dump())
    except ValidationError:
        return None
