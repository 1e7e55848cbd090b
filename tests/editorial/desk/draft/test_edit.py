"""Editing one row: what is saved, what is refused, and that no text is ever lost."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.document import Wait
from articles.models import Article, Place, Section, Statement, TreatmentLine
from articles.working_copy import drafting, removing, undoing
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from articles.working_copy.places import section_of
from tests import factories

HTMX = {"HTTP_HX_REQUEST": "true"}


def a_statement(article: Article) -> Statement:
    return article.statements.get(professional__startswith="L4–L5")


def address(row: Any, kind: str = "statements") -> str:
    return reverse("desk:node", args=[row.article_id, kind, row.pk])


def form_of(statement: Statement, **changes: Any) -> dict[str, Any]:
    return {
        "version": statement.version,
        "label": statement.label,
        "plain_label": statement.plain_label,
        "professional": statement.professional,
        "plain": statement.plain,
        "citations": statement.citations,
        "style": statement.style,
        **changes,
    }


def test_a_saved_statement_keeps_its_identity_and_names_its_author(at_desk: Client, article: Article, author) -> None:
    statement = a_statement(article)
    answer = at_desk.post(address(statement), form_of(statement, professional="L4–L5 is affected most often"))
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/articles/{article.pk}/?part={statement.pk}#s-{statement.pk}"
    now = Statement.objects.get(pk=statement.pk)
    assert (now.professional, now.version) == ("L4–L5 is affected most often", statement.version + 1)
    assert now.history.latest().history_user == author


def test_htmx_gets_the_form_alone_and_the_statement_back(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    form = at_desk.get(address(statement), **HTMX)
    assert b"<html" not in form.content
    assert f'id="s-{statement.pk}"'.encode() in form.content
    answer = at_desk.post(address(statement), form_of(statement, plain="Mostly very low in the back"), **HTMX)
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b"Saved" in answer.content
    # The checks look again after it, and the eye stays on the statement.
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {"desk:done": "", "desk:focus": str(statement.pk)}


def test_without_htmx_the_form_is_a_page(at_desk: Client, article: Article) -> None:
    answer = at_desk.get(address(a_statement(article)))
    assert b"<html" in answer.content
    assert b'name="professional"' in answer.content
    assert "HX-Request" in answer["Vary"]


def test_saving_what_is_there_already_writes_no_history(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    before = statement.history.count()
    assert at_desk.post(address(statement), form_of(statement)).status_code == 302
    assert statement.history.count() == before


def test_the_same_form_twice_is_one_save(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    form = form_of(statement, professional="L4–L5, nearly always")
    assert at_desk.post(address(statement), form).status_code == 302
    assert at_desk.post(address(statement), form).status_code == 302
    assert statement.history.count() == 2


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_two_people_on_one_statement_get_both_texts(
    at_desk: Client, article: Article, editor, headers: dict[str, str]
) -> None:
    statement = a_statement(article)
    drafting.edit(row=statement, version=1, values={"professional": "What the editor wrote"}, actor=editor)
    mine = form_of(statement, professional="What the author wrote")
    answer = at_desk.post(address(statement), mine, **headers)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "What the author wrote" in text
    assert "What the editor wrote" in text
    assert "Edgar Editor" in text
    assert Statement.objects.get(pk=statement.pk).professional == "What the editor wrote"
    # The form that came back names the version they have now seen, so that saving it again is a decision.
    assert 'name="version" value="2"' in text
    assert at_desk.post(address(statement), {**mine, "version": 2}).status_code == 302
    assert Statement.objects.get(pk=statement.pk).professional == "What the author wrote"


def test_ones_own_other_window_is_not_somebody_else(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    assert at_desk.post(address(statement), form_of(statement, professional="In one window")).status_code == 302
    answer = at_desk.post(address(statement), form_of(statement, professional="In the other")).content.decode()
    assert "You saved this in another window" in answer
    assert "Somebody else" not in answer
    assert "In one window" in answer
    assert "In the other" in answer


def test_a_text_for_a_statement_that_was_removed_meanwhile_is_given_back(
    at_desk: Client, article: Article, editor
) -> None:
    statement = article.statements.get(professional="Dynamic films omitted")
    place = address(statement)
    removing.remove(row=statement, version=statement.version, actor=editor)
    answer = at_desk.post(place, form_of(statement, professional="My long paragraph"))
    assert answer.status_code == 409
    assert "My long paragraph" in answer.content.decode()


def test_an_empty_wording_is_refused_and_the_rest_kept(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    answer = at_desk.post(address(statement), form_of(statement, professional="  ", plain="Kept words"))
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert Statement.objects.get(pk=statement.pk).version == 1


def test_markup_that_was_typed_arrives_as_text(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    hostile = "<img src=x onerror=alert(1)> & <script>alert(2)</script>"
    assert at_desk.post(address(statement), form_of(statement, professional=hostile)).status_code == 302
    page = at_desk.get(reverse("desk:article", args=[article.pk])).content.decode()
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "&lt;img src=x" in page


def test_a_key_after_the_sign_becomes_a_citation(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    stub = article.references.get(key="3")
    answer = at_desk.post(address(statement), form_of(statement, professional="L4–L5 leads @3."))
    assert answer.status_code == 302
    now = Statement.objects.get(pk=statement.pk)
    assert now.professional == "L4–L5 leads."
    assert now.citations == [*statement.citations, str(stub.pk)]


def test_an_unknown_key_is_named_and_nothing_saved(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    answer = at_desk.post(address(statement), form_of(statement, professional="L4–L5 leads @nobody2020"))
    assert answer.status_code == 422
    assert "No reference has the key “nobody2020”" in answer.content.decode()
    assert Statement.objects.get(pk=statement.pk).version == 1


def test_a_reference_of_another_article_cannot_be_cited(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    foreign = factories.draft().references.first()
    assert foreign
    answer = at_desk.post(address(statement), form_of(statement, citations=[str(foreign.pk)]))
    assert answer.status_code == 422
    assert Statement.objects.get(pk=statement.pk).citations == statement.citations


@pytest.mark.parametrize(
    ("low", "high", "unit", "sentence"),
    [
        ("6", "4", "day", "The maximum cannot be less than the minimum."),
        ("4", "", "", "Say in which unit the waiting time is given."),
        ("4", "6", "fortnight", "fortnight"),
        ("-1", "4", "week", "greater than or equal to 0"),
        ("999999999999", "", "week", "less than or equal to"),
    ],
)
def test_a_waiting_time_that_cannot_be_is_refused(
    at_desk: Client, article: Article, low: str, high: str, unit: str, sentence: str
) -> None:
    line = TreatmentLine.objects.filter(article=article)[1]
    form = {"version": 1, "title": line.title, "plain_title": "", "wait_min": low, "wait_max": high, "wait_unit": unit}
    answer = at_desk.post(address(line, "lines"), form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert TreatmentLine.objects.get(pk=line.pk).version == 1


@pytest.mark.parametrize(
    ("low", "high", "unit", "wait"),
    [
        ("6", "8", "month", Wait(min=6, max=8, unit="month")),
        ("3", "", "day", Wait(min=3, unit="day")),
        ("", "48", "hour", Wait(max=48, unit="hour")),
        ("", "", "week", None),
        ("", "", "", None),
    ],
)
def test_a_treatment_line_takes_its_title_and_waiting_time(
    at_desk: Client, article: Article, low: str, high: str, unit: str, wait: Wait | None
) -> None:
    line = TreatmentLine.objects.filter(article=article)[1]
    form = {"version": 1, "title": "Injections", "plain_title": "", "wait_min": low, "wait_max": high}
    assert at_desk.post(address(line, "lines"), {**form, "wait_unit": unit}).status_code == 302
    now = compose(Article.objects.get(pk=article.pk)).lines[1]
    assert (now.title, now.wait) == ("Injections", wait)


def test_a_rate_is_kept_as_printed_and_its_count_must_fit(at_desk: Client, article: Article) -> None:
    row = article.statements.get(percentage="35.7")
    form = {"version": 1, "professional": row.professional, "plain": row.plain, "rate_kind": "benefit"}
    wrong = {"percentage": "35.70", "numerator": "300", "denominator": "277"}
    answer = at_desk.post(address(row, "statements"), {**form, **wrong})
    assert answer.status_code == 422
    assert "There cannot be more patients" in answer.content.decode()
    assert at_desk.post(address(row, "statements"), {**form, **wrong, "numerator": "99"}).status_code == 302
    (rate,) = compose(article).lines[0].interventions[0].rates
    assert (rate.kind, rate.percentage, rate.numerator) == ("benefit", "35.70", 99)


def test_a_sentence_whose_rate_is_emptied_is_a_detail_and_one_that_gets_a_rate_is_one(
    at_desk: Client, article: Article
) -> None:
    row = article.statements.get(percentage="35.7")
    form = {"version": 1, "professional": row.professional, "plain": row.plain}
    none = {"rate_kind": "", "percentage": "", "numerator": "", "denominator": ""}
    assert at_desk.post(address(row, "statements"), {**form, **none}).status_code == 302
    row.refresh_from_db()
    assert (row.place, row.percentage) == (Place.DETAIL, "")
    given = {"rate_kind": "use", "percentage": "35.7", "numerator": "99", "denominator": "277", "version": row.version}
    assert at_desk.post(address(row, "statements"), {**form, **given}).status_code == 302
    row.refresh_from_db()
    assert (row.place, row.percentage, row.denominator) == (Place.RATE, "35.7", 277)


def test_figures_saved_in_place_are_drawn_beside_their_sentence_at_once(at_desk: Client, article: Article) -> None:
    row = article.statements.get(percentage="35.7")
    form = {"version": 1, "professional": row.professional, "plain": row.plain, "rate_kind": "harm"}
    for then in ("close", "next"):
        row.refresh_from_db()
        figures = {"percentage": "36", "numerator": "100", "denominator": "278", "version": row.version, "then": then}
        answer = at_desk.post(address(row, "statements"), {**form, **figures}, headers={"HX-Request": "true"})
        assert answer["HX-Retarget"] == f"#part-{section_of(row)}"
        assert str(row.pk) in answer["HX-Trigger-After-Settle"]
        page = answer.content.decode()
        assert "Reported harm" in page
        assert "100 of 278 patients" in page
    closed = at_desk.get(address(row, "statements") + "?read", headers={"HX-Request": "true"})
    assert closed["HX-Retarget"] == f"#part-{section_of(row)}"


@pytest.mark.parametrize("place", ["answer", "body", "criterion", "nested"])
def test_only_a_sentence_right_under_an_intervention_is_offered_a_rate(
    at_desk: Client, article: Article, place: str
) -> None:
    row = article.statements.filter(place=place).first()
    assert b'name="percentage"' not in at_desk.get(address(row, "statements")).content


def test_a_section_takes_its_titles(at_desk: Client, article: Article) -> None:
    section = Section.objects.get(article=article, kind="overview")
    form = {"version": 1, "title": "About it", "plain_title": "What it is", "kind": "overview"}
    assert at_desk.post(address(section, "sections"), form).status_code == 302
    assert Section.objects.get(pk=section.pk).plain_title == "What it is"


def test_the_article_takes_its_names(at_desk: Client, article: Article) -> None:
    page = reverse("desk:about", args=[article.pk])
    assert "Kissing spine\nArthrosis interspinosa" in at_desk.get(page).content.decode()
    form = {
        "version": article.version,
        "title": "How is Baastrup’s disease treated?",
        "condition": "Baastrup’s disease",
        "synonyms": "Kissing spine\n\n  Morbus Baastrup ",
        "language": "en",
        "source_date": "2025-07-10",
    }
    assert at_desk.post(page, form).status_code == 302
    now = Article.objects.get(pk=article.pk)
    assert now.synonyms == ["Kissing spine", "Morbus Baastrup"]
    assert now.title == "How is Baastrup’s disease treated?"


def test_a_language_that_no_document_could_have_is_refused(at_desk: Client, article: Article) -> None:
    form = {"version": article.version, "title": "A question", "language": "Latin"}
    assert at_desk.post(reverse("desk:about", args=[article.pk]), form).status_code == 422


def test_the_author_may_edit_on_while_the_board_reads(at_desk: Client, article: Article) -> None:
    revision, _members = factories.under_review(article)
    statement = a_statement(article)
    assert at_desk.post(address(statement), form_of(statement, professional="Later thought")).status_code == 302
    assert "Later thought" not in revision.frozen.content


def test_a_suggested_wording_is_taken_into_the_form(at_desk: Client, article: Article) -> None:
    from reviewers import discussion

    revision, (member, _other) = factories.under_review(article)
    statement = a_statement(article)
    thread = discussion.open_thread(
        revision=revision, actor=member.user, text="Shorter.", node=statement.pk, suggested_wording="L4–L5 leads"
    )
    answer = at_desk.get(address(statement) + f"?suggestion={thread.pk}")
    assert ">\nL4–L5 leads</textarea>" in answer.content.decode()


def test_cancelling_in_place_reads_the_statement_again(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    answer = at_desk.get(address(statement) + "?wording=plain&read", **HTMX)
    assert "Mostly low in the back" in answer.content.decode()
    assert b"<form" not in answer.content.split(b'id="checks"')[0]


# Saved as you go: the form stays open.


def go(client: Client, statement: Statement, act: str = "", **changes: Any) -> Any:
    sent = form_of(statement, **changes) | {"then": "stay", "goes_on": act}
    return client.post(address(statement), sent, **HTMX)


def test_the_saves_of_one_open_form_are_one_act_and_one_step_of_undo(at_desk: Client, article: Article, author) -> None:
    statement = a_statement(article)
    before, acts_before = compose(article), article.acts.count()
    history = reverse("desk:node-history", args=[article.pk, "statements", statement.pk])
    saves_before = at_desk.get(history).content.count(b"changed it")
    act = ""
    for words in ("L4–L5 is", "L4–L5 is the", "L4–L5 is the one"):
        answer = go(at_desk, statement, act, professional=words).json()
        act, statement.version = str(answer["act"]), answer["version"]
        assert answer["said"].startswith("Saved ")
    assert article.acts.count() == acts_before + 1
    assert (article.acts.latest("pk").pk, article.acts.latest("pk").label) == (int(act), "L4–L5 is the one")
    assert at_desk.get(history).content.count(b"changed it") == saves_before + 1
    undoing.undo_last(article=article, actor=author)
    assert compose(article) == before


def test_by_hand_at_last_is_the_same_act(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    answer = go(at_desk, statement, professional="On the way").json()
    statement.version = answer["version"]
    at_desk.post(address(statement), form_of(statement, professional="Done") | {"goes_on": answer["act"]}, **HTMX)
    assert [act.label for act in article.acts.filter(kind="edited")] == ["Done"]


@pytest.mark.parametrize("between", ["somebody else", "another part", "undone", "not their own"])
def test_what_came_between_begins_a_new_act(at_desk: Client, article: Article, author, between: str) -> None:
    statement = a_statement(article)
    editor = factories.editor()
    answer = go(at_desk, statement, professional="On the way").json()
    act, statement.version = answer["act"], answer["version"]
    other = article.statements.exclude(pk=statement.pk).first()
    assert other
    if between == "undone":
        undoing.undo_last(article=article, actor=author)
        statement.refresh_from_db()
    elif between == "not their own":
        act = drafting.edit(row=statement, version=statement.version, values={"plain": "Theirs"}, actor=editor) and (
            article.acts.latest("pk").pk
        )
        statement.refresh_from_db()
    else:
        actor = editor if between == "somebody else" else author
        drafting.edit(row=other, version=other.version, values={"plain": "Between"}, actor=actor)
    count = article.acts.count()
    assert go(at_desk, statement, str(act), professional="Further").status_code == 200
    assert article.acts.count() == count + 1


def test_what_a_page_was_drawn_from_is_told_from_what_went_on(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    answer = go(at_desk, statement, professional="On the way").json()
    statement.version = answer["version"]
    shown = latest(article)
    go(at_desk, statement, str(shown), professional="Further")
    assert latest(article) > shown
    undo = at_desk.post(reverse("desk:undo", args=[article.pk]), {"act": shown}, **HTMX)
    assert (undo.status_code, b"has gone on since" in undo.content) == (409, True)


def test_what_is_not_valid_yet_is_not_saved_and_told(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    answer = go(at_desk, statement, professional="As said @nobody2020")
    assert (answer.status_code, "nobody2020" in answer.json()["why"]) == (422, True)
    answer = go(at_desk, statement, professional="")
    assert answer.status_code == 422
    statement.refresh_from_db()
    assert statement.professional.startswith("L4–L5")


def test_nothing_is_joined_while_somebody_types(at_desk: Client, article: Article) -> None:
    statement = a_statement(article)
    seen = Statement.objects.get(pk=statement.pk)
    drafting.edit(row=statement, version=statement.version, values={"plain": "Theirs"}, actor=factories.editor())
    answer = go(at_desk, seen, professional="Mine")
    assert (answer.status_code, answer.json()["why"]) == (409, "Somebody saved this part meanwhile. Save to see both.")
    now = Statement.objects.get(pk=statement.pk)
    assert (now.plain, now.professional) == ("Theirs", seen.professional)
