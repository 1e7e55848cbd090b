"""An article is begun at the desk: with a skeleton, or from an approved article; once, by whom may."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from articles import checks, journal, workflow
from articles.journal import Decision
from articles.models import Article, NoticeKind, Statement
from articles.working_copy import drafting
from articles.working_copy.composing import compose
from articles.working_copy.skeletons import Skeleton
from editorial.desk.draft.suggesting import conditions, specialties
from editorial.inbox import questions
from editorial.inbox.models import Question
from tests import factories
from tests.samples import sample_document

NEW = reverse("desk:new")
FILLED = {"title": "What helps in gout?", "language": "en", "skeleton": "treatment", "lines": "2"}

pytestmark = pytest.mark.django_db


def made() -> Article:
    return Article.objects.latest("created_at")


def test_the_page_is_reached_from_the_list_and_from_every_room(at_desk: Client) -> None:
    page = at_desk.get(reverse("desk:mine")).content.decode()
    assert page.count(f'href="{NEW}"') >= 2
    assert at_desk.get(NEW).status_code == 200


def test_a_treatment_article_is_started(at_desk: Client, author) -> None:
    answer = at_desk.post(NEW, FILLED | {"condition": "Gout", "specialty": "Rheumatology"})
    article = made()
    assert answer["Location"] == reverse("desk:article", args=[article.pk])
    assert (article.author, article.title, article.condition) == (author, "What helps in gout?", "Gout")
    assert [row.kind for row in article.sections.all()] == [
        "overview",
        "algorithm",
        "considerations",
        "pitfalls",
        "conclusion",
    ]
    assert [row.title for row in article.treatmentlines.all()] == ["First line", "Second line"]
    assert not article.statements.exists()
    assert [row.account for row in article.authors.all()] == [author]
    assert at_desk.get(answer["Location"]).status_code == 200
    assert list(journal.faults(article)) == []


def test_a_german_short_answer_has_german_headings(at_desk: Client) -> None:
    at_desk.post(NEW, FILLED | {"language": "de", "skeleton": "short"})
    assert [row.title for row in made().sections.all()] == ["Abwägungen"]
    assert made().language == "de"


def test_an_empty_one_has_nothing_but_its_question(at_desk: Client) -> None:
    at_desk.post(NEW, FILLED | {"skeleton": "empty"})
    assert not made().sections.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"condition": "x" * 501}, "condition"),
        ({"specialty": "a\u202eb"}, "specialty"),
        ({"language": "xx"}, "language"),
        ({"language": ""}, "language"),
        ({"skeleton": "novel"}, "skeleton"),
        ({"skeleton": ""}, "skeleton"),
        ({"lines": "9"}, "lines"),
        ({"lines": "x"}, "lines"),
        ({"lines": ""}, "lines"),
    ],
)
def test_what_cannot_stand_is_said_at_its_field_and_nothing_is_started(
    at_desk: Client, wrong: dict[str, str], field: str
) -> None:
    answer = at_desk.post(NEW, FILLED | {"specialty": "Rheumatology"} | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    if "title" not in wrong:
        assert "What helps in gout?" in answer.content.decode()
    assert not Article.objects.exists()


def test_sent_twice_it_is_started_once(at_desk: Client) -> None:
    for _each in range(2):
        answer = at_desk.post(NEW, FILLED | {"once": "one"})
        assert answer.status_code == 302
    assert Article.objects.count() == 1


def test_only_authors_and_editors_start_one(editing: Client, client: Client, signed_in) -> None:
    assert editing.post(NEW, FILLED).status_code == 302
    for person in (factories.person(), factories.member().user):
        assert signed_in(person).get(NEW).status_code == 403
        assert signed_in(person).post(NEW, FILLED).status_code == 403
    assert client.get(NEW).status_code == 302
    assert Article.objects.count() == 1


def test_a_published_article_is_found_and_its_approved_text_copied(at_desk: Client, author) -> None:
    source = factories.approved()
    statement = source.article.statements.first()
    drafting.edit(row=statement, version=1, values={"professional": "Not approved."}, actor=source.article.author)
    found = at_desk.get(NEW, {"q": "Baastrup"})
    assert f'href="?from={source.article_id}"' in found.content.decode()
    address = f"{NEW}?from={source.article_id}"
    page = at_desk.get(address).content.decode()
    assert 'value="Baastrup’s disease"' in page
    assert "What is the treatment for Baastrup sign" in page
    answer = at_desk.post(address, {"title": "And in children?", "condition": "Baastrup’s disease"})
    article = Article.objects.exclude(pk=source.article_id).get()
    assert answer["Location"] == reverse("desk:article", args=[article.pk])
    document = compose(article)
    assert document.title == "And in children?"
    words = [each.professional for each in document.statements()]
    assert words == [each.professional for each in source.document.statements()]
    assert not {node.id for node in document.nodes()} & {node.id for node in source.document.nodes()}
    assert [row.name for row in article.authors.all()] == ["Ada Author"]
    created = article.events.get(kind=Decision.CREATED)
    assert created.data["copied_digest"] == source.digest
    assert created.actor == author


def test_a_copy_needs_a_question_of_its_own(at_desk: Client) -> None:
    source = factories.approved()
    answer = at_desk.post(f"{NEW}?from={source.article_id}", {"title": " "})
    assert answer.status_code == 422
    assert Article.objects.count() == 1


def test_what_readers_cannot_see_cannot_be_copied(at_desk: Client, editing: Client, article: Article) -> None:
    retracted = factories.approved().article
    workflow.issue_notice(article=retracted, kind=NoticeKind.RETRACTION, reason="Wrong.", actor=factories.editor())
    for pk in (article.pk, retracted.pk, uuid4(), "x"):
        for client in (at_desk, editing):
            assert client.get(f"{NEW}?from={pk}").status_code == 404
            assert client.post(f"{NEW}?from={pk}", {"title": "Q?"}).status_code == 404


@pytest.mark.parametrize("wanted", ["nothing like it", "\0", " ", "x" * 3000])
def test_a_search_without_a_result_says_so(at_desk: Client, wanted: str) -> None:
    answer = at_desk.get(NEW, {"q": wanted})
    assert answer.status_code == 200
    assert ("No published article has these words." in answer.content.decode()) == bool(wanted.strip("\0 "))


def test_suggestions_are_of_what_is_approved_and_of_the_board_never_of_drafts(at_desk: Client) -> None:
    factories.draft(document=sample_document().model_copy(update={"specialty": "Secret"}))
    factories.approved()
    factories.member(specialty="Cardiology")
    factories.member(specialty="Neurology", active=False)
    assert specialties() == ["Cardiology", "Rheumatology", "Spine surgery"]
    assert conditions() == ["Baastrup’s disease"]
    page = at_desk.get(NEW).content.decode()
    assert '<datalist id="id_specialty_offers"><option value="Cardiology">' in page
    assert '<option value="Baastrup’s disease">' in page
    assert "Secret" not in page


def test_what_differs_in_case_only_is_written_as_the_house_writes_it(at_desk: Client, article: Article) -> None:
    factories.approved()
    at_desk.post(NEW, FILLED | {"specialty": "rheumatology", "condition": "BAASTRUP’S disease"})
    assert (made().specialty, made().condition) == ("Rheumatology", "Baastrup’s disease")


def about(article: Article, **changed: object) -> dict[str, object]:
    return {"version": article.version, "title": article.title, "language": "en", **changed}


def test_the_form_about_an_article_suggests_as_well_and_a_change_of_case_is_meant(
    at_desk: Client, article: Article
) -> None:
    factories.approved()
    address = reverse("desk:about", args=[article.pk])
    page = at_desk.get(address).content.decode()
    assert re.search(r'list="(id_\w+_specialty_offers)".*<datalist id="\1"', page, re.DOTALL)
    assert at_desk.post(address, about(article, specialty="RHEUMATOLOGY")).status_code == 302
    article = Article.objects.get(pk=article.pk)
    assert article.specialty == "RHEUMATOLOGY"  # it stood there as Rheumatology
    at_desk.post(address, about(article, specialty="Cardiology"))
    article = Article.objects.get(pk=article.pk)
    at_desk.post(address, about(article, specialty="rheumatology"))
    assert Article.objects.get(pk=article.pk).specialty == "Rheumatology"


def test_a_suggestion_is_written_as_text(at_desk: Client) -> None:
    factories.member(specialty='<script>"')
    assert "&lt;script&gt;&quot;" in at_desk.get(NEW).content.decode()
    assert '<script>"' not in at_desk.get(NEW).content.decode()


def test_a_draft_from_a_readers_question_reaches_the_board_by_browser_alone(editing: Client) -> None:
    asked = questions.keep(kind=Question.Kind.QUESTION, article=factories.approved().article, text="Does rest help?")
    draft = reverse("desk:question-draft", args=[asked.pk])
    wrong = editing.post(draft, {"title": "Does rest help?", "language": "en", "skeleton": "novel"})
    assert wrong.status_code == 422
    answer = editing.post(draft, {"title": "Does rest help?", "language": "en", "skeleton": "short", "lines": "3"})
    article = Article.objects.get(title="Does rest help?")
    assert answer["Location"] == reverse("desk:article", args=[article.pk])
    add = reverse("desk:add-statement", args=[article.pk])
    section = article.sections.get()
    for query in ("?place=answer", f"?place=body&owner={section.pk}"):
        assert query.replace("&", "&amp;") in editing.get(answer["Location"]).content.decode()
        assert editing.post(add + query, {"professional": "Rest for two days."}).status_code == 302
    assert Statement.objects.filter(article=article).count() == 2
    assert editing.post(reverse("desk:submit", args=[article.pk])).status_code == 302
    assert Article.objects.get(pk=article.pk).revision_in_review


@pytest.mark.parametrize("skeleton", list(Skeleton))
def test_what_the_checks_ask_for_is_offered_by_the_page_until_the_board_has_it(editing: Client, skeleton: str) -> None:
    """Whatever it began with, each finding is answered by following a link of the page."""
    asked = questions.keep(kind=Question.Kind.QUESTION, article=factories.approved().article, text="Does rest help?")
    form = {"title": "Does rest help?", "language": "en", "skeleton": skeleton, "lines": "3"}
    page = editing.post(reverse("desk:question-draft", args=[asked.pk]), form)["Location"]
    article = Article.objects.get(title="Does rest help?")
    add = reverse("desk:add-statement", args=[article.pk])

    def named(kind: str, finding: checks.Finding | None = None) -> str:
        owner = f"?owner={finding.where}" if finding else ""
        return reverse("desk:add", args=[article.pk, kind]) + owner

    def answer_to(finding: checks.Finding) -> tuple[str, dict[str, str]]:
        statement = {"professional": f"Rest for two days. {finding.code}", "style": "paragraph"}
        match finding.code:
            case "no-answer":
                return f"{add}?place=answer", statement
            case "empty-section":
                return f"{add}?place=body&owner={finding.where}", statement
            case "no-statements":
                return named("sections"), {"title": "Why", "kind": "text"}
            case "line-without-interventions":
                return named("interventions", finding), {"name": "Rest", "kind": "other"}
            case "line-without-criterion":
                return f"{add}?place=criterion&owner={finding.where}", statement
        raise AssertionError(finding)

    for _each in range(20):
        found = checks.check(compose(article))
        wanted = [finding for finding in found if finding.severity == "error" or finding.code == "empty-section"]
        # A section is added once; then its own finding says what to write.
        wanted.sort(key=lambda finding: finding.code == "no-statements")
        if not wanted:
            break
        address, values = answer_to(wanted[0])
        offered = editing.get(page).content.decode()
        assert address.replace("&", "&amp;") in offered, wanted[0]
        assert editing.post(address, values).status_code == 302, wanted[0]
    assert editing.post(reverse("desk:submit", args=[article.pk])).status_code == 302
    assert Article.objects.get(pk=article.pk).revision_in_review
