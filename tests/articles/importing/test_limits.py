"""What is too long for its place is kept elsewhere and said, or refused with a sentence: never cut in silence."""

import pytest

from articles import limits
from articles.document import Document
from articles.importing import ImportResult
from articles.importing.result import Unreadable
from articles.importing.text import import_text
from articles.working_copy import drafting
from tests import factories

LINE, PROSE = "word " * 110 + "needle", "word " * 2100 + "needle"  # a little above each limit
WORD, KEY = "w" * 600 + "needle", "needle" + "k" * (limits.LINE - 6)
HEAD = "What helps?\n\n"
BODY = "Rest helps.\n\n## Treatment algorithm\n\n### First-line: rest\n\n1. Sleep\n\n## References\n\n1. Rest well.\n"

TEXTS = {
    **{
        name: f"What helps?\n{name}: {long}\n\n{BODY}"
        for name in ("Condition", "Also known as", "ICD-10", "Specialty", "Language", "Heading", "Plain heading")
        for long in (LINE,)
    },
    "section": f"{HEAD}Rest helps.\n\n## {LINE}\n\nText.\n",
    "section in plain wording": f"{HEAD}Rest helps.\n\n## Notes\nPlain: {LINE}\n\nText.\n",
    "line": HEAD + BODY.replace("First-line: rest", LINE),
    "line in plain wording": HEAD + BODY.replace("rest\n\n1.", f"rest\nPlain: {LINE}\n\n1."),
    "intervention": HEAD + BODY.replace("Sleep", LINE),
    "intervention of one word": HEAD + BODY.replace("Sleep", WORD),
    "intervention in plain wording": HEAD + BODY.replace("Sleep", f"Sleep\n   Plain: {LINE}"),
    "label": f"{HEAD}Rest helps.\n\n## Notes\n\n- Sleep well\n  Label: {LINE}\n",
    "statement": f"{HEAD}{PROSE}\n\n## Notes\n\nText.\n",
    "statement in plain wording": f"{HEAD}Rest helps.\n\n## Notes\n\n- Sleep\n  Plain: {PROSE}\n",
    "reference": HEAD + BODY.replace("Rest well.", PROSE),
    "key of a reference": HEAD + BODY.replace("Rest well.", f"Rest well.\n   Key: {WORD}"),
    "the same key twice": HEAD + BODY.replace("Rest well.", "".join(f"A {n}.\n   Key: {KEY}\n" for n in "12")),
    "note on a reference": HEAD + BODY.replace("Rest well.", f"Rest well.\n   Note: {PROSE}"),
    "author": HEAD + BODY.replace("Rest well.", f"{WORD} AB. Rest well. J Rest. 2015;1:2."),
    "title of a publication": HEAD + BODY.replace("Rest well.", f"Smith A. {LINE}. J Rest. 2015;1:2."),
}


def everything(result: ImportResult) -> str:
    return result.document.model_dump_json() + " ".join(result.set_aside)


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_nothing_that_is_too_long_is_lost(text: str) -> None:
    result = import_text(text.encode())
    assert "needle" in everything(result)
    article = drafting.create_article(document=result.document, author=factories.author())
    assert article.title == "What helps?"


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("section", "A heading of more than 500 characters was kept as a paragraph."),
        ("Heading", "“Heading: word word"),
        ("intervention", "“word word"),
        ("statement", "A very long paragraph was cut into 2."),
        ("key of a reference", "“Key: wwww"),
    ],
)
def test_what_was_moved_is_said(place: str, sentence: str) -> None:
    assert any(each.message.startswith(sentence) for each in import_text(TEXTS[place].encode()).unsure)


def test_a_title_that_is_too_long_is_refused_with_the_limit() -> None:
    title = "x" * (limits.LINE - 1) + "?"
    assert import_text(f"{title}\n\n{BODY}".encode()).document.title == title
    with pytest.raises(Unreadable, match=f"1 to {limits.LINE} characters"):
        import_text(f"# x{title}\n\n{BODY}".encode())


@pytest.mark.parametrize(("weeks", "read"), [(limits.WAIT, limits.WAIT), (limits.WAIT + 1, None)])
def test_a_wait_that_no_form_would_take_is_not_read_and_stays_in_its_sentence(weeks: int, read: int | None) -> None:
    text = HEAD + BODY.replace("1. Sleep", f"If pain persists after {weeks} weeks.\n\n1. Sleep")
    document: Document = import_text(text.encode()).document
    assert [wait and wait.max for wait in (document.lines[0].wait,)] == [read]
    assert f"{weeks} weeks" in everything(import_text(text.encode()))
