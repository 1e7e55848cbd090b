"""The proof holds, shows what is wrong when something is, and can be checked by a stranger."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from articles import guards, workflow
from articles.models import Article, NoticeKind
from editorial.reading import proof
from editorial.reading.edition import edition_of
from tests import factories

pytestmark = pytest.mark.django_db
SCRIPT = Path(settings.BASE_DIR) / "scripts" / "verify_article.py"


@pytest.fixture
def article() -> Article:
    return Article.objects.get(pk=factories.approved().article_id)


def tamper(statement: str, *values: object) -> None:
    """Change evidence as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        for guard in guards.GUARDS:
            if guard.install_sql(connection.vendor):
                cursor.execute(guard.remove_sql(connection.vendor))
        cursor.execute(statement, values)


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
    from articles import drafting

    statement = article.statements.first()
    drafting.edit(row=statement, version=statement.version, values={"plain": "A secret word."}, actor=article.author)
    return Article.objects.get(pk=article.pk)


def files(article: Article, client, folder: Path) -> list[str]:
    for name, path in {
        "document.json": f"/articles/{article.slug}/document.json",
        "proof.json": f"/articles/{article.slug}/proof.json",
        "keys.json": "/keys.json",
    }.items():
        (folder / name).write_bytes(client.get(path).content)
    return [str(folder / name) for name in ("document.json", "proof.json", "keys.json")]


def stranger(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script elsewhere and isolated: nothing of this repository can be imported."""
    command = [sys.executable, "-I", str(SCRIPT), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_stranger_can_check_it(article, client, tmp_path):
    done = stranger(files(article, client, tmp_path), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything holds." in done.stdout
    for signoff in article.published_revision.signoffs.all():
        assert signoff.name in done.stdout


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("document.json", "NSAIDs", "Opioids", "the document has digest"),
        ("proof.json", '"kind":"approved"', '"kind":"retraction"', "does not have the hash"),
        ("proof.json", '"revision":1,', '"revision":2,', "signed another revision"),
        ("keys.json", '"x": "', '"x": "A', "does not"),
    ],
)
def test_a_stranger_sees_what_was_changed(article, client, tmp_path, name, old, new, fault):
    arguments = files(article, client, tmp_path)
    place = tmp_path / name
    text = place.read_text()
    assert old in text
    changed = text.replace(old, new, 1)
    if name == "keys.json":  # another key of the right length under the same name
        key = json.loads(text)["keys"][0]["x"]
        changed = text.replace(key, ("B" if key[0] != "B" else "C") + key[1:])
    place.write_text(changed)
    done = stranger(arguments, tmp_path)
    assert done.returncode == 1
    assert fault in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("document.json", None, "document.json cannot be read (No such file or directory)."),
        ("proof.json", None, "proof.json cannot be read (No such file or directory)."),
        ("proof.json", "<html>", "proof.json is not JSON."),
        ("keys.json", "{}", "the files are not of the form that docs/verifying.md describes (KeyError('keys'))."),
        ("keys.json", "[]", "the files are not of the form that docs/verifying.md describes (TypeError("),
    ],
)
def test_what_cannot_be_checked_is_one_sentence_and_status_2(article, client, tmp_path, name, content, said):
    arguments = files(article, client, tmp_path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_text(content)
    done = stranger(arguments, tmp_path)
    assert done.returncode == 2
    assert said in done.stdout
    assert done.stdout.startswith("Not checked: ")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_an_address_that_does_not_answer_is_one_sentence_and_status_2(article, live_server, tmp_path):
    done = stranger([f"{live_server.url}/articles/nowhere/"], tmp_path)
    assert done.returncode == 2
    assert done.stdout == f"Not checked: {live_server.url}/articles/nowhere/proof.json answers 404 Not Found.\n"


def test_a_missing_package_is_one_sentence_and_status_2(tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), "here"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout.startswith("Not checked: the package rfc8785 is missing.")
    assert done.stderr == ""


def test_the_script_is_there_for_everybody_and_the_proof_says_how_to_run_it(article, client):
    served = client.get("/verify_article.py")
    assert served.content == SCRIPT.read_bytes()
    assert served.headers["Content-Type"] == "text/plain; charset=utf-8"
    for language in ("", "/de"):
        page = client.get(f"{language}/articles/{article.slug}/proof/").content.decode()
        assert 'href="/verify_article.py"' in page
        assert f"python3 verify_article.py {settings.SITE_ADDRESS}/articles/{article.slug}/</pre>" in page
