"""Input that is no article gets one clear sentence."""

import pytest

from articles.importing import Unreadable
from articles.importing.source.reading import MAX_BYTES, check_size
from articles.importing.text import import_text

PAGE = "What helps?\n\nRest helps.\n\nOverview\n\nIt passes.\n"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no text"),
        (b" \r\n\t\n", "no text"),
        (b"\xef\xbb\xbf  \n", "no text"),
        (b"PK\x03\x04" + b"\x00" * 50, "Word, PDF or other packed file"),
        (b"%PDF-1.7\n%\xe2\xe3", "Word, PDF or other packed file"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)), "binary data"),
        (b"What\x00 helps?\n\nOverview\n\nIt passes.\n", "binary data"),
        (b"What helps?\x1b[31m\n\nOverview\n\nIt passes.\n", "U+001B (escape)"),
        ("What helps?\n\nDéfinition\n\nIt passes.\n".encode("latin-1"), "line 3 holds a character in another encoding"),
        (b"x" * (MAX_BYTES + 1), "2.0 MB; an article may have at most 2 MB"),
        (b"- a\n" * 30_000, "30000 lines"),
        (b"<!DOCTYPE html>\n<html><body>What helps?</body></html>", "source of a web page"),
        (b"Just one sentence, and another. Nothing more.", "No headings"),
        (b"What helps?\n\nA paragraph without any heading under the title.\n", "No headings"),
        (b"- one\n- two\n", "No headings"),
        (("# " + "x" * 600 + "\n\n## Overview\n\nIt passes.\n").encode(), "title must have"),
    ],
)
def test_refused_with_a_sentence_that_says_why(raw, says):
    with pytest.raises(Unreadable) as refused:
        import_text(raw)
    message = str(refused.value)
    assert says in message
    assert message.endswith(".")
    assert "title must" in message or len(message.split(". ")) >= 2


def test_a_size_is_refused_before_the_bytes_are_read():
    with pytest.raises(Unreadable, match="50.0 MB"):
        check_size(50_000_000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_byte_order_marks_and_line_ends_make_no_difference(encoding, ends):
    document = import_text(PAGE.replace("\n", ends).encode(encoding)).document
    assert document.title == "What helps?"
    assert [section.title for section in document.sections] == ["Overview"]
    assert [statement.professional for statement in document.statements()] == ["Rest helps.", "It passes."]
