"""Importing over an article: compared first, taken part by part, and undone with one click."""

import base64
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles.exporting.text import document_to_text
from articles.history import tips
from articles.models import Act, ActKind, Article, Event, Place
from articles.working_copy import drafting, outline, removing
from articles.working_copy.composing import compose
from editorial.accounts.models import User
from tests import factories

IMPORT = reverse("desk:import")
ROW = "NSAIDs for pain"
REWRITTEN = "NSAIDs for pain, seven days at most"


def text_of(article: Article) -> str:
    return document_to_text(compose(Article.objects.get(pk=article.pk)))


def compared(client: Client, article: Article, text: str) -> HttpResponse:
    answer = client.post(IMPORT, {"text": text, "article": str(article.pk)})
    assert answer.status_code == 200
    return answer


def sent(page: Any, *, how: str = "chosen", take: list[str] | None = None) -> dict[str, Any]:
    """The form of the page as a browser sends it: what is ticked, unless `take` says otherwise."""
    ticked = [each.offer.id for group in page.context["groups"] for each in group.choices if each.is_chosen]
    return {
        "content": page.context["content"],
        "article": str(page.context["target"].pk),
        "shown": str(page.context["comes"].shown),
        "offered": page.context["offered"],
        "take": ticked if take is None else take,
        "keep": how,
    }


def edit(article: Article, words: str, new: str, *, by: User, field: str = "professional") -> None:
    row = article.statements.get(professional=words)
    drafting.edit(row=row, version=row.version, values={field: new}, actor=by)


def offers(page: Any, group: str) -> list[Any]:
    return next((each.choices for each in page.context["groups"] if each.name == group), [])


@pytest.fixture
def written(article: Article, author: User) -> tuple[Article, str]:
    """An article in which the author wrote since it began, and the text that it began as."""
    text = text_of(article)
    edit(article, ROW, REWRITTEN, by=author)
    outline.add_statement(article=article, place=Place.ANSWER, owner=None, professional="Rest first.", actor=author)
    return article, text


def test_nothing_accepted_leaves_every_row_as_it_is(at_desk: Client, written: tuple[Article, str]) -> None:
    article, text = written
    before, digest = tips(article), compose(article).digest
    page = compared(at_desk, article, text.replace("Surgery comes last", "Surgery comes at the very end"))
    answer = at_desk.post(IMPORT, sent(page, take=[]), follow=True)
    assert "Nothing was taken over" in answer.content.decode()
    assert tips(article) == before
    assert compose(Article.objects.get(pk=article.pk)).digest == digest
    assert Event.objects.filter(article=article).count() == 1


def test_edits_made_here_are_counted_marked_and_not_ticked(at_desk: Client, written: tuple[Article, str]) -> None:
    article, text = written
    page = compared(at_desk, article, text.replace("Surgery comes last", "Surgery comes at the very end"))
    shown = page.content.decode()
    assert "2 edits of yours would go," in re.sub(r"\s+", " ", shown)
    assert shown.count("Your change") == 2
    assert len(offers(page, "edited")) == 2
    assert not any(each.is_chosen for each in offers(page, "edited"))
    (comes,) = offers(page, "comes")
    assert comes.is_chosen
    at_desk.post(IMPORT, sent(page))
    words = {each.professional for each in compose(Article.objects.get(pk=article.pk)).statements()}
    assert REWRITTEN in words
    assert "Rest first." in words
    assert any(each.startswith("Surgery comes at the very end") for each in words)


def test_an_editors_edits_are_not_called_the_authors(at_desk: Client, article: Article, editor: User) -> None:
    text = text_of(article)
    edit(article, ROW, REWRITTEN, by=editor)
    shown = re.sub(r"\s+", " ", compared(at_desk, article, text).content.decode())
    assert "1 edit made here would go," in shown
    assert "Changed here" in shown


def test_both_sides_of_one_sentence_are_shown_with_what_it_was(at_desk: Client, written: tuple[Article, str]) -> None:
    article, text = written
    page = compared(at_desk, article, text.replace(ROW, "NSAIDs for pain, if kidneys allow"))
    (choice,) = (each for each in offers(page, "edited") if each.offer.kind == "changed")
    ((change, here),) = choice.changes
    assert (here.before, change.before, change.after) == (ROW, REWRITTEN, "NSAIDs for pain, if kidneys allow")


def test_undo_brings_back_the_document_to_the_byte(at_desk: Client, written: tuple[Article, str]) -> None:
    article, text = written
    digest = compose(article).digest
    page = compared(
        at_desk, article, text.replace("## Treatment algorithm", "## News\n\nA new part.\n\n## Treatment algorithm")
    )
    answer = at_desk.post(IMPORT, sent(page, how="all"))
    assert compose(Article.objects.get(pk=article.pk)).digest != digest
    assert REWRITTEN not in text_of(article)
    done = Act.objects.filter(article=article).latest("pk")
    assert done.kind == ActKind.IMPORTED
    assert Event.objects.filter(article=article).last().kind == "imported"
    page = at_desk.get(answer["Location"])
    assert "changes were taken over. Undo takes them back." in page.content.decode()
    assert f'name="act" value="{done.pk}"' in page.content.decode()
    for _time in range(2):
        assert at_desk.post(reverse("desk:undo", args=[article.pk]), {"act": done.pk}).status_code == 302
        assert compose(Article.objects.get(pk=article.pk)).digest == digest


def test_an_undo_that_would_take_later_work_says_so(
    at_desk: Client, written: tuple[Article, str], author: User
) -> None:
    article, text = written
    at_desk.post(IMPORT, sent(compared(at_desk, article, text), how="all"))
    done = Act.objects.filter(article=article).latest("pk")
    edit(article, ROW, "Written after it.", by=author)
    answer = at_desk.post(reverse("desk:undo", args=[article.pk]), {"act": done.pk})
    assert answer.status_code == 409
    assert "was changed since" in answer.content.decode()
    assert "Written after it." in text_of(article)


def test_what_was_removed_here_does_not_come_back_by_itself(at_desk: Client, article: Article, author: User) -> None:
    text = text_of(article)
    row = article.statements.get(professional=ROW)
    removing.remove(row=row, version=row.version, actor=author)
    page = compared(at_desk, article, text)
    (choice,) = offers(page, "edited")
    assert (choice.offer.kind, choice.is_chosen) == ("added", False)
    at_desk.post(IMPORT, sent(page, take=[choice.offer.id]))
    assert article.statements.get(professional=ROW).pk == row.pk  # with its history and its points


def test_who_wrote_between_is_not_overwritten_and_the_ticks_stay(
    at_desk: Client, written: tuple[Article, str], editor: User
) -> None:
    article, text = written
    text = text.replace("Surgery comes last", "Surgery comes at the very end").replace(
        "Treat in lines", "Treat in straight lines"
    )
    form = sent(page := compared(at_desk, article, text))
    mine = next(each.offer.id for each in offers(page, "edited") if each.offer.kind == "changed")
    left, taken = (each.offer.id for each in offers(page, "comes"))
    form["take"] = [mine, taken]
    edit(article, "Treat in lines.", "Treat step by step.", by=editor)
    answer = at_desk.post(IMPORT, form)
    assert answer.status_code == 409
    assert "compared again" in answer.content.decode()
    assert "Treat step by step." in text_of(article)
    ticks = {each.offer.id: each.is_chosen for group in answer.context["groups"] for each in group.choices}
    assert ticks.pop(mine)
    assert [ticks.get(each) for each in (left, taken)].count(None) == 1  # the sentence that the editor changed
    assert len(offers(answer, "edited")) == 3
    assert at_desk.post(IMPORT, sent(answer)).status_code == 302
    assert "Treat step by step." in text_of(article)
    assert REWRITTEN not in text_of(article)


def test_a_wording_that_the_text_leaves_out_stays(at_desk: Client, article: Article) -> None:
    text = text_of(article).replace("Plain: Start with simple care. Go further only if the pain stays.\n", "")
    page = compared(at_desk, article, text)
    (choice,) = offers(page, "goes")
    assert (choice.offer.is_emptied, choice.is_chosen) == (True, False)


def test_counted_from_what_readers_see_when_that_came_later(at_desk: Client, article: Article, author: User) -> None:
    edit(article, ROW, REWRITTEN, by=author)
    factories.approved(article)
    article = Article.objects.get(pk=article.pk)
    page = compared(at_desk, article, text_of(article).replace(REWRITTEN, "NSAIDs for pain"))
    assert page.context["comes"].base.is_published
    assert page.context["comes"].edits == 0


def test_what_is_downloaded_and_imported_over_changes_nothing(at_desk: Client, written: tuple[Article, str]) -> None:
    article, _text = written
    answer = at_desk.get(reverse("desk:text", args=[article.pk]))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{article.slug}.txt"'
    page = compared(at_desk, article, answer.content.decode())
    assert "There is nothing to take over" in page.content.decode()
    before = tips(article)
    at_desk.post(IMPORT, sent(page, how="all"))
    assert tips(article) == before


def test_nobody_else_downloads_it(article: Article, signed_in: Any) -> None:
    for person in (factories.author(), factories.member().user):
        assert signed_in(person).get(reverse("desk:text", args=[article.pk])).status_code == 404
    assert Client().get(reverse("desk:text", args=[article.pk])).status_code == 302


@pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 40])
def test_a_form_that_was_tampered_with_is_compared_again(
    at_desk: Client, written: tuple[Article, str], shown: str
) -> None:
    article, text = written
    before = tips(article)
    form = sent(compared(at_desk, article, text), take=["nothing", "removed..0.0"], how="all") | {"shown": shown}
    assert at_desk.post(IMPORT, form).status_code == 409
    assert tips(article) == before


def test_the_same_form_twice_is_one_import(at_desk: Client, written: tuple[Article, str]) -> None:
    article, text = written
    form = sent(compared(at_desk, article, text), how="all") | {"once": "k1"}
    for _time in range(2):
        assert at_desk.post(IMPORT, form).status_code == 302
    assert Act.objects.filter(article=article, kind=ActKind.IMPORTED).count() == 1


def test_what_is_offered_can_be_kept_as_a_new_article_instead(at_desk: Client, written: tuple[Article, str]) -> None:
    article, text = written
    before = tips(article)
    assert at_desk.post(IMPORT, sent(compared(at_desk, article, text), how="new")).status_code == 302
    assert Article.objects.count() == 2
    assert tips(article) == before


def test_content_is_what_was_pasted(at_desk: Client, written: tuple[Article, str]) -> None:
    article, text = written
    page = compared(at_desk, article, text)
    assert base64.urlsafe_b64decode(page.context["content"]).splitlines() == text.encode().splitlines()


def test_a_long_article_has_more_boxes_than_a_form_usually_has_fields(
    at_desk: Client, written: tuple[Article, str]
) -> None:
    article, text = written
    form = sent(compared(at_desk, article, text), take=[f"changed.professional.{number}.0" for number in range(5000)])
    assert at_desk.post(IMPORT, form).status_code == 302
