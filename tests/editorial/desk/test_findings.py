"""Findings by kind: the grave ones are not buried under those that many sentences share."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from articles import checks
from articles.checks import Finding
from articles.models import Article
from editorial.accounts.models import User
from editorial.typesetting.findings import NAMES, grouped, name_of
from tests import factories
from tests.pages import compact


def test_every_kind_that_the_checks_know_has_a_name() -> None:
    sources = Path(checks.__file__).parent.glob("*.py")
    codes = {code for each in sources for code in re.findall(r'Finding\(\s*"([a-z-]+)"', each.read_text())}
    assert codes
    assert codes <= set(NAMES)


def test_errors_come_first_and_missing_plain_wording_last_among_warnings() -> None:
    plain = [Finding("plain-missing", "warning", f"Plain {number}.") for number in range(30)]
    reference = Finding("reference-incomplete", "warning", "No year.")
    unknown = Finding("new-kind", "warning", "New.")
    rate = Finding("rate-without-denominator", "warning", "Of how many?")
    advice, error = Finding("capitals", "advice", "LOUD."), Finding("no-answer", "error", "None.")
    groups = grouped([*plain, advice, unknown, rate, reference, error])
    assert [group.code for group in groups] == [
        "no-answer",
        "reference-incomplete",
        "rate-without-denominator",
        "new-kind",
        "plain-missing",
        "capitals",
    ]
    assert groups[4].findings == tuple(plain)
    assert name_of("new-kind") == "new kind"


def test_the_page_folds_what_many_sentences_lack_and_names_it_beside_each(at_desk: Client, article: Article) -> None:
    page = compact(at_desk.get(reverse("desk:article", args=[article.pk])).content.decode())
    bench = at_desk.get(reverse("desk:article", args=[article.pk])).context["bench"]
    for group in bench.groups:
        if len(group.findings) > 1:
            assert f"<summary>{len(group.findings)} × {group.name}</summary>" in page
    assert any(len(group.findings) > 1 for group in bench.groups)
    assert "</svg>Warning</summary>" not in page
    assert re.search(r'<details class="mark"><summary>.*?plain wording missing</summary>', page)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_kind_is_called_the_same_at_the_desk_and_in_the_boardroom(language: str) -> None:
    groups = grouped(Finding(code, "warning", text) for code in NAMES for text in ("One.", "Two."))
    assert len(groups) == len(NAMES)
    with translation.override(language):
        desk, board = (
            compact(render_to_string(template, {"groups": groups}))
            for template in ("desk/_findings.html", "boardroom/_findings.html")
        )
        names = [str(name) for name in NAMES.values()]
    assert re.findall("<summary>2 × (.*?)</summary>", desk) == names
    assert re.findall('<summary>(.*?) <span class="muted">2</span></summary>', board) == [*map(capfirst, names)]


def test_the_editor_and_the_board_member_read_the_same_names_of_one_revision(editor: User) -> None:
    revision, (member,) = factories.under_review(members=1)
    pages = {}
    for person, name in ((editor, "desk:revision-text"), (member.user, "boardroom:review")):
        client = Client()
        client.force_login(person)
        pages[name] = compact(client.get(reverse(name, args=[revision.pk])).content.decode())
    groups = [each for each in grouped(checks.check(revision.document)) if each.severity != "advice"]
    several = [each for each in groups if len(each.findings) > 1]
    assert len(several) > 1
    for group in several:
        assert f"<summary>{len(group.findings)} × {group.name}</summary>" in pages["desk:revision-text"]
        assert f"<summary>{capfirst(str(group.name))} <" in pages["boardroom:review"]
    assert "</svg>source missing </span>" in pages["boardroom:review"]
