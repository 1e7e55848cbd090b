"""The reader's pages as HTML: complete, safe, and the same for everybody."""

import itertools
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import brotli
import pytest
from django.template.loader import render_to_string
from django.utils import translation

from articles.csl import Csl
from articles.document import Reference, Statement
from articles.exporting.wording import statement_in
from editorial.press.article_page import (
    Addresses,
    Approval,
    ArticlePage,
    Downloads,
    NoticeBanner,
    VersionEntry,
    wording_for,
)
from editorial.typesetting.references import reference_entry
from tests.pages import compact
from tests.samples import sample_document

SIGNED = datetime(2025, 7, 10, 14, 30, tzinfo=UTC)
HOME = "/articles/baastrup/"


@pytest.fixture
def page() -> ArticlePage:
    document = sample_document()
    return ArticlePage(
        document=document,
        wording="professional",
        addresses=Addresses(
            canonical=f"https://imprimatur.example{HOME}",
            professional=HOME,
            plain=f"{HOME}plain/",
            proof=f"{HOME}proof/",
            versions=f"{HOME}versions/",
            ask=f"{HOME}ask/",
            report=f"{HOME}report/",
            wording="/wording/",
            policy="/pages/editorial-policy/",
            disclaimer="/about/disclaimer/",
            board="/board-members/",
        ),
        digest=document.digest,
        number=2,
        updated_on=SIGNED.date(),
        approved_on=SIGNED.date(),
        review_due=date(2026, 7, 10),
        approvals=(
            Approval("Prof. Zoë Šimić", "MD, PhD", "Rheumatology", "Lecture fees, 2023.", SIGNED),
            Approval("Dr Bo Chen", "MD", "Radiology", "", SIGNED),
        ),
        versions=(VersionEntry(2, SIGNED, ("Waiting time: now 4 to 6 weeks.",), f"{HOME}versions/2/", True),),
        downloads=Downloads(pdf=f"{HOME}article.pdf", csl=f"{HOME}references.json"),
        json_ld='{"name": "</script><script>alert(1)</script>"}',
    )


class Outline(HTMLParser):
    """What a test asks of a page: its ids, the places links and popovers lead to, and elements in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.attributes: set[str] = set()
        self.headings: list[int] = []
        self.inline_scripts = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.attributes |= found.keys()
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if str(found.get("href", "")).startswith("#"):
            self.targets.append(str(found["href"])[1:])
        if found.get("popovertarget"):
            self.targets.append(str(found["popovertarget"]))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "script" and "src" not in found and found.get("type") != "application/ld+json":
            self.inline_scripts += 1


def rendered(page: ArticlePage) -> str:
    return compact(render_to_string("reading/article.html", {"page": page}))


def test_first_screen_says_what_a_reader_asks_first(page: ArticlePage) -> None:
    head = rendered(page).split('<div class="columns">')[0]
    assert "<h1" in head
    assert "What is the treatment for Baastrup sign &lt;L4&amp;L5&gt;?" in head
    assert "Start with <em>conservative</em> care and step up <strong>only</strong>" in head
    assert "Prof. Zoë Šimić" in head
    assert "Dr Bo Chen" in head
    assert "10 July 2025" in head
    assert "10 July 2026" in head
    assert "/pages/editorial-policy/" in head
    assert "Which best describes you?" in head


def test_every_link_within_the_page_arrives_and_no_id_is_used_twice(page: ArticlePage) -> None:
    outline = Outline(rendered(page))
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.targets) <= set(outline.ids)


def test_every_statement_can_be_linked_to(page: ArticlePage) -> None:
    ids = set(Outline(rendered(page)).ids)
    assert {f"s-{statement.id}" for statement in page.document.statements()} <= ids


def test_headings_go_down_one_level_at_a_time(page: ArticlePage) -> None:
    headings = Outline(rendered(page)).headings
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in itertools.pairwise(headings))


def test_page_needs_no_script_and_carries_no_inline_code(page: ArticlePage) -> None:
    outline = Outline(rendered(page))
    assert outline.inline_scripts == 0
    assert not {name for name in outline.attributes if name == "style" or name.startswith("on")}
    assert "hx-" not in rendered(page)


def test_hostile_text_stays_text(page: ArticlePage) -> None:
    html = rendered(page)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert('x')&lt;/script&gt;" in html
    assert "\\u003C/script\\u003E" in html
    assert "<more>" not in html
    assert "<a>_b" not in html


def test_rate_stands_with_numerator_denominator_and_source(page: ArticlePage) -> None:
    html = rendered(page)
    assert "<strong>35.7%</strong> <span>99 of 277 patients</span>" in html
    assert '<meter min="0" max="100" value="35.7" aria-hidden="true">' in html
    assert "<strong>28.90%</strong> <span>number of patients not given</span>" in html


def test_algorithm_is_an_ordered_list_with_what_leads_to_each_line(page: ArticlePage) -> None:
    flow = rendered(page).split('<ol class="flow">')[1]
    lines = flow.split('<li class="line"')[1:]
    assert len(lines) == 3
    assert 'class="connector"' not in lines[0]
    assert "If conservative management fails after 4–6 weeks" in lines[1].split('class="box"')[0]
    assert "after 4 to 6 weeks" in lines[1].split('class="box"')[0]
    assert "When both lines before fail" in lines[2].split('class="box"')[0]


def test_plain_page_has_the_same_canonical_and_marks_what_is_not_in_plain_words(page: ArticlePage) -> None:
    html = rendered(replace(page, wording="plain"))
    assert f'<link rel="canonical" href="https://imprimatur.example{HOME}">' in html
    assert "Pain tablets and exercises" in html
    assert re.search(r"Posture correction.*?Professional wording", html)
    assert "Professional wording" not in rendered(page)


@pytest.mark.parametrize("wording", ["plain", "professional"])
def test_safety_information_is_on_both_wordings_and_never_folded(page: ArticlePage, wording: str) -> None:
    html = rendered(replace(page, wording=wording))  # type: ignore[arg-type]
    unfolded = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    assert "Common pitfalls" in unfolded
    assert "Underdiagnosis" in unfolded
    assert 'class="disclaimer"' in unfolded


def test_a_plain_page_that_is_mostly_professional_says_so_once(page: ArticlePage) -> None:
    def unplain(text: str) -> str:
        return re.sub(r'"plain":"[^"]*"', '"plain":""', text)

    document = type(page.document).from_canonical(unplain(page.document.canonical().decode()))
    html = rendered(replace(page, document=document, wording="plain"))
    assert html.count("Most of this article has not been put into plain words yet.") == 1
    assert 'class="fallback"' not in html
    assert "Most of this article" not in rendered(replace(page, document=document))
    assert "Most of this article" not in rendered(replace(page, wording="plain"))


def test_what_programs_read_is_offered_folded_beside_the_pdf(page: ArticlePage) -> None:
    offered = Downloads(pdf="/a.pdf", fhir="/fhir.json", document="/document.json", api="/api/1/articles/a/")
    html = rendered(replace(page, downloads=offered))
    (folded,) = re.findall(r"<details><summary>For programs</summary>.*?</details>", html)
    assert re.findall('href="(.*?)"', folded) == ["/fhir.json", "/document.json", "/api/1/articles/a/"]
    assert "For programs</summary>" not in rendered(page)


def test_incomplete_reference_says_what_is_not_established(page: ArticlePage) -> None:
    html = rendered(page)
    assert "Publication not established." in html
    assert 'href="https://doi.org/10.1007/s13244-014-0376-7"' in html
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/25582088/"' in html


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("pending", "Not yet approved"),
        ("overdue", "Overdue for review"),
        ("correction", "Correction"),
        ("expression_of_concern", "Expression of concern"),
        ("retraction", "Retraction"),
    ],
)
def test_banner_comes_before_the_title_and_says_why(page: ArticlePage, kind: str, words: str) -> None:
    notice = NoticeBanner(kind, "Because <so>.", date(2025, 9, 1), "M. Adler")  # type: ignore[arg-type]
    before_title = rendered(replace(page, banners=(notice,))).split("<h1")[0]
    assert words in before_title
    assert "Because &lt;so&gt;." in before_title
    assert "1 September 2025" in before_title
    assert "M. Adler" in before_title


def test_the_stepper_marks_approved_as_the_current_step(page: ArticlePage) -> None:
    (current,) = re.findall(r'<li[^>]*aria-current="step"[^>]*>(.*?)</li>', rendered(page))
    assert current.endswith("Approved")


def test_undeclared_disclosure_says_so(page: ArticlePage) -> None:
    html = rendered(page)
    assert 'Disclosure: <span lang="en">Lecture fees, 2023.</span>' in html
    assert "Disclosure: none declared." in html


def test_page_with_the_least_there_can_be(page: ArticlePage) -> None:
    document = page.document.model_copy(update={"answer": (), "sections": (), "references": (), "specialty": ""})
    bare = ArticlePage(
        document=document,
        wording="plain",
        addresses=replace(page.addresses, specialty=""),
        digest=document.digest,
        number=1,
        updated_on=date(2025, 1, 2),
    )
    outline = Outline(rendered(bare))
    assert set(outline.targets) <= set(outline.ids)


def test_article_weighs_less_than_fifteen_kilobytes_on_the_wire(page: ArticlePage) -> None:
    assert len(brotli.compress(rendered(page).encode(), quality=5)) < 15_000


def test_language_and_direction_follow_the_interface(page: ArticlePage) -> None:
    with translation.override("de"):
        assert '<html lang="de" dir="ltr">' in rendered(page)
    assert '<html lang="en" dir="ltr">' in rendered(page)


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_stand_without_request_user_or_context(name: str) -> None:
    outline = Outline(render_to_string(name))
    assert outline.headings == [1]
    assert outline.inline_scripts == 0


def test_a_statement_falls_back_with_a_mark() -> None:
    statement = Statement(label="Level", professional="L4–L5", plain="", plain_label="Where")
    assert statement_in(statement, "plain") == ("Level", "L4–L5", True)
    assert statement_in(statement, "professional") == ("Level", "L4–L5", False)
    in_plain_words = statement.model_copy(update={"plain": "Low in the back"})
    assert statement_in(in_plain_words, "plain") == ("Where", "Low in the back", False)


def test_wording_that_suits_a_reader() -> None:
    assert [wording_for(reader) for reader in ("patient", "student", "professional", "", "<x>")] == [
        "plain",
        "professional",
        "professional",
        "professional",
        "professional",
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", "http://plain.example", "data:x"])
def test_reference_links_only_to_https(address: str) -> None:
    assert reference_entry(Reference(key="a", csl=Csl(URL=address)), 1).address == ""


def test_reference_with_a_pmid_that_is_none_has_no_pubmed_link() -> None:
    assert reference_entry(Reference(key="a", csl=Csl(PMID='1"/x')), 1).pubmed_address == ""
