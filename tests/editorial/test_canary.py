"""Nothing of a draft, of the board's talk or of a person is at a public address, and no closed room opens to strangers.

The addresses are read from the site's URL patterns and from the links on its pages, so that a new one is tried too.
"""

import gzip
import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader

from articles.models import Article, Event, Revision, Statement
from articles.permissions import is_editor
from editorial.house.models import HousePage
from editorial.inbox.models import Question
from editorial.press.models import PressedPage
from editorial.search.models import Word
from reviewers.models import Assignment, SignOff, Thread
from tests import factories
from tests.editorial.addresses import Address, addresses
from tests.editorial.canaries import CANARY, COMPANION, House, house, ids

pytestmark = pytest.mark.django_db
CLOSED = ("desk", "board", "operators")
LINK = re.compile(r"""(?:href|src|action)="([^"]+)"|<loc>([^<]+)</loc>|"(https?://[^"\s]+)\"""")
REFUSALS = {302, 403, 404, 405}
# Addresses that are tried although they tell a secret themselves; an answer may repeat what it was asked.
ASKED = f"canaryspecialty-{COMPANION}"
# Inside the administration, but everybody's: signing in and out of it.
OPERATORS_DOOR = ("/operators/login/", "/operators/logout/")


@pytest.fixture(scope="module")
def secrets(rows_of_module: None) -> House:
    return house()


def values_for(secrets: House) -> Any:
    """What to try for each parameter of an address: by its name where that says what is meant, else by its kind."""
    slugs = [each.slug for each in (secrets.published, secrets.retracted, secrets.hidden)]
    rows = {
        "article": ids(Article),
        "revision": ids(Revision),
        "thread": ids(Thread),
        "node": [secrets.published.statements.first().pk, secrets.hidden.statements.first().pk],
        "pk": ids(Revision, Thread, SignOff, Assignment),
    }
    every_row = [pk for pks in rows.values() for pk in pks] + ids(Question)
    words = [*slugs, *ids(HousePage), "rheumatology", ASKED, "articles", "submitted"]
    by_name = {
        "kind": ["statement", "reference", "section"],
        "extension": ["json", "ris", "bib"],
        "section": ["articles", "house", "specialties"],
    }
    by_kind = {"uuid": every_row, "int": range(1, 7), "slug": words, "str": words}

    def values(name: str, kind: str) -> Iterable[str]:
        chosen = rows.get(name) if kind == "uuid" else by_name.get(name)
        return map(str, chosen or by_kind.get(kind, [1, secrets.author.pk, secrets.hidden.pk]))

    return values


def public(found: Iterable[Address]) -> list[str]:
    return [each.path for each in found if each.room not in CLOSED]


def closed(found: Iterable[Address], *rooms: str) -> list[str]:
    return [each.path for each in found if each.room in rooms]


def texts(response: Any) -> str:
    """Everything that is sent: headers, cookies, and the body as a reader would read it."""
    body = response.getvalue() if response.streaming else response.content
    return "\n".join([*(f"{name}: {value}" for name, value in response.items()), str(response.cookies), readable(body)])


def tells(path: str, text: str) -> bool:
    """Whether an answer tells a secret that its address did not know already."""
    return CANARY in (text.replace(ASKED, "") if ASKED in path else text).lower()


@cache
def readable(body: bytes) -> str:
    if body.startswith(b"%PDF"):
        printed = "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
        return printed + body.decode("latin-1")
    return unescape(body.decode("utf-8", "replace"))


def links(response: Any, path: str) -> Iterable[str]:
    """Addresses of ours that the answer leads to."""
    if response.get("Location"):
        yield response["Location"]
    for groups in LINK.findall(readable(response.content)):
        target = urlsplit(urljoin(f"{settings.SITE_ADDRESS}{path}", "".join(groups)))
        if target.netloc == urlsplit(settings.SITE_ADDRESS).netloc and not target.path.startswith("/static/"):
            yield target._replace(scheme="", netloc="", fragment="").geturl()


def crawl(client: Client, start: Iterable[str]) -> dict[str, str]:
    """Path -> everything sent, from these addresses on, over all links to public pages."""
    waiting, seen = list(start), {}
    while waiting:
        path = waiting.pop()
        if path in seen or path.split("/")[1] in (*CLOSED, "accounts", "start"):
            continue
        response = client.get(path)
        assert response.status_code < 500, path
        seen[path] = texts(response)
        waiting += links(response, path)
    return seen


def searches(found: Iterable[Address]) -> list[str]:
    """Every public address that may take a question, asked for what stands beside the canaries."""
    return [
        f"{path}?q={word}"
        for path in public(found)
        if "search" in path or path.endswith("/ask/")
        for word in (COMPANION, "heliotrop", "hel", "spine")
    ]


def test_no_public_address_tells_a_secret(client, secrets):
    found = addresses(values_for(secrets))
    sent = crawl(client, [*public(found), *searches(found)])
    assert f"/articles/{secrets.published.slug}/" in sent, "the crawl found the article"
    assert f"/api/v1/articles/{secrets.published.slug}" in sent
    assert [path for path, text in sent.items() if tells(path, text)] == []


def test_no_answer_to_a_reader_s_form_tells_a_secret(client, secrets):
    forms = [path for path in public(addresses(values_for(secrets))) if "accounts" not in path]
    for path in forms:
        response = client.post(path, {"text": COMPANION, "q": COMPANION, "reader": "patient", "next": "/desk/"})
        assert response.status_code < 500, path
        assert not tells(path, texts(response)), path


def test_no_secret_is_one_link_away(client, secrets):
    sent = crawl(client, ["/", "/de/", "/sitemap.xml", "/robots.txt", "/api/", "/api/v1/articles"])
    assert f"/articles/{secrets.published.slug}/proof.json" in sent, "links were followed"
    leaks = {(path, what) for path, text in sent.items() for what in secrets.unpublished() if what in text}
    assert leaks == set()


def test_no_secret_is_kept_for_readers(client, secrets):
    """Pressed pages in every encoding, lists, passages, search entries, the spelling list."""
    call_command("press", verbosity=0)
    call_command("press", "--improve", verbosity=0)
    pages = PressedPage.objects.all()
    assert {page.article_id for page in pages} == {secrets.published.pk, secrets.retracted.pk}
    for page in pages:
        bodies = [bytes(page.identity)]
        bodies += [gzip.decompress(page.gzip), brotli.decompress(page.brotli)] if page.brotli else []
        assert all(CANARY not in readable(body).lower() for body in bodies), page.path
    for model in apps.get_app_config("reading").get_models():
        rows = str([*model._default_manager.values()]).lower()
        if model is Word:  # spelling remembers single words of what was once published
            rows = rows.replace("canaryretracted", "")
        if model not in (PressedPage, Question):
            assert CANARY not in rows, model


def attempts(client: Client, paths: Iterable[str]) -> Iterable[tuple[str, str, Any]]:
    for path in paths:
        for method in ("GET", "POST"):
            yield path, method, client.generic(method, path)


def test_closed_rooms_are_closed_to_whoever_is_not_signed_in(client, secrets):
    before = Event.objects.count()
    for path, method, response in attempts(client, closed(addresses(values_for(secrets)), *CLOSED)):
        if path in OPERATORS_DOOR:
            continue
        assert response.status_code in REFUSALS, (method, path)
        if response.status_code == 302:
            assert urlsplit(response["Location"]).path in ("/accounts/login/", "/operators/login/"), path
        assert not tells(path, texts(response)), path
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("who", "rooms"),
    [
        (factories.person, CLOSED),
        (factories.author, ("board", "operators")),
        (factories.editor, ("board", "operators")),
        (factories.chief_editor, ("board",)),
        (lambda: factories.member().user, ("desk", "operators")),
        (lambda: factories.member(active=False).user, CLOSED),
    ],
    ids=["nobody", "author", "editor", "chief editor", "board member", "former member"],
)
def test_closed_rooms_are_closed_to_the_wrong_role(client, secrets, who, rooms):
    person = who()
    client.force_login(person)
    before = Event.objects.count()
    # Editors keep the certificates of all sign-offs.
    may_see = [f"/board/certificates/{pk}/" for pk in ids(SignOff)] if is_editor(person) else []
    for path, method, response in attempts(client, closed(addresses(values_for(secrets)), *rooms)):
        if path not in (*OPERATORS_DOOR, *may_see):
            assert response.status_code in REFUSALS, (method, path)
            assert not tells(path, texts(response)), (method, path)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "who",
    [factories.author, lambda: factories.member().user],
    ids=["another author", "a member who was not asked"],
)
def test_the_right_role_sees_nothing_of_others(client, secrets, who):
    client.force_login(who())
    before = Event.objects.count()
    for path, method, response in attempts(client, closed(addresses(values_for(secrets)), "desk", "board")):
        assert response.status_code < 500, (method, path)
        assert not tells(path, texts(response)), (method, path)
    assert Event.objects.count() == before


def test_the_crawl_would_find_a_secret(client, secrets):
    """The test tests itself: to their author the very same addresses show canaries of every kind of row."""
    client.force_login(secrets.author)
    found = closed(addresses(values_for(secrets)), "desk")
    shown = [path for path in found if CANARY in texts(client.get(path)).lower()]
    assert f"/desk/articles/{secrets.published.pk}/" in shown
    assert Statement.objects.filter(professional__contains=CANARY).exists()
