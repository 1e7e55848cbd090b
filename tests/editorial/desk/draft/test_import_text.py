"""Importing in the browser: paste or upload, look, keep."""

import base64
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import articles
from articles.models import Article, Event
from tests import factories

IMPORT = reverse("desk:import")
TEXT = (Path(articles.__file__).parent / "content" / "baastrup.txt").read_bytes()


def upload(content: bytes, name: str = "page.txt") -> dict[str, object]:
    return {"text": "", "upload": SimpleUploadedFile(name, content)}


def kept(content: bytes, **more: object) -> dict[str, object]:
    return {"content": base64.urlsafe_b64encode(content).decode(), "keep": "new", **more}


@pytest.mark.parametrize("way", ["paste", "upload"])
def test_the_structure_is_shown_and_nothing_kept(at_desk: Client, way: str) -> None:
    form = {"text": TEXT.decode()} if way == "paste" else upload(TEXT)
    answer = at_desk.post(IMPORT, form)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "What is the treatment for Baastrup" in page
    assert "35.7%" in page
    assert base64.urlsafe_b64decode(answer.context["content"]).splitlines() == TEXT.splitlines()
    assert not Article.objects.exists()


def test_what_was_set_aside_and_unsure_is_listed(at_desk: Client) -> None:
    text = (
        "What helps?\n\nArticle Review Status\nSubmitted\n\nTreatment of pain\n\nRest helps [1].\n\n"
        "Overview\n\n• Pain is common [1]\n"
    )
    answer = at_desk.post(IMPORT, {"text": text})
    assert answer.status_code == 200, answer.context["form"].errors
    result = answer.context["result"]
    assert result.set_aside
    assert result.unsure
    for said in (*result.set_aside, *(each.message for each in result.unsure)):
        assert said in answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def test_keeping_twice_makes_one_article(at_desk: Client, author) -> None:
    for _attempt in range(2):
        assert at_desk.post(IMPORT, kept(TEXT, once="k1")).status_code == 302
    article = Article.objects.get()
    assert article.author == author
    assert [event.kind for event in Event.objects.filter(article=article)] == ["created"]


def test_a_text_can_be_compared_with_an_article_that_is_chosen_after_it_was_read(at_desk: Client) -> None:
    at_desk.post(IMPORT, kept(TEXT))
    article = Article.objects.get()
    answer = at_desk.post(IMPORT, kept(TEXT, keep="compare", article=str(article.pk)))
    assert "There is nothing to take over" in answer.content.decode()


def test_importing_over_without_saying_what_is_asked_back(at_desk: Client) -> None:
    answer = at_desk.post(IMPORT, kept(TEXT, keep="compare"))
    assert answer.status_code == 422
    assert "Choose the article" in answer.content.decode()


@pytest.mark.parametrize("how", ["compare", "chosen", "all"])
def test_nothing_is_imported_over_another_authors_working_copy(at_desk: Client, how: str) -> None:
    foreign = factories.draft()
    assert at_desk.post(IMPORT, kept(TEXT, keep=how, article=str(foreign.pk))).status_code == 404
    assert Event.objects.filter(article=foreign).count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is no text in this file"),
        (b"   \n\t\n", "There is no text in this file"),
        (bytes(range(256)) * 10, "Nothing was imported"),
        (b"PK\x03\x04" + b"\x00" * 100, "Word, PDF or other packed file"),
        ("Müller".encode("latin-1") * 20, "not in UTF-8"),
        (b"<!doctype html><html><body>x", "source of a web page"),
        (b"just one line of words", "Nothing was imported"),
        (b"x" * 2_000_001, "at most 2 MB"),
    ],
    ids=["empty", "blank", "binary", "zip", "latin-1", "html", "no headings", "too big"],
)
def test_what_cannot_be_an_article_is_said_and_nothing_kept(at_desk: Client, content: bytes, sentence: str) -> None:
    answer = at_desk.post(IMPORT, upload(content))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Article.objects.exists()


def test_fifty_megabytes_are_refused_by_their_size(at_desk: Client) -> None:
    answer = at_desk.post(IMPORT, upload(b"a" * 50_000_000))
    assert answer.status_code == 422
    assert "50.0 MB" in answer.content.decode()


def test_nothing_and_both_are_asked_back(at_desk: Client) -> None:
    assert "Paste a text or choose a file first" in at_desk.post(IMPORT, {"text": " "}).content.decode()
    both = {"text": "words", "upload": SimpleUploadedFile("a.txt", TEXT)}
    answer = at_desk.post(IMPORT, both)
    assert "not both" in answer.content.decode()
    assert answer.status_code == 422


@pytest.mark.parametrize("content", ["", "%%%", base64.urlsafe_b64encode(b"\xff\xfe\x00bad").decode()])
def test_a_preview_that_was_tampered_with_keeps_nothing(at_desk: Client, content: str) -> None:
    assert at_desk.post(IMPORT, {"content": content, "keep": "new"}).status_code == 302
    assert not Article.objects.exists()
