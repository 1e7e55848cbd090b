"""Publications looked up by DOI at Crossref and by PMID at PubMed: the one place that asks a service outside.

Off until settings.REFERENCE_LOOKUP names an address. One call asks for many, a few at once, and comes back within
TIMEOUT whatever the services do; what they said is kept in the cache. Never under a lock: it refuses a transaction.
"""

import hashlib
import html
import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from threading import BoundedSemaphore, Timer
from time import monotonic
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from articles.csl import Csl
from articles.importing.references.items import read_item
from articles.importing.references.splitting import split
from articles.importing.references.tagged import read_medline
from articles.sayings import gettext as _

TIMEOUT = 5.0  # seconds, for all that one call asks
MOST_AT_ONCE = 4  # requests of this process
MOST_BYTES = 2 * 1024 * 1024  # of one answer
MOST_HOPS = 2  # redirects on the same host
KEPT = 30 * 24 * 60 * 60  # seconds that a publication stays in the cache
KEPT_MISSING = 60 * 60  # that it stays known to be missing
_free = BoundedSemaphore(MOST_AT_ONCE)


class LookedUp(NamedTuple):
    """What a service said of one publication: the publication, or in a sentence why there is none.

    is_late: it said nothing that can be used; asked again it may.
    """

    service: str
    csl: Csl | None = None
    complaint: str = ""
    is_retracted: bool = False
    is_late: bool = False


class _Failed(Exception):
    """A service gave no answer that can be used. Its text is the sentence for the person."""


class _Job(NamedTuple):
    """One request: the numbers it asks for, each with its key in the cache, and how its answer is read."""

    service: str
    numbers: tuple[str, ...]
    address: str
    read: Callable[[bytes], Mapping[str, LookedUp]]


def is_on() -> bool:
    """Whether any service is asked."""
    return any(settings.REFERENCE_LOOKUP.values())


def look_up(wanted: Sequence[Csl]) -> list[LookedUp | None]:
    """What services say of these publications, in their order; None for one that has no number they know."""
    if connection.in_atomic_block:
        raise RuntimeError("A service is asked inside a transaction, which would hold its locks meanwhile.")
    asked = [_number(csl) for csl in wanted]
    known = _from_cache({each for each in asked if each})
    known |= _ask({each for each in asked if each and each not in known})
    return [known.get(each) if each else None for each in asked]


def _number(csl: Csl) -> tuple[str, str] | None:
    """The service that knows a publication, and its number there."""
    if csl.DOI.startswith("10.") and settings.REFERENCE_LOOKUP["Crossref"]:
        return "Crossref", csl.DOI.casefold()
    if csl.PMID.isascii() and csl.PMID.isdecimal() and settings.REFERENCE_LOOKUP["PubMed"]:
        return "PubMed", csl.PMID.lstrip("0")
    return None


def _from_cache(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], LookedUp]:
    keys = {_key(each): each for each in asked}
    found: dict[tuple[str, str], LookedUp] = {}
    for key, kept in cache.get_many(keys).items():
        csl = Csl.model_validate(kept["csl"]) if kept["csl"] else None
        service, number = keys[key]
        found[keys[key]] = LookedUp(service, csl, "" if csl else _unknown(service, number), kept["is_retracted"])
    return found


def _ask(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], LookedUp]:
    """Ask the services for all of these at once, and keep what they say."""
    jobs = _jobs(sorted(asked))
    if not jobs:
        return {}
    deadline = monotonic() + TIMEOUT
    pool = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="lookup")
    running: dict[Future[Mapping[str, LookedUp]], _Job] = {pool.submit(_do, job, deadline): job for job in jobs}
    done, _late = wait(running, timeout=TIMEOUT)
    pool.shutdown(wait=False, cancel_futures=True)
    found: dict[tuple[str, str], LookedUp] = {}
    for future, job in running.items():
        answers: dict[str, LookedUp] = {}
        complaint: str = _("%(service)s did not answer in time.") % {"service": job.service}
        if future in done:
            try:
                answers = dict(future.result())
                complaint = ""
            except _Failed as failure:
                complaint = str(failure)
        for number in job.numbers:
            missing = LookedUp(job.service, None, complaint or _unknown(job.service, number), is_late=bool(complaint))
            answer = found[job.service, number] = answers.get(number, missing)
            if not complaint:
                _keep((job.service, number), answer)
    return found


def _jobs(asked: Sequence[tuple[str, str]]) -> list[_Job]:
    """One request for each DOI, one for all PMIDs together."""
    crossref, pubmed = (settings.REFERENCE_LOOKUP[name].rstrip("/") for name in ("Crossref", "PubMed"))
    jobs = [
        _Job(service, (doi,), f"{crossref}/works/{quote(doi, safe='')}", partial(_crossref, doi))
        for service, doi in asked
        if service == "Crossref"
    ]
    pmids = tuple(number for service, number in asked if service == "PubMed")
    if pmids:
        query = f"db=pubmed&rettype=medline&retmode=text&tool=imprimatur&id={','.join(pmids)}"
        jobs.append(_Job("PubMed", pmids, f"{pubmed}/entrez/eutils/efetch.fcgi?{query}", _pubmed))
    return jobs


def _crossref(doi: str, raw: bytes) -> Mapping[str, LookedUp]:
    try:
        message = json.loads(raw)["message"]
        titles = {name: message.get(name) for name in ("title", "container-title") if message.get(name)}
        names = ("type", "author", "issued", "volume", "issue", "page", "DOI")
        item = {name: message[name] for name in names if name in message}
        item |= {"page": message["article-number"]} if "article-number" in message and "page" not in item else {}
        first = {name: value[0] if isinstance(value, list) and value else value for name, value in titles.items()}
        csl = read_item(item | {name: html.unescape(str(text)) for name, text in first.items()}).csl()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _Failed(_("%(service)s gave an answer that could not be read.") % {"service": "Crossref"}) from None
    updates = message.get("updated-by")
    kinds = {each.get("type") for each in updates if isinstance(each, dict)} if isinstance(updates, list) else set()
    return {doi: LookedUp("Crossref", csl, is_retracted="retraction" in kinds)}


def _pubmed(raw: bytes) -> Mapping[str, LookedUp]:
    found: dict[str, LookedUp] = {}
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    for piece, _after in split(text):
        if piece.form == "medline":
            record = read_medline(piece.text)
            csl = record.csl()
            found[csl.PMID] = LookedUp("PubMed", csl, is_retracted="Retracted publication" in record.note)
    if not found and text.strip() and not text.lstrip().startswith("id:"):
        raise _Failed(_("%(service)s gave an answer that could not be read.") % {"service": "PubMed"})
    return found


def _do(job: _Job, deadline: float) -> Mapping[str, LookedUp]:
    """Ask one service, when one of the few places is free. In a thread of its own: it knows no database."""
    if not _free.acquire(timeout=max(0.0, deadline - monotonic())):
        raise _Failed(_("%(service)s did not answer in time.") % {"service": job.service})
    try:
        raw = _get(job.address, deadline)
    except FileNotFoundError:
        return {}
    except (TimeoutError, ssl.SSLError, http.client.HTTPException, OSError, ValueError):
        late = monotonic() >= deadline - 0.05
        sentence = _("%(service)s did not answer in time.") if late else _("%(service)s could not be reached.")
        raise _Failed(sentence % {"service": job.service}) from None
    finally:
        _free.release()
    return job.read(raw)


def _get(address: str, deadline: float, hops: int = 0) -> bytes:
    """The body behind an address. Raises FileNotFoundError for 404, else OSError, ValueError or HTTPException."""
    parts = urlsplit(address)
    asked = _connection(parts.scheme, parts.hostname or "", parts.port, deadline)
    closing = Timer(max(0.01, deadline - monotonic()), _hang_up, [asked])  # who sends byte by byte resets no clock
    closing.daemon = True
    closing.start()
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        asked.request(
            "GET", path, headers={"User-Agent": f"Imprimatur ({settings.SITE_ADDRESS})", "Connection": "close"}
        )
        response = asked.getresponse()
        if response.status in (301, 302, 303, 307, 308):
            target = urljoin(address, response.getheader("Location") or "")
            if hops >= MOST_HOPS or urlsplit(target)[:2] != parts[:2]:
                raise ValueError("A redirect to another host, or too many.")
            return _get(target, deadline, hops + 1)
        if response.status == 404:
            raise FileNotFoundError(address)
        if response.status != 200:
            raise ValueError(f"Status {response.status}.")
        body = response.read(MOST_BYTES + 1)
        if monotonic() >= deadline:
            raise TimeoutError
        if len(body) > MOST_BYTES:
            raise ValueError("More than is read.")
        return body
    finally:
        closing.cancel()
        asked.close()


def _connection(scheme: str, host: str, port: int | None, deadline: float) -> http.client.HTTPConnection:
    """A connection to the host, at an address that is no private one, unless the operator named that very address."""
    if scheme not in ("http", "https") or not host:
        raise ValueError("Not an address of the web.")
    port = port or (443 if scheme == "https" else 80)
    places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not _is_literal(host) and any(not ipaddress.ip_address(place[4][0]).is_global for place in places):
        raise ValueError("A name that leads into a private network.")
    plain = socket.create_connection((str(places[0][4][0]), port), timeout=max(0.01, deadline - monotonic()))
    made = http.client.HTTPConnection(host, port)
    made.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if scheme == "https" else plain
    return made


def _hang_up(asked: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):
        asked.sock.shutdown(socket.SHUT_RDWR)


def _is_literal(host: str) -> bool:
    """Whether a host is an address itself, which nobody but the operator can have chosen."""
    with suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return host == "localhost"


def _unknown(service: str, number: str) -> str:
    return _("%(service)s does not know %(number)s.") % {"service": service, "number": number}


def _key(asked: tuple[str, str]) -> str:
    return "lookup:" + hashlib.sha256(" ".join(asked).encode()).hexdigest()


def _keep(asked: tuple[str, str], answer: LookedUp) -> None:
    kept: dict[str, Any] = {"csl": None, "is_retracted": answer.is_retracted}
    if answer.csl:
        kept["csl"] = answer.csl.as_json()
    cache.set(_key(asked), kept, KEPT if answer.csl else KEPT_MISSING)
