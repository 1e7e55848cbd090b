"""manage.py import_article."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import articles
from articles.models import Article
from tests import factories

TEXT = Path(articles.__file__).parent / "content" / "baastrup.txt"
pytestmark = pytest.mark.django_db


def run(path: Path | str, author: str, **options: object) -> str:
    out = StringIO()
    call_command("import_article", str(path), author=author, stdout=out, **options)
    return out.getvalue()


def test_the_tree_is_printed_and_the_draft_kept() -> None:
    author = factories.author()
    printed = run(TEXT, author.email.upper())
    article = Article.objects.get()
    assert article.author == author
    assert "3 lines of treatment" in printed
    assert article.slug in printed


def test_a_dry_run_keeps_nothing() -> None:
    assert "3 lines of treatment" in run(TEXT, factories.author().email, dry_run=True)
    assert not Article.objects.exists()


def test_nobody_with_that_address_is_a_sentence() -> None:
    with pytest.raises(CommandError, match="Nobody here has the address nobody@example.org"):
        run(TEXT, "nobody@example.org")


def test_a_person_who_may_not_write_is_a_sentence() -> None:
    with pytest.raises(CommandError, match="Only authors and editors may start an article"):
        run(TEXT, factories.person().email)
    assert not Article.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff" * 50, b"one line"])
def test_what_cannot_be_an_article_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(path, factories.author().email)
    assert not Article.objects.exists()


def test_a_file_of_fifty_megabytes_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(CommandError, match=r"50\.0 MB"):
        run(path, factories.author().email)


def test_a_path_that_is_no_file_is_a_sentence(tmp_path: Path) -> None:
    author = factories.author().email
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "nowhere.txt", author)
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        run(tmp_path, author)
