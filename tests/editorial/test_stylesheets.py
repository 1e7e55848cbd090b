"""Stylesheets are served in one piece, under a name that changes with every piece."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage
from django.utils.module_loading import import_string

from editorial import settings as house_settings
from editorial.stylesheets import Joined, StylesheetStorage

STYLES = Path(house_settings.__file__).parent / "static" / "css"
SHEET = '@import url("parts/one.css");\n@import url("parts/two.css");\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    parts = tmp_path / "source" / "css" / "parts"
    parts.mkdir(parents=True)
    (parts.parent / "sheet.css").write_text(SHEET)
    (parts / "one.css").write_text("a { color: red }\n")
    (parts / "two.css").write_text('@import url("three.css");\nb { color: red }\n')
    (parts / "three.css").write_text("i { color: red }\n")
    return tmp_path / "source"


def collected(source: Path, target: Path) -> Path:
    """What stands for css/sheet.css after collecting, under its name by content."""
    storage = StylesheetStorage(location=target, base_url="/static/")
    here = FileSystemStorage(source)
    paths = {path.relative_to(source).as_posix(): path for path in source.rglob("*.css")}
    for name, path in paths.items():
        with path.open("rb") as content:
            storage.delete(name)
            storage.save(name, content)
    for _name, _hashed, processed in storage.post_process({name: (here, name) for name in paths}):
        assert not isinstance(processed, Exception), processed
    return target / storage.hashed_files["css/sheet.css"]


def test_what_is_imported_stands_in_the_stylesheet_in_order(source, tmp_path):
    text = collected(source, tmp_path / "target").read_text()
    assert re.findall(r"^\w", text, re.MULTILINE) == ["a", "i", "b"]
    assert "@import" not in text


def test_a_change_of_a_part_changes_the_name_of_the_whole(source, tmp_path):
    before = collected(source, tmp_path / "target")
    assert collected(source, tmp_path / "target") == before
    (source / "css" / "parts" / "three.css").write_text("i { color: green }\n")
    after = collected(source, tmp_path / "target")
    assert after != before
    assert "green" in after.read_text()


def test_an_import_of_nothing_fails_while_collecting(source, tmp_path):
    (source / "css" / "parts" / "one.css").unlink()
    with pytest.raises(FileNotFoundError):
        collected(source, tmp_path / "target")


def test_the_house_collects_its_stylesheets_so():
    named = import_string(house_settings.STORAGES["staticfiles"]["BACKEND"])
    assert named is StylesheetStorage


@pytest.mark.parametrize("path", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_no_import_is_left_in_a_stylesheet_of_the_house(path):
    text = Joined(FileSystemStorage(STYLES.parent)).text(f"css/{path.name}")
    assert "@import" not in text
    assert "{" in text


@pytest.mark.parametrize("other", ['@import "parts/late.css";', "@import url('parts/late.css');"])
def test_an_import_that_would_be_left_out_fails_while_collecting(source, tmp_path, other):
    with (source / "css" / "sheet.css").open("a") as sheet:
        sheet.write(other)
    with pytest.raises(ImproperlyConfigured, match="on a line of its own"):
        collected(source, tmp_path / "target")
