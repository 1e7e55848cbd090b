"""How a finished page answers a request: encoding, entity tag, conditional and HEAD requests (RFC 9110).

Values and pure functions, shared by the shelf in front of Django and by the view behind it.
"""

from http import HTTPStatus
from typing import NamedTuple

from editorial.press.article_page import READER_COOKIE

Header = tuple[str, str]
OK = "200 OK"
# In the order of our preference: smallest first.
CODINGS = ("br", "gzip", "identity")
PLAIN_READER = f"{READER_COOKIE}=patient"
# Set by the link from the plain page to the professional one, which must not send its reader back.
ASKED_FOR_PROFESSIONAL = "wording=professional"


class Answer(NamedTuple):
    """One encoding of a page, ready to be sent. `plain` is where readers who chose plain words are sent, or empty."""

    status: str
    etag: str
    headers: list[Header]
    not_modified: list[Header]
    body: list[bytes]
    plain: str
    size: int


def make_answer(
    *,
    body: bytes,
    coding: str,
    etag: str,
    headers: list[Header],
    status: int = 200,
    plain: str = "",
    compressed: bool = True,
) -> Answer:
    """The answer for one encoding. etag: without quotes, the same for no other bytes; headers: those of the page.

    compressed: whether the page exists in more than one encoding.
    """
    quoted = f'"{etag}"'
    vary = ", ".join([*(["Accept-Encoding"] if compressed else []), *(["Cookie"] if plain else [])])
    # Nothing may outlive a retraction: every use is asked for again, and is mostly answered with 304.
    always = [("ETag", quoted), ("Cache-Control", "public, max-age=0, must-revalidate")]
    if vary:
        always.append(("Vary", vary))
    full = [*headers, *always, ("Accept-Ranges", "none"), ("Content-Length", str(len(body)))]
    if coding != "identity":
        full.append(("Content-Encoding", coding))
    size = len(body) + sum(len(name) + len(value) + 200 for name, value in full)
    return Answer(f"{status} {HTTPStatus(status).phrase}", quoted, full, always, [body], plain, size)


def coding_for(accept_encoding: str | None) -> str:
    """The best of CODINGS that the client accepts; identity where it accepts none of them (RFC 9110, 12.5.3).

    Without the header a client may get anything; plain bytes are what every client can read.
    """
    if not accept_encoding:
        return "identity"
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        weights[name.strip().removeprefix("x-")] = _weight(parameters)
    anything = weights.get("*", 0.0)
    accepted = {name: weights.get(name, anything) for name in CODINGS[:2]}
    best = max(accepted, key=lambda name: accepted[name])
    # A client that prefers plain bytes says so with a greater weight.
    return best if accepted[best] > 0 and accepted[best] >= weights.get("identity", 0.0) else "identity"


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def not_modified(if_none_match: str, answer: Answer) -> bool:
    """Whether the client has this very representation: weak comparison, lists and * (RFC 9110, 13.1.2).

    Only what would be answered with 200 can be unmodified: a tombstone is told every time.
    """
    etag = answer.etag
    if if_none_match == etag:
        return answer.status == OK
    tags = (tag.strip() for tag in if_none_match.split(","))
    return answer.status == OK and any(tag == "*" or tag.removeprefix("W/") == etag for tag in tags)


def wants_plain(cookies: str, query: str) -> bool:
    """Whether this reader chose plain words before, and does not ask for the professional wording now."""
    if PLAIN_READER not in cookies or ASKED_FOR_PROFESSIONAL in query.split("&"):
        return False
    return any(part.strip() == PLAIN_READER for part in cookies.split(";"))


def plain_address(path: str) -> str:
    """Where the plain wording of the article at this path is."""
    return f"{path}plain/"


def redirect_headers(location: str) -> list[Header]:
    """A redirect that depends on the reader's choice, so nobody may keep it."""
    return [("Location", location), ("Cache-Control", "no-store"), ("Vary", "Cookie"), ("Content-Length", "0")]
