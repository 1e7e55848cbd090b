"""Findings by kind: the grave ones are not buried under those that many sentences share."""

import re
from pathlib import Path

from django.test import Client
from django.urls import reverse

from articles import checks
from articles.checks import Finding
from articles.models import Article
from editorial.typesetting.findings import NAMES, grouped, name_of
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
