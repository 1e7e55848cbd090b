"""Somebody with a browser without scripts: asks for pages, keeps cookies, follows no redirect, fills in forms."""

import re
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit

from pypdf import PdfReader

PASSWORD = "demonstration"  # noqa: S105 (manage.py demonstration prints it)
# What of an answer's head tells a reader, a cache or a browser something.
HEADERS = (
    "Content-Type",
    "Content-Language",
    "Content-Disposition",
    "Content-Security-Policy",
    "Location",
    "Link",
    "Cache-Control",
    "Vary",
    "Allow",
    "X-Robots-Tag",
    "X-Frame-Options",
    "Referrer-Policy",
    "HX-Redirect",
    "Access-Control-Allow-Origin",
)


class Missing(Exception):
    """The page has no such form or link."""


@dataclass(frozen=True)
class Answer:
    path: str
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get_content_type()

    @property
    def text(self) -> str:
        if self.type == "application/pdf":
            return words_of_pdf(self.body)
        return self.body.decode("utf-8", "backslashreplace")

    @property
    def recorded(self) -> str:
        head = [f"{name}: {self.headers[name]}" for name in HEADERS if self.headers[name]]
        return "\n".join([str(self.status), *head, "", self.text])

    @property
    def location(self) -> str:
        return urljoin(self.path, self.headers["Location"] or "")


def words_of_pdf(body: bytes) -> str:
    reader = PdfReader(BytesIO(body))
    pages = [f"--- page {number}\n{page.extract_text()}" for number, page in enumerate(reader.pages, start=1)]
    about = [f"{name}: {value}" for name, value in sorted((reader.metadata or {}).items()) if "Date" not in name]
    return "\n".join([*about, *pages])


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Visitor:
    """`name` is the folder of what they see; `email` is empty for the public."""

    address: str
    name: str
    email: str = ""
    opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPCookieProcessor(CookieJar()))
        if self.email:
            self.submit("/accounts/login/", "/login/", login=self.email, password=PASSWORD)

    def get(self, path: str, *, in_part: bool = False) -> Answer:
        """`in_part`: as htmx asks, for a part of the page."""
        return self._ask(path, None, {"HX-Request": "true"} if in_part else {})

    def follow(self, answer: Answer) -> Answer:
        return self.get(answer.location) if answer.status in (301, 302, 303) else answer

    def find(self, path: str, pattern: str) -> str:
        """The first link of a page whose address matches. Raises Missing."""
        for link in self.links(path):
            if re.search(pattern, link):
                return link
        raise Missing(f"{path} has no link like {pattern}")

    def links(self, path: str) -> list[str]:
        """Where the links of a page lead, each once, without query and fragment."""
        return [*dict.fromkeys(re.findall(r'href="([^"#?]+)', self.get(path).text))]

    def submit(self, path: str, action: str, **values: str) -> Answer:
        """Fill in the form whose address ends so, on the page at `path`, and send it (see `send`)."""
        return self.send(self.get(path), action, **values)

    def send(self, page: Answer, action: str, **values: str) -> Answer:
        """Fill in a form of this page. Raises Missing.

        Fields keep what is in them unless `values` names them. The value "#2" is the second choice of a field, and
        "=Ruth" the choice whose label says Ruth.
        """
        for form in forms_of(page):
            if re.search(action + "$", urlsplit(form.action).path):
                data = form.filled(values)
                return self._ask(form.action, urlencode(data).encode(), {"Referer": self.address + page.path})
        raise Missing(f"{page.path} ({page.status}) has no form for {action}")

    def _ask(self, path: str, data: bytes | None, headers: dict[str, str]) -> Answer:
        request = urllib.request.Request(urljoin(self.address, path), data, headers)  # noqa: S310 - of the house
        try:
            with self.opener.open(request, timeout=120) as answer:
                return Answer(path, answer.status, answer.headers, answer.read())
        except HTTPError as error:
            return Answer(path, error.code, error.headers, error.read())


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str, bool]] = field(default_factory=list)  # name, value, whether it is sent as it is
    choices: dict[str, list[tuple[str, list[str]]]] = field(default_factory=dict)  # values with the words after them

    def filled(self, values: dict[str, str]) -> list[tuple[str, str]]:
        sent = [(name, value) for name, value, is_set in self.fields if is_set and name not in values]
        known = {name for name, _value, _is_set in self.fields}
        for name, value in values.items():
            if name not in known:
                raise Missing(f"The form {self.action} has no field {name}, only {', '.join(sorted(known))}")
            sent.append((name, self.chosen(name, value) if value[:1] in ("#", "=") else value))
        return sent

    def chosen(self, name: str, wish: str) -> str:
        offered = self.choices.get(name, [])
        if wish.startswith("#"):
            fitting = [value for value, _words in offered][int(wish[1:]) - 1 :]
        else:
            fitting = [value for value, words in offered if wish[1:] in "".join(words)]
        if not fitting:
            raise Missing(f"The field {name} of {self.action} offers no {wish}")
        return fitting[0]


class FormReader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.area: tuple[str, list[str]] | None = None
        self.select = ""
        self.words: list[str] = []  # of the choice that was met last

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(given.get("action") or self.path, given.get("method", "get").lower())
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag == "textarea":
            self.area = (given.get("name", ""), [])
        elif tag == "select":
            self.select = given.get("name", "")
        elif tag == "option" and self.select:
            self.form.fields.append((self.select, given.get("value", ""), "selected" in given))
            self.offer(self.select, given.get("value", ""))
        elif tag == "input" and "name" in given:
            kind = given.get("type", "text")
            is_choice = kind in ("radio", "checkbox")
            if is_choice:
                self.offer(given["name"], given.get("value", "on"))
            value = given.get("value", "on" if is_choice else "")
            self.form.fields.append((given["name"], value, "checked" in given if is_choice else kind != "file"))

    def offer(self, name: str, value: str) -> None:
        self.words = []
        if self.form:
            self.form.choices.setdefault(name, []).append((value, self.words))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area and self.form:
            self.form.fields.append((self.area[0], "".join(self.area[1]).removeprefix("\n"), True))
            self.area = None


def forms_of(page: Answer) -> list[Form]:
    reader = FormReader(page.path)
    reader.feed(page.text)
    return [form for form in reader.forms if form.method == "post"]
