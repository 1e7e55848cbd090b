"""The printed article, read back with pdf.js: whole, verifiable, the same bytes every time."""

import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from articles.document import (
    Document,
    Intervention,
    Rate,
    Reference,
    Section,
    Statement,
    TreatmentLine,
)
from articles.exporting import pdf as printing
from articles.exporting.facts import PublicNotice
from articles.exporting.pdf import pdf
from articles.exporting.wording import Wording, worded
from articles.importing.text import import_text
from articles.markup import unmarked
from articles.notices import NoticeKind
from editorial.demonstration import TEXT
from tests.articles.exporting.strategies import documents
from tests.samples import sample_document, sample_publication

DOCUMENT, PUBLICATION = sample_document(), sample_publication()
DISCLAIMER = "This page does not replace a physician."


def printed(judge, document: Document = DOCUMENT, wording: Wording = "professional", **facts: Any) -> dict[str, Any]:
    data = pdf(document, replace(PUBLICATION, **facts), wording, disclaimer=DISCLAIMER)
    done = judge("pdf.mjs", data=data)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def squeezed(text: str) -> str:
    """Without spaces, since lines break where they like, and with one form of each character."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("wording", ["professional", "plain"])
def test_every_statement_name_and_reference_is_on_paper(judge, wording: Wording) -> None:
    text = squeezed(" ".join(printed(judge, wording=wording)["pages"]))
    for statement in DOCUMENT.statements():
        assert squeezed(unmarked(worded(statement.professional, statement.plain, wording))) in text
        assert squeezed(worded(statement.label, statement.plain_label, wording)) in text
    for line in DOCUMENT.lines:
        assert squeezed(worded(line.title, line.plain_title, wording)) in text
        for intervention in line.interventions:
            assert squeezed(worded(intervention.name, intervention.plain_name, wording)) in text
    for reference in DOCUMENT.references:
        assert squeezed(reference.csl.title or reference.key) in text
    for words in (
        "Reporteduse:35.7%(99of277patients)",
        "Reporteduse:28.90%",
        "After4to6weeks",
        "Publicationnotestablished.",
    ):
        assert words in text
    assert squeezed(DISCLAIMER) in text


def test_who_approved_it_and_when_is_on_the_first_page_and_a_notice_before_the_title(judge) -> None:
    first = printed(judge)["pages"][0]
    for words in ("Prof. Zoë Šimić, MD, PhD", "Signed on 9 July 2025", "No competing interests", "Next review due"):
        assert words in first
    assert first.index("Correction, 1 August 2025") < first.index("What is the treatment")


def test_digest_and_proof_address_are_on_every_page(judge) -> None:
    for page in printed(judge)["pages"]:
        assert PUBLICATION.digest in page
        assert PUBLICATION.proof_address in page


def test_a_retraction_is_said_first(judge) -> None:
    notice = PublicNotice(
        kind=NoticeKind.RETRACTION, reason="Unsafe.", issued_at=PUBLICATION.approved_at, issued_by="Eve Editor"
    )
    first = printed(judge, notices=(notice,))["pages"][0]
    assert first.index("Retraction, 10 July 2025") < first.index("Unsafe.") < first.index("What is the treatment")


def test_a_missing_plain_wording_is_marked_and_only_there(judge) -> None:
    missing = sum(not statement.plain for statement in DOCUMENT.statements())
    assert " ".join(printed(judge, wording="plain")["pages"]).count("professional wording") == missing
    assert "professional wording" not in " ".join(printed(judge)["pages"])


def test_title_author_and_language_are_set_for_assistive_technology(judge) -> None:
    found = printed(judge)
    assert found["info"]["Title"] == DOCUMENT.title
    assert found["info"]["Author"] == "Dr Ada Müller; Ben Ola"
    assert found["info"]["Language"] == "en"
    assert found["outline"] == [DOCUMENT.title]
    data = pdf(DOCUMENT, PUBLICATION, "professional", disclaimer=DISCLAIMER)
    assert b"/DisplayDocTitle true" in data


def test_the_same_facts_make_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib, django; django.setup()\n"
        "from articles.exporting.pdf import pdf\n"
        "from tests.samples import sample_document, sample_publication\n"
        "data = pdf(sample_document(), sample_publication(), 'plain', disclaimer='None.')\n"
        "print(hashlib.sha256(data).hexdigest())"
    )
    here = pdf(DOCUMENT, PUBLICATION, "plain", disclaimer="None.")
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
        assert done.stdout.strip() == hashlib.sha256(here).hexdigest(), done.stderr


def test_a_pdf_is_dated_by_its_approval_and_light() -> None:
    data = pdf(DOCUMENT, PUBLICATION, "professional", disclaimer=DISCLAIMER)
    assert b"D:20250710143005Z" in data
    assert len(data) < 120_000


def pages_of_algorithm(judge, document: Document) -> list[int]:
    pages = printed(judge, document)["pages"]
    titles = [squeezed(line.title) for line in document.lines]
    return [next(number for number, page in enumerate(pages) if title in squeezed(page)) for title in titles]


@pytest.mark.parametrize("details", [1, 5, 8, 12])
def test_the_algorithm_stays_on_one_page(judge, details: int) -> None:
    long = lengthened(details)
    assert len(set(pages_of_algorithm(judge, long))) == 1


@pytest.mark.parametrize("wording", ["professional", "plain"])
def test_the_shipped_article_fills_its_pages(judge, wording: Wording) -> None:
    shipped = import_text(TEXT.read_bytes()).document
    pages = [squeezed(page) for page in printed(judge, shipped, wording, notices=())["pages"]]
    assert len(pages) == 3
    assert "Thepercentagesbelow" in pages[0], "what introduces the algorithm stands before its page"
    first = shipped.lines[0]
    assert squeezed(worded(first.title, first.plain_title, wording)) in pages[1]
    assert "References" in pages[2]
    assert squeezed(DISCLAIMER) in pages[2], "the disclaimer has no page of its own"


def test_an_algorithm_longer_than_any_page_runs_on_and_loses_nothing(judge) -> None:
    long = lengthened(60)
    text = squeezed(" ".join(printed(judge, long)["pages"]))
    assert text.count(squeezed("Yet another detail")) == 60 * len(long.lines)


def lengthened(details: int) -> Document:
    """The sample with so many details under the first intervention of each line instead of its own."""

    def longer(line: TreatmentLine) -> TreatmentLine:
        first, *rest = line.interventions
        more = tuple(Statement(professional="Yet another detail", style="bullet") for _ in range(details))
        return line.model_copy(update={"interventions": (first.model_copy(update={"details": more}), *rest)})

    sections = tuple(
        section.model_copy(update={"lines": tuple(longer(line) for line in section.lines)})
        for section in DOCUMENT.sections
    )
    return DOCUMENT.model_copy(update={"sections": sections})


@given(documents())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_documents_that_nobody_would_write_are_printed_whole(judge, document: Document) -> None:
    text = squeezed(" ".join(printed(judge, document)["pages"]))
    for statement in document.statements():
        assert squeezed(unmarked(statement.professional)) in text


def test_labels_are_in_the_language_of_the_document_where_there_is_a_translation(judge) -> None:
    german = DOCUMENT.model_copy(update={"language": "de"})
    found = printed(judge, german)
    assert found["info"]["Language"] == "de"
    assert "1. Juli 2025" in found["pages"][0] or "1 Juli 2025" in found["pages"][0]


def test_layouts_go_from_large_to_small() -> None:
    scales = [layout.scale for layout in printing._LAYOUTS]
    assert scales == sorted(scales, reverse=True)
    assert not printing._LAYOUTS[0].own_page


MANY_WORDS = "Pain that persists for months although everything was tried, ⩾ 3 ≠ 4 ⇒ and comes back at night. " * 2


def long_document(lines: int, details: int, mark: str) -> Document:
    """Every kind of row, in this emphasis, on many pages; each criterion takes several lines of print."""
    said = f"{mark}{MANY_WORDS.strip()}{mark}"
    row = Statement(professional=said, label="Label", children=(Statement(professional=said, style="number"),))
    again = [fresh(row) for _ in range(details)]
    return Document(
        title="What helps?",
        answer=(fresh(row),),
        sections=(
            Section(title="One", statements=tuple(fresh(row) for _ in range(3 * details))),
            Section(
                kind="algorithm",
                lines=tuple(
                    TreatmentLine(
                        rank=rank,
                        title="A line",
                        criterion=fresh(row),
                        interventions=(
                            Intervention(
                                name="A thing",
                                details=tuple(fresh(each) for each in again),
                                rates=(Rate(kind="use", statement=fresh(row), percentage="35.7"),),
                            ),
                        ),
                    )
                    for rank in range(1, lines + 1)
                ),
            ),
        ),
        references=tuple(Reference(key=f"r{number}", note=said) for number in range(3 * details)),
    )


def fresh(statement: Statement) -> Statement:
    return Statement(
        professional=statement.professional,
        label=statement.label,
        style=statement.style,
        children=tuple(fresh(each) for each in statement.children),
    )


@pytest.mark.parametrize("mark", ["", "*", "**", "***"])
@pytest.mark.parametrize(("lines", "details"), [(3, 5), (9, 2), (14, 3)])
def test_no_long_document_is_refused_whatever_is_emphasised(lines: int, details: int, mark: str) -> None:
    """Page breaks fall inside every kind of row, in every style, beside signs that only the second family has."""
    sheet, _whole = printing._print(
        long_document(lines, details, mark), PUBLICATION, "professional", DISCLAIMER, printing._LAYOUTS[0]
    )
    assert bytes(sheet.output()).startswith(b"%PDF")
    assert sheet.page > 3
