"""The authors of an article at the desk: named, ordered, renamed and removed, with buttons alone."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Author
from articles.working_copy import byline
from tests import factories
from tests.editorial.desk.draft.test_adding import removal
from tests.pages import compact


def about(article: Article) -> str:
    return reverse("desk:about", args=[article.pk])


def add(article: Article) -> str:
    return reverse("desk:add-author", args=[article.pk])


def edit(author: Author, name: str = "node") -> str:
    return reverse(f"desk:{name}", args=[author.article_id, "authors", author.pk])


def move(author: Author) -> str:
    return reverse("desk:move-author", args=[author.article_id, author.pk])


def names(article: Article) -> list[str]:
    return [author["name"] for author in byline.frozen(article)]


@pytest.fixture
def ben(article: Article) -> Author:
    return byline.add_author(article=article, name="Ben Ola", credentials="RN", actor=article.author)


def test_they_are_listed_with_what_the_article_is_about_and_at_its_head(at_desk: Client, article: Article, ben) -> None:
    for page in (about(article), reverse("desk:article", args=[article.pk])):
        html = compact(at_desk.get(page).content.decode())
        assert html.index("Ada Author</") < html.index("Ben Ola, RN</")


def test_one_is_added_once_though_the_form_is_sent_twice(at_desk: Client, article: Article) -> None:
    form = {"name": " Ben  Ola ", "credentials": "RN", "account": "", "version": 1, "once": "a1"}
    for _ in range(2):
        answer = at_desk.post(add(article), form)
        assert (answer.status_code, answer["Location"]) == (302, f"{about(article)}#authors")
    assert names(article) == ["Ada Author", "Ben  Ola"]


def test_an_account_is_found_by_its_address_however_it_is_written(at_desk: Client, article: Article) -> None:
    person = factories.person(name="Ben Ola")
    at_desk.post(add(article), {"name": "Ben Ola", "account": person.email.upper(), "version": 1})
    assert article.authors.get(name="Ben Ola").account == person


def test_an_address_that_nobody_has_is_said_at_the_field_and_the_rest_is_kept(
    at_desk: Client, article: Article
) -> None:
    answer = at_desk.post(add(article), {"name": "Ben Ola", "account": "nobody@example.org", "version": 1})
    assert answer.status_code == 422
    assert b"Nobody here has this address" in answer.content
    assert b'value="Ben Ola"' in answer.content
    assert names(article) == ["Ada Author"]


@pytest.mark.parametrize("name", ["", "  ", "A" * 201, "Ben \u202eOla", "Ben\x00"])
def test_a_name_that_cannot_stand_is_refused_at_the_field(at_desk: Client, article: Article, ben, name: str) -> None:
    for address in (add(article), edit(ben)):
        answer = at_desk.post(address, {"name": name, "version": 1})
        assert answer.status_code == 422
        assert b"errorlist" in answer.content
    assert names(article) == ["Ada Author", "Ben Ola"]


def test_buttons_change_the_order_and_the_ends_have_one_each(at_desk: Client, article: Article, ben) -> None:
    html = at_desk.get(about(article)).content.decode()
    assert len(re.findall('name="earlier"', html)) == len(re.findall('name="later"', html)) == 1
    assert at_desk.post(move(ben), {"version": 1, "earlier": "1"}).status_code == 302
    assert names(article) == ["Ben Ola", "Ada Author"]
    assert at_desk.post(move(ben), {"version": 2, "later": "1"}).status_code == 302
    assert names(article) == ["Ada Author", "Ben Ola"]


@pytest.mark.parametrize("version", ["", "7", "x", "9" * 30])
def test_a_move_of_what_somebody_changed_meanwhile_is_told_and_does_nothing(
    at_desk: Client, article: Article, ben, version: str
) -> None:
    answer = at_desk.post(move(ben), {"version": version, "earlier": "1"})
    assert answer.status_code == 409
    assert b"Nothing was moved" in answer.content
    assert names(article) == ["Ada Author", "Ben Ola"]


def test_two_people_at_one_name_keep_both_texts(at_desk: Client, editing: Client, article: Article, ben) -> None:
    form = {"credentials": "RN", "account": "", "version": 1}
    assert editing.post(edit(ben), {**form, "name": "Benedikt Ola"}).status_code == 302
    answer = at_desk.post(edit(ben), {**form, "name": "Ben P. Ola"})
    assert answer.status_code == 409
    assert b"Benedikt Ola" in answer.content
    assert b"Ben P. Ola" in answer.content
    assert names(article) == ["Ada Author", "Benedikt Ola"]


def test_one_is_removed_once_and_the_last_one_stays(at_desk: Client, article: Article, ben) -> None:
    for _ in range(2):
        assert at_desk.post(edit(ben, "remove"), removal(ben)).status_code == 302
    assert names(article) == ["Ada Author"]
    answer = at_desk.post(edit(article.authors.get(), "remove"), removal(article.authors.get()) | {"once": "r2"})
    assert answer.status_code == 409
    assert b"at least one author" in answer.content
    assert names(article) == ["Ada Author"]


def test_an_author_who_was_removed_meanwhile_is_said_and_what_was_typed_given_back(
    at_desk: Client, article: Article, ben
) -> None:
    at_desk.post(edit(ben, "remove"), removal(ben))
    answer = at_desk.post(edit(ben), {"name": "Ben P. Ola", "version": 1})
    assert answer.status_code == 409
    assert b"Ben P. Ola" in answer.content


def test_history_tells_who_changed_a_name_and_an_account_by_its_name(at_desk: Client, article: Article, ben) -> None:
    person = factories.person(name="Benedikt Ola")
    at_desk.post(edit(ben), {"name": "Ben P. Ola", "credentials": "RN", "account": person.email, "version": 1})
    html = at_desk.get(edit(ben, "node-history")).content.decode()
    assert "Ada Author" in html
    assert "Benedikt Ola" in html
    assert f">{person.pk}<" not in html


def test_history_of_the_article_tells_who_is_said_to_have_written_it(at_desk: Client, article: Article, ben) -> None:
    factories.submitted(article)
    html = at_desk.get(reverse("desk:history", args=[article.pk])).content.decode()
    assert "written by Ada Author; Ben Ola" in html


def test_for_others_there_are_no_authors_to_name(article: Article, ben, signed_in) -> None:
    stranger = signed_in(factories.author())
    for answer in (
        stranger.get(add(article)),
        stranger.post(add(article), {"name": "X"}),
        stranger.post(move(ben), {"version": 1}),
        stranger.post(edit(ben), {"name": "X", "version": 1}),
        stranger.post(edit(ben, "remove")),
    ):
        assert answer.status_code == 404
    assert names(article) == ["Ada Author", "Ben Ola"]


def test_an_author_of_another_article_is_no_address(at_desk: Client, author, article: Article, ben) -> None:
    other = factories.draft(by=author)
    for name, extra in (("desk:move-author", [ben.pk]), ("desk:node", ["authors", ben.pk])):
        assert at_desk.post(reverse(name, args=[other.pk, *extra]), {"version": 1}).status_code == 404
