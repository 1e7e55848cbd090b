"""Author is not submitter: every face names who wrote the text, in order, and nobody for having pressed a button."""

import json
import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from articles import workflow
from articles.models import Article, Revision
from articles.working_copy import byline, drafting
from editorial.inbox import questions
from editorial.inbox.models import Question
from editorial.press import proof
from reviewers import board
from tests import factories

pytestmark = pytest.mark.django_db
NAMES = ["Ada Author", "Ben <b>Ola</b> & Sons"]
TITLED = ["Ada Author, MD", "Ben <b>Ola</b> & Sons, RN, MSc"]


@pytest.fixture
def article() -> Article:
    """Written by two, mended by an editor, submitted by another, approved."""
    article = factories.draft(by=factories.author(name=NAMES[0]))
    ada = article.authors.get()
    drafting.edit(row=ada, version=1, values={"credentials": "MD"}, actor=article.author)
    byline.add_author(article=article, name=NAMES[1], credentials="RN, MSc", actor=article.author)
    statement = article.statements.first()
    hand = factories.editor(name="Mia Mender")
    drafting.edit(row=statement, version=statement.version, values={"plain": "Mended."}, actor=hand)
    approve(workflow.submit(article=article, actor=factories.editor(name="Sue Submitter")))
    return Article.objects.get(pk=article.pk)


def approve(revision: Revision) -> None:
    for each in [factories.member() for _ in range(2)]:
        board.assign(revision=revision, member=each, actor=factories.editor())
        board.sign(revision=revision, actor=each.user, digest=revision.digest)


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("page", ["", "plain/", "proof/"])
@pytest.mark.parametrize("language", ["", "/de"])
def test_readers_pages_name_the_authors_in_order_and_apart_from_them_who_else_wrote(client, article, page, language):
    html = " ".join(text_of(client, f"{language}/articles/{article.slug}/{page}?wording=professional").split())
    line = re.search(r'<p class="byline">(.*?)</p>', html, re.S)
    assert line
    assert re.findall(r'class="author">(.*?)</span>', line[1]) == [
        "Ada Author, MD",
        "Ben &lt;b&gt;Ola&lt;/b&gt; &amp; Sons, RN, MSc",
    ]
    others = re.search(r'<p class="contributors">(.*?)</p>', html, re.S)
    assert others
    assert "Mia Mender" in others[1]
    assert "Mia Mender" not in line[1]
    assert "Sue Submitter" not in html
    assert "<b>Ola" not in html


def test_json_ld_lists_the_authors(client, article):
    html = text_of(client, f"/articles/{article.slug}/?wording=professional")
    embedded = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert embedded
    (about,) = [each for each in json.loads(embedded[1])["@graph"] if each["@type"] == "MedicalScholarlyArticle"]
    assert about["author"] == [
        {"@type": "Person", "name": NAMES[0], "honorificSuffix": "MD"},
        {"@type": "Person", "name": NAMES[1], "honorificSuffix": "RN, MSc"},
    ]
    assert about["contributor"] == [{"@type": "Person", "name": "Mia Mender"}]


def test_the_pdf_says_who_wrote_it(client, article):
    reader = PdfReader(BytesIO(client.get(f"/articles/{article.slug}/article.pdf").content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert f"Written by {'; '.join(TITLED)}." in text
    assert "Also worked on this version: Mia Mender." in text
    assert "Sue Submitter" not in text
    assert reader.metadata
    assert reader.metadata.author == "; ".join(NAMES)


def test_fhir_tells_authors_contributors_and_board_apart(client, article):
    bundle = json.loads(text_of(client, f"/articles/{article.slug}/fhir.json"))
    resources = [entry["resource"] for entry in bundle["entry"]]
    (plan,) = [each for each in resources if each["resourceType"] == "PlanDefinition"]
    (origin,) = [each for each in resources if each["resourceType"] == "Provenance"]
    assert [author["name"] for author in plan["author"]] == TITLED
    agents = [(each["type"].get("text", "coded"), each["who"]["display"]) for each in origin["agent"]]
    assert agents[:3] == [("coded", TITLED[0]), ("coded", TITLED[1]), ("contributor", "Mia Mender")]
    assert "Sue Submitter" not in json.dumps(bundle)


def test_the_api_names_them_one_by_one_and_in_one_line(client, article):
    wanted = {
        "author": "; ".join(NAMES),
        "authors": [
            {"name": NAMES[0], "credentials": "MD"},
            {"name": NAMES[1], "credentials": "RN, MSc"},
        ],
        "contributors": ["Mia Mender"],
    }
    for path in (f"/api/v1/articles/{article.slug}", f"/api/v1/articles/{article.slug}/versions/1"):
        told = client.get(path).json()
        assert {name: told[name] for name in wanted} == wanted
    (version,) = client.get(f"/api/v1/articles/{article.slug}/versions").json()["items"]
    assert version["author"] == wanted["author"]


def test_proof_json_tells_who_wrote_it_in_the_approval_that_its_chain_seals(client, article):
    told = client.get(f"/articles/{article.slug}/proof.json").json()
    (approval,) = [event for event in told["journal"] if event.get("kind") == "approved"]
    assert [author["name"] for author in approval["data"]["authors"]] == NAMES
    assert approval["data"]["contributors"] == ["Mia Mender"]
    assert "Sue Submitter" not in json.dumps(told)
    assert list(proof.faults(article)) == []


def test_no_account_of_an_author_is_told_to_readers(client, article):
    paths = ("", "proof/", "fhir.json", "proof.json")
    for path in paths:
        assert article.author.email not in text_of(client, f"/articles/{article.slug}/{path}")


def test_people_who_work_here_see_who_submitted_it(client, article):
    revision = article.published_revision
    editor = factories.editor()
    client.force_login(editor)
    html = text_of(client, f"/desk/revisions/{revision.pk}/")
    assert "Sue Submitter" in html
    assert "Ada Author, MD; Ben &lt;b&gt;Ola" in html
    assert "Mia Mender" in html


def test_the_board_sees_whose_text_it_reads_and_who_sent_it(client, article):
    statement = article.statements.first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "Newer."}, actor=article.author)
    revision = workflow.submit(article=article, actor=factories.editor(name="Tim Sender"))
    member = factories.member()
    board.assign(revision=revision, member=member, actor=factories.editor())
    client.force_login(member.user)
    html = text_of(client, reverse("boardroom:review", args=[revision.pk]))
    assert "Written by Ada Author, MD; Ben &lt;b&gt;Ola" in html
    assert "Submitted by Tim Sender on" in html
    assert "goes back to Ada Author" in text_of(client, reverse("boardroom:request-changes", args=[revision.pk]))


def test_who_sends_a_reported_problem_to_the_board_is_not_its_author(article):
    question = questions.keep(kind=Question.Kind.PROBLEM, article=article, text="A typing error")
    revision = questions.start_review(question=question, message="Reported", actor=factories.editor(name="Ed Editor"))
    assert [author["name"] for author in revision.authors] == NAMES
    assert (revision.submitted_by_name, revision.contributors) == ("Ed Editor", [])
    approve(revision)
    assert list(proof.faults(Article.objects.get(pk=article.pk))) == []


def test_what_is_renamed_after_the_approval_changes_no_page(client, article):
    ada = article.authors.get(name="Ada Author")
    drafting.edit(row=ada, version=ada.version, values={"name": "Ada Changed"}, actor=article.author)
    article.author.name = "Ada Otherwise"
    article.author.save()
    html = text_of(client, f"/articles/{article.slug}/?wording=professional")
    assert "Ada Author" in html
    assert not re.search("Ada Changed|Ada Otherwise", html)


def test_a_revision_from_before_authors_were_frozen_says_what_it_always_said(client):
    """As after the migration: whoever submitted it is named, and nobody is said to have written beside."""
    revision = factories.approved(factories.draft(by=factories.author(name="Ada Author")))
    old = Revision.objects.get(pk=revision.pk)
    old.authors, old.contributors = [], []
    assert old.named_authors == [{"name": "Ada Author", "credentials": ""}]
