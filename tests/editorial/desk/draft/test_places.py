"""A link to a place of a long article leads there: the part of the page that holds it is open, without scripts too."""

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from articles.document import Csl, Document, Intervention, Rate, Reference, Section, Statement, TreatmentLine
from articles.models import Article
from articles.working_copy import drafting
from editorial.accounts.models import User
from editorial.desk.draft.page_parts import AT_ONCE
from editorial.desk.draft.rows import place_of
from reviewers import discussion
from tests import factories

HTMX = {"HTTP_HX_REQUEST": "true"}


def long_document() -> Document:
    """Three sections and a list of references, of which only the beginning is laid out at once."""
    many = tuple(Statement(professional=f"Sentence {number}.") for number in range(AT_ONCE + 1))
    nested = Statement(professional="On top:", children=(Statement(professional="Beneath it."),))
    line = TreatmentLine(
        rank=1,
        title="Rest",
        criterion=Statement(professional="When it hurts."),
        interventions=(
            Intervention(
                name="Lying down",
                details=(Statement(professional="On the back."),),
                rates=(Rate(kind="use", statement=Statement(professional="Used in 12%."), percentage="12"),),
            ),
        ),
    )
    return Document(
        title="What helps?",
        answer=(Statement(professional="Rest."),),
        sections=(
            Section(kind="overview", title="First", statements=many),
            Section(kind="text", title="Second", statements=(nested,)),
            Section(kind="algorithm", title="Third", lines=(line,)),
        ),
        references=tuple(
            Reference(key=f"r{number}", csl=Csl(title=f"Title {number}")) for number in range(AT_ONCE + 2)
        ),
    )


@pytest.fixture
def article(author: User) -> Article:
    return factories.draft(by=author, document=long_document())


def closed_rows(article: Article) -> list[UUID]:
    statements = article.statements.exclude(section__title="First").exclude(place="answer")
    return [
        *(row.pk for row in statements),
        *(row.pk for row in article.treatmentlines.all()),
        *(row.pk for row in article.interventions.all()),
        article.references.get(key=f"r{AT_ONCE + 1}").pk,
    ]


def test_what_stands_far_down_is_closed_at_first(at_desk: Client, article: Article) -> None:
    page = at_desk.get(place_of(article.pk)).content.decode()
    assert len(closed_rows(article)) == 8
    assert [pk for pk in closed_rows(article) if f'id="s-{pk}"' in page] == []


def test_the_address_of_each_place_opens_its_part(at_desk: Client, article: Article) -> None:
    for pk in closed_rows(article):
        page = at_desk.get(place_of(article.pk, pk).partition("#")[0]).content.decode()
        assert page.count(f'id="s-{pk}"') == 1, pk
        assert page.count('class="closed-part"') <= 2


def test_a_place_that_is_nowhere_opens_the_page_as_it_is(at_desk: Client, article: Article) -> None:
    assert at_desk.get(place_of(article.pk, uuid4()).partition("#")[0]).status_code == 200
    assert at_desk.get(place_of(article.pk) + "?part=nothing").status_code == 404


def test_every_finding_change_and_point_leads_to_where_it_is(at_desk: Client, article: Article, author: User) -> None:
    """Each link on the page that ends in the anchor of a row: its page has that row."""
    drafting.edit(
        row=article.statements.get(professional="Beneath it."),
        version=1,
        values={"professional": "Beneath it, 1 <b>bold</b>."},
        actor=author,
    )
    revision, (member, _other) = factories.under_review(article)
    nested = article.statements.get(professional="On top:")
    thread = discussion.open_thread(revision=revision, actor=member.user, text="Why?", node=nested.pk)
    answer = at_desk.get(place_of(article.pk))
    page = answer.content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*#[st]-[^"]+)"', page)}
    assert any(link.endswith(f"#t-{thread.pk}") for link in links)
    wanted = {finding.where for finding in answer.context["bench"].findings if finding.where}
    assert wanted <= {UUID(link.partition("#s-")[2]) for link in links if "#s-" in link}
    far = [link for link in links if link.partition("#")[2] not in re.findall(r'id="([^"]+)"', page)]
    assert len(far) > 5
    for link in far:
        address, _sign, anchor = link.partition("#")
        assert f'id="{anchor}"' in at_desk.get(address).content.decode(), link


def test_changes_and_refusals_lead_into_closed_parts(at_desk: Client, article: Article, author: User) -> None:
    row = article.statements.get(professional="Beneath it.")
    drafting.edit(row=row, version=1, values={"professional": "Under it."}, actor=author)
    page = at_desk.get(reverse("desk:changes", args=[article.pk])).content.decode()
    assert f'href="{place_of(article.pk, row.pk)}"' in page
    page = at_desk.get(reverse("desk:node-history", args=[article.pk, "statements", row.pk])).content.decode()
    assert f'href="{place_of(article.pk, row.pk)}"' in page


def test_a_source_that_is_not_listed_yet_has_an_address_where_it_is(at_desk: Client, author: User) -> None:
    document = long_document()
    cited = document.answer[0].model_copy(update={"citations": (document.references[-1].id,)})
    article = factories.draft(by=author, document=document.model_copy(update={"answer": (cited,)}))
    page = at_desk.get(place_of(article.pk)).content.decode()
    link = f"{place_of(article.pk)}?references=all#ref-{AT_ONCE + 2}"
    assert f'href="{link}"' in page
    assert f'id="ref-{AT_ONCE + 2}"' in at_desk.get(link.partition("#")[0]).content.decode()


class TestInPlace:
    def part(self, at_desk: Client, article: Article, node: UUID, **headers: str):
        return at_desk.get(reverse("desk:part", args=[article.pk, node]), **headers)

    def test_the_answer_says_which_part_it_is_of(self, at_desk: Client, article: Article) -> None:
        third = article.sections.get(title="Third")
        for row in (article.interventions.get(), article.treatmentlines.get(), third):
            answer = self.part(at_desk, article, row.pk, **HTMX)
            assert (answer["HX-Retarget"], answer["HX-Reswap"]) == (f"#part-{third.pk}", "outerHTML")
            assert f'id="s-{row.pk}"' in answer.content.decode()

    def test_without_scripts_it_is_the_page_with_the_part_open(self, at_desk: Client, article: Article) -> None:
        row = article.interventions.get()
        assert self.part(at_desk, article, row.pk)["Location"] == place_of(article.pk, row.pk)

    def test_another_article_has_no_such_part(self, at_desk: Client, article: Article, author: User) -> None:
        other = factories.draft(by=author)
        assert self.part(at_desk, other, article.interventions.get().pk, **HTMX).status_code == 404
        assert self.part(at_desk, article, uuid4(), **HTMX).status_code == 404
