"""What the desk's newer forms do with what no browser sends: a sentence or a page that is not there, never a fault, and
nothing half-written.
"""

import base64
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Act, Article, Section, Statement, TreatmentLine
from articles.working_copy import archiving, byline, drafting, handing, outline, removing
from articles.working_copy.acts import latest
from articles.working_copy.composing import compose
from tests import factories

HUGE = "9" * 5_000
NUMBERS = ["", "-1", "0", "1.5", "1e9", "²", "٣", "NaN", "\x00", str(2**31), str(2**63), HUGE]
WORDS = [
    "",
    "to",
    "last:",
    "section:",
    "section:x",
    "section:2b0a3c1e-5d4f-4e6a-8b7c-9d0e1f2a3b4c",
    "after:2b0a3c1e-5d4f-4e6a-8b7c-9d0e1f2a3b4c",
    "after:x",
    "after:" + "\x00",
    "answer" * 2_000,
    "../..",
    "nested",
]
BAD_TEXTS = ["\x00", "a\x00b", "a\x1bb", "a\u202eb", "x" * 10_001, " \n\t "]


@pytest.fixture
def unchanged(article: Article) -> Iterator[None]:
    """What stands there is the same afterwards, and no act tells of anything else."""
    before, acts = compose(article), article.acts.count()
    yield
    assert compose(Article.objects.get(pk=article.pk)) == before
    assert article.acts.count() == acts


def at(name: str, article: Article, *more: object) -> str:
    return reverse(f"desk:{name}", args=[article.pk, *more])


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.usefixtures("unchanged")
def test_numbers_that_none_has(at_desk: Client, article: Article, number: str) -> None:
    row = article.statements.filter(place="body").first()
    assert row
    sent = {"version": number, "shown": number, "act": number}
    for name, values in (
        ("undo", sent),
        ("redo", sent),
        ("delete", sent),
        ("hand-over", sent | {"to": number}),
    ):
        assert at_desk.post(at(name, article), values).status_code in (302, 404, 409, 422), (name, number)
    for name in ("move", "remove", "restore-wording", "node"):
        values = sent | {"how": "later", "professional": "Other", "style": "bullet", "state": number, "record": number}
        answer = at_desk.post(at(name, article, "statements", row.pk), values)
        assert answer.status_code in (302, 400, 404, 409, 422), (name, number, answer.status_code)


@pytest.mark.parametrize("number", NUMBERS)
def test_queries_with_numbers_that_none_has(at_desk: Client, article: Article, number: str) -> None:
    for name in ("article", "changes", "removed", "history", "present", "findings"):
        for parameter in ("shown", "page", "before", "after", "cursor", "part", "references", "with", "since", "upto"):
            answer = at_desk.get(at(name, article), {parameter: number})
            assert answer.status_code in (200, 400, 404), (name, parameter)


@pytest.mark.parametrize("to", WORDS)
@pytest.mark.usefixtures("unchanged")
def test_destinations_that_are_none(at_desk: Client, article: Article, to: str) -> None:
    other = factories.draft()
    foreign = [f"section:{other.sections.first().pk}", f"after:{other.statements.first().pk}"]  # type: ignore[union-attr]
    for kind, row in (("statements", article.statements.first()), ("sections", article.sections.first())):
        assert row
        for value in (to, *foreign):
            answer = at_desk.post(at("move", article, kind, row.pk), {"version": row.version, "to": value})
            assert answer.status_code in (404, 409, 422), (kind, value)


@pytest.mark.parametrize("place", ["answer", "body", "criterion", "detail", "nested", "use", "x", "", "\x00"])
@pytest.mark.usefixtures("unchanged")
def test_places_in_another_article(at_desk: Client, article: Article, place: str) -> None:
    other = factories.draft()
    for owner in (other.sections, other.treatmentlines, other.interventions, other.statements):
        row = owner.first()
        assert row
        address = f"{at('add-statement', article)}?place={place}&owner={row.pk}&after={row.pk}"
        answer = at_desk.post(address, {"professional": "Into the text of somebody else", "style": "bullet"})
        assert answer.status_code in (404, 409, 422)
    assert not Statement.objects.filter(professional__startswith="Into the text").exists()


def test_the_act_of_another_article(at_desk: Client, article: Article) -> None:
    other = factories.draft()
    outline.add_section(article=other, title="Secret heading", actor=other.author)
    act = Act.objects.filter(article=other).latest("pk")
    for name in ("undo", "redo"):
        answer = at_desk.post(at(name, article), {"act": act.pk})
        assert answer.status_code == 404
        assert "Secret" not in answer.content.decode()
    for name in ("act", "state"):
        assert at_desk.get(at(name, article, act.pk)).status_code == 404
    assert at_desk.post(at("restore", article, act.pk)).status_code == 404
    assert Section.objects.filter(article=other, title="Secret heading").exists()


@pytest.mark.parametrize("text", BAD_TEXTS, ids=repr)
@pytest.mark.usefixtures("unchanged")
def test_texts_that_no_article_may_hold(at_desk: Client, article: Article, text: str) -> None:
    section, line = article.sections.first(), TreatmentLine.objects.filter(article=article).first()
    assert section
    assert line
    for address, name in (
        (at("add-statement", article) + f"?place=body&owner={section.pk}", "professional"),
        (at("add", article, "sections"), "title"),
        (at("add", article, "lines") + f"?owner={line.section_id}", "title"),
        (at("add", article, "interventions") + f"?owner={line.pk}", "name"),
        (at("add-reference", article), "title"),
        (at("about", article), "title"),
        (reverse("desk:new"), "title"),
    ):
        answer = at_desk.post(address, {name: text, "style": "bullet", "version": 1})
        assert answer.status_code in (400, 409, 422), (address, answer.status_code)


@pytest.mark.usefixtures("unchanged")
def test_ten_thousand_lines_at_once(at_desk: Client, article: Article) -> None:
    section = article.sections.first()
    assert section
    address = at("add-statement", article) + f"?place=body&owner={section.pk}"
    values = {"professional": "\n".join("ab" for _ in range(10_000)), "style": "bullet", "split": "1"}
    answer = at_desk.post(address, values)
    assert answer.status_code == 422
    assert "ab\r\nab" in answer.content.decode() or "ab\nab" in answer.content.decode()


def test_nesting_ends(at_desk: Client, article: Article) -> None:
    row = article.statements.filter(place="body").first()
    assert row
    statuses = []
    for number in range(12):
        address = at("add-statement", article) + f"?place=nested&owner={row.pk}"
        answer = at_desk.post(address, {"professional": f"Level {number}", "style": "bullet"})
        statuses.append(answer.status_code)
        row = Statement.objects.filter(article=article, professional=f"Level {number}").first() or row
    assert set(statuses) == {302, 409}
    assert statuses == sorted(statuses)
    assert compose(article)


def test_who_handed_a_draft_over_sees_and_changes_nothing_of_it(at_desk: Client, article: Article) -> None:
    row, act = article.statements.first(), article.acts.latest("pk")
    assert row
    heir = factories.author(name="Hanna Heir")
    handing.hand_over(article=article, shown=article.author.pk, to=heir, actor=article.author)
    article.refresh_from_db()
    byline.add_author(article=article, name="Hanna Heir", account=heir, actor=heir)
    named = article.authors.get(account=article.acts.earliest("pk").actor)
    removing.remove(row=named, version=named.version, shown=latest(article), actor=heir)
    drafting.edit(row=row, version=row.version, values={"professional": "Only for Hanna"}, actor=heir)
    for address in (
        at("article", article),
        at("changes", article),
        at("act", article, act.pk),
        at("findings", article),
    ):
        answer = at_desk.get(address)
        assert answer.status_code == 404
        assert "Hanna" not in answer.content.decode()
    for name in ("undo", "redo"):
        assert at_desk.post(at(name, article), {"act": act.pk}).status_code == 404
    content = base64.urlsafe_b64encode(b"A title\n\nPitfalls\n\nOne sentence.").decode()
    imported = {"article": article.pk, "content": content, "keep": "replace", "once": "1"}
    assert at_desk.post(reverse("desk:import"), imported).status_code == 404


@pytest.mark.parametrize("was", ["Infinity", "NaN", HUGE, '"\\ud800"', "[[[[", "null", "{}", "1e400"])
@pytest.mark.parametrize("name", ["number", "version", "key", "note", "csl", "origins", "doubts"])
@pytest.mark.usefixtures("unchanged")
def test_what_a_page_of_pasted_references_was_made_of(at_desk: Client, article: Article, was: str, name: str) -> None:
    facts = dict.fromkeys(("key", "note", "kind", "source", "like"), '""') | {
        "csl": '{"id": "x", "type": "book", "title": "A title"}',
        "origins": "{}",
        "doubts": "[]",
        "number": "1",
        name: was,
    }
    text = "{" + ", ".join(f'"{key}": {value}' for key, value in facts.items()) + "}"
    answer = at_desk.post(at("add-references", article), {"entries": "1", "look": "1", "r1-was": text})
    assert answer.status_code in (200, 422)


def test_a_deleted_draft_takes_nothing(at_desk: Client, article: Article) -> None:
    row, act = article.statements.first(), article.acts.latest("pk")
    assert row
    archiving.delete_draft(article=article, shown=latest(article), actor=article.author)
    for address in (
        at("undo", article),
        at("move", article, "statements", row.pk),
        at("node", article, "statements", row.pk),
        at("add", article, "sections"),
        at("restore", article, act.pk),
    ):
        answer = at_desk.post(address, {"act": act.pk, "version": 1, "how": "later", "title": "Ghost"})
        assert answer.status_code in (404, 409, 422), address
    assert not Section.objects.filter(title="Ghost").exists()


def test_an_archived_article_takes_nothing(at_desk: Client, article: Article) -> None:
    row, act = article.statements.filter(place="body").first(), article.acts.latest("pk")
    assert row
    archiving.archive(article=article, actor=article.author)
    before = compose(article)
    for address in (
        at("undo", article),
        at("move", article, "statements", row.pk),
        at("node", article, "statements", row.pk),
        at("remove", article, "statements", row.pk),
        at("add", article, "sections"),
    ):
        values = {"act": act.pk, "version": row.version, "how": "later", "title": "Ghost", "professional": "Ghost"}
        answer = at_desk.post(address, values | {"style": "bullet", "shown": latest(article)})
        assert answer.status_code in (404, 409, 422), (address, answer.status_code)
    assert compose(Article.objects.get(pk=article.pk)) == before
