"""Adding and removing statements and references."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, Intervention, NodeRow, Place, Reference, Section, Statement, TreatmentLine
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from tests import factories


def add_at(article: Article, place: str, owner: object = None) -> str:
    address = reverse("desk:add-statement", args=[article.pk]) + f"?place={place}"
    return address + (f"&owner={owner.pk}" if owner else "")  # type: ignore[attr-defined]


def removal(row: NodeRow) -> dict[str, object]:
    """What the form that removes a row sends: its version, and the last act that the page showed."""
    return {"version": row.version, "shown": latest(row.article), "once": "r1"}


def test_a_statement_is_added_at_each_place(at_desk: Client, article: Article) -> None:
    owners = {
        "answer": None,
        "body": article.sections.get(kind="pitfalls"),
        "criterion": TreatmentLine.objects.filter(article=article).first(),
        "detail": Intervention.objects.get(article=article, name="Surgical decompression"),
        "nested": article.statements.get(professional="Dynamic films omitted"),
    }
    for place, owner in owners.items():
        answer = at_desk.post(add_at(article, place, owner), {"professional": f"New at {place}", "once": place})
        assert answer.status_code == 302, place
    document = compose(article)
    assert {f"New at {place}" for place in owners} <= {each.professional for each in document.statements()}


HARM = {"rate_kind": "harm", "percentage": "4.2", "numerator": "2", "denominator": "48"}


@pytest.mark.parametrize("place", ["use", "detail"])
def test_a_rate_is_added_with_its_sentence_and_what_it_is(at_desk: Client, article: Article, place: str) -> None:
    row = Intervention.objects.get(article=article, name="Surgical decompression")
    address = add_at(article, place, row)
    for given, sentence in (
        ({**HARM, "percentage": ""}, "A rate needs its percentage"),
        ({**HARM, "rate_kind": ""}, "Say what the rate is"),
        ({**HARM, "numerator": "49"}, "There cannot be more patients"),
        ({**HARM, "percentage": "often"}, "Write the percentage as the source prints it"),
    ):
        answer = at_desk.post(address, {"professional": "Bled in 2 of 48", **given})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert "Bled in 2 of 48" in answer.content.decode()
    assert at_desk.post(address, {"professional": "Bled in 2 of 48", **HARM}).status_code == 302
    (rate,) = (rate for _of, rate in compose(article).rates() if rate.kind == "harm")
    assert (rate.percentage, rate.numerator, rate.denominator) == ("4.2", 2, 48)
    assert rate.statement.professional == "Bled in 2 of 48"
    page = at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
    assert "Reported harm" in page
    assert "4.2%" in page


def test_writing_goes_on_among_the_details_after_one_that_got_figures(at_desk: Client, article: Article) -> None:
    row = Intervention.objects.get(article=article, name="Surgical decompression")
    form = {"professional": "Bled in 2 of 48", **HARM, "then": "next"}
    answer = at_desk.post(add_at(article, "detail", row), form, headers={"HX-Request": "true"})
    following = json.loads(answer["HX-Trigger-After-Settle"])["desk:next"]["address"]
    assert at_desk.post(following, {"professional": "A detail after it"}).status_code == 302
    assert article.statements.get(professional="A detail after it").place == "detail"


def test_where_a_rate_is_asked_for_a_sentence_without_one_is_not_taken(at_desk: Client, article: Article) -> None:
    row = Intervention.objects.get(article=article, name="Surgical decompression")
    answer = at_desk.post(add_at(article, "use", row), {"professional": "Used in some"})
    assert answer.status_code == 422
    assert not article.statements.filter(professional="Used in some").exists()


def test_the_same_form_twice_adds_once(at_desk: Client, article: Article) -> None:
    form = {"professional": "Said once", "once": "3f0c"}
    for _attempt in range(2):
        assert at_desk.post(add_at(article, "answer"), form).status_code == 302
    assert article.statements.filter(professional="Said once").count() == 1
    # Somebody who goes back and writes something else with the same form has said two things.
    at_desk.post(add_at(article, "answer"), {**form, "professional": "Said next"})
    assert article.statements.filter(professional="Said next").count() == 1


def test_a_refused_form_may_be_sent_again(at_desk: Client, article: Article) -> None:
    criterion = article.statements.get(professional__startswith="If conservative")
    form = {"professional": "Another", "once": "77"}
    assert at_desk.post(add_at(article, "criterion", criterion.line), form).status_code == 409
    assert at_desk.post(add_at(article, "criterion", criterion.line), form).status_code == 409


@pytest.mark.parametrize("query", ["", "?place=nowhere", "?place=body", "?place=body&owner=x"])
def test_a_place_that_is_none_is_no_address(at_desk: Client, article: Article, query: str) -> None:
    assert at_desk.get(reverse("desk:add-statement", args=[article.pk]) + query).status_code == 404


def test_a_place_in_another_article_is_no_address(at_desk: Client, article: Article) -> None:
    foreign = Section.objects.filter(article=factories.draft()).first()
    assert at_desk.get(add_at(article, "body", foreign)).status_code == 404


def test_a_removed_statement_takes_what_is_nested_with_it(at_desk: Client, article: Article) -> None:
    statement = article.statements.get(professional="Physical therapy focused on:")
    address = reverse("desk:remove", args=[article.pk, "statements", statement.pk])
    form = removal(statement)
    for _attempt in range(2):
        assert at_desk.post(address, form).status_code == 302
    assert not article.statements.filter(professional="Core strengthening").exists()
    assert Statement.history.filter(id=statement.pk, history_type="-").count() == 1


def test_a_removed_reporting_sentence_takes_its_rate_with_it(at_desk: Client, article: Article) -> None:
    use = article.statements.get(place=Place.RATE, professional__startswith="Reported in 99")
    address = reverse("desk:remove", args=[article.pk, "statements", use.pk])
    assert at_desk.post(address, removal(use)).status_code == 302
    assert compose(article).lines[0].interventions[0].rates == ()


def test_a_cited_reference_stays(at_desk: Client, article: Article) -> None:
    reference = article.references.get(key="3")
    answer = at_desk.post(reverse("desk:remove", args=[article.pk, "references", reference.pk]), removal(reference))
    assert answer.status_code == 409
    assert "still cites this reference" in answer.content.decode()
    assert Reference.objects.filter(pk=reference.pk).exists()
