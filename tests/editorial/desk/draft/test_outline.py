"""The outline at the desk through HTTP: add between any two, move, nest, write on; in place and without scripts."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Act, Article, NodeRow, Place, Section, Statement
from articles.working_copy import drafting, outline
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from articles.working_copy.places import siblings_of
from tests import factories
from tests.editorial.desk.draft.test_adding import removal

HTMX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}
WORDS = {"section": "sections", "treatmentline": "lines", "intervention": "interventions", "statement": "statements"}


def at(row: NodeRow, act: str) -> str:
    word = WORDS.get(row._meta.model_name or "", "references")
    return reverse(f"desk:{act}", args=[row.article_id, word, row.pk])


@pytest.fixture
def listed(article: Article) -> list[Statement]:
    """Three statements of a list in a section of their own."""
    section = outline.add_section(article=article, title="Notes", actor=article.author)
    each = [{"professional": f"Note {number}."} for number in range(3)]
    return outline.add_statements(article=article, place=Place.BODY, owner=section, each=each, actor=article.author)


def events(answer: Any) -> dict[str, Any]:
    return json.loads(answer["HX-Trigger-After-Settle"])


def words(row: NodeRow) -> list[str]:
    return [str(each) for each in siblings_of(row)]


class TestWritingOn:
    def address(self, after: Statement) -> str:
        place = f"?place=body&owner={after.section_id}&after={after.pk}"
        return reverse("desk:add-statement", args=[after.article_id]) + place

    def test_the_form_opens_between_two(self, at_desk: Client, listed) -> None:
        answer = at_desk.get(self.address(listed[0]), **HTMX).content.decode()
        assert answer.index(str(listed[0].pk)) < answer.index("data-new") < answer.index(f's-{listed[1].pk}"')
        assert "<html" not in answer

    def test_enter_writes_the_statement_and_says_where_the_next_goes(self, at_desk: Client, article, listed) -> None:
        reference = article.references.first()
        form = {"professional": f"New @{reference.key}.", "plain": "Simple.", "then": "next", "once": "a"}
        answer = at_desk.post(self.address(listed[0]), form, **HTMX)
        new = article.statements.get(professional="New.")
        assert (new.plain, new.citations, new.style) == ("Simple.", [str(reference.pk)], "bullet")
        assert words(new) == ["Note 0.", "New.", "Note 1.", "Note 2."]
        following = events(answer)["desk:next"]
        assert f"after={new.pk}" in following["address"]
        assert f"place=nested&owner={new.pk}" in following["inner"]
        assert following["outer"] == ""
        assert answer.content.decode().count('class="editable"') == 1
        # Sent twice, written once; the page is drawn anew.
        again = at_desk.post(self.address(listed[0]), form, **HTMX)
        assert (again.status_code, "desk:redraw" in again["HX-Trigger"]) == (204, True)
        assert article.statements.filter(professional="New.").count() == 1

    def test_a_nested_form_knows_the_way_out(self, at_desk: Client, article, listed) -> None:
        address = reverse("desk:add-statement", args=[article.pk]) + f"?place=nested&owner={listed[1].pk}"
        assert f"after={listed[1].pk}" in at_desk.get(address, **HTMX).content.decode().split("data-outer")[1][:200]
        at_desk.post(address, {"professional": "Under it."})
        assert article.statements.get(professional="Under it.").parent == listed[1]

    def test_what_is_refused_stands_in_the_form_in_place(self, at_desk: Client, listed) -> None:
        answer = at_desk.post(self.address(listed[0]), {"professional": "Because @nobody2020"}, **HTMX)
        assert answer.status_code == 422
        assert "No reference has the key" in answer.content.decode()
        assert "Because @nobody2020" in answer.content.decode()
        assert words(listed[0]) == ["Note 0.", "Note 1.", "Note 2."]

    def test_several_pasted_lines_become_statements_when_that_was_answered(self, at_desk: Client, listed) -> None:
        text = "• First thing\n\n- Second thing\n3. Third thing"
        at_desk.post(self.address(listed[0]), {"professional": text, "split": "1", "once": "b"})
        assert words(listed[0])[:4] == ["Note 0.", "First thing", "Second thing", "Third thing"]
        before = Act.objects.latest("pk")
        at_desk.post(self.address(listed[0]), {"professional": "One\nTwo", "once": "c"})
        assert "One\nTwo" in words(listed[0])
        assert before.kind == "added"

    def test_a_text_that_is_pasted_into_a_statement_goes_on_after_it(self, at_desk: Client, listed) -> None:
        form = {"version": 1, "professional": "One\nTwo\nThree", "split": "1", "style": "bullet"}
        assert at_desk.post(at(listed[1], "node"), form).status_code == 302
        assert words(listed[1]) == ["Note 0.", "One", "Two", "Three", "Note 2."]

    def test_after_a_statement_that_was_edited_the_next_is_open(self, at_desk: Client, listed) -> None:
        form = {"version": 1, "professional": "Better.", "style": "bullet", "then": "next"}
        answer = at_desk.post(at(listed[0], "node"), form, **HTMX)
        assert events(answer)["desk:focus"] == "new"
        assert answer["HX-Retarget"] == f"#part-{listed[0].section_id}"
        page = answer.content.decode()
        assert page.index("Better.") < page.index("data-new") < page.index("Note 1.")

    def test_nothing_is_cut_and_what_is_too_long_is_refused_with_all_of_it(self, at_desk: Client, listed) -> None:
        text = "x" * 10_001
        answer = at_desk.post(self.address(listed[0]), {"professional": text})
        assert answer.status_code == 422
        assert text in answer.content.decode()
        assert b"maxlength" not in answer.content.split(b"<main")[1]


class TestMoving:
    def test_each_way_without_scripts_and_once(self, at_desk: Client, listed) -> None:
        row = listed[1]
        for _attempt in range(2):
            at_desk.post(at(row, "move"), {"version": row.version, "how": "earlier"})
        assert words(row) == ["Note 0.", "Note 1.", "Note 2."] or words(row)[0] == "Note 1."
        assert words(row)[0] == "Note 1."
        row = Statement.objects.get(pk=row.pk)
        at_desk.post(at(row, "move"), {"version": row.version, "how": "later"})
        at_desk.post(at(listed[2], "move"), {"version": 1, "how": "nest"})
        nested = Statement.objects.get(pk=listed[2].pk)
        assert nested.parent == row
        at_desk.post(at(nested, "move"), {"version": nested.version, "how": "unnest"})
        assert words(row) == ["Note 0.", "Note 1.", "Note 2."]

    def test_in_place_its_part_comes_back_with_the_eye_on_it(self, at_desk: Client, listed) -> None:
        answer = at_desk.post(at(listed[1], "move"), {"version": 1, "how": "earlier"}, **HTMX)
        assert answer["HX-Retarget"] == f"#part-{listed[1].section_id}"
        assert events(answer)["desk:focus"] == str(listed[1].pk)
        page = answer.content.decode()
        assert page.index("Note 1.") < page.index("Note 0.")

    def test_to_another_place_by_the_list_of_places(self, at_desk: Client, article, listed) -> None:
        section = article.sections.exclude(pk=listed[0].section_id).get(kind="pitfalls")
        page = at_desk.get(at(listed[0], "move")).content.decode()
        assert f"section:{section.pk}" in page
        answer = at_desk.post(at(listed[0], "move"), {"version": 1, "to": f"section:{section.pk}"}, **HTMX)
        assert "desk:redraw" in answer["HX-Trigger"]
        assert Statement.objects.get(pk=listed[0].pk).section == section
        assert at_desk.post(at(listed[1], "move"), {"version": 1, "to": "section:nowhere"}).status_code == 404

    def test_it_is_dropped_after_another(self, at_desk: Client, listed) -> None:
        at_desk.post(at(listed[0], "move"), {"version": 1, "to": f"after:{listed[2].pk}"})
        assert words(listed[0]) == ["Note 1.", "Note 2.", "Note 0."]
        for nonsense in (
            "after:x",
            f"after:{listed[0].section_id}",
            f"after:{factories.draft().statements.first().pk}",
        ):
            assert at_desk.post(at(listed[1], "move"), {"version": 1, "to": nonsense}).status_code == 404

    def test_it_is_dropped_after_one_that_stands_elsewhere(self, at_desk: Client, article, listed) -> None:
        answer, detail = (article.statements.filter(place=place).first() for place in ("answer", "detail"))
        for number, other in enumerate((answer, detail, listed[2])):
            row = Statement.objects.get(pk=listed[0].pk)
            sent = at_desk.post(at(row, "move"), {"version": row.version, "to": f"after:{other.pk}"})
            assert sent.status_code == 302, number
            order = list(siblings_of(other))
            assert order[order.index(other) + 1] == row
        line = article.treatmentlines.first()
        intervention = article.treatmentlines.last().interventions.first()
        at_desk.post(at(intervention, "move"), {"version": 1, "to": f"after:{line.interventions.first().pk}"})
        assert words(line.interventions.first())[1] == intervention.name

    def test_sections_lines_and_references_move_too(self, at_desk: Client, article) -> None:
        for row in (article.sections.last(), article.treatmentlines.last(), article.references.last()):
            before = words(row)
            at_desk.post(at(row, "move"), {"version": row.version, "how": "earlier"})
            assert words(row) == [*before[:-2], before[-1], before[-2]]
        assert [line.rank for line in compose(article).lines] == [1, 2, 3]

    @pytest.mark.parametrize("version", ["", "x", "99", "-1", "9" * 30])
    def test_a_version_that_is_none_moves_nothing(self, at_desk: Client, listed, version: str) -> None:
        answer = at_desk.post(at(listed[1], "move"), {"version": version, "how": "earlier"})
        assert answer.status_code == 409
        assert words(listed[1]) == ["Note 0.", "Note 1.", "Note 2."]


class TestNamedParts:
    @pytest.mark.parametrize("kind", ["sections", "lines", "interventions"])
    def test_they_are_added_between_two_by_their_name(self, at_desk: Client, article, kind: str) -> None:
        rows = {
            "sections": article.sections,
            "lines": article.treatmentlines,
            "interventions": article.treatmentlines.first().interventions,
        }[kind]
        first = rows.first()
        owner = {"lines": article.sections.get(kind="algorithm").pk, "interventions": article.treatmentlines.first().pk}
        query = f"?after={first.pk}&owner={owner.get(kind, '')}"
        address = reverse("desk:add", args=[article.pk, kind]) + query
        assert at_desk.get(address).status_code == 200
        name = "name" if kind == "interventions" else "title"
        assert at_desk.post(address, {name: "", "kind": "text"}).status_code == 422
        kind_of = "other" if kind == "interventions" else "text"
        assert at_desk.post(address, {name: "Added here", "kind": kind_of, "once": "n"}).status_code == 302
        assert words(first)[1] == "Added here"

    def test_a_new_intervention_goes_on_to_its_first_detail(self, at_desk: Client, article) -> None:
        line = article.treatmentlines.first()
        address = reverse("desk:add", args=[article.pk, "interventions"]) + f"?owner={line.pk}"
        answer = at_desk.post(address, {"name": "Bracing", "kind": "other", "then": "next"}, **HTMX)
        assert events(answer)["desk:focus"] == "new"
        assert "place=detail" in answer.content.decode().split("data-new")[1][:300]

    def test_an_owner_that_is_none_is_no_address(self, at_desk: Client, article) -> None:
        foreign = factories.draft().treatmentlines.first()
        address = reverse("desk:add", args=[article.pk, "interventions"])
        for query in ("", "?owner=x", f"?owner={foreign.pk}", "?owner=&after=x"):
            assert at_desk.get(address + query).status_code == 404, query
        assert at_desk.get(reverse("desk:add", args=[article.pk, "wishes"])).status_code == 404

    def test_the_kind_of_a_section_is_changed_but_not_from_under_its_lines(self, at_desk: Client, article) -> None:
        section = article.sections.get(kind="algorithm")
        form = {"version": 1, "title": section.title, "kind": "text"}
        answer = at_desk.post(at(section, "node"), form)
        assert answer.status_code == 409
        assert "Treatment lines belong" in answer.content.decode()
        other = article.sections.get(kind="pitfalls")
        at_desk.post(at(other, "node"), {"version": 1, "title": "Pitfalls", "kind": "considerations"})
        assert Section.objects.get(pk=other.pk).kind == "considerations"


class TestRemoving:
    @pytest.mark.parametrize("kind", ["sections", "treatmentlines", "interventions", "statements"])
    def test_every_kind_goes_with_what_hangs_on_it(self, at_desk: Client, article, kind: str) -> None:
        row = getattr(article, kind).first()
        assert at_desk.post(at(row, "remove"), removal(row)).status_code == 302
        assert row.pk not in {node.id for node in compose(article).nodes()}

    def test_what_somebody_else_wrote_meanwhile_is_not_removed_unread(self, at_desk: Client, listed) -> None:
        section, form = listed[0].section, removal(listed[0].section)
        drafting.edit(row=listed[0], version=1, values={"professional": "Mended."}, actor=factories.editor())
        answer = at_desk.post(at(section, "remove"), form)
        assert answer.status_code == 409
        assert "Mended." in answer.content.decode()
        assert Section.objects.filter(pk=section.pk).exists()

    def test_without_saying_what_was_seen_nothing_goes(self, at_desk: Client, listed) -> None:
        assert at_desk.post(at(listed[0], "remove"), {}).status_code == 409
        assert Statement.objects.filter(pk=listed[0].pk).exists()


class TestTwoPeople:
    def test_only_what_both_changed_is_asked_about_and_the_rest_is_taken(self, at_desk: Client, listed) -> None:
        row = listed[0]
        drafting.edit(
            row=row, version=1, values={"plain": "Theirs.", "professional": "Theirs."}, actor=factories.editor()
        )
        form = {"version": 1, "professional": "Mine.", "plain": "", "label": "Dose", "style": "bullet"}
        answer = at_desk.post(at(row, "node"), form)
        assert answer.status_code == 409
        assert [each.mine for each in answer.context["clash"]["differences"]] == ["Mine."]
        page = answer.content.decode()
        # What they changed alone stands in the form, so saving it does not take it back.
        sent = {**form, "version": 2, "plain": answer.context["form"]["plain"].value()}
        assert sent["plain"] == "Theirs."
        assert "Mine." in page
        assert at_desk.post(at(row, "node"), sent).status_code == 302
        saved = Statement.objects.get(pk=row.pk)
        assert (saved.professional, saved.plain, saved.label) == ("Mine.", "Theirs.", "Dose")

    def test_two_fields_changed_by_two_people_ask_nothing(self, at_desk: Client, listed) -> None:
        drafting.edit(row=listed[0], version=1, values={"plain": "Theirs."}, actor=factories.editor())
        form = {"version": 1, "professional": "Mine.", "plain": "", "style": "bullet"}
        assert at_desk.post(at(listed[0], "node"), form).status_code == 302
        saved = Statement.objects.get(pk=listed[0].pk)
        assert (saved.professional, saved.plain) == ("Mine.", "Theirs.")


class TestParts:
    def test_a_long_article_opens_in_parts(self, at_desk: Client, article) -> None:
        for number in range(3):
            section = outline.add_section(article=article, title=f"Long {number}", actor=article.author)
            each = [{"professional": f"Words {number}.{line}."} for line in range(70)]
            outline.add_statements(article=article, place=Place.BODY, owner=section, each=each, actor=article.author)
        page = at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
        body = page.split('id="text"')[1].split('id="references"')[0]
        assert "Words 0.69." in body
        assert "Words 2.0." not in body
        assert "Long 2" in page
        part = reverse("desk:part", args=[article.pk, section.pk])
        assert part in page
        assert "Words 2.69." in at_desk.get(part, **HTMX).content.decode()
        # Without scripts the link opens the page with that part in it.
        opened = at_desk.get(part, follow=True).content.decode()
        assert "Words 2.69." in opened

    def test_a_part_takes_the_same_queries_whatever_it_holds(
        self, at_desk: Client, article, listed, django_assert_max_num_queries
    ) -> None:
        part = reverse("desk:part", args=[article.pk, listed[0].section_id])
        for _more in range(2):
            with django_assert_max_num_queries(13):
                at_desk.get(part, **HTMX)
            each = [{"professional": f"More {number}."} for number in range(30)]
            outline.add_statements(
                article=article, place=Place.BODY, owner=listed[0].section, each=each, actor=article.author
            )

    def test_the_checks_answer_apart_with_findings_at_their_places(self, at_desk: Client, article, listed) -> None:
        answer = at_desk.get(reverse("desk:findings", args=[article.pk]), **HTMX).content.decode()
        assert 'id="checks"' in answer
        assert f'id="f-{listed[0].pk}" hx-swap-oob="true"' in answer

    def test_the_page_carries_the_last_act_it_shows(self, at_desk: Client, article, listed) -> None:
        page = at_desk.get(at(listed[0], "node")).content.decode()
        assert f'name="shown" value="{latest(article)}"' in page
