"""Doubts of an import at the desk: at their place and in the lists, settled in one click, told at submission."""

import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from articles.document import Document, Section, Statement
from articles.importing.text import import_text
from articles.models import Article, Doubt
from articles.working_copy import drafting, outline, removing
from editorial.accounts.models import User
from editorial.desk.draft.doubted import message_of
from editorial.desk.draft.rows import place_of
from tests import factories
from tests.pages import compact

TEXT = (
    "What helps?\n\nOverview\n\n- Rest helps 1\n- It is treated as in Alzheimer 2\n\nReferences\n\n"
    "1. Smith AB. Title one. J Elbow. 2019;4(2):10-15.\n2. Lee C. Title two. J Two. 2018;1:1-2.\n"
)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def article(at_desk: Client, author: User) -> Article:
    """Imported through the desk."""
    answer = at_desk.post(reverse("desk:import"), {"text": TEXT})
    at_desk.post(reverse("desk:import"), {"content": answer.context["content"], "keep": "new"})
    imported = Article.objects.get(author=author)
    outline.add_statement(article=imported, place="answer", owner=None, professional="Rest.", actor=author)
    return imported


@pytest.fixture
def taken(article: Article) -> Doubt:
    """A number was taken out of a sentence."""
    return next(doubt for doubt in article.doubts.all() if doubt.before)


def page_of(article: Article) -> str:
    return reverse("desk:article", args=[article.pk])


def address(name: str, doubt: Doubt) -> str:
    return reverse(f"desk:{name}", args=[doubt.article_id, doubt.pk])


def open_on(client: Client, article: Article) -> list[int]:
    bench = client.get(page_of(article)).context["bench"]
    return [finding.doubt for finding in bench.open_doubts]


def test_each_stands_at_its_statement_among_the_findings_and_says_what_to_do(at_desk, article, taken) -> None:
    page = compact(at_desk.get(page_of(article)).content.decode())
    at_its_place = page[page.index(f'id="f-{taken.node}"') :]
    assert at_its_place.index("Taken out of “Rest helps 1”") < at_its_place.index("If they are no sources, put the")
    assert "<del>1</del><ins>@smith2019</ins>" in at_its_place
    panel = page[page.index('id="findings-title"') :]
    assert "words changed by the import" in page
    assert "Taken out of “Rest helps 1”" in panel
    assert f'href="{place_of(article.pk, taken.node)}"' in panel
    for name in ("doubt-right", "doubt-put-back"):
        assert panel.count(f'action="{address(name, taken)}"') == 1
        assert at_its_place.count(f'action="{address(name, taken)}"') == 2


def test_it_is_settled_in_one_click_and_taken_back_without_scripts(at_desk, article, taken) -> None:
    answer = at_desk.post(address("doubt-right", taken), follow=True)
    assert answer.redirect_chain == [(place_of(article.pk, taken.node), 302)]
    assert taken.pk not in open_on(at_desk, article)
    page = compact(at_desk.get(page_of(article)).content.decode())
    settled = page[page.index('id="settled"') :]
    assert "1 settled doubt" in settled
    assert "It is right: Ada Author" in settled
    answer = at_desk.post(address("doubt-open", taken), {"back": "list"})
    assert answer["Location"] == page_of(article) + "#findings-title"
    assert taken.pk in open_on(at_desk, article)


def test_in_place_the_answer_is_the_findings_as_they_are_now(at_desk, article, taken) -> None:
    answer = at_desk.post(address("doubt-right", taken), **HTMX)
    assert 'id="checks"' in answer.content.decode()
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {"desk:focus": str(taken.node)}
    answer = at_desk.post(address("doubt-open", taken), {"back": "list"}, **HTMX)
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {}


def test_the_words_are_put_back_in_one_act(at_desk, article, taken) -> None:
    for _twice in range(2):
        answer = at_desk.post(address("doubt-put-back", taken), {"once": "1"})
        assert answer["Location"] == place_of(article.pk, taken.node)
    row = article.statements.get(pk=taken.node)
    assert (row.professional, row.citations) == ("Rest helps 1", [])
    assert article.acts.filter(kind="edited").count() == 1
    settled = at_desk.get(page_of(article)).context["bench"].settled_doubts
    assert [(each.doubt, each.how, each.who) for each in settled] == [(taken, "The part was changed", "")]


def test_words_that_somebody_changed_since_are_not_overwritten(at_desk, article, taken) -> None:
    row = article.statements.get(pk=taken.node)
    drafting.edit(row=row, version=1, values={"professional": "Rest helps many."}, actor=article.author)
    answer = at_desk.post(address("doubt-put-back", taken), {"once": "1"})
    assert answer.status_code == 409
    assert "nothing was put back" in answer.content.decode()


def test_a_removed_part_takes_its_doubt_along(at_desk, article, taken) -> None:
    row = article.statements.get(pk=taken.node)
    removing.remove(row=row, version=1, actor=article.author)
    assert taken.pk not in open_on(at_desk, article)
    assert "The part was removed" in at_desk.get(page_of(article)).content.decode()


def test_submission_tells_how_many_are_open_and_takes_it_all_the_same(at_desk, article, taken, editing) -> None:
    number = len(open_on(at_desk, article))
    page = compact(at_desk.get(page_of(article)).content.decode())
    told = page[page.index('id="doubts-open"') : page.index("Submit to the board")]
    assert f"{number} doubts of the import are open" in told
    assert f'href="{place_of(article.pk, taken.node)}"' in told
    assert at_desk.post(reverse("desk:submit", args=[article.pk])).status_code == 302
    revision = Article.objects.get(pk=article.pk).revision_in_review
    at_desk.post(address("doubt-right", taken))
    seen = compact(editing.get(reverse("desk:revision", args=[revision.pk])).content.decode())
    assert f"{number} doubts of the import were open when it was submitted" in seen
    assert "Taken out of “Rest helps 1”" in seen


def test_nothing_is_told_of_doubts_where_there_are_none(at_desk, author, editing) -> None:
    revision = factories.submitted(factories.draft(by=author))
    page = at_desk.get(page_of(revision.article)).content.decode()
    assert "doubts-open" not in page
    assert 'id="settled"' not in page
    assert "Open doubts" not in editing.get(reverse("desk:revision", args=[revision.pk])).content.decode()


def test_my_articles_count_them(at_desk, article) -> None:
    number = len(open_on(at_desk, article))
    assert f"{number} doubts of the import" in compact(at_desk.get(reverse("desk:mine")).content.decode())


def test_a_reader_of_german_is_told_in_german_what_was_imported_in_english(taken) -> None:
    assert message_of(taken) == "Taken out of “Rest helps 1” as its sources: 1."
    with translation.override("de"):
        assert message_of(taken) == "Aus „Rest helps 1“ als Quellen herausgenommen: 1."


@pytest.mark.parametrize("name", ["doubt-right", "doubt-open", "doubt-put-back"])
def test_only_those_who_may_edit_and_only_of_this_article(signed_in, article, taken, name: str) -> None:
    stranger = signed_in(factories.author())
    assert stranger.post(address(name, taken)).status_code == 404
    other = factories.draft(by=article.author)
    mine = signed_in(article.author)
    assert mine.post(reverse(f"desk:{name}", args=[other.pk, taken.pk])).status_code == 404
    assert mine.post(reverse(f"desk:{name}", args=[article.pk, 10**30])).status_code == 404
    taken.refresh_from_db()
    assert not taken.is_right


def test_what_was_imported_over_brings_its_doubts(at_desk, author) -> None:
    article = factories.draft(by=author, document=document_of("Sleep helps."))
    answer = at_desk.post(reverse("desk:import"), {"text": TEXT, "article": article.pk})
    content = {"content": answer.context["content"], "article": article.pk, "keep": "all"}
    at_desk.post(reverse("desk:import"), content | {"shown": article.acts.latest("pk").pk})
    assert [doubt.act for doubt in article.doubts.all()] == [article.acts.latest("pk")] * article.doubts.count()
    assert open_on(at_desk, article)


def document_of(*sentences: str) -> Document:
    statements = tuple(Statement(professional=each) for each in sentences)
    return Document(title="What helps?", sections=(Section(kind="overview", title="Overview", statements=statements),))


def test_the_command_keeps_them_too(author, tmp_path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(TEXT)
    call_command("import_article", str(path), author=author.email)
    assert Doubt.objects.filter(article__author=author).exists()


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow_with_doubts(
    at_desk, author, count: int, django_assert_num_queries
) -> None:
    lines = "".join(f"- Rest number {chr(97 + n % 26)}{n} helps {1 + n % 2}\n" for n in range(count))
    text = TEXT.replace("- Rest helps 1\n", lines)
    result = import_text(text.encode())
    article = drafting.create_article(document=result.document, author=author, doubts=result.doubts)
    with django_assert_num_queries(15):
        at_desk.get(page_of(article))
