"""Who reaches which page of the desk, and with which method."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from articles.models import Article, Statement
from editorial.desk import urls
from tests import factories

READ = ("article", "history", "text", "part-answer", "findings", "present", "changes", "removed", "alike-references")
READ += ("answers",)
FORMS = ("about", "notice", "add-reference", "add-references", "delete", "hand-over")
ACTIONS = ("submit", "withdraw", "archive", "take-back", "undo", "redo", "order-references")
DOUBTS = ("doubt-right", "doubt-open", "doubt-put-back")
OF_A_POINT = ("reply", "answer", "take-answer-back", "take-over", "resolve")
POSTED = (
    *ACTIONS,
    *DOUBTS,
    *OF_A_POINT,
    "remove",
    "remove-reference",
    "order-citations",
    "move-author",
    "restore",
    "restore-wording",
)


def addresses(article: Article) -> dict[str, str]:
    """Every address of the desk about an article."""
    statement = article.statements.first()
    assert statement
    node = [article.pk, "statements", statement.pk]
    thread = [article.pk, uuid4()]
    act = [article.pk, article.acts.latest("pk").pk]
    plain = {name: reverse(f"desk:{name}", args=[article.pk]) for name in (*READ, *FORMS, *ACTIONS)}
    plain |= {name: reverse(f"desk:{name}", args=[article.pk, 1]) for name in DOUBTS}
    return plain | {
        "add-statement": reverse("desk:add-statement", args=[article.pk]) + "?place=answer",
        "add": reverse("desk:add", args=[article.pk, "sections"]),
        "part": reverse("desk:part", args=[article.pk, article.sections.first().pk]),
        "node": reverse("desk:node", args=node),
        "move": reverse("desk:move", args=node),
        "remove": reverse("desk:remove", args=node),
        "merge-reference": reverse("desk:merge-reference", args=[article.pk, article.references.first().pk]),
        "remove-reference": reverse("desk:remove-reference", args=[article.pk, article.references.first().pk]),
        "order-citations": reverse("desk:order-citations", args=[article.pk, statement.pk]),
        "node-history": reverse("desk:node-history", args=node),
        "restore-wording": reverse("desk:restore-wording", args=node),
        "act": reverse("desk:act", args=act),
        "state": reverse("desk:state", args=act),
        "restore": reverse("desk:restore", args=act),
        **{name: reverse(f"desk:{name}", args=thread) for name in OF_A_POINT},
        "add-author": reverse("desk:add-author", args=[article.pk]),
        "move-author": reverse("desk:move-author", args=[article.pk, article.authors.get().pk]),
    }


def test_the_list_of_addresses_is_complete(article: Article) -> None:
    names = {each.name for each in (*urls.an_article, *urls.a_node) if isinstance(each, URLPattern)}
    assert names == set(addresses(article))


@pytest.mark.django_db
def test_everything_asks_to_sign_in_first(client: Client, article: Article) -> None:
    for name, address in addresses(article).items():
        method = client.post if name in POSTED else client.get
        answer = method(address)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/accounts/login/"), name


def test_another_authors_draft_does_not_exist(article: Article, signed_in) -> None:
    stranger = signed_in(factories.author())
    before = Statement.history.count()
    for name, address in addresses(article).items():
        method = stranger.post if name in POSTED else stranger.get
        # The notice page is refused before the article is looked at, so it tells nothing about it either.
        assert method(address).status_code == (403 if name == "notice" else 404), name
    assert Statement.history.count() == before


def test_a_draft_that_is_not_there_answers_like_one_that_is_hidden(at_desk: Client) -> None:
    assert at_desk.get(reverse("desk:article", args=[uuid4()])).status_code == 404


def test_a_board_member_has_no_business_at_the_desk(article: Article, signed_in) -> None:
    member = signed_in(factories.member().user)
    assert member.get(reverse("desk:start")).status_code == 403
    assert member.get(reverse("desk:import")).status_code == 403
    assert member.get(reverse("desk:article", args=[article.pk])).status_code == 404


def test_an_author_sees_no_editors_page(at_desk: Client, article: Article) -> None:
    revision = factories.submitted(article)
    for address in (
        reverse("desk:pipeline"),
        reverse("desk:column", args=["submitted"]),
        reverse("desk:revision", args=[revision.pk]),
        reverse("desk:notice", args=[article.pk]),
    ):
        assert at_desk.get(address).status_code == 403, address
    assert at_desk.post(reverse("desk:assign", args=[revision.pk])).status_code == 403


def test_a_person_who_was_switched_off_is_out(article: Article, at_desk: Client) -> None:
    article.author.is_active = False
    article.author.save()
    assert at_desk.get(reverse("desk:article", args=[article.pk])).status_code == 302


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_are_not_taken_by_following_a_link(at_desk: Client, article: Article, name: str) -> None:
    assert at_desk.get(reverse(f"desk:{name}", args=[article.pk])).status_code == 405


@pytest.mark.parametrize("name", ["start", "mine", "pipeline"])
def test_lists_take_no_form(editing: Client, name: str) -> None:
    assert editing.post(reverse(f"desk:{name}")).status_code == 405


def test_an_unknown_kind_of_row_is_no_address(at_desk: Client, article: Article) -> None:
    assert at_desk.get(f"/desk/articles/{article.pk}/sentences/{uuid4()}/").status_code == 404


def test_a_statement_is_reached_through_its_own_article_only(at_desk: Client, article: Article, author) -> None:
    other = factories.draft(by=author)
    statement = other.statements.first()
    assert statement
    assert at_desk.get(reverse("desk:node", args=[article.pk, "statements", statement.pk])).status_code == 404
