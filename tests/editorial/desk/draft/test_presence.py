"""Two people before one article see each other, and what the other did."""

from django.urls import reverse

from articles.models import Article
from articles.working_copy import drafting
from articles.working_copy.acts import latest
from tests import factories


def test_they_see_each_other_and_nobody_sees_themselves(at_desk, article: Article, signed_in) -> None:
    address = reverse("desk:present", args=[article.pk])
    assert b"Also here" not in at_desk.get(address).content
    editor = factories.editor(name="Ruth Castellan")
    other = signed_in(editor).get(address).content.decode()
    assert article.author.get_full_name() in other
    assert "Ruth Castellan" not in other
    assert "Ruth Castellan" in at_desk.get(address).content.decode()


def test_what_somebody_else_did_since_is_said_and_ones_own_is_not(at_desk, article: Article) -> None:
    address, shown = reverse("desk:present", args=[article.pk]), latest(article)
    row = article.statements.first()
    drafting.edit(row=row, version=1, values={"plain": "Mine."}, actor=article.author)
    assert b"changed the article" not in at_desk.get(f"{address}?shown={shown}").content
    editor = factories.editor(name="Ruth Castellan")
    drafting.edit(row=row, version=2, values={"plain": "Theirs."}, actor=editor)
    assert "Ruth Castellan" in at_desk.get(f"{address}?shown={shown}").content.decode()
    assert b"changed the article" not in at_desk.get(f"{address}?shown={latest(article)}").content
    for nonsense in ("x", "", "9" * 40):
        assert at_desk.get(f"{address}?shown={nonsense}").status_code == 200


def test_who_closed_the_page_is_not_seen_any_more(at_desk, article: Article, signed_in, monkeypatch) -> None:
    address = reverse("desk:present", args=[article.pk])
    signed_in(factories.editor(name="Ruth Castellan")).get(address)
    assert b"Ruth Castellan" in at_desk.get(address).content
    monkeypatch.setattr("editorial.desk.draft.presence.GONE_SECONDS", 0)
    assert b"Ruth Castellan" not in at_desk.get(address).content
