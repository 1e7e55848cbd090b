"""The proof holds, shows what is wrong when something is, and tells what it may; tests/scripts has the stranger."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles import workflow
from articles.models import Article, NoticeKind
from editorial.press import proof
from editorial.press.edition import edition_of
from reviewers import mail
from reviewers.models import ReviewPolicy
from tests import factories
from tests.lifted import tamper
from tests.pages import compact
from tests.working import work_off

pytestmark = pytest.mark.django_db
SCRIPT = Path(settings.BASE_DIR) / "scripts" / "verify_article.py"


@pytest.fixture(scope="module")
def published(rows_of_module: None) -> Article:
    return factories.approved().article


@pytest.fixture
def article(published: Article) -> Article:
    return Article.objects.get(pk=published.pk)


def test_an_ordinary_article_has_no_faults(article, client):
    assert list(proof.faults(article)) == []
    assert b"agree." in client.get(f"/articles/{article.slug}/proof/").content
    call_command("verify", verbosity=0)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE articles_frozendocument SET content = content || ' '", "The document of revision 1 has digest"),
        ("UPDATE reviewers_signoff SET name = 'Somebody Else'", "was signed with another name"),
        ("UPDATE reviewers_signoff SET disclosure = 'None.'", "was signed with another disclosure"),
        ("UPDATE reviewers_signoff SET jws = 'a.b.c'", "does not verify"),
        ("UPDATE articles_event SET actor_name = 'Nobody' WHERE sequence = 2", "Event 2 was changed"),
        ("UPDATE articles_historicalstatement SET professional = 'x'", "The row history sealed by event 1"),
        ("DELETE FROM articles_event WHERE sequence = 3", "Event 3 is missing"),
    ],
)
def test_what_was_changed_behind_our_back_is_found(article, client, statement, fault):
    tamper(statement)
    assert any(fault in each for each in proof.faults(article))
    with pytest.raises(CommandError, match="faults"):
        call_command("verify", article.slug, verbosity=0)
    assert b"does not agree with itself" in client.get(f"/articles/{article.slug}/proof/").content


def test_who_edits_is_told_once_of_evidence_that_does_not_agree(article, client, mailoutbox, caplog):
    editor = factories.editor()
    tamper("UPDATE reviewers_signoff SET name = 'Somebody Else'")
    for address in (f"/articles/{article.slug}/proof/", f"/de/articles/{article.slug}/proof/"):
        assert client.get(address).status_code == 200
    work_off()
    subject = f"Evidence does not agree: {article.title}"
    told = [message for message in mailoutbox if message.subject == subject]
    assert sorted(message.to[0] for message in told) == sorted(mail.editors()) != []
    message = next(message for message in told if message.to == [editor.email])
    assert "was signed with another name" in message.body
    assert f"/articles/{article.slug}/proof/" in message.body
    told = [record.message for record in caplog.records if "does not agree with itself" in record.message]
    assert len(told) == 1
    assert article.slug in told[0]


def test_the_page_says_nothing_of_what_it_cannot_know(article, client):
    tamper("UPDATE reviewers_signoff SET name = 'Somebody Else'")
    page = client.get(f"/articles/{article.slug}/proof/").content.decode()
    assert "Do not rely on this article" in page
    assert "have been told" not in page


def test_the_page_tells_no_more_of_private_events_than_the_file(article, client):
    page = proof.proof_page(edition_of(article))
    lines = proof.proof(edition_of(article))["journal"]
    assert {entry.number for entry in page.journal if entry.at} == {
        line["sequence"] for line in lines if "kind" in line
    }
    assert not any(entry.actor for entry in page.journal if entry.at is None)
    shown = compact(client.get(f"/articles/{article.slug}/proof/").content.decode())
    assert shown.count("<td><time ") == sum("kind" in line for line in lines)
    assert 0 < shown.count("<td></td><td></td>") == sum("kind" not in line for line in lines)


def test_the_same_records_make_the_same_bytes(article):
    once = proof.proof(edition_of(article))
    assert proof.proof(edition_of(Article.objects.get(pk=article.pk))) == once


def test_a_later_policy_does_not_change_what_was_asked_for_then(article):
    once = proof.proof(edition_of(article))
    ReviewPolicy.objects.update(signoffs_required=5)
    assert proof.proof(edition_of(article)) == once


def test_no_page_of_a_retracted_article_has_a_link_to_nowhere(article, client):
    workflow.issue_notice(article=article, kind=NoticeKind.RETRACTION, reason="Made up.", actor=factories.editor())
    for language in ("", "/de"):
        for path in ("", "plain/", "proof/", "versions/"):
            page = client.get(f"{language}/articles/{article.slug}/{path}").content.decode()
            assert 'href=""' not in page
            assert 'src=""' not in page
    page = client.get(f"/articles/{article.slug}/proof/").content.decode()
    assert "document.json" not in page
    assert f"python3 verify_article.py {settings.SITE_ADDRESS}/articles/{article.slug}/</pre>" in page


DOWNLOADS = ["document.json", "proof.json", "fhir.json", "article.txt", "article.pdf", "references.json"]


@pytest.mark.parametrize("name", [*DOWNLOADS, "references.ris", "references.bib", "/keys.json", "/verify_article.py"])
def test_a_browser_elsewhere_may_fetch_what_is_for_machines(article, client, name):
    answer = client.get(name if name.startswith("/") else f"/articles/{article.slug}/{name}")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_for_people_are_for_this_origin(article, client):
    for path in ("", "proof/", "versions/"):
        assert "Access-Control-Allow-Origin" not in client.get(f"/articles/{article.slug}/{path}").headers


def test_verify_says_when_there_is_no_such_article():
    with pytest.raises(CommandError, match="There is no article nowhere"):
        call_command("verify", "nowhere")


def test_what_the_board_and_the_editors_said_stays_theirs(article):
    from reviewers import board

    members = [each.member for each in article.published_revision.assignments.all()]
    assert members
    notice = "The rates were misprinted."
    workflow.issue_notice(article=article, kind=NoticeKind.CORRECTION, reason=notice, actor=factories.editor())
    revision, (member, _other) = factories.under_review(revised(article))
    board.request_changes(revision=revision, actor=member.user, reason="A secret doubt.", digest=revision.digest)
    published = json.dumps(proof.proof(edition_of(Article.objects.get(pk=article.pk))))
    assert notice in published
    assert "secret" not in published
    assert member.name not in published


def test_who_stepped_back_is_not_named_as_an_approver(client):
    from reviewers import board

    revision, (leaving, first, second) = factories.under_review(members=3)
    board.sign(revision=revision, actor=leaving.user, digest=revision.digest)
    board.recuse(revision=revision, actor=leaving.user, reason="A grant.", conflict=True)
    for member in (first, second):
        board.sign(revision=revision, actor=member.user, digest=revision.digest)
    slug = revision.article.slug
    for path in ("", "plain/", "proof/", "proof.json"):
        text = client.get(f"/articles/{slug}/{path}").content.decode()
        assert leaving.name not in text
        assert first.name in text or path == "proof.json"
    assert len(client.get(f"/articles/{slug}/proof.json").json()["signoffs"]) == 2


def revised(article: Article) -> Article:
    from articles.working_copy import drafting

    statement = article.statements.first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "A secret word."}, actor=article.author)
    return Article.objects.get(pk=article.pk)


def test_the_script_is_there_for_everybody_and_the_proof_says_how_to_run_it(article, client):
    served = client.get("/verify_article.py")
    assert served.content == SCRIPT.read_bytes()
    assert served.headers["Content-Type"] == "text/plain; charset=utf-8"
    for language in ("", "/de"):
        page = client.get(f"{language}/articles/{article.slug}/proof/").content.decode()
        assert 'href="/verify_article.py"' in page
        assert f"python3 verify_article.py {settings.SITE_ADDRESS}/articles/{article.slug}/</pre>" in page
