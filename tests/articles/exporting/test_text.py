"""An article written as text and read again has the same structure and the same words."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from articles.document import Document, Statement
from articles.exporting.text import document_to_text
from articles.importing.text import import_text
from tests.articles.exporting.strategies import documents
from tests.samples import sample_document


def plain_data(value: Any, numbers: dict[UUID, int]) -> Any:
    """Data without identities: citations by number, white space as one space."""
    if isinstance(value, dict):
        return {
            name: [numbers[each] for each in entry] if name == "citations" else plain_data(entry, numbers)
            for name, entry in value.items()
            if name not in ("id", "article")
        }
    if isinstance(value, list | tuple):
        return [plain_data(each, numbers) for each in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def told(document: Document) -> Any:
    return plain_data(document.model_dump(), document.numbers())


def writable(document: Document) -> Document:
    """The document without the few things that the format has no words for.

    A criterion is a paragraph; keys differ; names and synonyms have no separators; years have four digits.
    """

    def paragraph(criterion: Statement | None) -> Statement | None:
        return criterion and criterion.model_copy(update={"style": "paragraph"})

    def line(each: Any) -> Any:
        return each.model_copy(update={"criterion": paragraph(each.criterion)})

    def reference(number: int, each: Any) -> Any:
        dated = each.csl.issued and all(part > 0 for part in each.csl.issued.date_parts[0])
        names = [
            name.model_copy(update={"family": clean(name.family, ",;"), "given": clean(name.given, ";")})
            for name in each.csl.author
        ]
        kept = [name for name in names if name.family]
        csl = each.csl.model_copy(
            update={
                "author": tuple(kept),
                "issued": each.csl.issued if dated and len(str(each.csl.issued.date_parts[0][0])) < 5 else None,
            }
        )
        if csl.issued and any(part > 99 for part in csl.issued.date_parts[0][1:]):
            csl = csl.model_copy(update={"issued": None})
        return each.model_copy(update={"key": f"{each.key} {number}", "csl": csl})

    synonyms = tuple(dict.fromkeys(filter(None, (clean(each, ";") for each in document.condition.synonyms))))
    return document.model_copy(
        update={
            "condition": document.condition.model_copy(update={"synonyms": synonyms}),
            "sections": tuple(
                section.model_copy(update={"lines": tuple(line(each) for each in section.lines)})
                for section in document.sections
            ),
            "references": tuple(reference(number, each) for number, each in enumerate(document.references)),
        }
    )


def clean(text: str, separators: str) -> str:
    return " ".join("".join(" " if each in separators else each for each in text).split())


@given(documents())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_document_comes_back_with_the_same_structure_and_words(document):
    document = writable(document)
    text = document_to_text(document)
    result = import_text(text.encode())
    assert told(result.document) == told(document)
    assert result.set_aside == ()


def test_the_sample_comes_back():
    document = sample_document()
    assert told(import_text(document_to_text(document).encode()).document) == told(document)


@pytest.mark.parametrize(
    "professional",
    [
        "- not a bullet",
        "1. not a number",
        "# not a heading",
        "Plain: not a plain wording",
        "Condition: not a header",
        "Note: not a note",
        "Approved",
        "Last updated: 2020-01-01",
        "\\backslash",
        "***",
        "ends in [1]",
        "has [1] within",
        "Label: that is none",
        "ends in [sic]",
        "superscript words¹",
        "Have a follow-up question?",
    ],
)
@pytest.mark.parametrize("style", ["paragraph", "bullet", "number"])
def test_words_that_look_like_marks_stay_words(professional, style):
    statement = Statement(professional=professional, style=style)
    document = Document(title="What helps?", answer=(statement,))
    assert told(import_text(document_to_text(document).encode()).document) == told(document)


def test_a_plain_article_is_written_without_backslashes():
    statement = Statement(label="Rest", plain_label="Rest", professional="It helps.", plain="Try it.", style="bullet")
    text = document_to_text(Document(title="What helps?", answer=(statement,)))
    assert text == "# What helps?\n\nLanguage: en\n\n- Rest: It helps.\n   Plain: Rest: Try it.\n"
