"""The yardstick of reading.py: WSGI callables that only answer. `page` sends the bytes of the file in BODY."""

import os
from pathlib import Path

BODY = Path(os.environ["BODY"]).read_bytes() if "BODY" in os.environ else b""
PAGE_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "br"),
    ("Content-Length", str(len(BODY))),
]
HELLO_HEADERS = [("Content-Type", "text/plain"), ("Content-Length", "5")]


def page(environ, start_response):  # type: ignore[no-untyped-def]
    start_response("200 OK", PAGE_HEADERS)
    return [BODY]


def hello(environ, start_response):  # type: ignore[no-untyped-def]
    start_response("200 OK", HELLO_HEADERS)
    return [b"hello"]
