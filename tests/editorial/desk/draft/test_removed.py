"""What was removed is listed with its words and comes back to its place; what stands in the way is led to."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import (
    Act,
    ActKind,
    Article,
    Author,
    Intervention,
    NodeRow,
    Place,
    Reference,
    Statement,
    TreatmentLine,
)
from articles.working_copy import byline, drafting, outline, removing, undoing
from articles.working_copy.composing import compose
from editorial.accounts.models import User
from editorial.desk.draft import removed
from editorial.desk.draft.rows import place_of
from tests import factories
from tests.editorial.desk.draft.test_adding import removal


def at(name: str, article: Article, *more: object) -> str:
    return reverse(f"desk:{name}", args=[article.pk, *more])


def take_out(row: NodeRow, by: User) -> Act:
    removing.remove(row=row, version=row.version, actor=by)
    return Act.objects.filter(article=row.article_id, kind=ActKind.REMOVED).latest("pk")


def digest(article: Article) -> str:
    return compose(Article.objects.get(pk=article.pk)).digest


def test_the_list_says_what_went_who_did_it_and_how_much(at_desk: Client, article: Article, editor: User) -> None:
    take_out(article.statements.get(professional="Physical therapy focused on:"), editor)
    take_out(article.sections.get(kind="pitfalls"), article.author)
    answer = at_desk.get(at("removed", article))
    found = answer.context["removed"]
    pitfalls = found[0]
    assert [(each.part, each.act.actor.name) for each in found] == [
        ("Section", "Ada Author"),
        ("Statement", "Edgar Editor"),
    ]
    assert found[1].words == "Physical therapy focused on:"
    assert found[1].more >= 1
    assert (
        pitfalls.more == Statement.history.filter(article_id=article.pk, history_type="-").count() - found[1].more - 1
    )
    assert f"and {pitfalls.more} parts in it" in answer.content.decode()


def test_both_wordings_of_a_statement_are_shown(at_desk: Client, article: Article) -> None:
    row = article.statements.get(professional="Dynamic films omitted")
    long = "A plain wording that is longer than any list would show."
    row = drafting.edit(row=row, version=1, values={"plain": long, "label": "Films"}, actor=article.author)
    take_out(row, article.author)
    (each,) = at_desk.get(at("removed", article)).context["removed"]
    assert (each.label, each.words, each.plain) == ("Films", "Dynamic films omitted", long)


@pytest.mark.parametrize("kind", ["section", "line", "intervention", "statement", "reference", "author"])
def test_each_kind_comes_back_as_it_was(at_desk: Client, article: Article, kind: str) -> None:
    rows = {
        "section": lambda: article.sections.get(kind="algorithm"),
        "line": lambda: article.treatmentlines.earliest("position"),
        "intervention": lambda: Intervention.objects.get(statements__percentage="35.7", article=article),
        "statement": lambda: article.statements.get(professional="Physical therapy focused on:"),
        "reference": lambda: outline.add_reference(
            article=article, key="new", csl={"title": "A new one"}, actor=article.author
        ),
        "author": lambda: byline.add_author(article=article, name="Second Author", actor=article.author),
    }
    row = rows[kind]()
    before = digest(article)
    act = take_out(row, article.author)
    answer = at_desk.post(at("restore", article, act.pk), {"once": "1"}, follow=True)
    assert answer.redirect_chain == [(place_of(article.pk, row.pk), 302)]
    assert "is back in its place" in answer.content.decode()
    assert digest(article) == before
    assert type(row)._default_manager.filter(pk=row.pk).exists()
    assert at_desk.get(at("removed", article)).context["removed"] == []


def test_a_reference_is_listed_with_its_key_and_an_author_by_name(at_desk: Client, article: Article) -> None:
    take_out(
        outline.add_reference(article=article, key="new", csl={"title": "A new one"}, actor=article.author),
        article.author,
    )
    byline.add_author(article=article, name="Second Author", actor=article.author)
    take_out(Author.objects.get(article=article, name="Second Author"), article.author)
    found = at_desk.get(at("removed", article)).context["removed"]
    assert [each.words for each in found] == ["Second Author", "@new: A new one"]


def test_restored_twice_it_is_there_once(at_desk: Client, article: Article) -> None:
    act = take_out(article.statements.get(professional="Dynamic films omitted"), article.author)
    for _attempt in range(2):
        assert at_desk.post(at("restore", article, act.pk), {"once": "1"}).status_code == 302
    assert at_desk.post(at("restore", article, act.pk), {"once": "2"}).status_code == 302
    assert article.statements.filter(professional="Dynamic films omitted").count() == 1
    assert article.acts.filter(kind=ActKind.UNDONE).count() == 1


def test_removed_restored_and_removed_again_is_one_entry(at_desk: Client, article: Article) -> None:
    row = article.statements.get(professional="Dynamic films omitted")
    undoing.undo(done=take_out(row, article.author), actor=article.author)
    again = take_out(Statement.objects.get(pk=row.pk), article.author)
    assert [each.act.pk for each in at_desk.get(at("removed", article)).context["removed"]] == [again.pk]


def test_anybody_who_may_edit_restores(editing: Client, article: Article) -> None:
    act = take_out(article.statements.get(professional="Dynamic films omitted"), article.author)
    assert editing.post(at("restore", article, act.pk)).status_code == 302
    assert article.statements.filter(professional="Dynamic films omitted").exists()


def test_a_part_without_its_home_leads_to_the_entry_of_that(at_desk: Client, article: Article, editor: User) -> None:
    statement = article.statements.get(professional="Dynamic films omitted")
    section = article.sections.get(pk=statement.section_id)
    inner = take_out(statement, article.author)
    outer = take_out(section, editor)
    answer = at_desk.post(at("restore", article, inner.pk), {"once": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Restore that first" in page
    entry = f"{at('removed', article)}?after={outer.pk + 1}#act-{outer.pk}"
    assert f'href="{entry}"' in page
    assert at_desk.get(entry).context["removed"][0].act.pk == outer.pk
    assert at_desk.post(at("restore", article, outer.pk), {"once": "1"}).status_code == 302
    assert at_desk.post(at("restore", article, inner.pk), {"once": "1"}).status_code == 302
    assert article.statements.filter(pk=statement.pk).exists()


def test_a_sentence_whose_source_is_gone_leads_to_that(at_desk: Client, article: Article) -> None:
    reference = outline.add_reference(article=article, key="new", csl={"title": "A new one"}, actor=article.author)
    row = article.statements.get(professional="Dynamic films omitted")
    row = drafting.edit(row=row, version=1, values={"citations": [str(reference.pk)]}, actor=article.author)
    act = take_out(row, article.author)
    source = take_out(Reference.objects.get(pk=reference.pk), article.author)
    page = at_desk.post(at("restore", article, act.pk)).content.decode()
    assert "cites a reference that was removed since" in page
    assert f"#act-{source.pk}" in page


def test_a_place_that_is_taken_leads_to_what_took_it(at_desk: Client, article: Article) -> None:
    criterion = article.statements.get(professional__startswith="If conservative")
    act = take_out(criterion, article.author)
    line = TreatmentLine.objects.get(pk=str(criterion.line_id))
    other = outline.add_statement(
        article=article, place=Place.CRITERION, owner=line, professional="Another", actor=article.author
    )
    answer = at_desk.post(at("restore", article, act.pk))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'href="{place_of(article.pk, other.pk)}"' in page or f"#s-{line.pk}" in page


def test_what_came_back_with_an_earlier_state_is_not_missing(at_desk: Client, article: Article) -> None:
    take_out(article.statements.get(professional="Dynamic films omitted"), article.author)
    assert len(at_desk.get(at("removed", article)).context["removed"]) == 1
    undoing.restore_version(done=article.acts.earliest("pk"), actor=article.author)
    page = at_desk.get(at("removed", article))
    assert page.context["removed"] == []
    assert "Nothing that was removed is missing." in page.content.decode()


def test_only_a_removal_is_restored(at_desk: Client, article: Article) -> None:
    for number in (article.acts.get().pk, 0, 10**20):
        assert at_desk.post(at("restore", article, number)).status_code == 404


def test_what_somebody_edits_and_another_removed_leads_to_the_removed_parts(at_desk: Client, article: Article) -> None:
    row = article.statements.get(professional="Dynamic films omitted")
    take_out(row, article.author)
    page = at_desk.get(reverse("desk:node", args=[article.pk, "statements", row.pk])).content.decode()
    assert at("removed", article) in page


def test_a_cited_reference_leads_to_each_sentence_that_cites_it(at_desk: Client, article: Article) -> None:
    reference = article.references.get(key="3")
    citing = removing.citing(article, reference)
    answer = at_desk.post(reverse("desk:remove", args=[article.pk, "references", reference.pk]), removal(reference))
    page = answer.content.decode()
    assert answer.status_code == 409
    for statement in citing:
        assert f'{place_of(article.pk, statement.pk)}"' in page


def test_the_number_of_queries_does_not_grow(
    at_desk: Client, article: Article, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    section = article.sections.get(kind="pitfalls")
    for _round in range(3):
        for number in range(4):
            statement = outline.add_statement(
                article=article, place=Place.BODY, owner=section, professional=f"Note {number}", actor=article.author
            )
            take_out(statement, article.author)
        with django_assert_max_num_queries(12) as captured:
            at_desk.get(at("removed", article))
        counts.append(len(captured.captured_queries))
    assert len(set(counts)) == 1


def test_a_long_list_goes_on_page_by_page(at_desk: Client, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removed, "PAGE_SIZE", 2)
    wanted = [take_out(row, article.author).pk for row in article.statements.filter(place=Place.CRITERION)[:3]]
    seen, query = [], "?"
    while query:
        context = at_desk.get(at("removed", article) + query).context
        seen += [each.act.pk for each in context["removed"]]
        query = f"?after={context['earlier']}" if context["earlier"] else ""
    assert seen == wanted[::-1]


def test_the_removals_of_another_article_are_not_listed(at_desk: Client, article: Article, author: User) -> None:
    other = factories.draft(by=author)
    take_out(other.statements.get(professional="Dynamic films omitted"), author)
    assert at_desk.get(at("removed", article)).context["removed"] == []
