"""Finding: published articles only, by every name, with typing errors, and whatever is typed."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import workflow
from articles.document import Condition, Document, Section, Statement
from articles.models import Article, NoticeKind
from articles.working_copy import drafting
from editorial.press.article_page import READER_COOKIE
from editorial.search import find, indexing, spelling
from editorial.search.models import Passage, SearchEntry, Word
from tests import factories

pytestmark = pytest.mark.django_db
CANARY = "xylophonquartz"

HOSTILE = [
    '"',
    '"unbalanced',
    "' OR 1=1 --",
    "a' & b | !c <-> d:*",
    "NEAR(a b) AND NOT col:x *",
    "{title} : (foo)",
    "^foo* -bar +baz",
    "AND",
    "NOT",
    "OR OR OR",
    "%s %(x)s %%",
    "\\",
    "a\0b",
    "\0",
    "😀 👩‍⚕️",
    "ﷺ ½ ﬁ",
    "x" * 10_000,
    "pain " * 2_000,
    '"' * 1_000,
    "(" * 1_000,
    "'; DROP TABLE reading_passage; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\u202e\u0000\ud7ff\uffff",
    "1e999999 0x41 -1",
    "_ __ ___",
    " ",
]


def one_statement(title: str, text: str, *, plain: str = "", **condition: Any) -> Document:
    section = Section(kind="overview", title="Overview", statements=(Statement(professional=text, plain=plain),))
    answer = (Statement(professional=f"The answer about {title}."),)
    return Document(title=title, condition=Condition(**condition), answer=answer, sections=(section,))


def titles(query: str, **options: Any) -> list[str]:
    return [found.title for found in find.find(query, **options).found]


def published(*documents: Document) -> list[Article]:
    return [factories.approved(document=document).article for document in documents]


def test_an_approved_article_is_found_by_a_word_of_its_text_at_its_treatment_line() -> None:
    factories.approved()
    (found,) = find.find("interspinous steroid").found
    assert found.title == "What is the treatment for Baastrup sign <L4&L5>?"
    best = found.quotes[0]
    assert best.line_rank == 2
    assert best.where == "Treatment line 2: Interventional procedures – Interspinous steroid injection (20 mg)"
    assert [text for text, matches in best.where_spans if matches] == ["Interspinous", "steroid"]
    assert best.text == "Rate as printed"


def test_the_words_that_match_are_marked_in_the_passage() -> None:
    factories.approved()
    best = find.find("conservative fails").found[0].quotes[0]
    assert best.spans == (
        ("If ", False),
        ("conservative", True),
        (" management ", False),
        ("fails", True),
        (" after 4–6 weeks", False),
    )


def test_the_name_of_an_intervention_is_quoted_only_where_it_stands_alone() -> None:
    factories.approved()
    (found,) = find.find("decompression").found
    assert [(quote.text, quote.where) for quote in found.quotes] == [
        ("Surgical decompression", "Treatment line 3: Surgical intervention")
    ]


@pytest.mark.parametrize(
    "name", ["kissing spine", "KISSING", "Arthrosis interspinosa", "maladie de baastrup", "baastrups"]
)
def test_an_article_is_found_by_every_name_of_its_condition(name: str) -> None:
    factories.approved()
    assert len(titles(name)) == 1


def test_an_article_that_is_asked_for_by_name_shows_its_answer() -> None:
    factories.approved()
    (found,) = find.find("Baastrup").found
    assert [quote.where for quote in found.quotes] == ["Answer"]
    assert found.quotes[0].text == "Start with conservative care and step up only when pain persists."


def test_quotations_carry_their_sources_in_words() -> None:
    factories.approved()
    (found,) = find.find("relief months").found
    assert len(found.quotes[0].sources) == 2
    assert found.quotes[0].sources[0].startswith("Mitra. Interspinous steroid injections.")


def test_results_are_in_the_wording_that_the_reader_chose() -> None:
    factories.approved()
    plain = find.find("avoid extension", wording="plain").found[0].quotes[0]
    assert plain.text == "Avoid extension"
    assert plain.is_fallback
    plain = find.find("nsaids", wording="plain").found[0].quotes[0]
    assert (plain.text, plain.is_fallback) == ("Tablets such as ibuprofen", False)
    assert plain.where == "Treatment line 1: Simple care first – Pain tablets and exercises"


def test_words_that_a_lead_in_introduces_are_quoted_with_it() -> None:
    factories.approved()
    texts = {quote.text for quote in find.find("core strengthening").found[0].quotes}
    assert "Physical therapy focused on: Core strengthening" in texts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("bastrop", "baastrup"), ("kising spin", "kissing spine"), ("conservativ managment", "conservative management")],
)
def test_typing_errors_are_corrected_and_told(typed: str, meant: str) -> None:
    factories.approved()
    results = find.find(typed)
    assert len(results.found) == 1
    if results.corrected:  # PostgreSQL knows some endings by itself
        assert results.corrected == meant


def test_a_short_word_is_corrected_only_to_what_is_very_near() -> None:
    spelling.learn(["below", "spine"])
    assert spelling.correct(["elbow", "spihe"]) == {}
    assert spelling.correct(["spines"]) == {"spines": "spine"}


def test_a_word_that_is_in_use_is_never_corrected() -> None:
    published(one_statement("Infection of the disc", "About an infection."))
    published(one_statement("Injection near the disc", "About an injection."))
    results = find.find("infection")
    assert [found.title for found in results.found] == ["Infection of the disc"]
    assert results.corrected == ""


def test_the_last_word_is_found_while_it_is_being_typed() -> None:
    factories.approved()
    assert len(titles("kissing sp")) == 1
    assert len(titles("baa")) == 1


def test_when_no_article_has_all_words_those_with_some_are_shown_and_it_is_said() -> None:
    factories.approved()
    results = find.find("What does a steroid do to a hippopotamus?")
    assert len(results.found) == 1
    assert results.any_word


def test_letters_with_and_without_accents_are_the_same() -> None:
    published(one_statement("Sjögren’s syndrome", "Dryness of the eyes."))
    assert titles("sjogren") == titles("SJÖGREN") == ["Sjögren’s syndrome"]


def test_the_title_weighs_more_than_the_text() -> None:
    published(
        one_statement("Other matters", "Lumbago is mentioned. Lumbago again, and lumbago."),
        one_statement("Lumbago", "Something else."),
    )
    assert titles("lumbago")[0] == "Lumbago"


@pytest.mark.parametrize("query", HOSTILE)
def test_whatever_is_typed_is_answered(query: str, client: Client) -> None:
    factories.approved()
    find.find(query)
    find.find(query, wording="plain", after=query)
    for address in (reverse("search"), reverse("ask", args=(Article.objects.get().slug,))):
        assert client.get(address, {"q": query, "after": query}).status_code == 200
    assert Passage.objects.exists()


@pytest.mark.parametrize("query", ["", " ", "!?", "\0"])
def test_nothing_typed_finds_nothing_and_asks_nothing(query: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert find.find(query).found == ()


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    published(*(one_statement(f"Sciatica {name}", "Sciatica is common.") for name in "abcde"))
    first = find.find("sciatica", limit=2)
    second = find.find("sciatica", limit=2, after=first.next)
    third = find.find("sciatica", limit=2, after=second.next)
    seen = [found.title for results in (first, second, third) for found in results.found]
    assert sorted(seen) == [f"Sciatica {name}" for name in "abcde"]
    assert third.next == ""


@pytest.mark.parametrize(
    "cursor", ["", "all", "all.", "all.-1", "all.x", "sql.3", "all.99999", "٣", "all.٣", "any.0", "all-x"]
)
def test_a_cursor_that_cannot_be_read_is_the_first_page_or_an_empty_one(cursor: str) -> None:
    published(one_statement("Sciatica", "Sciatica is common."))
    assert titles("sciatica", after=cursor) in (["Sciatica"], [])


@pytest.mark.parametrize("articles", [1, 4])
@pytest.mark.parametrize("query", ["sciatica", "sciatica overv", "sciatika", "sciatica hippopotamus"])
def test_the_number_of_queries_does_not_grow_with_what_is_found(articles: int, query: str) -> None:
    published(*(one_statement(f"Sciatica {number}", "Sciatica is common.") for number in range(articles)))
    find.find(query)
    with CaptureQueriesContext(connection) as asked:
        assert len(find.find(query).found) == articles
    most = {"sciatica": 3, "sciatica overv": 4, "sciatika": 6, "sciatica hippopotamus": 7}
    assert len(asked) <= most[query]


def test_an_approval_is_indexed_with_a_fixed_number_of_queries() -> None:
    revision = factories.approved()
    with CaptureQueriesContext(connection) as asked:
        indexing.put(revision)
    assert len(asked) <= 16


def test_a_draft_is_never_found(client: Client) -> None:
    article = factories.draft(document=one_statement(f"About {CANARY}", CANARY, name=CANARY, synonyms=(CANARY,)))
    workflow.submit(article=article, actor=article.author)
    assert find.find(CANARY).found == ()
    assert find.find(CANARY, article=article).found == ()
    assert not Passage.objects.exists()
    assert not Word.objects.filter(text=CANARY).exists()
    assert b"No approved article" in client.get(reverse("search"), {"q": CANARY}).content


def test_while_the_next_revision_is_drafted_the_approved_one_is_found() -> None:
    (article,) = published(one_statement("Lumbago", "Rest is of no use."))
    row = article.statements.get(professional="Rest is of no use.")
    drafting.edit(row=row, version=row.version, values={"professional": f"Rest is {CANARY}."}, actor=article.author)
    workflow.submit(article=Article.objects.get(pk=article.pk), actor=article.author)
    assert titles("rest use") == ["Lumbago"]
    assert titles(CANARY) == []


def test_a_new_approval_replaces_what_was_found_before() -> None:
    (article,) = published(one_statement("Lumbago", "Obsolete advice about corsets."))
    row = article.statements.get(professional__startswith="Obsolete")
    drafting.edit(row=row, version=row.version, values={"professional": "Advice about walking."}, actor=article.author)
    factories.approved(Article.objects.get(pk=article.pk))
    assert titles("walking") == ["Lumbago"]
    assert titles("corsets") == []
    assert SearchEntry.objects.count() == 1


def test_a_retracted_article_is_found_no_more() -> None:
    (article,) = published(one_statement("Lumbago", "Walking helps."))
    workflow.issue_notice(article=article, kind=NoticeKind.RETRACTION, reason="Wrong.", actor=factories.editor())
    assert titles("walking") == []
    assert find.find("walking", article=article).found == ()
    assert not Passage.objects.exists()
    assert not SearchEntry.objects.exists()


def test_an_index_that_is_behind_never_shows_what_was_taken_away() -> None:
    (article,) = published(one_statement("Lumbago", "Walking helps."))
    unpublished_behind_the_index(article)
    assert titles("walking") == []
    assert find.find("walking", article=article).found == ()


def unpublished_behind_the_index(article: Article) -> None:
    """As when a search server elsewhere has not heard of a retraction yet."""
    article = Article.objects.get(pk=article.pk)
    article.published_revision = None
    article.save_without_historical_record(update_fields=["published_revision"])


@pytest.mark.parametrize("stale", [1, 2, 3, 4])
def test_stale_entries_on_the_first_page_neither_shorten_it_nor_end_the_search(stale: int) -> None:
    published(*(one_statement(f"Sciatica {name}", "Sciatica is common.") for name in "abcdefgh"))
    in_order = [found.article for found in find.find("sciatica").found]
    for pk in in_order[:stale]:
        unpublished_behind_the_index(Article(pk=pk))
    pages, after = [], ""
    while not pages or after:
        results = find.find("sciatica", limit=2, after=after)
        pages.append([found.article for found in results.found])
        after = results.next
    assert [pk for page in pages for pk in page] == in_order[stale:]
    assert [len(page) for page in pages[:-1]] == [2] * (len(pages) - 1)
    assert len(pages) == -(-(8 - stale) // 2)


@pytest.mark.parametrize("gone", ["a", "b", "c", "d", "e"])
def test_an_article_taken_away_neither_ends_the_pages_nor_repeats_one(gone: str) -> None:
    published(*(one_statement(f"Sciatica {name}", "Sciatica is common.") for name in "abcde"))
    article = Article.objects.get(title=f"Sciatica {gone}")
    article.published_revision = None
    article.save_without_historical_record(update_fields=["published_revision"])
    seen, after = titles("sciatica", limit=1), find.find("sciatica", limit=1).next
    while after:
        results = find.find("sciatica", limit=1, after=after)
        seen, after = [*seen, *(found.title for found in results.found)], results.next
    assert sorted(seen) == [f"Sciatica {name}" for name in "abcde" if name != gone]


def test_index_passages_brings_search_in_line_with_what_is_published(capsys: pytest.CaptureFixture[str]) -> None:
    kept, gone = published(one_statement("Lumbago", "Walking helps."), one_statement("Sciatica", "Walking helps."))
    Passage.objects.all().delete()
    gone = Article.objects.get(pk=gone.pk)
    gone.published_revision = None
    gone.save_without_historical_record(update_fields=["published_revision"])
    call_command("index_passages")
    assert titles("walking") == ["Lumbago"]
    assert SearchEntry.objects.get().article == kept
    assert "Indexed 1 published articles; took away 1" in capsys.readouterr().out


class TestPage:
    @pytest.fixture(autouse=True)
    def _published(self) -> None:
        factories.approved()

    def test_the_page_works_without_javascript(self, client: Client) -> None:
        response = client.get(reverse("search"), {"q": "steroid"})
        assert response.status_code == 200
        assert b"<mark>steroid</mark>" in response.content
        assert b"<h1>" in response.content
        article = Article.objects.get()
        node = article.statements.get(professional__startswith="Relief")
        assert f'href="/articles/{article.slug}/#s-{node.pk}"'.encode() in response.content

    def test_htmx_gets_the_results_alone_and_caches_can_tell(self, client: Client) -> None:
        response = client.get(reverse("search"), {"q": "steroid"}, headers={"HX-Request": "true"})
        assert b"<mark>steroid</mark>" in response.content
        assert b"<h1" not in response.content
        assert "HX-Request" in response["Vary"]
        assert "Cookie" in response["Vary"]

    def test_going_back_in_the_history_gets_the_whole_page(self, client: Client) -> None:
        headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
        assert b"<h1>" in client.get(reverse("search"), {"q": "steroid"}, headers=headers).content

    def test_a_patient_reads_plain_words_and_is_led_to_the_plain_page(self, client: Client) -> None:
        client.cookies[READER_COOKIE] = "patient"
        response = client.get(reverse("search"), {"q": "nsaids"})
        assert b"Tablets such as ibuprofen" in response.content
        assert b"/plain/#s-" in response.content

    def test_a_correction_is_told(self, client: Client) -> None:
        response = client.get(reverse("search"), {"q": "bastrop"})
        assert "Nothing matches “bastrop”. These match <strong>baastrup</strong>" in response.content.decode()

    def test_what_was_typed_is_escaped(self, client: Client) -> None:
        response = client.get(reverse("search"), {"q": "<script>alert(1)</script>"})
        assert b"<script>alert" not in response.content

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_search_is_only_read(self, client: Client, method: str) -> None:
        assert getattr(client, method)(reverse("search")).status_code == 405

    def test_german_readers_get_a_german_page(self, client: Client) -> None:
        response = client.get("/de/search/", {"q": "steroid"})
        assert b'<html lang="de"' in response.content
        assert b"/de/articles/" in response.content
