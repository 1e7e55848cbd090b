"""Publications looked up: at a real server on this machine, with recorded answers and everything that goes wrong."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from django.core.cache import cache
from django.db import transaction

from articles.csl import Csl
from editorial import lookup

pytestmark = pytest.mark.django_db(transaction=True)
WORK = {
    "status": "ok",
    "message": {
        "type": "journal-article",
        "title": ["The <i>steps</i> until surgery &amp; after"],
        "container-title": ["Journal of Invented Cases"],
        "short-container-title": ["J Inv Cases"],
        "author": [
            {"given": "Ali", "family": "Kerroum", "sequence": "first", "affiliation": []},
            {"name": "The Invented Group", "sequence": "additional"},
        ],
        "issued": {"date-parts": [[2019, 6, 25]]},
        "volume": "2019",
        "issue": "6",
        "page": "1-9",
        "DOI": "10.1000/found",
        "URL": "https://doi.org/10.1000/found",
        "reference-count": 9,
    },
}
MEDLINE = """
PMID- 101
DP  - 2021 Mar 29
TI  - An invented review.
FAU - Page, Ann
TA  - Inv J
PT  - Retracted Publication

PMID- 102
DP  - 2020
TI  - Another invented
      review.
FAU - Moher, Bo
TA  - Inv J
"""


class Service(BaseHTTPRequestHandler):
    seen: ClassVar[list[str]] = []
    over = threading.Event()  # nobody listens any more

    def do_GET(self) -> None:
        self.seen.append(self.path)
        name = self.path.rpartition("%2F")[2]
        match name:
            case "found":
                self.say(json.dumps(WORK).encode())
            case "missing":
                self.send_error(404)
            case "broken":
                self.say(b'{"message": [')
            case "deep":
                self.say(b"[" * 500_000)
            case "odd":
                self.say(b'{"message": {"title": 7, "author": {}, "issued": [1], "page": [[]]}}')
            case "huge":
                self.say(b" " * (lookup.MOST_BYTES + 10))
            case "elsewhere":
                self.send(302, "http://127.0.0.2/secret")
            case "there":
                self.send(302, "/works/10.1000%2Ffound")
            case "round":
                self.send(302, "/works/10.1000%2Fround")
            case "slow":
                self.over.wait(3)
            case "drip":
                self.send_response(200)
                for _each in range(60):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    self.over.wait(0.05)
            case "error":
                self.send_error(500)
            case _:
                self.say(MEDLINE.encode())

    def say(self, body: bytes) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def send(self, status: int, target: str) -> None:
        self.send_response(status)
        self.send_header("Location", target)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def service(settings: Any) -> Iterator[list[str]]:
    cache.clear()
    Service.seen, Service.over = [], threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    settings.REFERENCE_LOOKUP = {"Crossref": address, "PubMed": address + "/"}
    yield Service.seen
    Service.over.set()
    server.shutdown()
    server.server_close()


def ask(*names: str) -> list[lookup.LookedUp | None]:
    return lookup.look_up([Csl(DOI=f"10.1000/{name}") for name in names])


def test_it_is_off_unless_an_address_is_named(settings):
    assert settings.REFERENCE_LOOKUP == {"Crossref": "", "PubMed": ""}
    assert not lookup.is_on()
    assert lookup.look_up([Csl(DOI="10.1000/found", PMID="101")]) == [None]


def test_a_doi_is_looked_up_once_and_kept(service):
    (answer,) = ask("found")
    assert answer == lookup.LookedUp(
        "Crossref",
        Csl.model_validate(
            {
                "title": "The steps until surgery & after",
                "container-title": "Journal of Invented Cases",
                "author": [{"family": "Kerroum", "given": "Ali"}, {"family": "The Invented Group"}],
                "issued": {"date-parts": [[2019, 6, 25]]},
                "volume": "2019",
                "issue": "6",
                "page": "1-9",
                "DOI": "10.1000/found",
            }
        ),
    )
    assert ask("found", "FOUND") == [answer, answer]
    assert service == ["/works/10.1000%2Ffound"]


def test_all_pmids_are_one_request(service):
    found = lookup.look_up([Csl(PMID="101"), Csl(title="No number"), Csl(PMID="102"), Csl(PMID="103")])
    assert [each and each.csl and each.csl.title for each in found] == [
        *("An invented review", None, "Another invented review", None)
    ]
    assert [each.is_retracted for each in found if each] == [True, False, False]
    assert found[3] is not None
    assert found[3].complaint == "PubMed does not know 103."
    assert len(service) == 1


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("missing", "Crossref does not know 10.1000/missing."),
        ("broken", "Crossref gave an answer that could not be read."),
        ("deep", "Crossref gave an answer that could not be read."),
        ("huge", "Crossref could not be reached."),
        ("elsewhere", "Crossref could not be reached."),
        ("round", "Crossref could not be reached."),
        ("error", "Crossref could not be reached."),
    ],
)
def test_what_goes_wrong_is_said_in_a_word(service, name, complaint):
    assert ask(name) == [lookup.LookedUp("Crossref", None, complaint, is_late=name != "missing")]


def test_an_odd_answer_is_read_as_far_as_it_goes(service):
    (answer,) = ask("odd")
    assert answer is not None
    assert answer.csl is not None


def test_a_redirect_on_the_same_host_is_followed(service):
    (answer,) = ask("there")
    assert answer is not None
    assert answer.csl is not None
    assert answer.csl.volume == "2019"


@pytest.mark.parametrize("name", ["slow", "drip"])
def test_nobody_waits_longer_than_the_time_for_all(service, monkeypatch, name):
    monkeypatch.setattr(lookup, "TIMEOUT", 0.6)
    start = time.monotonic()
    answers = ask(*(f"{number}/{name}" for number in range(9)))
    assert time.monotonic() - start < 1.2
    assert {each and each.complaint for each in answers} == {"Crossref did not answer in time."}
    assert ask("found")[0] is not None  # what was late is not kept, and its places become free
    assert lookup._free.acquire(timeout=3)
    lookup._free.release()


def test_nobody_there(settings):
    cache.clear()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.REFERENCE_LOOKUP = {"Crossref": f"http://127.0.0.1:{free.getsockname()[1]}", "PubMed": ""}
        assert ask("found") == [lookup.LookedUp("Crossref", None, "Crossref could not be reached.", is_late=True)]
    settings.REFERENCE_LOOKUP = {"Crossref": "ftp://example.org", "PubMed": ""}
    assert ask("found") == [lookup.LookedUp("Crossref", None, "Crossref could not be reached.", is_late=True)]


def test_a_name_that_leads_into_a_private_network_is_refused(service, settings, monkeypatch):
    port = settings.REFERENCE_LOOKUP["Crossref"].rpartition(":")[2]
    place = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))
    monkeypatch.setattr(lookup.socket, "getaddrinfo", lambda *_args, **_more: [place])
    settings.REFERENCE_LOOKUP = {"Crossref": f"http://api.example.org:{port}", "PubMed": ""}
    assert ask("found") == [lookup.LookedUp("Crossref", None, "Crossref could not be reached.", is_late=True)]
    assert service == []


def test_never_under_a_lock(service):
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        ask("found")
    assert service == []
