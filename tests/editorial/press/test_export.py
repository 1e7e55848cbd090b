"""The public site as files."""

import pytest
from django.core.management import CommandError, call_command

from articles import workflow
from articles.models import Article, NoticeKind
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_whole_public_site_is_written_and_nothing_else(tmp_path, client):
    article, hidden = factories.approved().article, factories.draft()
    call_command("press", "--to", str(tmp_path), verbosity=0)
    names = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    home = {
        "index.html",
        "de/index.html",
        "about/privacy/index.html",
        "specialties/rheumatology/index.html",
        "keys.json",
    }
    here = {
        f"articles/{article.slug}/{rest}"
        for rest in ("index.html", "plain/index.html", "proof/index.html", "article.pdf", "document.json", "fhir.json")
    }
    assert home | here | {f"de/articles/{article.slug}/index.html"} <= names
    assert not any(hidden.slug + "/" in name for name in names)
    assert not any(name.endswith(".part") for name in names)
    written = (tmp_path / "articles" / article.slug / "index.html").read_bytes()
    assert written == client.get(f"/articles/{article.slug}/").content


def test_of_a_retracted_article_the_notice_is_written(tmp_path):
    article = factories.approved().article
    workflow.issue_notice(
        article=Article.objects.get(pk=article.pk),
        kind=NoticeKind.RETRACTION,
        reason="Wrong.",
        actor=factories.editor(),
    )
    call_command("press", "--to", str(tmp_path), verbosity=0)
    folder = tmp_path / "articles" / article.slug
    assert b"Wrong." in (folder / "index.html").read_bytes()
    assert not (folder / "document.json").exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="What was written before"):
        call_command("press", "--to", str(tmp_path / "file"), verbosity=0)
