"""The shelf: finished pages in the memory of a worker, served before Django is asked.

Each worker looks at one number in the database at most once every SHELF_SECONDS; when it has moved, the shelf is
emptied. So nothing that was taken away is served longer than that, and a request in between touches neither template
nor database. What the shelf does not have, and whatever is not quite ordinary (another host, an insecure request where
a secure one is required, another method), falls through to Django.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from math import inf
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http.request import split_domain_port, validate_host

from editorial.press.answering import Answer, coding_for, not_modified, redirect_headers, wants_plain
from editorial.press.making import answer_from
from editorial.press.models import PressedPage, PressGeneration

logger = logging.getLogger(__name__)
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# Only these paths are ever pressed; all others are not worth a question to the database.
PRESSED = "/articles/"
# How many names (paths without a page, hosts, encodings) are remembered before all are forgotten.
MOST_NAMES = 4096


class Shelf:
    """WSGI middleware.

    limit: bytes of finished pages to keep. seconds: how long a look at the database is trusted. clock: what tells
    seconds that only go forward.
    """

    def __init__(
        self,
        application: Application,
        *,
        limit: int | None = None,
        seconds: float | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.application = application
        self.clock = clock
        self.limit = settings.SHELF_BYTES if limit is None else limit
        self.seconds = settings.SHELF_SECONDS if seconds is None else seconds
        self.size = 0
        self._pages: OrderedDict[tuple[str, str], Answer] = OrderedDict()
        self._absent: set[str] = set()
        self._hosts: dict[str, bool] = {}
        self._codings: dict[str | None, str] = {}
        self._generation = -1
        self._trusted_until = -inf
        self._lock = Lock()
        self._insecure = insecure_test()
        self._more_headers = transport_headers()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answer = self.answer(environ)
        if answer is None:
            return self.application(environ, start_response)
        if answer.plain and "HTTP_COOKIE" in environ and wants_plain(environ["HTTP_COOKIE"], environ["QUERY_STRING"]):
            start_response("302 Found", redirect_headers(answer.plain))
            return [b""]
        seen = environ.get("HTTP_IF_NONE_MATCH")
        # A copy: a server may change the list that it is given (PEP 3333).
        if seen is not None and not_modified(seen, answer):
            start_response("304 Not Modified", answer.not_modified[:])
            return [b""]
        start_response(answer.status, answer.headers[:])
        return answer.body if environ["REQUEST_METHOD"] == "GET" else [b""]

    def answer(self, environ: Environ) -> Answer | None:
        """The finished page for this request, or None when Django is to answer."""
        path = environ["PATH_INFO"]
        if PRESSED not in path or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        if self.clock() >= self._trusted_until and not self._look():
            return None
        host = environ.get("HTTP_HOST", "")
        if not (self._hosts.get(host) or self._is_our_host(host)) or (self._insecure and self._insecure(environ)):
            return None
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        key = path, self._codings.get(accepted) or self._coding(accepted)
        try:
            answer = self._pages[key]
            self._pages.move_to_end(key)
        except KeyError:
            return self._fetch(*key)
        return answer

    def _look(self) -> bool:
        """See whether anything changed, and forget everything if so. False when the database does not say.

        Requests that come meanwhile wait for the answer: what may have been taken away is not served on suspicion.
        """
        with self._lock:
            started = self.clock()
            if started < self._trusted_until:
                return True
            try:
                if not connection.in_atomic_block:  # Django's own signals do this for what Django answers
                    connection.close_if_unusable_or_obsolete()
                number = PressGeneration.objects.values_list("number", flat=True).get(pk=1)
            except (DatabaseError, PressGeneration.DoesNotExist):
                logger.exception("The shelf could not ask whether its pages still hold; Django answers.")
                return False
            if number != self._generation:
                self._pages.clear()
                self.size, self._generation = 0, number
            self._absent.clear()
            # Counted from before the question: the answer may be as old as that.
            self._trusted_until = started + self.seconds
            return True

    def _fetch(self, path: str, coding: str) -> Answer | None:
        """Take the page from the database onto the shelf. None when there is no such page."""
        if path in self._absent:
            return None
        generation = self._generation
        try:
            page = PressedPage.objects.filter(path=path).first()
        except DatabaseError:
            logger.exception("The shelf could not fetch a page; Django answers.")
            return None
        if page is None:
            if len(self._absent) >= MOST_NAMES:
                self._absent.clear()
            self._absent.add(path)
            return None
        answer = answer_from(page, coding, self._more_headers)
        with self._lock:
            # Read before a decision and kept after it, it would stand for ever: then Django answers this once.
            if generation != self._generation:
                return None
            self._keep((path, coding), answer)
        return answer

    def _keep(self, key: tuple[str, str], answer: Answer) -> None:
        if answer.size > self.limit or key in self._pages:
            return
        self._pages[key] = answer
        self.size += answer.size
        while self.size > self.limit:
            _key, oldest = self._pages.popitem(last=False)
            self.size -= oldest.size

    def _is_our_host(self, host: str) -> bool:
        domain, _port = split_domain_port(host)
        ours = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
        if ours:
            if len(self._hosts) >= MOST_NAMES:
                self._hosts.clear()
            self._hosts[host] = True
        return ours

    def _coding(self, accepted: str | None) -> str:
        if len(self._codings) >= MOST_NAMES:
            self._codings.clear()
        self._codings[accepted] = coding = coding_for(accepted)
        return coding


def insecure_test() -> Callable[[Environ], bool] | None:
    """How to see that a request did not come over HTTPS; None where that does not matter.

    Where Django would redirect it, or pages carry Strict-Transport-Security, only secure requests are answered here.
    """
    if not (settings.SECURE_SSL_REDIRECT or settings.SECURE_HSTS_SECONDS):
        return None
    header, secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")

    def insecure(environ: Environ) -> bool:
        said = environ.get(header) if header else None
        if said is not None:
            return bool(said.split(",", 1)[0].strip() != secure)
        return bool(environ["wsgi.url_scheme"] != "https")

    return insecure


def transport_headers() -> list[tuple[str, str]]:
    """Strict-Transport-Security as Django's SecurityMiddleware writes it; it belongs to the connection, not a page."""
    if not settings.SECURE_HSTS_SECONDS:
        return []
    parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
    parts += ["includeSubDomains"] if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else []
    parts += ["preload"] if settings.SECURE_HSTS_PRELOAD else []
    return [("Strict-Transport-Security", "; ".join(parts))]
