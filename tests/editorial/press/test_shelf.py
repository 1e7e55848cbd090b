"""The shelf in front of Django: what it answers, what it leaves alone, and how fast it forgets."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from math import inf
from threading import Barrier, Thread
from time import monotonic
from typing import Any
from wsgiref.validate import validator

import brotli
import pytest
from django.db import DatabaseError, connection
from django.db.models import F
from django.test import Client

from articles import workflow
from articles.models import Article, NoticeKind
from editorial.press import printing
from editorial.press.models import PressedPage, PressGeneration
from editorial.press.shelf import Shelf
from tests import factories

pytestmark = pytest.mark.django_db


def django(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Stands for everything behind the shelf."""
    start_response("299 Behind The Shelf", [("Content-Type", "text/plain")])
    return [b"django"]


class Asked:
    """One request through a shelf."""

    def __init__(self, shelf: Shelf, path: str, *, method: str = "GET", query: str = "", **headers: str) -> None:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        } | headers
        self.body = b"".join(shelf(environ, self.start))

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = int(status.split()[0]), dict(headers)

    @property
    def shelved(self) -> bool:
        return self.status != 299


@pytest.fixture
def path(client: Client) -> str:
    """An approved article whose page was asked for once in each language and wording, and so was made."""
    path = f"/articles/{factories.approved().article.slug}/"
    for each in (path, f"{path}plain/", f"/de{path}", f"/de{path}plain/"):
        assert client.get(each).status_code == 200
    return path


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(django, limit=1_000_000, seconds=60)


def retract(path: str) -> None:
    article = Article.objects.get(slug=path.split("/")[-2])
    workflow.issue_notice(article=article, kind=NoticeKind.RETRACTION, reason="Wrong.", actor=factories.editor())


def test_a_page_on_the_shelf_costs_no_query(shelf, path, django_assert_num_queries):
    Asked(shelf, path)
    with django_assert_num_queries(0):
        answer = Asked(shelf, path)
    assert answer.status == 200
    assert answer.body == bytes(PressedPage.objects.get(path=path).identity)
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Accept-Ranges"] == "none"


@pytest.mark.parametrize("prefix", ["", "/de"])
@pytest.mark.parametrize("page", ["", "plain/", "proof/", "versions/"])
def test_every_language_and_page_is_on_it(shelf, path, prefix, page):
    printing.take_orders()
    assert Asked(shelf, prefix + path + page).shelved


def test_encodings(shelf, path):
    page = PressedPage.objects.get(path=path)
    squeezed = Asked(shelf, path, HTTP_ACCEPT_ENCODING="gzip, br")
    assert squeezed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(squeezed.body) == page.identity
    assert Asked(shelf, path, HTTP_ACCEPT_ENCODING="br;q=0, gzip").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in Asked(shelf, path, HTTP_ACCEPT_ENCODING="identity").headers


def test_a_conditional_request_is_answered_without_a_body(shelf, path):
    first = Asked(shelf, path, HTTP_ACCEPT_ENCODING="br")
    again = Asked(shelf, path, HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=f'"x", W/{first.headers["ETag"]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Vary"] == first.headers["Vary"]
    other = Asked(shelf, path, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert other.status == 200


def test_head_sends_the_headers_of_get_alone(shelf, path):
    get, head = Asked(shelf, path), Asked(shelf, path, method="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", get.headers)


def test_a_range_is_ignored(shelf, path):
    assert Asked(shelf, path, HTTP_RANGE="bytes=0-9").status == 200


def test_a_query_changes_nothing(shelf, path):
    assert Asked(shelf, path, query="utm_source=letter").body == Asked(shelf, path).body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_left_to_django(shelf, path, method):
    Asked(shelf, path)
    assert not Asked(shelf, path, method=method).shelved


@pytest.mark.parametrize("host", ["evil.example", "", "localhost@evil.example", "localhost.evil.example", "a b"])
def test_another_host_is_left_to_django(shelf, path, host):
    Asked(shelf, path)
    assert not Asked(shelf, path, HTTP_HOST=host).shelved


def test_a_port_is_part_of_the_host(shelf, path):
    assert Asked(shelf, path, HTTP_HOST="localhost:8000").shelved
    assert Asked(shelf, path, HTTP_HOST="[::1]:8000").shelved


def test_an_insecure_request_is_left_to_django_where_https_is_required(path, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    shelf = Shelf(django, seconds=60)
    assert not Asked(shelf, path).shelved
    assert not Asked(shelf, path, HTTP_X_FORWARDED_PROTO="http", **{"wsgi.url_scheme": "https"}).shelved
    secure = Asked(shelf, path, HTTP_X_FORWARDED_PROTO="https")
    assert secure.shelved
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=60")
    assert Asked(shelf, path, **{"wsgi.url_scheme": "https"}).shelved


def test_a_reader_who_chose_plain_words_is_sent_to_them(shelf, path):
    sent = Asked(shelf, path, HTTP_COOKIE="reader=patient")
    assert (sent.status, sent.headers["Location"]) == (302, f"{path}plain/")
    assert sent.headers["Cache-Control"] == "no-store"
    assert Asked(shelf, f"/de{path}", HTTP_COOKIE="reader=patient").headers["Location"] == f"/de{path}plain/"


def test_nobody_is_sent_in_circles(shelf, path):
    """From the plain page its link to the professional one leads there, whatever the cookie says."""
    plain = Asked(shelf, f"{path}plain/", HTTP_COOKIE="reader=patient")
    assert plain.status == 200
    assert f'href="{path}?wording=professional"'.encode() in plain.body
    assert Asked(shelf, path, query="wording=professional", HTTP_COOKIE="reader=patient").status == 200
    assert Asked(shelf, f"{path}plain/", HTTP_COOKIE="reader=professional").status == 200


def test_what_is_not_there_is_left_to_django_and_asked_of_the_database_once(shelf, path, django_assert_num_queries):
    Asked(shelf, path)
    with django_assert_num_queries(1):
        for _ in range(5):
            assert not Asked(shelf, "/articles/nowhere/").shelved
    with django_assert_num_queries(0):
        assert not Asked(shelf, "/desk/").shelved


def test_names_that_strangers_make_up_do_not_fill_the_memory(shelf, monkeypatch):
    monkeypatch.setattr("editorial.press.shelf.MOST_NAMES", 10)
    for number in range(35):
        Asked(
            shelf,
            f"/articles/n-{number}/",
            HTTP_ACCEPT_ENCODING=f"br;q=0.{number}",
            HTTP_HOST=f"localhost:{1 + number}",
        )
        for names in (shelf._absent, shelf._codings, shelf._hosts):
            assert len(names) == number % 10 + 1


def test_the_memory_is_bounded_and_the_least_read_goes_first(path):
    original = PressedPage.objects.get(path=path)
    for number in range(30):
        original.path = f"/articles/copy-{number}/"
        original.save(force_insert=True)
    one = Shelf(django, seconds=60)
    Asked(one, path)
    shelf = Shelf(django, limit=one.size * 5, seconds=60)
    Asked(shelf, path)
    for number in range(30):
        Asked(shelf, f"/articles/copy-{number}/")
        assert path in kept(shelf)
        Asked(shelf, path)
        assert shelf.size <= shelf.limit
    assert "/articles/copy-0/" not in kept(shelf)
    assert Asked(shelf, "/articles/copy-0/").shelved


def kept(shelf: Shelf) -> set[str]:
    return {path for path, _coding in shelf._pages}


def test_a_page_greater_than_the_shelf_is_served_and_not_kept(path):
    shelf = Shelf(django, limit=100, seconds=60)
    assert Asked(shelf, path).status == 200
    assert shelf.size == 0


def test_nor_does_it_push_off_what_is_there(path):
    small = PressedPage.objects.get(path=path)
    small.path, small.identity = "/articles/small/", b"A few words."
    small.save(force_insert=True)
    shelf = Shelf(django, limit=len(PressedPage.objects.get(path=path).identity), seconds=60)
    assert Asked(shelf, small.path).shelved
    assert Asked(shelf, path).shelved
    assert kept(shelf) == {small.path}


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_one_look_a_period(path, django_assert_num_queries):
    clock = Clock()
    shelf = Shelf(django, seconds=2, clock=clock)
    Asked(shelf, path)
    clock.now += 1.9
    with django_assert_num_queries(0):
        Asked(shelf, path)
    clock.now += 0.1  # two seconds are over, not about to be
    with django_assert_num_queries(1):
        Asked(shelf, path)


def test_who_waited_for_the_look_of_another_asks_nothing_and_is_served(path, monkeypatch, django_assert_num_queries):
    clock = Clock()
    shelf = Shelf(django, seconds=2, clock=clock)
    Asked(shelf, path)
    clock.now += 2

    @contextmanager
    def after_another() -> Iterator[None]:
        shelf._trusted_until = clock.now + shelf.seconds
        yield

    monkeypatch.setattr(shelf, "_lock", after_another())
    with django_assert_num_queries(0):
        assert Asked(shelf, path).shelved


def test_a_period_begins_with_the_question_not_with_its_answer(path, monkeypatch, django_assert_num_queries):
    clock = Clock()
    shelf = Shelf(django, seconds=2, clock=clock)
    ask = PressGeneration.objects.values_list

    def slowly(*args: Any, **kwargs: Any) -> Any:
        clock.now += 1.5
        return ask(*args, **kwargs)

    monkeypatch.setattr(PressGeneration.objects, "values_list", slowly)
    Asked(shelf, path)
    monkeypatch.undo()
    clock.now += 0.5
    with django_assert_num_queries(1):
        Asked(shelf, path)


@pytest.mark.parametrize("moved", [-1, 1], ids=["a backup was restored", "a decision was made"])
def test_any_other_generation_empties_the_shelf(path, moved):
    """After a restored backup the number is lower than the one that was seen: what was kept is of another history."""
    clock = Clock()
    shelf = Shelf(django, seconds=2, clock=clock)
    assert Asked(shelf, path).shelved
    assert shelf.size > 0
    PressedPage.objects.all().delete()
    PressGeneration.objects.update(number=F("number") + moved)
    clock.now += 1.9
    assert Asked(shelf, path).shelved  # trusted until then
    clock.now += 0.1
    assert not Asked(shelf, path).shelved
    assert (shelf.size, shelf._pages) == (0, {})


@pytest.mark.django_db(transaction=True)
def test_a_retraction_is_gone_from_every_worker_before_it_is_acknowledged(path, settings):
    settings.SHELF_SECONDS = 0.5
    shelves = [Shelf(django), Shelf(django)]
    for shelf in shelves:
        assert Asked(shelf, path).status == 200
    started = monotonic()
    retract(path)
    assert monotonic() - started < 1.0 + settings.SHELF_SECONDS
    for shelf in shelves:
        answer = Asked(shelf, path)
        assert answer.status == 410
        assert b"NSAIDs" not in answer.body
        assert not Asked(shelf, f"{path}document.json").shelved


def test_a_page_read_before_a_decision_is_not_kept_after_it(shelf, path, monkeypatch):
    """The slowest of races: the row was fetched, then the decision came and the shelf looked, then the row is kept."""
    Asked(shelf, f"{path}plain/")
    from editorial.press import shelf as module

    finish = module.answer_from

    def overtaken(*args: Any) -> Any:
        answer = finish(*args)
        PressGeneration.move()
        shelf._trusted_until = -inf
        shelf._look()
        return answer

    monkeypatch.setattr(module, "answer_from", overtaken)
    assert not Asked(shelf, path).shelved
    assert shelf._pages == {}


def test_without_the_database_nothing_is_served_on_suspicion(path, monkeypatch, caplog):
    shelf = Shelf(django, seconds=0)
    assert Asked(shelf, path).shelved

    def unreachable(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(PressGeneration.objects, "values_list", unreachable)
    assert not Asked(shelf, path).shelved
    assert "Django answers" in caplog.text
    monkeypatch.undo()
    assert Asked(shelf, path).shelved


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_once_get_the_same_page(path):
    shelf = Shelf(django, seconds=0.01)
    start, answers = Barrier(6), []

    def read() -> None:
        start.wait()
        answers.extend(Asked(shelf, path, HTTP_ACCEPT_ENCODING="br") for _ in range(30))
        connection.close()

    readers = [Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert len(answers) == 180


def test_it_speaks_wsgi(shelf, path):
    environ = {"HTTP_ACCEPT_ENCODING": "br"}
    checked = validator(shelf)
    environ |= {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
    }
    from wsgiref.util import setup_testing_defaults

    setup_testing_defaults(environ)
    seen: list[str] = []
    result = checked(environ, lambda status, headers, exc_info=None: seen.append(status) or seen.append)
    assert b"".join(result)
    result.close()
    assert seen[0] == "200 OK"


def test_a_server_that_changes_its_headers_changes_nobody_elses(shelf, path):
    class Greedy(Asked):
        def start(self, status: str, headers: list[tuple[str, str]]) -> None:
            super().start(status, headers)
            headers.append(("X-Greedy", "1"))

    Greedy(shelf, path)
    assert "X-Greedy" not in Greedy(shelf, path).headers


def test_the_application_wears_it_outermost():
    from editorial.wsgi import application

    assert isinstance(application, Shelf)


HTTPS = {"wsgi.url_scheme": "https"}


@pytest.mark.parametrize(
    ("required", "header", "request_", "shelved"),
    [
        ({}, None, {}, True),
        ({"SECURE_SSL_REDIRECT": True}, None, {}, False),
        ({"SECURE_HSTS_SECONDS": 60}, None, {}, False),
        ({"SECURE_SSL_REDIRECT": True}, None, HTTPS, True),
        ({"SECURE_SSL_REDIRECT": True}, None, HTTPS | {"HTTP_X_SCHEME": "http"}, True),
        ({"SECURE_SSL_REDIRECT": True}, ("HTTP_X_SCHEME", "https"), {"HTTP_X_SCHEME": "https, http, http"}, True),
        ({"SECURE_SSL_REDIRECT": True}, ("HTTP_X_SCHEME", "https"), {"HTTP_X_SCHEME": "http, https, https"}, False),
        ({"SECURE_SSL_REDIRECT": True}, ("HTTP_X_SCHEME", "on"), HTTPS | {"HTTP_X_SCHEME": ""}, False),
    ],
)
def test_what_is_secure_is_what_django_holds_for_secure(path, settings, required, header, request_, shelved):
    for name, value in required.items():
        setattr(settings, name, value)
    settings.SECURE_PROXY_SSL_HEADER = header
    assert Asked(Shelf(django, seconds=60), path, **request_).shelved is shelved


@pytest.mark.parametrize(
    ("below", "preload", "said"),
    [
        (False, False, "max-age=60"),
        (True, False, "max-age=60; includeSubDomains"),
        (False, True, "max-age=60; preload"),
        (True, True, "max-age=60; includeSubDomains; preload"),
    ],
)
def test_strict_transport_security_says_what_is_set(path, settings, below, preload, said):
    settings.SECURE_HSTS_SECONDS = 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD = below, preload
    assert Asked(Shelf(django, seconds=60), path, **HTTPS).headers["Strict-Transport-Security"] == said


def test_no_transport_security_is_told_where_none_is_set(shelf, path):
    assert "Strict-Transport-Security" not in Asked(shelf, path).headers


def test_no_host_is_nobody_s_host_also_where_every_host_is_ours(shelf, path, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert Asked(shelf, path, HTTP_HOST="whatever.example").shelved
    assert not Asked(shelf, path, HTTP_HOST="").shelved


def test_a_page_just_as_large_as_the_shelf_is_kept(path):
    measured = Shelf(django, seconds=60)
    Asked(measured, path)
    shelf = Shelf(django, limit=measured.size, seconds=60)
    Asked(shelf, path)
    assert shelf.size == measured.size > 0
    assert len(shelf._pages) == 1


def test_what_two_fetched_at_once_is_kept_and_counted_once(shelf, path, monkeypatch):
    from editorial.press import shelf as module

    finish = module.answer_from

    def meanwhile(*args: Any) -> Any:
        monkeypatch.undo()
        Asked(shelf, path)
        return finish(*args)

    monkeypatch.setattr(module, "answer_from", meanwhile)
    assert Asked(shelf, path).shelved
    assert shelf.size == sum(answer.size for answer in shelf._pages.values())


def test_what_was_not_there_is_looked_for_again_after_a_while(path):
    clock = Clock()
    shelf = Shelf(django, seconds=2, clock=clock)
    page = PressedPage.objects.get(path=path)
    assert not Asked(shelf, "/articles/later/").shelved
    page.path = "/articles/later/"
    page.save(force_insert=True)
    clock.now += 1.9
    assert not Asked(shelf, "/articles/later/").shelved
    clock.now += 0.1
    assert Asked(shelf, "/articles/later/").shelved


def test_two_absent_pages_cost_one_query_each(shelf, path, django_assert_num_queries):
    Asked(shelf, path)
    with django_assert_num_queries(2):
        for _ in range(2):
            assert not Asked(shelf, "/articles/nowhere/").shelved
            assert not Asked(shelf, "/articles/nor-here/").shelved


def test_a_page_that_the_database_does_not_give_is_left_to_django(shelf, path, monkeypatch, caplog):
    Asked(shelf, f"{path}plain/")

    def unreachable(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(PressedPage.objects, "filter", unreachable)
    assert not Asked(shelf, path).shelved
    assert "could not fetch a page; Django answers" in caplog.text
    monkeypatch.undo()
    assert Asked(shelf, path).shelved


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_too_old_is_made_anew(path):
    """Django's own signals, which do this, are not sent for what the shelf answers."""
    shelf = Shelf(django, seconds=0)
    assert Asked(shelf, path).shelved
    old, connection.close_at = connection.connection, 0
    assert Asked(shelf, path).shelved
    assert connection.connection is not old
