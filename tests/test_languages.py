"""The interface speaks every language it offers, and says of each part in which language it is."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from articles.document import Document, Section, Statement
from articles.models import Article
from editorial.press.models import Listing
from editorial.typesetting.layout import Layout
from scripts import messages
from tests.factories import approved
from tests.pages import compact
from tests.working import work_off

# Rooms whose every word a reader may meet.
PUBLIC = (
    "templates/base.html",
    "templates/reading/",
    "templates/account/",
    "templates/email/",
    *(f"editorial/{room}/" for room in ("reading", "press", "search", "inbox", "house", "typesetting")),
)
PUBLIC_TOO = re.compile(r"templates/(_|\d{3}|refused)|articles/(states|models|comparison/|exporting/)")
VARIABLE = re.compile(r"%\(\w+\)[sd]")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd%]")


def entries(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def is_public(message: Message) -> bool:
    return any(name.startswith(PUBLIC) or PUBLIC_TOO.match(name) for name, _line in message.locations)


@pytest.fixture(scope="module")
def collected() -> Catalog:
    return messages.collect(messages.sources())


@pytest.fixture(params=messages.catalogs(), ids=lambda path: path.parts[-3])
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def test_every_offered_language_but_that_of_the_sources_has_a_catalog() -> None:
    languages = {path.parts[-3] for path in messages.catalogs()}
    assert languages == {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}


def test_templates_and_code_are_both_collected(collected: Catalog) -> None:
    assert collected.get("Editorial policy") is not None
    assert collected.get("Nothing was saved.") is not None
    assert collected.get("%(rate)s%%") is not None
    assert collected.get("article").id == ("article", "articles")


def test_every_word_that_readers_meet_is_translated(path: Path, collected: Catalog) -> None:
    known = messages.read(path)
    missing = Catalog()
    for message in filter(is_public, entries(collected)):
        translated = known.get(message.id, message.context)
        missing.add(message.id, translated.string if translated else "", context=message.context)
    assert messages.untranslated(missing) == [], "translate them in the catalog and run `make messages`"


def test_the_compiled_catalog_is_the_one_that_can_be_read(path: Path) -> None:
    def context(message: Message) -> str:
        """A compiled catalog has the context of a message as bytes."""
        return message.context.decode() if isinstance(message.context, bytes) else message.context or ""

    def translations(catalog: Catalog) -> dict[tuple[str, str], list[str]]:
        found = {(context(each), messages.forms(each.id)[0]): messages.forms(each.string) for each in entries(catalog)}
        return {key: texts for key, texts in found.items() if all(texts) and texts}

    with path.with_suffix(".mo").open("rb") as file:
        compiled = translations(read_mo(file))
    written = translations(messages.read(path))
    assert compiled == written, "run `make messages`"


def test_translations_keep_the_placeholders(path: Path) -> None:
    """A form for one thing may leave out the number, as its source does ("One comment")."""

    def placeholders(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    wrong = [
        text
        for message in entries(messages.read(path))
        for text in messages.forms(message.string)
        if text and message.python_format and placeholders(text) not in map(placeholders, messages.forms(message.id))
    ]
    assert wrong == []


def test_translations_keep_tags_and_every_plural_form(path: Path) -> None:
    catalog = messages.read(path)
    wrong = []
    for message in entries(catalog):
        translated = messages.forms(message.string)
        if isinstance(message.id, tuple) and len(translated) != catalog.num_plurals:
            wrong.append(message.id[0])
        tags = re.findall(r"<[^>]+>", messages.forms(message.id)[-1])
        if all(translated) and re.findall(r"<[^>]+>", translated[-1]) != tags:
            wrong.append(translated[-1])
    assert wrong == []


def test_a_translated_message_is_one_that_is_still_said(path: Path, collected: Catalog) -> None:
    """What nobody says any more leaves the catalog with the next `make messages`; nothing is kept as a guess."""
    catalog = messages.read(path)
    assert not catalog.obsolete
    assert [message.id for message in entries(catalog) if message.fuzzy] == []


class Words(HTMLParser):
    """The words of a page, each with the language and direction that its nearest marked ancestor gives."""

    EMPTY = {"meta", "link", "input", "br", "img", "hr"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, Any]]] = []
        self.said: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _attrs in self.open):
            while self.open.pop()[0] != tag:
                continue

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.said.append((text, self.nearest("lang"), self.nearest("dir")))

    def nearest(self, name: str) -> str:
        return next((attrs[name] for _tag, attrs in reversed(self.open) if attrs.get(name)), "")

    def language_of(self, text: str) -> set[str]:
        """The languages of all occurrences within the body."""
        found = {language for said, language, _direction in self.said if text in said and said != self.said[0][0]}
        assert found, f"“{text}” is not on the page"
        return found


@pytest.fixture
def article(db: None) -> Article:
    return Article.objects.get(pk=approved().article_id)


def get(client: Client, language: str, name: str, *args: object) -> tuple[str, Words]:
    with translation.override(language):
        path = reverse(name, args=args)
    html = client.get(path).content.decode()
    return html, Words(html)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["article", "article-plain"])
def test_on_a_german_page_an_english_article_is_said_in_english(client: Client, article: Article, name: str) -> None:
    html, words = get(client, "de", name, article.slug)
    assert '<html lang="de" dir="ltr">' in html
    document = article.published_revision.document
    assert words.language_of(document.title) == {"en"}
    assert words.language_of("Freigegeben am") == {"de"}
    assert words.language_of("Literatur") == {"de"}
    section = next(each for each in document.sections if each.lines)
    assert words.language_of(section.title if name == "article" else section.plain_title or section.title) == {"en"}
    # Words of the interface within the article are said in German again.
    assert words.language_of("Linie 1") == {"de"}
    assert "Line 1" not in {said for said, _language, _direction in words.said}


@pytest.mark.django_db
def test_on_an_english_page_nothing_in_it_is_marked_twice(client: Client, article: Article) -> None:
    html, words = get(client, "en", "article", article.slug)
    assert '<html lang="en" dir="ltr">' in html
    assert {language for _said, language, _direction in words.said} <= {"en", "de"}
    assert words.language_of("Deutsch") == {"de"}
    assert 'class="rank">' in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["versions", "proof", "ask", "report"])
def test_pages_about_an_article_name_it_in_its_language(client: Client, article: Article, name: str) -> None:
    html, words = get(client, "de", name, article.slug)
    assert '<html lang="de" dir="ltr">' in html
    assert words.language_of(article.title) == {"en"}


@pytest.mark.django_db
def test_lists_and_results_name_articles_in_their_language(client: Client, article: Article) -> None:
    _html, home = get(client, "de", "home")
    assert home.language_of(article.title) == {"en"}
    with translation.override("de"):
        path = reverse("search")
    found = Words(client.get(path, {"q": article.title}).content.decode())
    assert "en" in found.language_of(article.title.split()[-1].rstrip("?"))


@pytest.mark.django_db
def test_records_of_the_house_stay_in_the_language_they_were_written_in(client: Client) -> None:
    _html, words = get(client, "de", "house-page", "editorial-policy")
    assert words.language_of("Conflicts of interest") == {"en"}
    assert words.language_of("zuletzt geändert am") == {"de"}


@pytest.mark.django_db
def test_what_runs_the_other_way_says_so() -> None:
    template = Template("{% load look %}<p{% language_of language %}>…<b{% interface_language language %}>…</b></p>")
    assert template.render(Context({"language": "ar"})) == '<p lang="ar" dir="rtl">…<b lang="en" dir="ltr">…</b></p>'
    assert template.render(Context({"language": "en"})) == '<p lang="en">…<b>…</b></p>'
    assert template.render(Context({"language": ""})) == "<p>…<b>…</b></p>"
    with translation.override("de"):
        assert template.render(Context({"language": "en-GB"})) == '<p lang="en-GB">…<b lang="de">…</b></p>'


@pytest.mark.django_db
def test_the_name_of_an_untitled_section_belongs_to_the_article(client: Client) -> None:
    section = Section(id=uuid4(), kind="pitfalls", statements=(Statement(professional="Beware."),))
    with translation.override("de"):
        assert Layout(Document(title="Why?", sections=(section,)), "plain").section(section).title == "Common pitfalls"
        german = Document(title="Warum?", language="de", sections=(section,))
        assert Layout(german, "plain").section(section).title == "Häufige Fehler"


@pytest.mark.django_db
def test_the_switch_keeps_the_page_and_what_was_asked(client: Client, article: Article) -> None:
    html = compact(client.get("/de/search/?q=back+pain").content.decode())
    assert 'href="/search/?q=back+pain" lang="en" hreflang="en"' in html
    html = compact(get(client, "de", "article", article.slug)[0])
    assert f'href="/articles/{article.slug}/" lang="en" hreflang="en"' in html
    assert f'href="/de/articles/{article.slug}/" lang="de" hreflang="de" aria-current="true"' in html


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "de"])
def test_search_engines_are_told_of_the_other_language(client: Client, article: Article, language: str) -> None:
    html, _words = get(client, language, "article", article.slug)
    for code, prefix in (("en", ""), ("de", "/de"), ("x-default", "")):
        address = f"{settings.SITE_ADDRESS}{prefix}/articles/{article.slug}/"
        assert f'<link rel="alternate" hreflang="{code}" href="{address}">' in html
    # The plain wording is no page of its own for search engines: its canonical address is the professional one.
    plain, _words = get(client, language, "article-plain", article.slug)
    assert 'rel="alternate" hreflang' not in plain


@pytest.mark.django_db
def test_a_page_without_another_language_offers_none(client: Client) -> None:
    html = client.get(reverse("account_login")).content.decode()
    assert "hreflang" not in html


@pytest.mark.django_db
def test_dates_are_written_as_each_language_writes_them(client: Client, article: Article) -> None:
    day = Listing.objects.get(article=article).approved_at.date()
    for language, expected in (("en", f"{day.day} {day:%B} {day.year}"), ("de", f"{day.day}.\u00a0")):
        html, _words = get(client, language, "article", article.slug)
        with translation.override(language):
            assert date_format(day).startswith(expected)
            assert date_format(day) in html


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_told_in_the_language_of_its_prefix(client: Client) -> None:
    response = client.get("/de/articles/none/")
    assert response.status_code == 404
    assert '<html lang="de"' in response.content.decode()
    assert "Hier ist keine Seite" in response.content.decode()


@pytest.mark.django_db
def test_workrooms_follow_the_browser_until_somebody_chooses(client: Client) -> None:
    path = reverse("account_login")
    german = client.get(path, headers={"Accept-Language": "de"}).content.decode()
    assert '<html lang="de" dir="ltr">' in german
    assert "Passwort vergessen?" in german
    response = client.post(reverse("set_language"), {"language": "en", "next": path})
    assert response.headers["Location"] == path
    assert '<html lang="en" dir="ltr">' in client.get(path, headers={"Accept-Language": "de"}).content.decode()


@pytest.mark.django_db
def test_readers_pages_follow_their_address_whatever_browser_and_choice(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "de", "next": "/accounts/login/"})
    html = client.get(reverse("home"), headers={"Accept-Language": "de"}).content.decode()
    assert '<html lang="en" dir="ltr">' in html
    assert reverse("set_language") not in html


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["xx", "", "../de"])
def test_a_language_that_is_not_offered_changes_nothing(client: Client, chosen: str) -> None:
    path = reverse("account_login")
    assert client.post(reverse("set_language"), {"language": chosen, "next": path}).status_code == 302
    assert '<html lang="en" dir="ltr">' in client.get(path).content.decode()


@pytest.mark.django_db
def test_the_choice_of_a_language_leads_nowhere_else(client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": "de", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/de/"


@pytest.mark.django_db
def test_mail_about_work_is_in_the_language_of_the_house(mailoutbox: list[Any]) -> None:
    with translation.override("de"):
        approved()
        work_off()
    assert mailoutbox[-1].subject.startswith("Approved and published")


GLOSSARY = Path(settings.BASE_DIR) / "docs" / "glossary.md"
# Messages that speak of something else by the same word, or of the thing without its name; each with what they say.
OTHERWISE = {
    "As it should read. The author can take it over.": "author",
    "The author reads this first; your points follow at their places.": "author",
    "Say what should change, so that the author can act on it. Nothing was decided.": "author",
    "journal": "journal",
    "Journal article": "journal",
    "Journal or book": "journal",
    "Point to an article": "point",
    "date of the source": "source",
    "disclosure statement": "statement",
}


def glossary() -> list[tuple[str, list[str], list[str]]]:
    """Each row of the glossary: the term, its names in English, its names in German (none where no page says it)."""
    rows = re.findall(r"(?m)^\| ([^|]+) \| ([^|]+) \| [^|]+ \| [^|]+ \|$", GLOSSARY.read_text())
    return [
        (term, re.sub(r" \(.*?\)", "", term).split(", "), [] if german == "–" else german.split(", "))
        for term, german in rows
        if term != "term" and not term.startswith("---")
    ]


def says(text: str, words: str) -> bool:
    """Whether a German text says these words in any case and number; a verb may stand in two parts, its prefix last."""

    def is_there(word: str) -> bool:
        stem = re.sub(r"(er|es|en|e)$", "", word)
        if word.endswith("en"):
            stem = re.sub(r"^(ein|zurück)(.+)", r"\1(zu)?\2|\\b\2\\w*\\b.*\\b\1\\b", stem)
        return re.search(stem, text, re.IGNORECASE | re.DOTALL) is not None

    return all(is_there(word) for word in words.split())


def test_every_term_stands_once_in_the_glossary() -> None:
    names = [name for _term, names, _german in glossary() for name in names]
    assert len(names) > 60
    assert sorted(names) == sorted(set(names))


def test_the_catalog_says_each_thing_by_its_name(path: Path) -> None:
    wrong = [
        f"{term}: {text} → {translated}"
        for message in entries(messages.read(path))
        for text, translated in zip(messages.forms(message.id), messages.forms(message.string), strict=False)
        for term, names, german in glossary()
        if german and translated and OTHERWISE.get(text) != term
        if any(re.search(rf"\b{re.escape(name)}s?\b(?!['’]s)", VARIABLE.sub("", text), re.IGNORECASE) for name in names)
        if not any(says(translated, words) for words in german)
    ]
    assert wrong == []
