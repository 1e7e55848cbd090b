"""Which characters a text may hold, asked of the rule, the document and the writers."""

import pytest
from pydantic import ValidationError

from articles import characters, checks, workflow
from articles.csl import Csl, PersonName
from articles.document import Condition, Document, Reference, Section, Statement
from articles.models import Article, Place
from articles.models import Statement as Row
from articles.remarks import remark
from articles.states import Refused
from articles.working_copy import drafting, outline
from articles.working_copy.composing import compose
from tests import factories

UNFIT = (
    [chr(code) for code in range(0x20) if chr(code) not in "\t\n\v\f\r"]
    + [chr(code) for code in range(0x7F, 0xA0) if code != 0x85]
    + [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
    + ["\ufdd0", "\ufdef", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff", "\ud800", "\udfff"]
    + ["\ufffd"]  # what stands for bytes that somebody could not read
)
BREAKS = ["\r", "\r\n", "\v", "\f", "\x85", "\u2028", "\u2029"]
# Joiners, marks of direction, byte order mark, soft hyphen, private use: another matter.
FIT = [
    "\t",
    "é",
    "e\u0301",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u00ad",
    "\u00a0",
    "\u202f",
    "עברית",
    "\U0001f600",
    "\ue000",
]


@pytest.mark.parametrize("sign", UNFIT, ids=lambda sign: f"U+{ord(sign):04X}")
def test_a_sign_that_no_text_may_hold_is_named_with_its_place(sign: str) -> None:
    for rule in (characters.prose, characters.line):
        with pytest.raises(characters.Unfit) as refused:
            rule(f"Give 05{sign} mg daily.")
        assert f"“Give 05[U+{ord(sign):04X}] mg daily.”" in str(refused.value)
        assert f"U+{ord(sign):04X} (" in str(refused.value)
    with pytest.raises(Refused, match="Nothing was sent"):
        remark(f"{sign}Wrong dose.")
    with pytest.raises(ValidationError):
        Document(title=f"What helps?{sign}")


@pytest.mark.parametrize("sign", FIT)
def test_every_other_sign_stays(sign: str) -> None:
    assert characters.prose(f"a{sign}b") == characters.line(f"a{sign}b") == f"a{sign}b"
    assert characters.shown(f"a{sign}b") == f"a{sign}b"


@pytest.mark.parametrize("end", BREAKS)
def test_a_line_break_of_any_kind_is_a_line_feed_and_in_one_line_a_space(end: str) -> None:
    assert characters.prose(f"One.{end}Two.") == "One.\nTwo."
    assert characters.line(f" One {end}{end} two\n") == "One two"
    assert Statement(professional=f"One.{end}Two.").professional == "One.\nTwo."
    assert Section(title=f"One{end}two").title == "One two"


@pytest.mark.parametrize(
    "make",
    [
        lambda bad: Statement(professional=bad),
        lambda bad: Statement(professional="a", plain=bad),
        lambda bad: Statement(professional="a", label=bad),
        lambda bad: Condition(synonyms=("a", bad)),
        lambda bad: Csl(author=(PersonName(family=bad),)),
        lambda bad: Csl(DOI=bad),
        lambda bad: Reference(key=bad),
        lambda bad: Reference(key="a", note=bad),
        lambda bad: Document(title="a", specialty=bad),
    ],
)
def test_no_part_of_a_document_takes_it(make) -> None:
    make("fine")
    with pytest.raises(ValidationError, match=r"U\+202E"):
        make("Give \u202e05\u202c mg")


def test_what_is_frozen_is_read_to_the_byte() -> None:
    with characters.as_stored():
        old = Document(title="What\u0008 helps?", answer=(Statement(professional="A\r\nb\u202e c"),))
    again = Document.from_canonical(old.canonical())
    assert again.canonical() == old.canonical()
    assert again.digest == old.digest
    assert again.shown().title == "What[U+0008] helps?"
    assert again.shown().answer[0].professional == "A\nb[U+202E] c"
    assert again.digest == old.digest != again.shown().digest
    clean = Document(title="What helps?")
    assert clean.shown() is clean


def test_a_text_at_the_limit_is_shown_although_its_marks_make_it_longer() -> None:
    with characters.as_stored():
        old = Document(title="\u0007" * 500)
    assert old.shown().title == "[U+0007]" * 500


@pytest.mark.django_db
class TestRows:
    @pytest.fixture
    def article(self) -> Article:
        return factories.draft()

    def old(self, article: Article, text: str) -> Row:
        """A row as it was written before there was the rule."""
        row = article.statements.filter(place=Place.ANSWER).first()
        row.professional = text
        row.save()
        return row

    def test_every_writer_of_rows_asks(self, article: Article) -> None:
        row, by = article.statements.first(), article.author
        with pytest.raises(Refused, match=r"U\+202E"):
            drafting.edit(row=row, version=row.version, values={"plain": "Give \u202e05"}, actor=by)
        with pytest.raises(Refused, match=r"U\+0007"):
            drafting.edit(row=article, version=1, values={"synonyms": ["a", "b\u0007"]}, actor=by)
        with pytest.raises(Refused, match=r"U\+FFFE"):
            outline.add_statement(article=article, place=Place.ANSWER, owner=None, professional="a\ufffe", actor=by)
        with pytest.raises(Refused, match=r"U\+0000"):
            outline.add_reference(article=article, key="new", csl={"author": [{"family": "A\0"}]}, actor=by)

    def test_a_text_that_only_the_browser_changed_is_no_change(self, article: Article) -> None:
        row = self.old(article, "One.\nTwo.")
        saved = drafting.edit(
            row=row, version=row.version, values={"professional": "One.\r\nTwo."}, actor=article.author
        )
        assert saved.version == row.version

    def test_an_old_row_opens_is_named_at_submission_and_can_be_mended(self, article: Article) -> None:
        row = self.old(article, "Give \u202e05\u202c mg daily.")
        (finding,) = [each for each in checks.check(compose(article)) if each.code == "character-unfit"]
        assert (finding.where, finding.severity) == (row.pk, "error")
        with pytest.raises(Refused, match=r"Give \[U\+202E\]05\[U\+202C\] mg daily"):
            workflow.submit(article=article, actor=article.author)
        drafting.edit(row=row, version=row.version, values={"label": "Dose"}, actor=article.author)
        row = Row.objects.get(pk=row.pk)
        drafting.edit(row=row, version=row.version, values={"professional": "Give 50 mg daily."}, actor=article.author)
        assert workflow.submit(article=article, actor=article.author)

    def test_a_statement_under_a_row_of_another_kind_is_refused(self, article: Article) -> None:
        reference = article.references.first()
        for place in (Place.BODY, Place.CRITERION, Place.DETAIL, Place.NESTED):
            with pytest.raises(Refused, match="cannot stand there"):
                outline.add_statement(
                    article=article, place=place, owner=reference, professional="a", actor=article.author
                )
