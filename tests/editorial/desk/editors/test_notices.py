"""Public notices on an approved article."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Notice, Revision
from tests import factories


@pytest.fixture
def approved(db: None) -> Article:
    return factories.approved().article


def address(article: Article) -> str:
    return reverse("desk:notice", args=[article.pk])


@pytest.mark.parametrize("kind", ["correction", "expression_of_concern"])
def test_a_notice_is_issued_once(editing: Client, approved: Article, editor, kind: str) -> None:
    form = {"kind": kind, "reason": "The rate was misprinted.", "confirmed": "on", "once": "c1"}
    for _attempt in range(2):
        assert editing.post(address(approved), form).status_code == 302
    notice = Notice.objects.get()
    assert (notice.kind, notice.reason, notice.issued_by) == (kind, "The rate was misprinted.", editor)
    assert "The rate was misprinted." in editing.get(address(approved)).content.decode()


def test_a_retraction_takes_the_article_from_readers(editing: Client, approved: Article) -> None:
    form = {"kind": "retraction", "reason": "The source was withdrawn.", "confirmed": "on"}
    assert editing.post(address(approved), form).status_code == 302
    assert Revision.objects.get(article=approved).state == "retracted"
    assert Article.objects.get(pk=approved.pk).published_revision is None


@pytest.mark.parametrize("missing", ["kind", "reason", "confirmed"])
def test_nothing_is_issued_by_halves(editing: Client, approved: Article, missing: str) -> None:
    form = {"kind": "correction", "reason": "The rate was misprinted.", "confirmed": "on"}
    answer = editing.post(address(approved), {name: value for name, value in form.items() if name != missing})
    assert answer.status_code == 422
    assert not Notice.objects.exists()


def test_a_draft_has_nothing_that_a_notice_could_be_about(editing: Client, article: Article) -> None:
    form = {"kind": "correction", "reason": "Too early.", "confirmed": "on"}
    answer = editing.post(address(article), form)
    assert answer.status_code == 409
    assert "no approved revision" in answer.content.decode()
    assert "Too early." in answer.content.decode()
