"""A long article: its checks wait until the page is there, and the page says so and asks for them."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.document import Document, Section, Statement
from articles.models import Article
from editorial.accounts.models import User
from editorial.desk.draft.workbench import LONG
from tests import factories
from tests.pages import compact


@pytest.fixture
def article(author: User) -> Article:
    many = tuple(Statement(professional=f"Sentence {number}.") for number in range(LONG + 1))
    sections = (Section(kind="overview", title="Overview", statements=many),)
    return factories.draft(by=author, document=Document(title="What helps?", sections=sections))


def test_nothing_is_said_to_be_in_order_before_it_was_checked(at_desk: Client, article: Article) -> None:
    place = reverse("desk:article", args=[article.pk])
    page = compact(at_desk.get(place).content.decode())
    assert "The checks find nothing more" not in page
    assert 'hx-trigger="load, desk:done' in page
    address = f"{place}?checks=all"
    assert f'href="{address}#findings-title"' in page
    for answer in (at_desk.get(address), at_desk.get(reverse("desk:findings", args=[article.pk]))):
        page = compact(answer.content.decode())
        assert "The article has no answer" in page
        assert 'hx-trigger="desk:done' in page
